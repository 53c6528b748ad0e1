/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonplace.h - where in a text of JSON a member stands. Pure.
 *
 * A place is written as in languages: tools[2].http.url, and
 * context["a b"] where a name is no word. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adds a member, or an element, to a place. */
void app_json_place_add_name (GString *place, const gchar *name);
void app_json_place_add_index (GString *place, guint index);

/* The line, from 1, of the byte at @offset. */
guint app_json_place_get_line (const gchar *text, gsize offset);

/* The line where @place begins, of @text that oa_json_check() took; that of
 * the nearest place around it when there is none. */
guint app_json_place_find (const gchar *text, const gchar *place);

/* The place of the first name that an object has twice, and the line of its
 * second one; NULL when there is none. (transfer full) */
gchar *app_json_place_find_double (const gchar *text, guint *line);

G_END_DECLS
