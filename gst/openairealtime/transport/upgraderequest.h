/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* upgraderequest.h - a client's request for a WebSocket as the server sees it:
 * the checks of RFC 6455, 4.2.1, and the answer of 4.2.2. Pure; the request
 * is untrusted input. */

#pragma once

#include "httphead.h"

G_BEGIN_DECLS

/* What a client is told beside the status. */
typedef struct _OaRefusal
{
  const gchar *reason; /* a sentence */
  gchar *body;         /* in its place, or NULL; owned */
  const gchar *type;   /* of the body; NULL: JSON */
  guint retry_after;   /* s; 0: nothing of it is said */
} OaRefusal;

/* 0: it may be accepted; else a status, and @reason why. */
guint oa_upgrade_request_check (const OaHttpHead *request,
    const gchar **reason);

/* With the first of @protocols (or NULL) that the client asks for, by its
 * order. */
GString *oa_upgrade_request_accept (const OaHttpHead *request,
    const gchar *const *protocols);
/* Also the answer to a request that is none for a WebSocket, with a status of
 * success. The connection is over with it. */
GString *oa_upgrade_request_refuse (guint status, const OaRefusal *refusal);

G_END_DECLS
