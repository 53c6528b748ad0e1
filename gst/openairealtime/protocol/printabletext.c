/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "printabletext.h"

#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

static gboolean
is_control (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029;
}

/* Marks that reorder what stands around them, and the byte order mark. */
static gboolean
is_direction (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f
      || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)
      || c == 0xfeff;
}

/* Back to where a character begins, with room for the ellipsis. */
static void
cut (GString *text, gsize max_bytes)
{
  gsize room = strlen (ELLIPSIS);
  gsize length = max_bytes > room ? max_bytes - room : 0;

  while (length > 0 && (text->str[length] & 0xc0) == 0x80)
    length--;
  g_string_truncate (text, length);
  if (max_bytes >= room)
    g_string_append (text, ELLIPSIS);
}

gchar *
oa_text_make_printable (const gchar *text, gsize max_bytes)
{
  GString *clean;
  const gchar *p;

  if (text == NULL)
    return NULL;
  clean = g_string_new (NULL);
  /* One byte beyond the limit tells that there is more. */
  for (p = text; *p != '\0' && clean->len <= max_bytes;) {
    gunichar c = g_utf8_get_char_validated (p, -1);

    if (c == (gunichar) -1 || c == (gunichar) -2) {
      g_string_append_unichar (clean, 0xfffd);
      p++;
      continue;
    }
    if (is_control (c))
      g_string_append_c (clean, ' ');
    else if (!is_direction (c))
      g_string_append_unichar (clean, c);
    p = g_utf8_next_char (p);
  }
  if (clean->len > max_bytes)
    cut (clean, max_bytes);
  return g_string_free (clean, FALSE);
}
