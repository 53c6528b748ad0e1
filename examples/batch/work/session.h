/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.h - a session with the service: one channel of a recording through
 * the element, once, and the judgement of what came of it.
 *
 * Lives on the main context; all that is called back is called there. */

#pragma once

#include "outcome.h"
#include "pipeline.h"

G_BEGIN_DECLS

typedef struct _OrbSession OrbSession;

/* Once, from the main loop, when all is over. */
typedef void (*OrbSessionFunc) (OrbSession *session, gpointer user_data);

OrbSession *orb_session_new (const OrbSetup *setup, OrbSessionFunc done,
    gpointer user_data);
gboolean orb_session_start (OrbSession *self, GError **error);
/* Calls nothing back any more; from the main loop's thread. */
void orb_session_disconnect (OrbSession *self);
/* Ends it, from any thread, when it is disconnected; may take a moment. */
void orb_session_stop (OrbSession *self);
/* The same, and frees it. */
void orb_session_free (OrbSession *self);

/* The share of the work that is done; 0 when the length is not known. */
gdouble orb_session_get_progress (OrbSession *self);

/* When done. They go with the session. */
const OrbOutcome *orb_session_get_outcome (OrbSession *self);
OrbChannel *orb_session_get_channel (OrbSession *self);

G_END_DECLS
