/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* commanditem.h - items that clients create, in the form of GA; a dialect that
 * wants another form adapts them. */

#pragma once

#include "event.h"

G_BEGIN_DECLS

/* (transfer full) */
JsonObject *oa_item_new_text (OaRole role, const gchar *text);
JsonObject *oa_item_new_image (const gchar *mime_type, GBytes *image,
    const gchar *detail);
JsonObject *oa_item_new_function_call (const gchar *call_id, const gchar *name,
    const gchar *arguments);
JsonObject *oa_item_new_function_output (const gchar *call_id,
    const gchar *output);
/* What a function gave that went wrong: {"error": @sentence}. Models take it
 * for what it is. */
gchar *oa_item_make_error_output (const gchar *sentence);
JsonObject *oa_item_new_decision (const gchar *id, const gchar *request_id,
    gboolean approve, const gchar *reason);

G_END_DECLS
