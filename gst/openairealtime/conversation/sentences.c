/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sentences.c - where a sentence ends. */

#include "sentences.h"

#include <string.h>

/* Bytes after which a sentence ends at the next word… */
#define LONG_SENTENCE 400
/* …or anywhere. */
#define MAX_SENTENCE 4000

void
oa_sentences_init (OaSentences *self)
{
  self->text = g_string_new (NULL);
  self->number = 1;
}

void
oa_sentences_clear (OaSentences *self)
{
  g_string_free (self->text, TRUE);
}

static gunichar
last_char (const gchar *text, gsize length)
{
  const gchar *last = g_utf8_find_prev_char (text, text + length);

  return last != NULL ? g_utf8_get_char (last) : 0;
}

/* "3.5" and "z.B." go on without a space. */
static gboolean
is_over (const OaSentences *self, const gchar *delta)
{
  gunichar last = last_char (self->text->str, self->text->len);
  gboolean word = g_unichar_isspace (g_utf8_get_char (delta));

  if (self->text->len == 0)
    return FALSE;
  if (self->text->len >= MAX_SENTENCE)
    return TRUE;
  /* Full stops of scripts without spaces. */
  if (last == 0x3002 || last == 0xff01 || last == 0xff1f)
    return TRUE;
  return word
      && (self->text->len >= LONG_SENTENCE || last == '.' || last == '!'
          || last == '?' || last == 0x2026);
}

gchar *
oa_sentences_end (OaSentences *self)
{
  gchar *sentence;

  if (self->text->len == 0)
    return NULL;
  sentence = g_strstrip (g_strdup (self->text->str));
  g_string_truncate (self->text, 0);
  self->number++;
  return sentence;
}

gchar *
oa_sentences_add (OaSentences *self, const gchar *delta)
{
  gchar *sentence = is_over (self, delta) ? oa_sentences_end (self) : NULL;

  g_string_append (self->text, delta);
  return sentence;
}
