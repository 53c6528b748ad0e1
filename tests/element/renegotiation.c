/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* renegotiation.c - downstream wants another format while speech flows: all of
 * it comes, in the formats of its time, and nothing counts as heard that no
 * pad took. */

#include "fixture.h"
#include "gstopenairealtimeelement.h"
#include "media/audiocaps.h"
#include "watch.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#define M(name) "openairealtime/" name

/*** a pad that changes its mind ***/

typedef struct
{
  GMutex lock;
  GCond cond;
  GstPad *pad;
  const gchar *format; /* that it takes */
  OaAudioFormat got;   /* by the last caps */
  guint buffers;
  guint refused;
  guint turn_after; /* buffers, from within chain; 0 = never */
  const gchar *turn_to;
  gboolean turns_late;   /* it turns without telling */
  gboolean ends;         /* and then takes nothing more */
  gboolean fickle;       /* wants another format than what comes, ever */
  GstClockTime next;     /* where the next buffer must begin */
  GstClockTime taken;    /* time of speech */
  GstClockTime by_bytes; /* the same by its samples */
} Ear;

static Ear *
ear_of (GstPad *pad)
{
  return gst_pad_get_element_private (pad);
}

static gboolean
ear_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  Ear *self = ear_of (pad);
  GstCaps *caps;

  if (GST_QUERY_TYPE (query) != GST_QUERY_CAPS)
    return gst_pad_query_default (pad, parent, query);
  g_mutex_lock (&self->lock);
  caps = gst_caps_from_string (format_caps (self->format));
  g_mutex_unlock (&self->lock);
  gst_query_set_caps_result (query, caps);
  gst_caps_unref (caps);
  return TRUE;
}

static gboolean
ear_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  Ear *self = ear_of (pad);
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    gst_event_parse_caps (event, &caps);
    SHARED_CHANGE (self, self->got = oa_audio_format_from_caps (caps));
  }
  gst_event_unref (event);
  return TRUE;
}

static OaAudioFormat
format_of (const gchar *name)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (format_caps (name));
  OaAudioFormat format = oa_audio_format_from_caps (caps);

  return format;
}

static void
ear_wish (Ear *self, const gchar *format)
{
  g_mutex_lock (&self->lock);
  self->format = format;
  g_mutex_unlock (&self->lock);
}

static void
ear_turn (Ear *self, const gchar *format)
{
  ear_wish (self, format);
  gst_pad_push_event (self->pad, gst_event_new_reconfigure ());
}

static void
take (Ear *self, GstBuffer *buffer)
{
  if (GST_CLOCK_TIME_IS_VALID (self->next))
    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, self->next);
  self->next = GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer);
  self->buffers++;
  if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP)) {
    self->taken += GST_BUFFER_DURATION (buffer);
    self->by_bytes += oa_audio_format_samples_to_time (self->got,
        gst_buffer_get_size (buffer)
            / oa_audio_format_get_sample_size (self->got));
  }
  g_cond_broadcast (&self->cond);
}

static GstFlowReturn
ear_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  Ear *self = ear_of (pad);
  GstFlowReturn ret = GST_FLOW_OK;
  gboolean turn;

  if (self->fickle)
    gst_pad_push_event (pad, gst_event_new_reconfigure ());
  g_mutex_lock (&self->lock);
  turn = self->turn_after != 0 && self->buffers == self->turn_after;
  if (turn)
    self->turn_after = 0;
  g_mutex_unlock (&self->lock);
  if (turn && self->ends) {
    gst_buffer_unref (buffer);
    return GST_FLOW_EOS;
  }
  if (turn && self->turns_late)
    ear_wish (self, self->turn_to);
  else if (turn)
    ear_turn (self, self->turn_to);

  g_mutex_lock (&self->lock);
  if (self->fickle || self->got != format_of (self->format)) {
    self->refused++;
    ret = GST_FLOW_NOT_NEGOTIATED;
  } else {
    take (self, buffer);
  }
  g_mutex_unlock (&self->lock);
  gst_buffer_unref (buffer);
  return ret;
}

static void
ear_start (Ear *self, GstElement *element, const gchar *format)
{
  g_autoptr (GstPad) src = gst_element_get_static_pad (element, "src");

  self->format = format;
  self->next = GST_CLOCK_TIME_NONE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->pad = gst_pad_new ("ear", GST_PAD_SINK);
  gst_pad_set_element_private (self->pad, self);
  gst_pad_set_query_function (self->pad, ear_query);
  gst_pad_set_event_function (self->pad, ear_event);
  gst_pad_set_chain_function (self->pad, ear_chain);
  gst_pad_set_active (self->pad, TRUE);
  g_assert_cmpint (gst_pad_link (src, self->pad), ==, GST_PAD_LINK_OK);
}

static void
ear_stop (Ear *self)
{
  gst_pad_set_active (self->pad, FALSE);
  gst_object_unref (self->pad);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

static void
ear_wait_caps (Ear *self, const gchar *format)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  g_mutex_lock (&self->lock);
  while (self->got != format_of (format))
    g_assert_true (g_cond_wait_until (&self->cond, &self->lock, until));
  g_mutex_unlock (&self->lock);
}

static void
ear_wait_speech (Ear *self, GstClockTime speech)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  g_mutex_lock (&self->lock);
  while (self->taken < speech)
    g_assert_true (g_cond_wait_until (&self->cond, &self->lock, until));
  g_mutex_unlock (&self->lock);
}

/*** a call ***/

typedef struct
{
  Fixture f;
  GstElement *element;
  GstClock *clock;
  Watch *watch;
  Ear ear;
} Talk;

