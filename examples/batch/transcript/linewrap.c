/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linewrap.c - see linewrap.h. */

#include "linewrap.h"

#include "media/linebreak.h"

#include <string.h>

#define JOINER 0x200d
#define SKIN_FIRST 0x1f3fb
#define SKIN_LAST 0x1f3ff
#define FLAG_FIRST 0x1f1e6
#define FLAG_LAST 0x1f1ff

guint
orb_columns (const gchar *text)
{
  guint columns = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    columns += oa_line_get_columns (g_utf8_get_char (text));
  return columns;
}

/*** what belongs together ***/

static gboolean
is_flag (gunichar sign)
{
  return sign >= FLAG_FIRST && sign <= FLAG_LAST;
}

/* Part of the sign before it. */
static gboolean
is_attached (gunichar sign)
{
  return g_unichar_ismark (sign) || sign == JOINER
      || (sign >= SKIN_FIRST && sign <= SKIN_LAST);
}

/* The end of the sign that begins at text, with all that is attached. */
static const gchar *
end_of_sign (const gchar *text)
{
  gunichar first = g_utf8_get_char (text), sign = first;

  text = g_utf8_next_char (text);
  if (is_flag (first) && is_flag (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (*text != '\0'
      && (is_attached (g_utf8_get_char (text)) || sign == JOINER)) {
    sign = g_utf8_get_char (text);
    text = g_utf8_next_char (text);
  }
  return text;
}

/*** lines ***/

typedef struct
{
  GPtrArray *lines;
  GString *line;
  guint columns; /* of a line, at most */
} Wrap;

static void
end_line (Wrap *wrap)
{
  if (wrap->line->len > 0)
    g_ptr_array_add (wrap->lines, g_strdup (wrap->line->str));
  g_string_truncate (wrap->line, 0);
}

/* As much of a word as fits: its best end within so many columns, or, if
 * nothing better is there, the last sign that fits. */
static const gchar *
find_end (const gchar *word, guint columns, gboolean anywhere)
{
  const gchar *best = NULL, *last = NULL, *at = word;
  guint used = 0;

  while (*at != '\0') {
    const gchar *next = end_of_sign (at);

    for (const gchar *p = at; p < next; p = g_utf8_next_char (p))
      used += oa_line_get_columns (g_utf8_get_char (p));
    if (used > columns && last != NULL)
      break;
    if (used > columns && !anywhere)
      return NULL;
    last = at = next;
    if (*next != '\0'
        && oa_line_break (g_utf8_get_char (g_utf8_prev_char (next)),
               g_utf8_get_char (next))
            != OA_BREAK_NOT)
      best = next;
    if (used > columns)
      break;
  }
  if (*at == '\0' && used <= columns)
    return at;
  return best != NULL || !anywhere ? best : last;
}

static void
add_piece (Wrap *wrap, const gchar *word, const gchar *end, gboolean spaced)
{
  if (wrap->line->len > 0 && spaced)
    g_string_append_c (wrap->line, ' ');
  g_string_append_len (wrap->line, word, end - word);
}

/* A word that does not fit begins a line; one of a language without spaces
 * fills the line that is there. */
static void
add_word (Wrap *wrap, const gchar *word)
{
  gboolean spaced = TRUE;

  while (*word != '\0') {
    guint used = orb_columns (wrap->line->str)
        + (wrap->line->len > 0 && spaced);
    guint left = used < wrap->columns ? wrap->columns - used : 0;
    const gchar *end = find_end (word, left, wrap->line->len == 0);

    if (end == NULL) {
      end_line (wrap);
      continue;
    }
    add_piece (wrap, word, end, spaced);
    spaced = FALSE;
    word = end;
    if (*word != '\0')
      end_line (wrap);
  }
}

GPtrArray *
orb_wrap (const gchar *text, guint columns)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  Wrap wrap = { g_ptr_array_new_with_free_func (g_free), g_string_new (NULL),
    columns };

  for (guint i = 0; words[i] != NULL; i++)
    add_word (&wrap, words[i]);
  end_line (&wrap);
  g_string_free (wrap.line, TRUE);
  return wrap.lines;
}
