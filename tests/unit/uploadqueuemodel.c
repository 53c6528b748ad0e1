/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadqueuemodel.c - the upload queue against a list of bytes and marks that
 * does everything the slow and obvious way, in random orders of all it can do.
 * */

#include "media/uploadqueue.h"
#include "../support/testcase.h"

/* mu-law: a byte is a sample, and lasts an eighth of a millisecond. */
#define CHUNK 320
#define BOUND 1200
#define BYTE_TIME (GST_MSECOND / 8)
#define TOLERANCE (5 * GST_MSECOND)
#define SEEDS 100
#define STEPS 300

typedef struct
{
  gint mark;      /* 0 = a byte */
  guint64 number; /* of the byte; silence: of the next one */
  GstClockTime time;
  gboolean silence; /* of the upload queue's own; in `sent` only */
} Token;

typedef struct
{
  OaUploadQueue *queue;
  GRand *rand;
  GArray *waiting; /* of Token: bytes and marks, in order */
  GArray *kept;    /* of Token: bytes that a resend repeats */
  GArray *sent;    /* of Token: the service's count */
  guint64 next;    /* number of the next byte */
  GstClockTime time;
  guint silence;
  gboolean ended;
  gint marks;
} Model;

static Token *
token_at (GArray *tokens, guint i)
{
  return &g_array_index (tokens, Token, i);
}

static guint
count_bytes (const Model *m)
{
  guint n = 0;

  for (guint i = 0; i < m->waiting->len; i++)
    n += token_at (m->waiting, i)->mark == 0;
  return n;
}

static guint
pick (Model *m, guint n)
{
  return g_rand_int_range (m->rand, 0, n);
}

/* Removes the first @n bytes from place @from on; marks stay. */
static void
remove_bytes (Model *m, guint from, guint n)
{
  for (guint i = from; n > 0 && i < m->waiting->len;) {
    if (token_at (m->waiting, i)->mark != 0) {
      i++;
    } else {
      g_array_remove_index (m->waiting, i);
      n--;
    }
  }
}

/*** in ***/

static void
push (Model *m)
{
  guint size = 1 + pick (m, pick (m, 10) == 0 ? 3 * BOUND : CHUNK);
  gboolean may_drop = pick (m, 2);
  g_autofree guint8 *data = g_malloc (size);
  guint waiting, drop = 0;
  GstClockTime dropped, time;

  if (pick (m, 5) == 0)
    m->time += 50 * GST_MSECOND;
  time = m->time;
  for (guint i = 0; i < size; i++, m->next++, m->time += BYTE_TIME) {
    Token token = { 0, m->next, m->time, FALSE };

    data[i] = m->next % 251;
    g_array_append_val (m->waiting, token);
  }
  dropped = oa_upload_queue_push (m->queue, data, size, time, may_drop);
  m->ended = FALSE;
  waiting = count_bytes (m);
  if (may_drop && waiting > BOUND)
    drop = MIN ((waiting - BOUND + CHUNK - 1) / CHUNK * CHUNK, waiting);
  if (drop > 0)
    g_array_set_size (m->kept, 0);
  remove_bytes (m, 0, drop);
  g_assert_cmpuint (dropped, ==, drop * BYTE_TIME);
}

static void
put_mark (Model *m)
{
  Token token = { ++m->marks, 0, 0, FALSE };

  if (pick (m, 2) == 0) {
    oa_upload_queue_mark (m->queue, G_MAXUINT64, token.mark, NULL);
    g_array_append_val (m->waiting, token);
  } else {
    guint bytes = pick (m, count_bytes (m) + 1), place, before = 0;

    oa_upload_queue_mark (m->queue,
        oa_upload_queue_get_position (m->queue) + bytes, token.mark, NULL);
    /* Behind so many bytes, and behind the marks that are there already. */
    for (place = 0; place < m->waiting->len; place++) {
      gboolean is_byte = token_at (m->waiting, place)->mark == 0;

      if (is_byte && before == bytes)
        break;
      before += is_byte;
    }
    g_array_insert_val (m->waiting, place, token);
  }
}

