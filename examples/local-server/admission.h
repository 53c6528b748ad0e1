/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* admission.h - whether a client that connects gets a session. */

#pragma once

#include <libsoup/soup.h>

#include "session.h"

G_BEGIN_DECLS

/* The service refuses in-band: the socket opens, an error follows. */
typedef struct
{
  OrsKind kind;
  gchar *model;         /* NULL where the kind has none */
  const gchar *code;    /* of the refusal, NULL = welcome */
  gchar *message;
  gushort close_code;
} OrsAdmission;

#define ORS_ADMISSION_INIT { ORS_KIND_REALTIME }

/* FALSE for a web page that was not allowed to connect. */
gboolean ors_admission_allows_origin (SoupServerMessage *message,
    const OrsOptions *options);

void ors_admission_check (OrsAdmission *self, SoupServerMessage *message,
    const gchar *path, const OrsContext *context);
void ors_admission_clear (OrsAdmission *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OrsAdmission, ors_admission_clear)

G_END_DECLS