static void
talk_start (Talk *self, const gchar *live, const OrsOptions *options)
{
  memset (self, 0, sizeof (*self));
  fixture_start (&self->f, options);
  self->element = gst_object_ref_sink (
      gst_element_factory_make ("openairealtime", NULL));
  g_object_set (self->element, "uri", ors_server_get_uri (self->f.server),
      "api-key", "sk-test", NULL);
  gst_util_set_object_arg (G_OBJECT (self->element), "live", live);
  self->clock = gst_system_clock_obtain ();
  gst_element_set_clock (self->element, self->clock);
  gst_element_set_base_time (self->element, gst_clock_get_time (self->clock));
  ear_start (&self->ear, self->element, "pcm");
  self->watch = watch_new (self->element);
  gst_element_set_state (self->element, GST_STATE_PLAYING);
}

static void
talk_stop (Talk *self)
{
  gst_element_set_state (self->element, GST_STATE_NULL);
  watch_free (self->watch);
  ear_stop (&self->ear);
  gst_object_unref (self->element);
  gst_object_unref (self->clock);
  fixture_stop (&self->f);
}

static guint64
get_stat (Talk *self, const gchar *name)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 value = 0;

  g_object_get (self->element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, name, &value));
  return value;
}

static void
say (Talk *self)
{
  ACT (self->element, "send-text", "Hello", TRUE);
}

/* A frame counts when its push has returned. */
static void
wait_counted (Talk *self)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  while (get_stat (self, "output-duration") != self->ear.taken) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_usleep (1000);
  }
}

/* What came is what was taken, up to the rest of a frame. */
static void
assert_whole (Talk *self)
{
  GstClockTime received = get_stat (self, "output-received");

  /* A turn rounds down to whole samples. */
  ear_wait_speech (&self->ear, received - GST_MSECOND);
  wait_counted (self);
  g_assert_cmpuint (get_stat (self, "output-dropped"), ==, 0);
  g_assert_cmpuint (self->ear.taken, <, received + 20 * GST_MSECOND);
  /* The samples say the same as the timestamps. */
  g_assert_cmpuint (self->ear.by_bytes, >=, self->ear.taken - GST_MSECOND);
  g_assert_cmpuint (self->ear.by_bytes, <=, self->ear.taken + GST_MSECOND);
}

static void
check_turns (const gchar *live, guint after)
{
  OrsOptions options = { .speed = 4 };
  Talk talk;

  talk_start (&talk, live, &options);
  talk.ear.turn_after = after;
  talk.ear.turn_to = "pcmu";
  say (&talk);
  ear_wait_caps (&talk.ear, "pcmu");
  ear_wait_speech (&talk.ear, 200 * GST_MSECOND);
  ear_turn (&talk.ear, "pcma");
  ear_wait_caps (&talk.ear, "pcma");
  watch_wait (talk.watch, M ("response-done"), 1);
  assert_whole (&talk);
  /* The frame of the first turn was refused, and came again. */
  g_assert_cmpuint (talk.ear.refused, >=, 1);
  talk_stop (&talk);
}

TEST (all_speech_of_a_recording_is_taken)
{
  check_turns ("no", 3);
}

TEST (all_speech_of_a_call_is_taken)
{
  check_turns ("yes", 8);
}

/* A frame may reach the one that wants another format before its event has come
 * here: the frame is refused all the same. */
TEST (a_wish_may_come_before_its_event)
{
  OrsOptions options = { .speed = 4 };
  Talk talk;

  talk_start (&talk, "no", &options);
  talk.ear.turn_after = 3;
  talk.ear.turn_to = "pcmu";
  talk.ear.turns_late = TRUE;
  say (&talk);
  ear_wait_caps (&talk.ear, "pcmu");
  watch_wait (talk.watch, M ("response-done"), 1);
  assert_whole (&talk);
  g_assert_cmpuint (talk.ear.refused, ==, 1);
  talk_stop (&talk);
}

static GstFlowReturn
get_result (Talk *self)
{
  GstOpenaiRealtime *element = GST_OPENAI_REALTIME (self->element);
  GstFlowReturn ret;

  oa_media_lock (element->media);
  ret = element->run->result;
  oa_media_unlock (element->media);
  return ret;
}

/* It asks for another format with every frame: that has an end. */
TEST_WITH (Talk, talk, one_that_takes_nothing_ends_the_stream, "no", NULL)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  talk->ear.fickle = TRUE;
  say (talk);
  while (get_result (talk) != GST_FLOW_NOT_NEGOTIATED) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_usleep (1000);
  }
  g_assert_cmpuint (talk->ear.refused, ==, 3);
}

/* Between two answers the service is asked for it. */
TEST_WITH (Talk, talk, the_service_is_told, "no", NULL)
{
  guint before;

  say (talk);
  watch_wait (talk->watch, M ("response-done"), 1);
  assert_whole (talk);
  before = ors_server_count_events (talk->f.server, "client", "session.update");
  /* The task waits for speech, and is woken. */
  ear_turn (&talk->ear, "pcma");
  ear_wait_caps (&talk->ear, "pcma");
  await_got (talk->f.server, "session.update", before + 1);
  say (talk);
  watch_wait (talk->watch, M ("response-done"), 2);
  assert_whole (talk);
  g_assert_cmpuint (talk->ear.refused, ==, 0);
}

/* Downstream ends: the last frame that it did not take was not heard. */
TEST_WITH (Talk, talk, what_was_refused_was_not_heard, "no", NULL)
{
  talk->ear.turn_after = 5;
  talk->ear.ends = TRUE;
  say (talk);
  watch_wait (talk->watch, M ("response-done"), 1);
  ear_wait_speech (&talk->ear, 100 * GST_MSECOND);
  wait_counted (talk);
}

TEST_MAIN (fixture_init ())