static void
insert_silence (Model *m)
{
  guint ms = pick (m, 300);

  oa_upload_queue_insert_silence (m->queue, ms * GST_MSECOND);
  m->silence += ms * 8;
}

/*** out ***/

static void
expect_silence (Model *m, const OaUploadItem *item)
{
  gsize size = g_bytes_get_size (item->audio);

  g_assert_cmpuint (size, ==, MIN (m->silence, 1600));
  m->silence -= size;
  for (gsize i = 0; i < size; i++) {
    Token token = { 0, oa_upload_queue_get_position (m->queue), 0, TRUE };

    g_array_append_val (m->sent, token);
  }
}

static void
expect_bytes (Model *m, const OaUploadItem *item, guint size)
{
  gsize got;
  const guint8 *data = g_bytes_get_data (item->audio, &got);

  g_assert_cmpuint (got, ==, size);
  for (guint i = 0; i < size; i++) {
    Token token = *token_at (m->waiting, i);

    g_assert_cmpuint (data[i], ==, token.number % 251);
    g_array_append_val (m->sent, token);
    g_array_append_val (m->kept, token);
  }
  g_array_remove_range (m->waiting, 0, size);
  if (m->kept->len > BOUND)
    g_array_remove_range (m->kept, 0, m->kept->len - BOUND);
}

/* Bytes of the next message: up to a mark, or whole; 0 = not yet. */
static guint
next_size (const Model *m)
{
  guint n;

  for (n = 0; n < CHUNK && n < m->waiting->len; n++)
    if (token_at (m->waiting, n)->mark != 0)
      return n;
  if (n == CHUNK || n < m->waiting->len || m->ended)
    return n;
  return 0;
}

static gboolean
pop (Model *m)
{
  gboolean ready = oa_upload_queue_is_ready (m->queue);
  OaUploadItem item;

  oa_upload_queue_pop (m->queue, &item);
  g_assert_true (ready == (item.kind != OA_UPLOAD_NOTHING));
  if (m->silence > 0) {
    g_assert_cmpint (item.kind, ==, OA_UPLOAD_AUDIO);
    expect_silence (m, &item);
  } else if (m->waiting->len > 0 && token_at (m->waiting, 0)->mark != 0) {
    g_assert_cmpint (item.kind, ==, OA_UPLOAD_MARK);
    g_assert_cmpint (item.mark, ==, token_at (m->waiting, 0)->mark);
    g_array_remove_index (m->waiting, 0);
  } else if (next_size (m) > 0) {
    g_assert_cmpint (item.kind, ==, OA_UPLOAD_AUDIO);
    expect_bytes (m, &item, next_size (m));
  } else {
    g_assert_cmpint (item.kind, ==, OA_UPLOAD_NOTHING);
  }
  g_clear_pointer (&item.audio, g_bytes_unref);
  return item.kind != OA_UPLOAD_NOTHING;
}

static void
pop_some (Model *m)
{
  for (guint n = pick (m, 12); n > 0 && pop (m);)
    n--;
}

/*** forgetting ***/

static void
clear (Model *m)
{
  gint keep = m->marks - pick (m, 4);
  guint bytes = count_bytes (m);

  g_assert_cmpuint (oa_upload_queue_clear (m->queue, keep), ==,
      bytes * BYTE_TIME);
  remove_bytes (m, 0, bytes);
  for (guint i = m->waiting->len; i > 0; i--)
    if (token_at (m->waiting, i - 1)->mark < keep)
      g_array_remove_index (m->waiting, i - 1);
  g_array_set_size (m->kept, 0);
  m->silence = 0;
}

