/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionpath.h - members of a session by their path, as errors name them:
 * audio.input.noise_reduction, tools[1].strict. */

#pragma once

#include "event.h"

G_BEGIN_DECLS

/* The path of the member that @error says the service does not know or does not
 * support; NULL when it says something else. (transfer full) */
gchar *oa_session_path_from_error (const OaServiceError *error);

/* The same with any element for each that is named: tools[].strict.
 * (transfer full) */
gchar *oa_session_path_of_all_elements (const gchar *path);

gboolean oa_session_path_has (JsonObject *session, const gchar *path);

/* Takes the member out, and what is empty without it, but for elements of
 * arrays. FALSE when there was none. */
gboolean oa_session_path_remove (JsonObject *session, const gchar *path);

G_END_DECLS
