/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fakebackend.c - see fakebackend.h. */

#include "fakebackend.h"

#include <string.h>

typedef struct
{
  guint64 at_ms;
  OrsPiece piece;
  OrsWords words;
  OrsSound sound;
  guint sound_ms;
} Planned;

typedef enum
{
  MIND,
  EARS,
  VOICE,
  N_KINDS,
} Kind;

struct _FakeBackend
{
  OrsMind mind;
  OrsEars ears;
  OrsVoice voice;
  guint64 now_ms;
  GQueue plans[N_KINDS]; /* Planned, of the next work */
  GPtrArray *open;       /* Work */
  GString *said;
};

/* An answer, a hearing or an utterance. */
typedef struct
{
  union
  {
    OrsAnswer answer;
    OrsHearing hearing;
    OrsUtterance utterance;
  } base;
  FakeBackend *fake;
  OrsWaker waker;
  GQueue planned;
  guint bytes_per_ms;
  gboolean improvises;
} Work;

static void
free_planned (gpointer data)
{
  Planned *self = data;

  ors_piece_clear (&self->piece);
  ors_words_clear (&self->words);
  ors_sound_clear (&self->sound);
  g_free (self);
}

static Work *
work_new (FakeBackend *fake, Kind kind, const OrsWaker *waker)
{
  Work *self = g_new0 (Work, 1);

  self->fake = fake;
  self->waker = *waker;
  self->planned = fake->plans[kind];
  g_queue_init (&fake->plans[kind]);
  for (GList *l = self->planned.head; l != NULL; l = l->next)
    ((Planned *) l->data)->at_ms += fake->now_ms;
  g_ptr_array_add (fake->open, self);
  return self;
}

static void
work_free (Work *self)
{
  g_assert_true (g_ptr_array_remove (self->fake->open, self));
  g_queue_clear_full (&self->planned, free_planned);
  g_free (self);
}

static Planned *
pop_due (Work *self)
{
  Planned *first = g_queue_peek_head (&self->planned);

  return first != NULL && first->at_ms <= self->fake->now_ms
      ? g_queue_pop_head (&self->planned)
      : NULL;
}

void
fake_backend_pass (FakeBackend *self, guint ms)
{
  g_autoptr (GPtrArray) open = NULL;

  self->now_ms += ms;
  open = g_ptr_array_copy (self->open, NULL, NULL);
  for (guint i = 0; i < open->len; i++) {
    Work *work = g_ptr_array_index (open, i);
    Planned *first = g_ptr_array_find (self->open, work, NULL)
        ? g_queue_peek_head (&work->planned)
        : NULL;

    if (first != NULL && first->at_ms <= self->now_ms)
      work->waker.func (work->waker.user_data);
  }
}

/*** the mind ***/

static OrsAnswer *
ask (OrsMind *mind, const OrsQuestion *question, const OrsWaker *waker)
{
  return &work_new ((FakeBackend *) mind, MIND, waker)->base.answer;
}

static void
take_piece (OrsAnswer *answer, OrsPiece *piece)
{
  Planned *due = pop_due ((Work *) answer);

  if (due == NULL)
    return;
  *piece = due->piece;
  g_free (due);
}

static void
free_answer (OrsAnswer *answer)
{
  work_free ((Work *) answer);
}

/*** ears ***/

static OrsHearing *
hear (OrsEars *ears, const OrsSpeech *speech, const OrsWaker *waker)
{
  FakeBackend *self =
      (FakeBackend *) ((guint8 *) ears - G_STRUCT_OFFSET (FakeBackend, ears));

  return &work_new (self, EARS, waker)->base.hearing;
}

static void
take_words (OrsHearing *hearing, OrsWords *words)
{
  Planned *due = pop_due ((Work *) hearing);

  if (due == NULL)
    return;
  *words = due->words;
  g_free (due);
}

static void
free_hearing (OrsHearing *hearing)
{
  work_free ((Work *) hearing);
}

/*** the voice ***/

static OrsUtterance *
begin (OrsVoice *voice, const OrsManner *manner, const OrsWaker *waker)
{
  FakeBackend *self =
      (FakeBackend *) ((guint8 *) voice - G_STRUCT_OFFSET (FakeBackend, voice));
  Work *work = work_new (self, VOICE, waker);

  work->bytes_per_ms = oa_audio_format_get_bytes_per_ms (manner->format);
  work->improvises = g_queue_is_empty (&work->planned);
  return &work->base.utterance;
}

