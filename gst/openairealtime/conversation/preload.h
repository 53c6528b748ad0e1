/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* preload.h - a conversation of before, from the text that users have of it.
 *
 * The text is what the element's property `conversation` gives: so what one
 * call saved, another can begin with. Pure. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define OA_PRELOAD_MAX_SIZE (1024 * 1024)

/* Items as item.create takes them, in order: array of JsonObject (transfer
 * full). NULL and @error when @json is no array of objects; an object needs
 * `role` and `text`, or is a function call or its output. */
GPtrArray *oa_preload_new (const gchar * json, GError ** error);

G_END_DECLS
