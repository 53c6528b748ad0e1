/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sinkpad.c - the sink pad beside the audio: what of the input's events and
 * queries goes on, what is not taken and told, and that it always comes
 * back. */

#include "fixture.h"
#include "gstopenairealtimeelement.h"
#include "../support/testcase.h"

#define PIECE_MS 20

/* What upstream says of being live. */
enum
{
  SAYS_NOTHING,
  SAYS_LIVE,
  SAYS_NOT_LIVE,
};

typedef struct
{
  Fixture f; /* its server only */
  GstElement *element;
  GstPad *src, *sink; /* around it */
  GstBus *bus;
  gint liveness; /* atomic */
  GMutex lock;
  GArray *events; /* of GstEventType: what came out */
  guint at_ms;    /* of the next audio */
} Rig;

static gboolean
answer_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  Rig *rig = g_object_get_data (G_OBJECT (pad), "rig");
  gint liveness = g_atomic_int_get (&rig->liveness);

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  if (liveness == SAYS_NOTHING)
    return FALSE;
  gst_query_set_latency (query, liveness == SAYS_LIVE, 0, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static GstFlowReturn
take_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static gboolean
note_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  Rig *rig = g_object_get_data (G_OBJECT (pad), "rig");
  GstEventType type = GST_EVENT_TYPE (event);

  g_mutex_lock (&rig->lock);
  g_array_append_val (rig->events, type);
  g_mutex_unlock (&rig->lock);
  return gst_pad_event_default (pad, parent, event);
}

static GstPad *
add_pad (Rig *rig, const gchar *name, GstPadDirection direction)
{
  GstPad *pad = gst_pad_new (name, direction);

  g_object_set_data (G_OBJECT (pad), "rig", rig);
  gst_pad_set_active (pad, TRUE);
  return pad;
}

/* In PLAYING, without caps yet. */
static void
rig_start (Rig *rig, const gchar *scenario, gint liveness)
{
  OrsOptions options = { .scenario = scenario };
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();

  memset (rig, 0, sizeof (*rig));
  g_mutex_init (&rig->lock);
  rig->events = g_array_new (FALSE, FALSE, sizeof (GstEventType));
  rig->liveness = liveness;
  fixture_start (&rig->f, &options);
  rig->element = gst_element_factory_make ("openairealtime", NULL);
  gst_object_ref_sink (rig->element);
  g_object_set (rig->element, "uri", ors_server_get_uri (rig->f.server),
      "api-key", "sk-test", "max-input-queue", 1000, NULL);
  rig->bus = gst_bus_new ();
  gst_element_set_bus (rig->element, rig->bus);
  gst_element_set_clock (rig->element, clock);
  gst_element_set_base_time (rig->element, gst_clock_get_time (clock));
  rig->src = add_pad (rig, "src", GST_PAD_SRC);
  gst_pad_set_query_function (rig->src, answer_query);
  rig->sink = add_pad (rig, "sink", GST_PAD_SINK);
  gst_pad_set_chain_function (rig->sink, take_buffer);
  gst_pad_set_event_function (rig->sink, note_event);
  gst_pad_link (rig->src, GST_ELEMENT_CAST (rig->element)->sinkpads->data);
  gst_pad_link (GST_ELEMENT_CAST (rig->element)->srcpads->data, rig->sink);
  gst_element_set_state (rig->element, GST_STATE_PLAYING);
}

static void
rig_stop (Rig *rig)
{
  gst_element_set_state (rig->element, GST_STATE_NULL);
  gst_pad_set_active (rig->src, FALSE);
  gst_pad_set_active (rig->sink, FALSE);
  gst_element_set_bus (rig->element, NULL);
  gst_object_unref (rig->element);
  gst_object_unref (rig->src);
  gst_object_unref (rig->sink);
  gst_object_unref (rig->bus);
  g_array_unref (rig->events);
  g_mutex_clear (&rig->lock);
  fixture_stop (&rig->f);
}

static void
begin (Rig *rig, const gchar *caps)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (rig->src, gst_event_new_stream_start ("input"));
  if (caps != NULL) {
    g_autoptr (GstCaps) parsed = gst_caps_from_string (caps);

    gst_pad_push_event (rig->src, gst_event_new_caps (parsed));
  }
  gst_pad_push_event (rig->src, gst_event_new_segment (&segment));
}