static void
add_sound (GQueue *plan, guint64 at_ms, guint ms, gboolean ends)
{
  Planned *planned = g_new0 (Planned, 1);

  planned->at_ms = at_ms;
  planned->sound_ms = ms;
  planned->sound.ends = ends;
  g_queue_push_tail (plan, planned);
}

static void
say (OrsUtterance *utterance, const gchar *text)
{
  Work *self = (Work *) utterance;

  g_string_append_printf (self->fake->said, "%s|", text);
  if (self->improvises)
    add_sound (&self->planned, 0, 1000, TRUE);
}

static void
take_sound (OrsUtterance *utterance, OrsSound *sound)
{
  Work *self = (Work *) utterance;
  Planned *due = pop_due (self);
  gsize size;

  if (due == NULL)
    return;
  *sound = due->sound;
  size = due->sound_ms * self->bytes_per_ms;
  if (sound->failure == NULL)
    sound->audio = g_bytes_new_take (g_malloc0 (MAX (size, 1)), size);
  g_free (due);
}

static void
free_utterance (OrsUtterance *utterance)
{
  work_free ((Work *) utterance);
}

/*** plans ***/

static Planned *
plan (FakeBackend *self, Kind kind, guint at_ms)
{
  Planned *planned = g_new0 (Planned, 1);

  planned->at_ms = at_ms;
  g_queue_push_tail (&self->plans[kind], planned);
  return planned;
}

void
fake_backend_plan_text (FakeBackend *self, guint at_ms, const gchar *text)
{
  OrsPiece *piece = &plan (self, MIND, at_ms)->piece;

  piece->kind = ORS_PIECE_TEXT;
  piece->text = g_strdup (text);
}

void
fake_backend_plan_call (FakeBackend *self, guint at_ms, const gchar *name,
    const gchar *arguments)
{
  OrsPiece *piece = &plan (self, MIND, at_ms)->piece;

  piece->kind = ORS_PIECE_CALL;
  piece->name = g_strdup (name);
  piece->text = g_strdup (arguments);
}

void
fake_backend_plan_end (FakeBackend *self, guint at_ms, const gchar *failure)
{
  OrsPiece *piece = &plan (self, MIND, at_ms)->piece;

  if (failure != NULL)
    ors_piece_fail (piece, failure);
  else
    *piece = (OrsPiece){ ORS_PIECE_END, .status = "completed" };
}

void
fake_backend_plan_words (FakeBackend *self, guint at_ms, OrsWordsKind kind,
    const gchar *text)
{
  OrsWords *words = &plan (self, EARS, at_ms)->words;

  words->kind = kind;
  if (kind == ORS_WORDS_FAILED)
    words->error = ors_error_new (text);
  else
    words->text = g_strdup (text);
}

void
fake_backend_plan_sound (FakeBackend *self, guint at_ms, guint ms,
    gboolean ends)
{
  add_sound (&self->plans[VOICE], at_ms, ms, ends);
}

void
fake_backend_plan_voice_failure (FakeBackend *self, guint at_ms,
    const gchar *failure)
{
  plan (self, VOICE, at_ms)->sound.failure = g_strdup (failure);
}

/*** itself ***/

guint
fake_backend_count_open (FakeBackend *self)
{
  return self->open->len;
}

const gchar *
fake_backend_get_said (FakeBackend *self)
{
  return self->said->str;
}

OrsMind *
fake_backend_get_mind (FakeBackend *self)
{
  return &self->mind;
}

OrsEars *
fake_backend_get_ears (FakeBackend *self)
{
  return &self->ears;
}

OrsVoice *
fake_backend_get_voice (FakeBackend *self)
{
  return &self->voice;
}

FakeBackend *
fake_backend_new (void)
{
  static const OrsMindClass mind = { ask, take_piece, free_answer, NULL };
  static const OrsEarsClass ears = { hear, take_words, free_hearing, NULL };
  static const OrsVoiceClass voice = { begin, say, take_sound, free_utterance,
    NULL };
  FakeBackend *self = g_new0 (FakeBackend, 1);

  self->mind.class = &mind;
  self->ears.class = &ears;
  self->voice.class = &voice;
  self->open = g_ptr_array_new ();
  self->said = g_string_new (NULL);
  return self;
}

void
fake_backend_free (FakeBackend *self)
{
  g_assert_cmpuint (self->open->len, ==, 0);
  for (guint i = 0; i < N_KINDS; i++)
    g_queue_clear_full (&self->plans[i], free_planned);
  g_ptr_array_unref (self->open);
  g_string_free (self->said, TRUE);
  g_free (self);
}
