/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captiontext.c - finds what a reader of subtitles would take for markup. */

#include "captiontext.h"

#include <string.h>

/* A tag, or the time of a word. */
static gboolean
begins_tag (const gchar *p)
{
  return *p == '<'
      && (g_ascii_isalnum (p[1])
          || (p[1] != '\0' && strchr ("/!?", p[1]) != NULL));
}

/* "&lt;" and the like; a mere "&" between words stays. */
static gboolean
begins_reference (const gchar *p)
{
  const gchar *name = p + 1, *end;

  if (*p != '&')
    return FALSE;
  if (*name == '#')
    name++;
  for (end = name; g_ascii_isalnum (*end);)
    end++;
  return end > name && *end == ';';
}

gchar *
oa_caption_text_neutralize (const gchar *text)
{
  GString *out = g_string_sized_new (strlen (text));
  const gchar *p;

  for (p = text; *p != '\0'; p++) {
    if (begins_tag (p))
      g_string_append (out, "\342\200\271"); /* ‹ */
    else if (begins_reference (p))
      g_string_append (out, "\357\274\206"); /* fullwidth & */
    else if (*p == '>' && g_str_has_suffix (out->str, "--"))
      g_string_append (out, "\342\200\272"); /* › */
    else if (*p == '\\' && g_str_has_suffix (out->str, "{"))
      g_string_append (out, "\342\210\226"); /* ∖ */
    else
      g_string_append_c (out, *p);
  }
  return g_string_free (out, FALSE);
}
