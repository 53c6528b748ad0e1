/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonflat.h - objects that are not looked at for long, as text.
 *
 * A tree has an allocation or two for each value. Pure. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* *@object becomes *@text, and is NULL then. Stays an object when its text
 * could not be read again: our parser has its limits. */
void oa_json_flatten (JsonObject ** object, gchar ** text);

/* The same back, if there is a text. */
void oa_json_unfold  (JsonObject ** object, gchar ** text);

G_END_DECLS
