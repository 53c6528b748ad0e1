/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* spoken.c - see spoken.h.
 *
 * What is said in one piece is a segment: its words are spread evenly over its
 * sound. While its sound still grows, its length is estimated. */

#include "config.h"

#include "spoken.h"

#include <string.h>

#include "usage.h"

/* The words run ahead of the sound by this many deltas. */
#define AHEAD 2
/* Of speech, roughly; for sound that is not all there. */
#define MS_PER_LETTER 65

typedef struct
{
  guint first_word, end_word;
  gsize start, end; /* of its sound, in bytes */
  gsize text_bytes;
  gboolean whole;
} Segment;

struct _OrsSpoken
{
  OrsUtterance *utterance; /* NULL: nothing more is wanted of it */
  guint per_ms;
  guint per_token;
  gsize most; /* bytes of sound */

  GString *unsaid; /* text that the voice does not have yet */
  gboolean space;  /* belongs to its first word */
  gboolean text_ends;
  gboolean limited;

  GPtrArray *words;
  guint next_word;
  GArray *segments;
  guint n_whole; /* segments whose sound is all there */

  GByteArray *sound; /* not taken, from offset on */
  gsize offset;
  gsize taken;
  gsize total; /* of all that there was */
};

OrsSpoken *
ors_spoken_new (OrsVoice *voice, const OrsManner *manner, const OrsWaker *waker)
{
  OrsSpoken *self = g_new0 (OrsSpoken, 1);

  self->utterance = ors_voice_begin (voice, manner, waker);
  self->per_ms = oa_audio_format_get_bytes_per_ms (manner->format);
  self->per_token = self->per_ms * ORS_MS_PER_ASSISTANT_TOKEN;
  self->most = (gsize) self->per_ms * 1000 * ORS_SPOKEN_MAX_SECONDS;
  self->unsaid = g_string_new (NULL);
  self->words = g_ptr_array_new_with_free_func (g_free);
  self->segments = g_array_new (FALSE, TRUE, sizeof (Segment));
  self->sound = g_byte_array_new ();
  return self;
}

void
ors_spoken_free (OrsSpoken *self)
{
  g_clear_pointer (&self->utterance, ors_utterance_free);
  g_string_free (self->unsaid, TRUE);
  g_ptr_array_unref (self->words);
  g_array_unref (self->segments);
  g_byte_array_unref (self->sound);
  g_free (self);
}

/*** text ***/

void
ors_split_words (GPtrArray *words, const gchar *text)
{
  while (*text != '\0') {
    const gchar *end = text + 1;

    while (*end != '\0' && *end != ' ')
      end++;
    g_ptr_array_add (words, g_strndup (text, end - text));
    text = end;
  }
}

/* Of a text that is too long: behind the last space that is not too far. */
static gsize
find_part_end (const gchar *text)
{
  const gchar *space = g_strrstr_len (text, ORS_VOICE_MAX_TEXT, " ");

  if (space != NULL && space > text)
    return space + 1 - text;
  return g_utf8_find_prev_char (text, text + ORS_VOICE_MAX_TEXT) - text;
}

/* Behind the last sentence that is known to be over; 0: there is none. A point
 * alone may be one of a number. */
static gsize
find_sentence_end (const gchar *text)
{
  static const gchar *const marks[] = { "\xe3\x80\x82", "\xef\xbc\x81",
    "\xef\xbc\x9f" }; /* full stop, !, ? of Chinese and Japanese */
  gsize end = 0;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    const gchar *mark = g_strrstr (text, marks[i]);

    if (mark != NULL)
      end = MAX (end, (gsize) (mark + strlen (marks[i]) - text));
  }
  for (const gchar *p = text + strlen (text); p > text + 1; p--) {
    if (g_ascii_isspace (*p) && strchr (".!?:;\n", p[-1]) != NULL)
      return MAX (end, (gsize) (p - text));
  }
  return end;
}

/* Wherever a text is cut, its words have the space before them. */
static void
add_words (OrsSpoken *self, const gchar *text)
{
  g_autofree gchar *words = g_strconcat (self->space ? " " : "", text, NULL);

  self->space = self->unsaid->len > 0 && g_str_has_suffix (text, " ");
  if (self->space)
    words[strlen (words) - 1] = '\0';
  ors_split_words (self->words, words);
}

static void
say_first (OrsSpoken *self, gsize length)
{
  g_autofree gchar *text = g_strndup (self->unsaid->str, length);
  Segment segment = { self->words->len };

  g_string_erase (self->unsaid, 0, length);
  if (self->utterance == NULL)
    return;
  add_words (self, text);
  segment.end_word = self->words->len;
  segment.text_bytes = length;
  g_array_append_val (self->segments, segment);
  ors_utterance_say (self->utterance, text);
}

static void
say_until (OrsSpoken *self, gsize end)
{
  while (end > 0) {
    gsize length = end > ORS_VOICE_MAX_TEXT ? find_part_end (self->unsaid->str)
                                            : end;

    say_first (self, length);
    end -= length;
  }
}

void
ors_spoken_add_text (OrsSpoken *self, const gchar *text)
{
  g_string_append (self->unsaid, text);
}

void
ors_spoken_pause_text (OrsSpoken *self)
{
  say_until (self, find_sentence_end (self->unsaid->str));
  while (self->unsaid->len > ORS_VOICE_MAX_TEXT)
    say_first (self, find_part_end (self->unsaid->str));
}