static void
retract (Model *m)
{
  gint from = m->marks - pick (m, 4);
  gboolean keep_sent = pick (m, 2), bytes_seen = FALSE;
  guint last = 0, removed = 0;

  for (guint i = 0; i < m->waiting->len; i++)
    if (token_at (m->waiting, i)->mark >= MAX (from, 1))
      last = i + 1;
  for (guint i = last; i < m->waiting->len;) {
    if (token_at (m->waiting, i)->mark == 0) {
      bytes_seen = TRUE;
      removed++;
      g_array_remove_index (m->waiting, i);
    } else if (bytes_seen) {
      g_array_remove_index (m->waiting, i);
    } else {
      i++;
    }
  }
  if (last == 0 && !keep_sent)
    g_array_set_size (m->kept, 0);
  g_assert_cmpuint (oa_upload_queue_retract (m->queue, MAX (from, 1),
          keep_sent), ==, removed * BYTE_TIME);
  /* Numbers of bytes are positions: those of the retracted come again. */
  m->next -= removed;
  m->silence = 0;
}

static void
forget (Model *m)
{
  guint ms = pick (m, m->sent->len / 8 + 1);
  guint64 number;

  oa_upload_queue_forget (m->queue, ms);
  if (m->sent->len == 0)
    return;
  number = ms * 8 < m->sent->len ? token_at (m->sent, ms * 8)->number
                                 : G_MAXUINT64;
  while (m->kept->len > 0 && token_at (m->kept, 0)->number < number)
    g_array_remove_index (m->kept, 0);
}

static void
resend (Model *m)
{
  g_assert_cmpuint (oa_upload_queue_resend (m->queue), ==,
      m->kept->len * BYTE_TIME);
  if (m->kept->len > 0)
    g_array_prepend_vals (m->waiting, m->kept->data, m->kept->len);
  g_array_set_size (m->kept, 0);
  g_array_set_size (m->sent, 0);
  m->silence = 0;
}

/*** all together ***/

static void
check_times (Model *m)
{
  guint ms = pick (m, m->sent->len / 8 + 1);
  const Token *token;

  g_assert_cmpuint (oa_upload_queue_get_sent_ms (m->queue), ==, m->sent->len
      / 8);
  if (ms * 8 >= m->sent->len)
    return;
  token = token_at (m->sent, ms * 8);
  if (!token->silence)
    g_assert_cmpuint (ABS (GST_CLOCK_DIFF (token->time,
                oa_upload_queue_ms_to_running_time (m->queue, ms))), <,
        TOLERANCE);
}

static void
step (Model *m)
{
  static void (*const steps[]) (Model * m) = { push, push, push, push, pop_some,
    pop_some, pop_some, put_mark, put_mark, insert_silence, clear, retract,
    retract, forget, resend, check_times };

  if (pick (m, 40) == 0) {
    oa_upload_queue_end (m->queue);
    m->ended = TRUE;
  }
  steps[pick (m, G_N_ELEMENTS (steps))](m);
  g_assert_cmpuint (oa_upload_queue_get_end (m->queue)
      - oa_upload_queue_get_position (m->queue), ==, count_bytes (m));
}

static void
run_seed (guint seed)
{
  Model m = {
    oa_upload_queue_new (),
    g_rand_new_with_seed (seed),
  };

  m.waiting = g_array_new (FALSE, FALSE, sizeof (Token));
  m.kept = g_array_new (FALSE, FALSE, sizeof (Token));
  m.sent = g_array_new (FALSE, FALSE, sizeof (Token));
  oa_upload_queue_configure (m.queue, OA_AUDIO_FORMAT_PCMU, CHUNK * BYTE_TIME,
      BOUND * BYTE_TIME);
  for (guint i = 0; i < STEPS; i++)
    step (&m);
  oa_upload_queue_end (m.queue);
  m.ended = TRUE;
  while (pop (&m))
    ;
  g_assert_true (oa_upload_queue_is_finished (m.queue));
  g_assert_cmpuint (m.waiting->len, ==, 0);
  g_array_unref (m.waiting);
  g_array_unref (m.kept);
  g_array_unref (m.sent);
  g_rand_free (m.rand);
  oa_upload_queue_free (m.queue);
}

TEST (does_as_a_plain_list_would)
{
  for (guint seed = 0; seed < SEEDS; seed++)
    run_seed (seed);
}

TEST_MAIN (gst_init (NULL, NULL))
