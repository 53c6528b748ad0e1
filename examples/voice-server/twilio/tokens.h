/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tokens.h - tokens that let one caller in once: each is bound to a call,
 * expires, and is gone when it was taken. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OvsTokens OvsTokens;

OvsTokens *ovs_tokens_new (void);
void ovs_tokens_free (OvsTokens *self);

/* For the call with this id at the phone company. @owner: what comes back; one
 * that it was given before is worth nothing any more. Times are monotonic, in
 * µs. NULL: this machine gives no random numbers. */
gchar *ovs_tokens_issue (OvsTokens *self, const gchar *external_id,
    const gchar *owner, gint64 now, gint64 expires);
/* The owner, or NULL when there is no such token for this call any more. In
 * any case the token is worth nothing from now on. */
gchar *ovs_tokens_take (OvsTokens *self, const gchar *token,
    const gchar *external_id, gint64 now);
/* Without taking: any token is waited for. */
guint ovs_tokens_count (OvsTokens *self, gint64 now);

G_END_DECLS
