/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linebreak.c - pairs of break classes. */

#include "linebreak.h"

guint
oa_line_get_columns (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/* Closing punctuation, small kana, marks on the character before. */
static gboolean
begins_no_line (gunichar c)
{
  switch (g_unichar_break_type (c)) {
    case G_UNICODE_BREAK_CLOSE_PUNCTUATION:
    case G_UNICODE_BREAK_CLOSE_PARANTHESIS:
    case G_UNICODE_BREAK_EXCLAMATION:
    case G_UNICODE_BREAK_NON_STARTER:
    case G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER:
    case G_UNICODE_BREAK_INFIX_SEPARATOR:
    case G_UNICODE_BREAK_INSEPARABLE:
    case G_UNICODE_BREAK_POSTFIX:
    case G_UNICODE_BREAK_QUOTATION:
    case G_UNICODE_BREAK_SYMBOL:
    case G_UNICODE_BREAK_COMBINING_MARK:
    case G_UNICODE_BREAK_EMOJI_MODIFIER:
    case G_UNICODE_BREAK_ZERO_WIDTH_JOINER:
    case G_UNICODE_BREAK_WORD_JOINER:
    case G_UNICODE_BREAK_NON_BREAKING_GLUE:
    case G_UNICODE_BREAK_ZERO_WIDTH_SPACE:
      return TRUE;
    default:
      return FALSE;
  }
}

static gboolean
ends_no_line (gunichar c)
{
  switch (g_unichar_break_type (c)) {
    case G_UNICODE_BREAK_OPEN_PUNCTUATION:
    case G_UNICODE_BREAK_PREFIX:
    case G_UNICODE_BREAK_QUOTATION:
    case G_UNICODE_BREAK_ZERO_WIDTH_JOINER:
    case G_UNICODE_BREAK_WORD_JOINER:
    case G_UNICODE_BREAK_NON_BREAKING_GLUE:
      return TRUE;
    default:
      return FALSE;
  }
}

/* Scripts in which each character is a place to break. Korean has spaces. */
static gboolean
stands_alone (gunichar c)
{
  switch (g_unichar_break_type (c)) {
    case G_UNICODE_BREAK_IDEOGRAPHIC:
    case G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER:
    case G_UNICODE_BREAK_EMOJI_BASE:
      return TRUE;
    case G_UNICODE_BREAK_CLOSE_PUNCTUATION:
    case G_UNICODE_BREAK_OPEN_PUNCTUATION:
    case G_UNICODE_BREAK_NON_STARTER:
    case G_UNICODE_BREAK_EXCLAMATION:
      return g_unichar_iswide (c);
    default:
      return FALSE;
  }
}

static gboolean
is_syllabic (gunichar c)
{
  return g_unichar_break_type (c) == G_UNICODE_BREAK_COMPLEX_CONTEXT;
}

static gboolean
is_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_SPACING_MARK
      || type == G_UNICODE_ENCLOSING_MARK;
}

/* Thai and Lao write some vowels before the consonant that they follow in
 * speech, others and signs of repetition behind it; the stackers of Khmer and
 * Burmese join what follows. */
static gboolean
is_in_syllable (gunichar before, gunichar after)
{
  gunichar thai = after >= 0x0e80 ? after - 0x80 : after;

  return is_mark (after) || (before >= 0x0e40 && before <= 0x0e44)
      || (before >= 0x0ec0 && before <= 0x0ec4) || before == 0x17d2
      || before == 0x1039 || thai == 0x0e2f || thai == 0x0e30 || thai == 0x0e32
      || thai == 0x0e33 || thai == 0x0e45 || thai == 0x0e46;
}

OaBreak
oa_line_break (gunichar before, gunichar after)
{
  if (g_unichar_isspace (after) || begins_no_line (after))
    return OA_BREAK_NOT;
  if (g_unichar_isspace (before)
      || g_unichar_break_type (before) == G_UNICODE_BREAK_ZERO_WIDTH_SPACE)
    return OA_BREAK_WELL;
  if (ends_no_line (before))
    return OA_BREAK_NOT;
  if (stands_alone (before) || stands_alone (after))
    return OA_BREAK_WELL;
  if (is_syllabic (before) && is_syllabic (after)
      && !is_in_syllable (before, after))
    return OA_BREAK_IN_WORD;
  return OA_BREAK_NOT;
}
