/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linewrap.c - see linewrap.h. */

#include "linewrap.h"

#include <string.h>

#define JOINER 0x200d
#define SKIN_FIRST 0x1f3fb
#define SKIN_LAST 0x1f3ff
#define FLAG_FIRST 0x1f1e6
#define FLAG_LAST 0x1f1ff

static guint
width_of (gunichar sign)
{
  if (g_unichar_iszerowidth (sign))
    return 0;
  return g_unichar_iswide (sign) ? 2 : 1;
}

guint
orb_columns (const gchar *text)
{
  guint columns = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    columns += width_of (g_utf8_get_char (text));
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
  while (*text != '\0' && (is_attached (g_utf8_get_char (text))
          || sign == JOINER)) {
    sign = g_utf8_get_char (text);
    text = g_utf8_next_char (text);
  }
  return text;
}

/* Thai and Lao: vowels that are written behind or before their consonant. */
static gboolean
is_following_vowel (gunichar sign)
{
  return sign == 0xe2f || sign == 0xe30 || sign == 0xe32 || sign == 0xe33
      || sign == 0xe45 || sign == 0xe46 || sign == 0xeb0 || sign == 0xeb2
      || sign == 0xeb3 || sign == 0xec6;
}

static gboolean
is_leading_vowel (gunichar sign)
{
  return (sign >= 0xe40 && sign <= 0xe44) || (sign >= 0xec0 && sign <= 0xec4);
}

static gboolean
may_not_begin (gunichar sign)
{
  switch (g_unichar_break_type (sign)) {
    case G_UNICODE_BREAK_CLOSE_PUNCTUATION:
    case G_UNICODE_BREAK_CLOSE_PARANTHESIS:
    case G_UNICODE_BREAK_EXCLAMATION:
    case G_UNICODE_BREAK_INFIX_SEPARATOR:
    case G_UNICODE_BREAK_SYMBOL:
    case G_UNICODE_BREAK_NON_STARTER:
    case G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER:
    case G_UNICODE_BREAK_QUOTATION:
    case G_UNICODE_BREAK_INSEPARABLE:
    case G_UNICODE_BREAK_POSTFIX:
    case G_UNICODE_BREAK_AFTER:
    case G_UNICODE_BREAK_HYPHEN:
      return TRUE;
    default:
      return is_following_vowel (sign);
  }
}

static gboolean
may_not_end (gunichar sign)
{
  GUnicodeBreakType type = g_unichar_break_type (sign);

  return type == G_UNICODE_BREAK_OPEN_PUNCTUATION
      || type == G_UNICODE_BREAK_PREFIX || is_leading_vowel (sign);
}

/* Languages that write without spaces. */
static gboolean
is_unspaced (gunichar sign)
{
  switch (g_unichar_break_type (sign)) {
    case G_UNICODE_BREAK_IDEOGRAPHIC:
    case G_UNICODE_BREAK_COMPLEX_CONTEXT:
    case G_UNICODE_BREAK_NON_STARTER:
    case G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER:
      return TRUE;
    default:
      /* Korean has spaces. */
      return g_unichar_iswide (sign)
          && g_unichar_get_script (sign) != G_UNICODE_SCRIPT_HANGUL;
  }
}

/*** lines ***/

typedef struct
{
  GPtrArray *lines;
  GString *line;
  guint columns;                /* of a line, at most */
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
    gunichar before = g_utf8_get_char (at), after = g_utf8_get_char (next);

    for (const gchar *p = at; p < next; p = g_utf8_next_char (p))
      used += width_of (g_utf8_get_char (p));
    if (used > columns && last != NULL)
      break;
    if (used > columns && !anywhere)
      return NULL;
    last = at = next;
    if (*next != '\0' && !may_not_begin (after) && !may_not_end (before)
        && (is_unspaced (before) || is_unspaced (after)))
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
    guint used = orb_columns (wrap->line->str) + (wrap->line->len > 0
        && spaced);
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
    columns
  };

  for (guint i = 0; words[i] != NULL; i++)
    add_word (&wrap, words[i]);
  end_line (&wrap);
  g_string_free (wrap.line, TRUE);
  return wrap.lines;
}