void
ors_spoken_end_text (OrsSpoken *self)
{
  say_until (self, self->unsaid->len);
  if (self->segments->len == 0)
    say_first (self, 0); /* even nothing has a sound */
  self->text_ends = TRUE;
}

/*** limits ***/

void
ors_spoken_limit (OrsSpoken *self, gint64 tokens)
{
  if (tokens >= 0)
    self->most = MIN (self->most, (gsize) tokens * self->per_token);
}

gboolean
ors_spoken_was_limited (OrsSpoken *self)
{
  return self->limited;
}

static gint64
count_tokens (OrsSpoken *self, gsize bytes)
{
  return (bytes + self->per_token - 1) / self->per_token;
}

gint64
ors_spoken_count_tokens (OrsSpoken *self)
{
  return count_tokens (self, self->total);
}

/* Where the sound of a segment ends, or will. */
static gsize
get_end (OrsSpoken *self, const Segment *segment)
{
  gsize guess = segment->text_bytes * MS_PER_LETTER * self->per_ms;

  return segment->whole ? segment->end
                        : MAX (segment->end, segment->start + guess);
}

/* The sound is cut, and as much of the words of its last segment. */
static void
cut (OrsSpoken *self, Segment *segment)
{
  gint64 needed = count_tokens (self, get_end (self, segment) - segment->start);
  gint64 left = count_tokens (self, self->most - segment->start);
  guint n = segment->end_word - segment->first_word;

  self->limited = TRUE;
  segment->end = self->total = self->most;
  segment->end_word = segment->first_word + n * left / MAX (needed, 1);
  segment->whole = TRUE;
  g_array_set_size (self->segments, self->n_whole + 1);
  self->n_whole++;
  g_ptr_array_set_size (self->words, MAX (segment->end_word, self->next_word));
  g_clear_pointer (&self->utterance, ors_utterance_free);
}

/*** sound ***/

static void
add_sound (OrsSpoken *self, OrsSound *sound)
{
  Segment *segment = &g_array_index (self->segments, Segment, self->n_whole);
  gsize size, kept;
  const guint8 *data = g_bytes_get_data (sound->audio, &size);

  kept = MIN (size, self->most - self->total);
  g_byte_array_remove_range (self->sound, 0, self->offset);
  self->offset = 0;
  g_byte_array_append (self->sound, data, kept);
  if (segment->end == 0)
    segment->start = self->total;
  self->total += size;
  segment->end = self->total;
  segment->whole = sound->ends;
  if (self->total > self->most)
    cut (self, segment);
  else if (sound->ends)
    self->n_whole++;
}

static gboolean
is_over (OrsSpoken *self)
{
  return self->utterance == NULL
      || (self->text_ends && self->n_whole == self->segments->len);
}

OrsSpokenState
ors_spoken_prepare (OrsSpoken *self, gsize size, gchar **failure)
{
  while (!is_over (self) && ors_spoken_get_waiting (self) < size) {
    g_auto (OrsSound) sound = { NULL };

    if (self->n_whole == self->segments->len)
      break;
    ors_utterance_take (self->utterance, &sound);
    if (sound.failure != NULL) {
      *failure = g_steal_pointer (&sound.failure);
      return ORS_SPOKEN_FAILED;
    }
    if (sound.audio == NULL)
      return ORS_SPOKEN_LATER;
    add_sound (self, &sound);
  }
  /* What there is does not wait for a text that is not there yet. */
  return is_over (self) || ors_spoken_get_waiting (self) > 0 ? ORS_SPOKEN_READY
                                                             : ORS_SPOKEN_LATER;
}

gsize
ors_spoken_get_waiting (OrsSpoken *self)
{
  return self->sound->len - self->offset;
}

GBytes *
ors_spoken_take (OrsSpoken *self, gsize size)
{
  GBytes *bytes = g_bytes_new (self->sound->data + self->offset, size);

  self->offset += size;
  self->taken += size;
  return bytes;
}

/*** words ***/

gsize
ors_spoken_get_ahead (OrsSpoken *self, gsize size)
{
  return self->taken + AHEAD * size;
}

/* How many words go out before @size more bytes. */
static guint
find_words_due (OrsSpoken *self, gsize size)
{
  gsize ahead = ors_spoken_get_ahead (self, size);

  for (guint i = 0; i < self->segments->len; i++) {
    const Segment *s = &g_array_index (self->segments, Segment, i);
    gsize end = get_end (self, s);

    if (i >= self->n_whole && s->end == 0)
      return s->first_word;
    if (end <= self->taken)
      continue;
    if (ahead >= end)
      return s->end_word;
    return s->first_word + 1
        + (gdouble) (ahead - s->start) / (end - s->start)
        * (s->end_word - s->first_word);
  }
  return self->words->len;
}

const gchar *
ors_spoken_next_word (OrsSpoken *self, gsize size)
{
  return self->next_word < find_words_due (self, size)
      ? ors_spoken_next_rest (self)
      : NULL;
}

const gchar *
ors_spoken_next_rest (OrsSpoken *self)
{
  return self->next_word < self->words->len
      ? g_ptr_array_index (self->words, self->next_word++)
      : NULL;
}
