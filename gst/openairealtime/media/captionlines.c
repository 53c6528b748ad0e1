/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionlines.c - sentences, clauses and words of a growing text. */

#include "captionlines.h"

#include "linebreak.h"

#include <string.h>

#define MAX_TEXT (1024 * 1024)
/* Shorter sentences join the next: "Dr.", "Yes." */
#define MIN_SENTENCE 8
/* A full line is cut behind a comma that is not too near its beginning. */
#define MIN_CLAUSE (OA_CAPTION_COLUMNS / 2)
/* What is not a word at all. */
#define MAX_WORD 1000

struct _OaCaptionLines
{
  GString *text;
  gsize taken;
  gdouble taken_weight;
  gdouble weight;
  OaCaptionBreak before; /* the next line */
  gboolean finished;
};

/* A walk over the text that is left. */
typedef struct
{
  const gchar *start; /* of the line, behind leading space */
  const gchar *pos;
  guint columns;
  gunichar last;         /* character before pos; 0 = none */
  const gchar *word;     /* last end of a word, or NULL */
  const gchar *syllable; /* the same, in a script without spaces */
  const gchar *clause;   /* last end of a clause that is long enough */
} Walk;

OaCaptionLines *
oa_caption_lines_new (void)
{
  OaCaptionLines *self = g_new0 (OaCaptionLines, 1);

  self->text = g_string_new (NULL);
  self->before = OA_CAPTION_BREAK_SENTENCE;
  return self;
}

void
oa_caption_lines_free (OaCaptionLines *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_free (self);
}

/* Numbers and symbols are longer to say than to write; the pauses at
 * punctuation are counted by those who hear them. */
static gdouble
char_weight (gunichar c)
{
  if (g_unichar_isdigit (c))
    return 4.0;
  if (g_unichar_iswide (c))
    return g_unichar_isalpha (c) ? 3.0 : 0.0;
  if (g_unichar_isspace (c))
    return 0.5;
  if (g_unichar_ispunct (c))
    return c < 0x80 && strchr ("%&@+#", c) != NULL ? 4.0 : 0.0;
  return 1.0;
}

static gdouble
text_weight (const gchar *text, const gchar *end)
{
  gdouble weight = 0;

  for (; text < end; text = g_utf8_next_char (text))
    weight += char_weight (g_utf8_get_char (text));
  return weight;
}

static void
append_valid (OaCaptionLines *self, const gchar *text)
{
  gchar *valid = g_utf8_make_valid (text, -1);
  gsize room = MAX_TEXT - MIN (self->text->len, MAX_TEXT);
  gsize size = strlen (valid);

  while (size > room || (size > 0 && (valid[size] & 0xc0) == 0x80))
    size--;
  valid[size] = '\0';
  self->weight += text_weight (valid, valid + size);
  g_string_append_len (self->text, valid, size);
  g_free (valid);
}

void
oa_caption_lines_append (OaCaptionLines *self, const gchar *delta)
{
  if (delta != NULL && !self->finished)
    append_valid (self, delta);
}

void
oa_caption_lines_finish (OaCaptionLines *self, const gchar *whole)
{
  if (self->finished)
    return;
  if (whole != NULL && strncmp (whole, self->text->str, self->taken) == 0) {
    g_string_truncate (self->text, self->taken);
    self->weight = self->taken_weight;
    append_valid (self, whole + self->taken);
  }
  self->finished = TRUE;
}

gboolean
oa_caption_lines_is_finished (const OaCaptionLines *self)
{
  return self->finished;
}

gdouble
oa_caption_lines_get_weight (const OaCaptionLines *self)
{
  return self->weight;
}

/*** where a line ends ***/

static gboolean
is_wide_stop (gunichar c)
{
  return c == 0x3002 || c == 0xff01 || c == 0xff1f;
}

static gboolean
ends_sentence (gunichar c)
{
  return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x061f
      || c == 0x0964 || is_wide_stop (c);
}

static gboolean
ends_clause (gunichar c)
{
  return c == ',' || c == ';' || c == ':' || c == 0x3001 || c == 0xff0c
      || c == 0x060c;
}

/* "Mr.", "Dr.", "J.": the sentence goes on. */
static gboolean
is_title (const Walk *walk)
{
  const gchar *dot = walk->pos, *word = dot;
  glong length;

  while (word > walk->start
      && g_unichar_isalpha (g_utf8_get_char (g_utf8_prev_char (word))))
    word = g_utf8_prev_char (word);
  length = g_utf8_pointer_to_offset (word, dot);
  return *dot == '.' && length > 0 && g_unichar_isupper (g_utf8_get_char (word))
      && (length <= 2 || strncmp (word, "Mrs", dot - word) == 0);
}