/* mu-law: a tone, or silence. */
static GstFlowReturn
push (Rig *rig, guint ms, gboolean tone)
{
  GstFlowReturn ret = GST_FLOW_OK;

  for (guint done = 0; done < ms && ret == GST_FLOW_OK; done += PIECE_MS) {
    GstBuffer *buffer = gst_buffer_new_and_alloc (PIECE_MS * 8);
    GstMapInfo map;

    gst_buffer_map (buffer, &map, GST_MAP_WRITE);
    for (gsize i = 0; i < map.size; i++)
      map.data[i] = !tone ? 0xff : i / 8 % 2 == 0 ? 0x10 : 0x90;
    gst_buffer_unmap (buffer, &map);
    GST_BUFFER_PTS (buffer) = rig->at_ms * GST_MSECOND;
    rig->at_ms += PIECE_MS;
    ret = gst_pad_push (rig->src, buffer);
  }
  return ret;
}

static GstMessage *
wait_message (Rig *rig, GstMessageType type)
{
  GstMessage *message =
      gst_bus_timed_pop_filtered (rig->bus, WAIT_S * GST_SECOND, type);

  g_assert_nonnull (message);
  return message;
}

/* The sentence is in it. */
static void
assert_told (Rig *rig, GstMessageType type, const gchar *part)
{
  g_autoptr (GstMessage) message = wait_message (rig, type);
  g_autoptr (GError) error = NULL;

  if (type == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  else
    gst_message_parse_warning (message, &error, NULL);
  g_assert_nonnull (strstr (error->message, part));
}

/* Waits until the session has heard as much, and says how much that is. */
static gsize
wait_heard (Rig *rig, gsize size)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;
  guint n = 1;

  for (;;) {
    GBytes *heard = ors_server_dup_session_audio (rig->f.server, 1);
    gsize got = heard != NULL ? g_bytes_get_size (heard) : 0;

    g_clear_pointer (&heard, g_bytes_unref);
    if (got >= size)
      return got;
    if (g_get_monotonic_time () > until)
      g_error ("%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes were heard",
          got, size);
    if (ors_server_wait_event (rig->f.server, "client",
            "input_audio_buffer.append", n, 10000))
      n++;
  }
}

/*** what goes on ***/

/* Each between two pieces of speech: none of them comes out, before the
 * answer's stream has begun or later. */
TEST_WITH (Rig, rig, events_of_the_input_stay_there, NULL, SAYS_LIVE)
{
  GstStructure *custom = gst_structure_new_empty ("application/x-test");
  GstTagList *tags = gst_tag_list_new (GST_TAG_TITLE, "Call", NULL);
  GstStreamCollection *streams = gst_stream_collection_new (NULL);
  GstToc *toc = gst_toc_new (GST_TOC_SCOPE_CURRENT);
  g_autoptr (GstBuffer) data = gst_buffer_new_and_alloc (8);
  GstEvent *events[] = { gst_event_new_stream_collection (streams),
    gst_event_new_stream_group_done (3), gst_event_new_toc (toc, FALSE),
    gst_event_new_protection ("system", data, NULL),
    gst_event_new_buffer_size (GST_FORMAT_TIME, 0, 1, FALSE),
    gst_event_new_sink_message ("name",
        gst_message_new_custom (GST_MESSAGE_APPLICATION, NULL, NULL)),
    gst_event_new_tag (tags),
    gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
        gst_structure_copy (custom)),
    gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_STICKY,
        gst_structure_copy (custom)),
    gst_event_new_custom (GST_EVENT_CUSTOM_BOTH, custom) };

  begin (rig, format_caps ("pcmu"));
  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    g_assert_true (gst_pad_push_event (rig->src, events[i]));
    g_assert_cmpint (push (rig, 40, TRUE), ==, GST_FLOW_OK);
  }
  gst_element_set_state (rig->element, GST_STATE_NULL);
  for (guint i = 0; i < rig->events->len; i++) {
    GstEventType type = g_array_index (rig->events, GstEventType, i);

    g_assert_true (type == GST_EVENT_STREAM_START || type == GST_EVENT_CAPS
        || type == GST_EVENT_SEGMENT || type == GST_EVENT_GAP
        || type == GST_EVENT_LATENCY);
  }
  gst_object_unref (streams);
  gst_toc_unref (toc);
}

