/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linebreak.h - where a line of text may be broken, in any script, and how wide
 * its characters are.
 *
 * The classes are Unicode's (UAX 14), the rules those that matter within words:
 * what must not begin or end a line, and scripts that are written without
 * spaces. Words of those (Thai, Lao, Khmer, Burmese) are known by dictionaries
 * only; their syllables are kept whole.
 *
 * Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OA_BREAK_NOT,
  OA_BREAK_IN_WORD, /* when the line has no better place */
  OA_BREAK_WELL,
} OaBreak;

/* Between two characters that follow each other. */
OaBreak oa_line_break (gunichar before, gunichar after);

/* Of a fixed-width font: East Asian wide characters take two. */
guint oa_line_get_columns (gunichar c);

G_END_DECLS
