/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputharness.c - see inputharness.h. */

#include "inputharness.h"
#include "../support/shared.h"

#include <string.h>

#define SOUND_MS 30000
#define PIECE_MS 20

static void
on_response_done (GstElement *element, const GstStructure *response,
    gpointer data)
{
  Input *t = data;

  SHARED_CHANGE (t, t->responses++);
}

static void
on_interrupted (GstElement *element, const gchar *item_id, guint64 heard_ms,
    gpointer data)
{
  Input *t = data;

  SHARED_CHANGE (t, t->interruptions++);
}

static void
on_speech_stopped (GstElement *element, guint64 audio_ms, guint64 running_time,
    gpointer data)
{
  Input *t = data;

  g_mutex_lock (&t->lock);
  t->stopped_ms = audio_ms;
  t->stopped_time = running_time;
  g_cond_broadcast (&t->cond);
  g_mutex_unlock (&t->lock);
}

void
input_start (Input *t, const gchar *format, const gchar *scenario)
{
  OrsOptions options = { .scenario = scenario };

  memset (t, 0, sizeof (*t));
  g_mutex_init (&t->lock);
  g_cond_init (&t->cond);
  t->format = format;
  t->per_ms = format_bytes_per_ms (format);
  t->sound = make_speech (format, 1, SOUND_MS, 0);
  fixture_start (&t->f, &options);
  t->h = live_harness_new (t->f.server, format);
  g_object_set (t->h->element, "chunk-duration", PIECE_MS, NULL);
  g_signal_connect (t->h->element, "response-done",
      G_CALLBACK (on_response_done), t);
  g_signal_connect (t->h->element, "interrupted", G_CALLBACK (on_interrupted),
      t);
  g_signal_connect (t->h->element, "speech-stopped",
      G_CALLBACK (on_speech_stopped), t);
}

void
input_stop (Input *t)
{
  gst_harness_teardown (t->h);
  fixture_stop (&t->f);
  g_bytes_unref (t->sound);
  g_mutex_clear (&t->lock);
  g_cond_clear (&t->cond);
}

void
input_push (Input *t, guint at, guint ms)
{
  guint end = at + ms;

  for (; at < end; at += PIECE_MS) {
    g_autoptr (GBytes) piece =
        g_bytes_new_from_bytes (t->sound, at * t->per_ms, PIECE_MS * t->per_ms);
    GstBuffer *buffer = gst_buffer_new_wrapped_bytes (piece);

    GST_BUFFER_PTS (buffer) = at * GST_MSECOND;
    g_assert_cmpint (gst_harness_push (t->h, buffer), ==, GST_FLOW_OK);
  }
}

void
input_gap (Input *t, guint at, guint ms)
{
  g_assert_true (gst_harness_push_event (t->h,
      gst_event_new_gap (at * GST_MSECOND, ms * GST_MSECOND)));
}

void
input_pass (Input *t, guint ms)
{
  for (guint n = 0; n < ms / PIECE_MS; n++)
    gst_buffer_unref (live_harness_next (t->h));
}

gboolean
input_act (Input *t, const gchar *action)
{
  gboolean done = FALSE;

  g_signal_emit_by_name (t->h->element, action, &done);
  return done;
}

guint64
input_stat (Input *t, const gchar *name)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 value;

  g_object_get (t->h->element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, name, &value));
  return value;
}

void
input_wait_server (Input *t, const gchar *type, guint count)
{
  await_sent (t->f.server, type, count);
}

void
input_wait (Input *t, guint *count, guint n)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  g_mutex_lock (&t->lock);
  while (*count < n)
    g_assert_true (g_cond_wait_until (&t->cond, &t->lock, until));
  g_mutex_unlock (&t->lock);
}

static GByteArray *
compose (Input *t, const Heard *parts, guint n)
{
  const guint8 silence = g_str_equal (t->format, "pcm") ? 0
      : g_str_equal (t->format, "pcmu")                 ? 0xff
                                                        : 0xd5;
  GByteArray *all = g_byte_array_new ();
  const guint8 *sound = g_bytes_get_data (t->sound, NULL);

  for (guint i = 0; i < n; i++) {
    gsize size = parts[i].ms * t->per_ms + 0.5;

    if (parts[i].at >= 0) {
      gsize from = parts[i].at * t->per_ms + 0.5;

      g_byte_array_append (all, sound + from, size);
    } else {
      g_byte_array_set_size (all, all->len + size);
      memset (all->data + all->len - size, silence, size);
    }
  }
  return all;
}

/* The server logs an event before it keeps its audio: look until it is
 * there. */
static GBytes *
wait_for_audio (Input *t, guint session, gsize size)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;
  guint n = 1;

  for (;;) {
    GBytes *heard = ors_server_dup_session_audio (t->f.server, session);

    if (heard != NULL && g_bytes_get_size (heard) >= size)
      return heard;
    g_clear_pointer (&heard, g_bytes_unref);
    if (g_get_monotonic_time () > until)
      g_error ("the server did not hear %" G_GSIZE_FORMAT " bytes", size);
    if (ors_server_wait_event (t->f.server, "client",
            "input_audio_buffer.append", n, 10000))
      n++;
  }
}

void
input_check (Input *t, guint session, const Heard *parts, guint n)
{
  g_autoptr (GByteArray) all = compose (t, parts, n);
  g_autoptr (GBytes) heard = wait_for_audio (t, session, all->len);
  const guint8 *data = g_bytes_get_data (heard, NULL);

  for (gsize i = 0; i < all->len; i++) {
    if (data[i] != all->data[i])
      g_error ("heard something else from %g ms on", i / (gdouble) t->per_ms);
  }
  g_assert_cmpuint (g_bytes_get_size (heard), ==, all->len);
}