TEST_WITH (Rig, rig, queries_of_the_input_stay_there, NULL, SAYS_LIVE)
{
  g_autoptr (GstQuery) drain = gst_query_new_drain ();
  g_autoptr (GstQuery) custom = gst_query_new_custom (GST_QUERY_CUSTOM,
      gst_structure_new_empty ("application/x-test"));

  begin (rig, format_caps ("pcmu"));
  g_assert_cmpint (push (rig, 40, TRUE), ==, GST_FLOW_OK);
  g_assert_true (gst_pad_peer_query (rig->src, drain));
  g_assert_false (gst_pad_peer_query (rig->src, custom));
}

/*** what is not taken ***/

TEST_WITH (Rig, rig, audio_without_a_format_is_an_error, NULL, SAYS_LIVE)
{
  begin (rig, NULL);
  push (rig, 20, TRUE);
  assert_told (rig, GST_MESSAGE_ERROR, "came without a format");
}

TEST_WITH (Rig, rig, another_format_is_told, NULL, SAYS_LIVE)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (
      "audio/x-raw,format=S16LE,rate=16000,"
      "channels=2,layout=interleaved");

  begin (rig, format_caps ("pcmu"));
  g_assert_cmpint (push (rig, 40, TRUE), ==, GST_FLOW_OK);
  gst_pad_push_event (rig->src, gst_event_new_caps (caps));
  g_assert_cmpint (push (rig, 20, TRUE), ==, GST_FLOW_NOT_NEGOTIATED);
  assert_told (rig, GST_MESSAGE_WARNING, "audioconvert");
}

TEST_WITH (Rig, rig, input_behind_the_end_is_told, NULL, SAYS_NOT_LIVE)
{
  begin (rig, format_caps ("pcmu"));
  g_assert_cmpint (push (rig, 400, FALSE), ==, GST_FLOW_OK);
  gst_pad_push_event (rig->src, gst_event_new_eos ());
  begin (rig, format_caps ("pcmu"));
  g_assert_cmpint (push (rig, 20, TRUE), ==, GST_FLOW_EOS);
  assert_told (rig, GST_MESSAGE_WARNING, "input had ended");
  g_assert_cmpint (push (rig, 20, TRUE), ==, GST_FLOW_EOS);
  g_assert_null (gst_bus_pop_filtered (rig->bus, GST_MESSAGE_WARNING));
}

TEST_WITH (Rig, rig, input_that_waits_too_long_is_told, "silent", SAYS_LIVE)
{
  begin (rig, format_caps ("pcmu"));
  g_assert_cmpint (push (rig, 3000, TRUE), ==, GST_FLOW_OK);
  assert_told (rig, GST_MESSAGE_WARNING, "max-input-queue");
  g_assert_cmpint (push (rig, 1000, TRUE), ==, GST_FLOW_OK);
  g_assert_null (gst_bus_pop_filtered (rig->bus, GST_MESSAGE_WARNING));
}

/*** live or not ***/

/* Makes the element look, and says what it found. */
static gboolean
is_live (Rig *rig)
{
  GstOpenaiRealtime *element = GST_OPENAI_REALTIME (rig->element);
  GstQuery *query = gst_query_new_latency ();
  gboolean live;

  gst_pad_peer_query (rig->sink, query);
  gst_query_unref (query);
  oa_media_lock (element->media);
  live = oa_media_is_live (element->media);
  oa_media_unlock (element->media);
  return live;
}

static void
test_input_stays_what_it_was (gconstpointer data)
{
  gint first = GPOINTER_TO_INT (data);
  Rig rig;

  rig_start (&rig, NULL, first);
  begin (&rig, format_caps ("pcmu"));
  g_assert_cmpint (is_live (&rig), ==, first == SAYS_LIVE);
  push (&rig, 100, TRUE);
  g_atomic_int_set (&rig.liveness,
      first == SAYS_LIVE ? SAYS_NOT_LIVE : SAYS_LIVE);
  begin (&rig, format_caps ("pcmu"));
  g_assert_cmpint (is_live (&rig), ==, first == SAYS_LIVE);
  rig_stop (&rig);
}

/* A pause held what was taken for a recording, behind a turn that never ends:
 * once it is known to be live, all of it goes up. */
TEST_WITH (Rig, rig, live_input_is_not_held, "stall-response", SAYS_NOTHING)
{
  begin (rig, format_caps ("pcmu"));
  push (rig, 200, TRUE);
  push (rig, 700, FALSE);
  await_sent (rig->f.server, "session.updated", 1);
  push (rig, 400, TRUE);
  await_sent (rig->f.server, "response.created", 1);
  g_atomic_int_set (&rig->liveness, SAYS_LIVE);
  g_assert_true (is_live (rig));
  push (rig, 400, FALSE);
  wait_heard (rig, 1700 / 40 * 40 * 8);
}

