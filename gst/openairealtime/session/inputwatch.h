/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputwatch.h - a part of the session: live input that does not come while the
 * service waits for the end of what the user says.
 *
 * Knows whether the user speaks and has the media put silence in its place; how
 * much is missing is the media's to say. */

#pragma once

#include "session/context.h"
#include "session/part.h"

G_BEGIN_DECLS

/* The part itself is the context: it has no state but `user_speaks`. */
extern const OaSessionPartClass oa_input_watch_class;

G_END_DECLS
