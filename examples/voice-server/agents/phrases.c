/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* phrases.c - words, whatever stands between them. */

#include "phrases.h"

#include <string.h>

/* More than a turn of a conversation has. */
#define MAX_TEXT (16 * 1024)

gchar *
ovs_phrase_normalize (const gchar *text)
{
  g_autofree gchar *valid = g_utf8_make_valid (text, strnlen (text, MAX_TEXT));
  g_autofree gchar *normal = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree gchar *folded = g_utf8_casefold (normal, -1);
  GString *words = g_string_new (" ");

  for (const gchar *p = folded; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isalnum (c) || g_unichar_ismark (c))
      g_string_append_unichar (words, c);
    else if (c != '\'' && c != 0x2019 && words->str[words->len - 1] != ' ')
      g_string_append_c (words, ' ');
  }
  if (words->str[words->len - 1] != ' ')
    g_string_append_c (words, ' ');
  return g_string_free (words, FALSE);
}

gboolean
ovs_phrases_match (const gchar *const *phrases, const gchar *text)
{
  g_autofree gchar *words = ovs_phrase_normalize (text);

  for (; *phrases != NULL; phrases++)
    if (strstr (words, *phrases) != NULL)
      return TRUE;
  return FALSE;
}