/* What waits for the connection goes up in the format that comes last. */
TEST_WITH (Rig, rig, live_input_changes_its_format, NULL, SAYS_LIVE)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (format_caps ("pcm"));
  guint64 dropped = 1;
  g_autoptr (GstStructure) stats = NULL;

  /* No silence for what does not come behind it. */
  g_object_set (rig->element, "max-input-gap", 0, NULL);
  begin (rig, format_caps ("pcmu"));
  g_assert_cmpint (push (rig, 400, TRUE), ==, GST_FLOW_OK);
  gst_pad_push_event (rig->src, gst_event_new_caps (caps));
  for (guint i = 0; i < 5; i++) {
    GstBuffer *buffer = gst_buffer_new_and_alloc (PIECE_MS * 48);

    gst_buffer_memset (buffer, 0, 0, PIECE_MS * 48);
    GST_BUFFER_PTS (buffer) = rig->at_ms * GST_MSECOND;
    rig->at_ms += PIECE_MS;
    g_assert_cmpint (gst_pad_push (rig->src, buffer), ==, GST_FLOW_OK);
  }
  /* Messages of 40 ms. */
  g_assert_cmpuint (wait_heard (rig, 480 * 48), ==, 480 * 48);
  g_object_get (rig->element, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "input-dropped", &dropped);
  g_assert_cmpuint (dropped, ==, 0);
}

/*** coming back ***/

static gpointer
push_for_ever (gpointer data)
{
  while (push (data, 100, TRUE) == GST_FLOW_OK)
    ;
  return NULL;
}

TEST_WITH (Rig, rig, a_deactivated_pad_waits_for_no_room, "silent",
    SAYS_NOT_LIVE)
{
  GThread *thread;
  GstPad *pad;

  begin (rig, format_caps ("pcmu"));
  pad = GST_ELEMENT_CAST (rig->element)->sinkpads->data;
  thread = g_thread_new ("input", push_for_ever, rig);
  /* It fills the queue and waits: more than that is not taken. */
  await_connection (rig->f.server, "opened", 1);
  gst_pad_set_active (pad, FALSE);
  g_thread_join (thread);
}

typedef struct
{
  Rig rig;
  GMutex whole; /* while the pad must not be activated */
  gint done;    /* atomic */
} Race;

static gpointer
flush_for_ever (gpointer data)
{
  Race *race = data;

  while (!g_atomic_int_get (&race->done)) {
    g_mutex_lock (&race->whole);
    gst_pad_push_event (race->rig.src, gst_event_new_flush_start ());
    gst_pad_push_event (race->rig.src, gst_event_new_flush_stop (TRUE));
    race->rig.at_ms = 0;
    begin (&race->rig, format_caps ("pcmu"));
    push (&race->rig, 2000, TRUE);
    g_mutex_unlock (&race->whole);
    g_thread_yield ();
  }
  return NULL;
}

/* A flush that crosses the way down to READY hinders it in no way. The way up
 * waits for the end of what was begun: behind it the pad has no sticky events,
 * and audio alone is upstream's fault. */
TEST (flushes_across_state_changes)
{
  Race race = { .done = 0 };
  GThread *thread;

  g_mutex_init (&race.whole);
  rig_start (&race.rig, "silent", SAYS_NOT_LIVE);
  thread = g_thread_new ("input", flush_for_ever, &race);
  for (guint i = 0; i < 60; i++) {
    gst_element_set_state (race.rig.element, GST_STATE_READY);
    g_assert_false (GST_PAD_IS_ACTIVE (
        GST_PAD (GST_ELEMENT_CAST (race.rig.element)->srcpads->data)));
    g_mutex_lock (&race.whole);
    gst_element_set_state (race.rig.element, GST_STATE_PLAYING);
    g_mutex_unlock (&race.whole);
    g_usleep (g_random_int_range (0, 3000));
  }
  g_atomic_int_set (&race.done, 1);
  gst_element_set_state (race.rig.element, GST_STATE_NULL);
  g_thread_join (thread);
  rig_stop (&race.rig);
  g_mutex_clear (&race.whole);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROW (input_stays_what_it_was, "live-stays-live",
      GINT_TO_POINTER (SAYS_LIVE));
  TEST_ROW (input_stays_what_it_was, "a-recording-stays-one",
      GINT_TO_POINTER (SAYS_NOT_LIVE));
  return g_test_run ();
}
