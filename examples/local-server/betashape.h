/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* betashape.h - objects of the beta, which are flat, and those of today, as a
 * table of members. Pure. */

#pragma once

#include "problem.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Where a member may be. */
typedef enum
{
  ORS_BETA_SESSION = 1 << 0,
  ORS_BETA_TRANSCRIPTION = 1 << 1, /* the session of one */
  ORS_BETA_REQUEST = 1 << 2,       /* response.create */
  ORS_BETA_RESPONSE = 1 << 3,      /* told by the server */
} OrsBetaPlace;

/* The object of today (transfer full); NULL and @problem for a member that the
 * beta does not have at @place. Errors call the object @name. */
JsonObject *ors_beta_shape_read (JsonObject *flat, OrsBetaPlace place,
    const gchar *name, OrsProblem *problem);

/* The flat session (transfer full). */
JsonObject *ors_beta_shape_session (JsonObject *session, OrsBetaPlace place);
/* In place. */
void ors_beta_shape_response (JsonObject *response);

/* The parts of an item, in place. */
gboolean ors_beta_shape_read_item (JsonObject *item, const gchar *name,
    OrsProblem *problem);

G_END_DECLS
