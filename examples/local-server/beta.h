/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* beta.h - the protocol before May 2026, in front of a server that knows the
 * one of today: names of events, and sessions, responses and items in their
 * form of then. Pure. */

#pragma once

#include "context.h"
#include "problem.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A client's event, in place. FALSE and @problem: the beta has no such thing.
 */
gboolean ors_beta_read (JsonObject *event, OrsKind kind, OrsProblem *problem);

/* An event of the server's, in place. FALSE: the beta does not tell of it. */
gboolean ors_beta_write (JsonObject *event, OrsKind kind);

G_END_DECLS
