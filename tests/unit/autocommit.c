/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* autocommit.c - where live input is committed without the service. */

#include <math.h>

#include "media/autocommit.h"
#include "../support/testcase.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OaUploadQueue, oa_upload_queue_free)

#define RATE 24000
#define BYTES_PER_MS 48
#define MIN_PAUSE 300

/* Silence and a 500 Hz tone by turns, in ms; 0 ends. */
typedef struct
{
  const gchar *name;
  guint ms[8];
  guint interval;
  gboolean end;
  const gchar *marks; /* ms of audio before each */
} Case;

static const Case cases[] = {
  { "silence", { 5000 }, 1000, TRUE, "" },
  { "one pause", { 500, 600, 900 }, 0, FALSE, "1400 " },
  { "two pauses", { 100, 600, 500, 400, 600 }, 0, FALSE, "1000 1900 " },
  { "short pauses do not count", { 100, 600, 200, 600, 500 }, 0, FALSE,
      "1800 " },
  { "no pause", { 0, 5000 }, 2000, FALSE, "2000 4000 " },
  { "no pause, no interval", { 0, 5000 }, 0, FALSE, "" },
  { "interval counts from the last commit", { 0, 1000, 400, 3000 }, 2000, FALSE,
      "1300 3300 " },
  { "the end is a commit", { 200, 700 }, 0, TRUE, "900 " },
  { "nothing new at the end", { 200, 700, 500 }, 0, TRUE, "1200 " },
};

static void
put_sound (guint8 *bytes, gsize size, gboolean loud)
{
  for (guint i = 0; i < size / 2; i++) {
    gint16 s = loud ? (gint16) lrint (8000 * sin (G_PI * i / 24)) : 0;

    bytes[2 * i] = s & 0xff;
    bytes[2 * i + 1] = (s >> 8) & 0xff;
  }
}

static void
push (OaAutoCommit *commit, OaUploadQueue *queue, guint ms, gboolean loud,
    guint interval)
{
  static guint8 bytes[10 * BYTES_PER_MS];

  put_sound (bytes, sizeof bytes, loud);
  for (guint at = 0; at < ms; at += 10) {
    oa_upload_queue_push (queue, bytes, sizeof bytes, GST_CLOCK_TIME_NONE,
        TRUE);
    oa_auto_commit_process (commit, queue, bytes, sizeof bytes, interval);
  }
}

static void
pop_all (OaUploadQueue *queue, guint64 *popped, GString *marks)
{
  OaUploadItem item;

  for (;;) {
    oa_upload_queue_pop (queue, &item);
    if (item.kind == OA_UPLOAD_NOTHING)
      return;
    if (item.kind == OA_UPLOAD_AUDIO) {
      *popped += g_bytes_get_size (item.audio);
      g_bytes_unref (item.audio);
      continue;
    }
    g_assert_cmpint (item.mark, ==, OA_MARK_AUTO_COMMIT);
    g_string_append_printf (marks, "%u ", (guint) (*popped / BYTES_PER_MS));
  }
}

static void
test_marks (gconstpointer data)
{
  const Case *c = data;
  OaAutoCommit *commit = oa_auto_commit_new (OA_AUDIO_FORMAT_PCM, MIN_PAUSE);
  g_autoptr (GString) marks = g_string_new (NULL);
  g_autoptr (OaUploadQueue) queue = oa_upload_queue_new ();
  guint64 popped = 0;

  oa_upload_queue_configure (queue, OA_AUDIO_FORMAT_PCM, 20 * GST_MSECOND,
      60 * GST_SECOND);
  for (guint i = 0; i < G_N_ELEMENTS (c->ms); i++)
    push (commit, queue, c->ms[i], i % 2, c->interval);
  if (c->end)
    oa_auto_commit_end (commit, queue);
  pop_all (queue, &popped, marks);
  g_assert_cmpstr (marks->str, ==, c->marks);

  oa_auto_commit_free (commit);
}

/* Positions count from where the element began to look. */
TEST (begins_in_the_middle)
{
  OaAutoCommit *commit = oa_auto_commit_new (OA_AUDIO_FORMAT_PCM, MIN_PAUSE);
  g_autoptr (GString) marks = g_string_new (NULL);
  g_autoptr (OaUploadQueue) queue = oa_upload_queue_new ();
  guint8 before[480] = { 0 };
  guint64 popped = 0;

  oa_upload_queue_configure (queue, OA_AUDIO_FORMAT_PCM, 20 * GST_MSECOND,
      60 * GST_SECOND);
  oa_upload_queue_push (queue, before, sizeof before, GST_CLOCK_TIME_NONE,
      TRUE);
  push (commit, queue, 500, TRUE, 0);
  push (commit, queue, 500, FALSE, 0);
  pop_all (queue, &popped, marks);
  g_assert_cmpstr (marks->str, ==, "810 ");

  oa_auto_commit_free (commit);
}

/* A second commit at the same place would be of nothing, and be refused. */
TEST (two_pauses_in_one_buffer)
{
  OaAutoCommit *commit = oa_auto_commit_new (OA_AUDIO_FORMAT_PCM, MIN_PAUSE);
  g_autoptr (GString) marks = g_string_new (NULL);
  OaUploadQueue *queue = oa_upload_queue_new ();
  gsize part = 500 * BYTES_PER_MS;
  g_autofree guint8 *bytes = g_malloc (4 * part);
  guint64 popped = 0;

  oa_upload_queue_configure (queue, OA_AUDIO_FORMAT_PCM, 20 * GST_MSECOND,
      60 * GST_SECOND);
  for (guint i = 0; i < 4; i++)
    put_sound (bytes + i * part, part, i % 2 == 0);
  oa_upload_queue_push (queue, bytes, 4 * part, GST_CLOCK_TIME_NONE, TRUE);
  oa_auto_commit_process (commit, queue, bytes, 4 * part, 0);
  pop_all (queue, &popped, marks);
  g_assert_cmpstr (marks->str, ==, "2000 ");

  oa_auto_commit_free (commit);
  oa_upload_queue_free (queue);
}

/* Words that were cleared are no turn; what is said from there on is one. */
TEST (what_is_forgotten_is_no_turn)
{
  OaAutoCommit *commit = oa_auto_commit_new (OA_AUDIO_FORMAT_PCM, MIN_PAUSE);
  g_autoptr (GString) marks = g_string_new (NULL);
  g_autoptr (OaUploadQueue) queue = oa_upload_queue_new ();
  guint64 popped = 0;

  oa_upload_queue_configure (queue, OA_AUDIO_FORMAT_PCM, 20 * GST_MSECOND,
      60 * GST_SECOND);
  push (commit, queue, 500, TRUE, 0);
  push (commit, queue, 100, FALSE, 0);
  oa_auto_commit_forget (commit);
  push (commit, queue, 900, FALSE, 0);
  oa_auto_commit_end (commit, queue);
  pop_all (queue, &popped, marks);
  g_assert_cmpstr (marks->str, ==, "");
  push (commit, queue, 500, TRUE, 0);
  oa_auto_commit_forget (commit);
  push (commit, queue, 500, TRUE, 0);
  push (commit, queue, 500, FALSE, 0);
  pop_all (queue, &popped, marks);
  g_assert_cmpstr (marks->str, ==, "2800 ");

  oa_auto_commit_free (commit);
}

TEST_MAIN (gst_init (NULL, NULL); TEST_ROWS (marks, cases))
