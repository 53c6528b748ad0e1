/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* admission.h - whether a client that connects gets a session. */

#pragma once

#include "context.h"
#include "transport/httphead.h"

G_BEGIN_DECLS

/* The service refuses in-band: the socket opens, an error follows. */
typedef struct
{
  OrsKind kind;
  gboolean beta;         /* the dialect before May 2026 */
  gchar *model;          /* NULL where the kind has none */
  gchar *path;           /* that was asked for */
  GHashTable *query;     /* its parameters, or NULL */
  const gchar *key_from; /* a header's name, or NULL */
  const gchar *code;     /* of the refusal, NULL = welcome */
  gchar *message;
  gushort close_code;
} OrsAdmission;

/* Is one of the addresses that are served. */
gboolean ors_admission_knows_path (const OaHttpHead *request);

/* FALSE for a web page that was not allowed to connect. */
gboolean ors_admission_allows_origin (const OaHttpHead *request,
    const OrsOptions *options);

/* @self: all 0 but for its kind, which is that of a conversation. */
void ors_admission_check (OrsAdmission *self, const OaHttpHead *request,
    const OrsContext *context);
/* What the log tells of it, as JSON; no key is in it. */
gchar *ors_admission_describe (const OrsAdmission *self);
void ors_admission_clear (OrsAdmission *self);

G_END_DECLS