/* Behind the quotation marks and brackets that close with the sentence. */
static const gchar *
skip_closing (const gchar *pos)
{
  while (*pos != '\0'
      && (*pos == '"' || *pos == '\'' || *pos == ')'
          || g_unichar_type (g_utf8_get_char (pos))
              == G_UNICODE_FINAL_PUNCTUATION
          || g_unichar_type (g_utf8_get_char (pos))
              == G_UNICODE_CLOSE_PUNCTUATION))
    pos = g_utf8_next_char (pos);
  return pos;
}

/* The end of the sentence that the walk stands at, or NULL. */
static const gchar *
sentence_end (const OaCaptionLines *self, const Walk *walk)
{
  gunichar c = g_utf8_get_char (walk->pos);
  const gchar *end;

  if (c == '\n')
    return walk->pos;
  if (!ends_sentence (c) || walk->columns + 1 < MIN_SENTENCE || is_title (walk))
    return NULL;
  end = skip_closing (g_utf8_next_char (walk->pos));
  if (is_wide_stop (c))
    return *end != '\0' || self->finished ? end : NULL;
  return g_unichar_isspace (g_utf8_get_char (end)) ? end : NULL;
}

/* At the end of the text so far; the point behind a number may be a decimal
 * one. */
static gboolean
looks_ended (const Walk *walk)
{
  Walk last = *walk;

  last.pos = g_utf8_prev_char (walk->pos);
  return ends_sentence (g_utf8_get_char (last.pos))
      && walk->columns >= MIN_SENTENCE && !is_title (&last)
      && !g_unichar_isdigit (g_utf8_get_char (g_utf8_prev_char (last.pos)));
}

static void
note_break (Walk *walk, OaBreak place)
{
  if (place == OA_BREAK_WELL)
    walk->word = walk->pos;
  else if (place == OA_BREAK_IN_WORD)
    walk->syllable = walk->pos;
}

/* Notes where the line might be cut if it becomes too long. */
static void
note_cuts (Walk *walk)
{
  gunichar c = g_utf8_get_char (walk->pos);
  const gchar *next = g_utf8_next_char (walk->pos);

  if (g_unichar_isspace (c))
    walk->word = walk->pos;
  else if (walk->last != 0)
    note_break (walk, oa_line_break (walk->last, c));
  if (ends_clause (c) && walk->columns >= MIN_CLAUSE
      && (g_unichar_iswide (c) || g_unichar_isspace (g_utf8_get_char (next))))
    walk->clause = next;
  walk->columns += oa_line_get_columns (c);
  walk->last = c;
  walk->pos = next;
}

/* A full line is cut behind a clause, else behind a word, or where it must. */
static const gchar *
cut_of (const Walk *walk, OaCaptionBreak *after)
{
  if (walk->clause != NULL) {
    *after = OA_CAPTION_BREAK_CLAUSE;
    return walk->clause;
  }
  *after = OA_CAPTION_BREAK_WORD;
  if (walk->word != NULL)
    return walk->word;
  if (walk->syllable != NULL)
    return walk->syllable;
  return walk->columns >= MAX_WORD ? walk->pos : NULL;
}

/* The end of the line that begins at the walk's start. NULL when nothing can
 * be shown yet. */
static const gchar *
find_end (const OaCaptionLines *self, Walk *walk, OaCaptionLine *line)
{
  const gchar *end;

  line->closed = TRUE;
  line->stop = FALSE;
  line->after = OA_CAPTION_BREAK_SENTENCE;
  while (*walk->pos != '\0') {
    if ((end = sentence_end (self, walk)) != NULL)
      return end;
    if (walk->columns >= OA_CAPTION_COLUMNS
        && (end = cut_of (walk, &line->after)) != NULL)
      return end;
    note_cuts (walk);
  }
  line->after = OA_CAPTION_BREAK_SENTENCE;
  if (self->finished)
    return walk->pos;
  line->closed = FALSE;
  line->stop = looks_ended (walk);
  if (line->stop)
    return walk->pos;
  line->after = OA_CAPTION_BREAK_WORD;
  return walk->word != NULL ? walk->word : walk->syllable;
}

gboolean
oa_caption_lines_peek (const OaCaptionLines *self, OaCaptionLine *line)
{
  const gchar *start = self->text->str + self->taken, *end;
  Walk walk = { NULL };

  while (*start != '\0' && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  if (*start == '\0')
    return FALSE;
  walk.start = walk.pos = start;
  end = find_end (self, &walk, line);
  if (end == NULL || end == start)
    return FALSE;
  line->before = self->before;
  line->begin = self->taken_weight;
  line->size = end - (self->text->str + self->taken);
  line->end = line->begin + text_weight (self->text->str + self->taken, end);
  return TRUE;
}

gchar *
oa_caption_lines_take (OaCaptionLines *self, const OaCaptionLine *line)
{
  gchar *text = g_strndup (self->text->str + self->taken, line->size), *p;

  self->taken += line->size;
  self->taken_weight = line->end;
  self->before = line->after;
  if (self->taken == self->text->len && self->finished)
    self->before = OA_CAPTION_BREAK_SENTENCE;
  for (p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return g_strstrip (text);
}
