/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* historyimport.h - an earlier conversation, read from the text that the
 * element's property `conversation` gives: what one call saved, another can
 * begin with. Pure. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define OA_HISTORY_IMPORT_MAX_SIZE (1024 * 1024)

/* Items as item.create takes them, in order: array of JsonObject (transfer
 * full). NULL and @error when @json is no array of objects; an object needs
 * `role` and `text`, or is a function call or its output. */
GPtrArray *oa_history_import (const gchar *json, GError **error);

G_END_DECLS
