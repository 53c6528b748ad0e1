/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimeactions.h - what the files of action signals share. */

#pragma once

#include "gstopenairealtimeelement.h"

G_BEGIN_DECLS

#define OA_ACTION_MAX_TEXT (1024 * 1024)

/* An action that gives a boolean; the types of its parameters follow. @data
 * is the last argument of the handler. */
void oa_action_add (GObjectClass *klass, const gchar *name, GCallback handler,
    gint data, guint n_params, ...);
/* A reference, or NULL, with a warning, outside of PAUSED and PLAYING. */
OaSession *oa_action_begin (GstOpenaiRealtime *self, const gchar *action);
gboolean oa_action_is_text (const gchar *text);

G_END_DECLS
