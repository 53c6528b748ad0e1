/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* printabletext.h - words from outside that go to a terminal, a log or a
 * person: valid UTF-8 on one line, without what moves a cursor, sets a colour
 * or turns the direction of the text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text (NULL gives NULL) need not be UTF-8. Controls (C0, DEL, C1, separators
 * of lines) become spaces, invisible marks of direction are left out. At most
 * @max_bytes; what was cut ends in an ellipsis. */
gchar *oa_text_make_printable (const gchar *text, gsize max_bytes);

G_END_DECLS
