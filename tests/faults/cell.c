/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* cell.c - see cell.h.
 *
 * A user asks, the fault happens, the user asks once more, and the input ends.
 * Live, the clock is the test's, and one frame leaves per step. Every 20 ms of
 * input bear a number, so that what the sessions heard can be told. */

#include "cell.h"
#include "testserver.h"
#include "fixture.h"
#include "watch.h"
#include "../support/shared.h"

#include <gst/check/gstharness.h>
#include <gst/check/gsttestclock.h>
#include <math.h>
#include <string.h>

/* When the outcome is not known. */
#define EXPLORE_US (3 * G_USEC_PER_SEC)
/* A step of the clock: as long as nothing happens. */
#define STEP_US 2000
#define FRAME_MS 20
#define FRAME_SAMPLES 480
#define MARK 77
#define MAX_FRAMES 1000
/* Who falls silent is given up soon, who is only slow is not. */
#define SHORT_DRAIN_TIMEOUT_MS 300
#define DRAIN_TIMEOUT_MS 5000

#define SCRIPT "{\"turns\":[%s],\"default\":{\"say\":\"All right then.\"}}"
#define TOOL_TURN \
  "{\"call\":{\"name\":\"f\",\"arguments\":{}}}," \
  "{\"when\":{\"tool\":\"f\"},\"say\":\"It says {output}.\"}"
#define TOOLS "[{\"type\":\"function\",\"name\":\"f\"}]"

typedef struct
{
  const Cell *cell;
  OrsServer *server;
  GstHarness *h;
  GstBus *bus;

  GMutex lock;
  GCond cond;
  guint n_responses; /* complete */
  guint n_failed;    /* of the others */
  guint n_errors;
  guint n_given_up;
  gchar *error_class;
  gboolean connected; /* once */
  gboolean eos;
  GQueue calls; /* ids of calls without an output */

  guint n_frames; /* of input */
  gboolean is_speech[MAX_FRAMES];
  guint speech_frames; /* of output */
} Talk;

static const gchar *const phase_names[] = { "connecting", "configuring", "idle",
  "speaking", "answering", "interrupted", "tool", "draining", "closing" };

/* Which event begins the phase; audio says that the client knows of a session,
 * which a reset behind session.updated may have kept from it. */
static const gchar *const phase_events[] = { "session.created",
  "session.update", "input_audio_buffer.append",
  "input_audio_buffer.speech_started", "response.output_audio.delta",
  "conversation.item.truncate", "response.done", "response.output_audio.delta",
  "response.output_audio.delta" };

const gchar *
phase_get_name (Phase phase)
{
  return phase_names[phase];
}

/*** what the element tells ***/

static void
take_error (Talk *talk, GstMessage *message)
{
  const GstStructure *details = NULL;

  gst_message_parse_error_details (message, &details);
  if (talk->n_errors++ == 0 && details != NULL)
    talk->error_class = g_strdup (
        gst_structure_get_string (details, "error-class"));
}

static void
take_warning (Talk *talk, GstMessage *message)
{
  g_autoptr (GError) warning = NULL;

  gst_message_parse_warning (message, &warning, NULL);
  if (g_error_matches (warning, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ))
    talk->n_given_up++;
}

static void
take_report (Talk *talk, const GstStructure *s)
{
  if (gst_structure_has_name (s, "openairealtime/connected"))
    talk->connected = TRUE;
  else if (gst_structure_has_name (s, "openairealtime/response-done")
      && g_strcmp0 (gst_structure_get_string (s, "status"), "completed") == 0)
    talk->n_responses++;
  else if (gst_structure_has_name (s, "openairealtime/response-done")
      && g_strcmp0 (gst_structure_get_string (s, "status"), "failed") == 0)
    talk->n_failed++;
  else if (gst_structure_has_name (s, "openairealtime/function-call"))
    g_queue_push_tail (&talk->calls,
        g_strdup (gst_structure_get_string (s, "call-id")));
}

static GstBusSyncReply
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Talk *talk = data;

  g_mutex_lock (&talk->lock);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    take_error (talk, message);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING)
    take_warning (talk, message);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT)
    take_report (talk, gst_message_get_structure (message));
  g_cond_broadcast (&talk->cond);
  g_mutex_unlock (&talk->lock);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static GstPadProbeReturn
on_event (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Talk *talk = data;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS) {
    SHARED_CHANGE (talk, talk->eos = TRUE);
  }
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_output (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Talk *talk = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

  g_mutex_lock (&talk->lock);
  talk->speech_frames += !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  g_mutex_unlock (&talk->lock);
  return GST_PAD_PROBE_DROP;
}

/*** time ***/

/* A moment passes: one frame live, and calls are answered. */
static void
step (Talk *talk)
{
  gint64 until = g_get_monotonic_time () + STEP_US;
  GstTestClock *clock;
  gchar *call;
  gboolean ok;

  g_mutex_lock (&talk->lock);
  g_cond_wait_until (&talk->cond, &talk->lock, until);
  call = g_queue_pop_head (&talk->calls);
  g_mutex_unlock (&talk->lock);
  if (call != NULL)
    g_signal_emit_by_name (talk->h->element, "send-function-output", call,
        "yes", &ok);
  g_free (call);
  if (!talk->cell->live)
    return;
  clock = gst_harness_get_testclock (talk->h);
  if (gst_test_clock_peek_next_pending_id (clock, NULL))
    gst_test_clock_crank (clock);
  gst_object_unref (clock);
}

static gboolean
is_over (Talk *talk)
{
  gboolean over;

  g_mutex_lock (&talk->lock);
  over = talk->eos || talk->n_errors > 0;
  g_mutex_unlock (&talk->lock);
  return over;
}

/* What was received has left, or was thrown away. */
static gboolean
has_sounded (Talk *talk)
{
  guint64 received, left, dropped;
  g_autoptr (GstStructure) stats = NULL;

  g_object_get (talk->h->element, "stats", &stats, NULL);
  received = watch_get_uint64 (stats, "output-received");
  left = watch_get_uint64 (stats, "output-duration");
  dropped = watch_get_uint64 (stats, "output-dropped");
  return left + dropped >= received;
}

/* How long a cell that is expected to come to this word is waited for. Those
 * who fall silent are found out by the end of the stream. */
static gint64
get_patience (const Cell *cell, gboolean first)
{
  if (cell->expected == NULL)
    return 1500 * G_TIME_SPAN_MILLISECOND;
  /* Its answers come; only the end stays without one. */
  if (strstr (cell->fault, "no-session-updated") != NULL)
    return WAIT_US;
  if (g_str_equal (cell->expected, "warning")
      || g_str_equal (cell->expected, "failed")
      || (strstr (cell->fault, "never-commits") != NULL
          && !(first && cell->phase == PHASE_ANSWERING)))
    return 0;
  return WAIT_US;
}

static guint
count_responses (Talk *talk)
{
  guint n;

  g_mutex_lock (&talk->lock);
  n = talk->n_responses;
  g_mutex_unlock (&talk->lock);
  return n;
}

/* Until so many answers are complete and sounded, or it is over. */
static void
settle (Talk *talk, guint responses, gboolean first)
{
  gint64 until = g_get_monotonic_time () + get_patience (talk->cell, first);

  while (!is_over (talk) && g_get_monotonic_time () < until
      && (count_responses (talk) < responses || !has_sounded (talk)))
    step (talk);
}

/*** the user ***/

static void
push_frame (Talk *talk, gboolean speech)
{
  gint16 samples[FRAME_SAMPLES] = {
    MARK,
    talk->n_frames,
    -MARK,
  };
  GstBuffer *buffer;

  for (guint i = 3; speech && i < FRAME_SAMPLES; i++)
    samples[i] = 12000 * sin (2 * G_PI * 300 * i / 24000.0);
  buffer = gst_buffer_new_memdup (samples, sizeof (samples));
  GST_BUFFER_PTS (buffer) = talk->n_frames * FRAME_MS * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = FRAME_MS * GST_MSECOND;
  g_assert_cmpuint (talk->n_frames, <, MAX_FRAMES);
  talk->is_speech[talk->n_frames++] = speech;
  gst_harness_push (talk->h, buffer);
}

static void
speak (Talk *talk, guint speech_ms, guint pause_ms)
{
  for (guint t = 0; t < speech_ms; t += FRAME_MS)
    push_frame (talk, TRUE);
  for (guint t = 0; t < pause_ms; t += FRAME_MS)
    push_frame (talk, FALSE);
}

static void
wait_event (Talk *talk, const gchar *from, const gchar *type)
{
  if (!is_over (talk))
    ors_server_wait_event (talk->server, from, type, 1,
        talk->cell->expected != NULL ? WAIT_US : EXPLORE_US);
}

/* Before the session is up, the fault may be that nothing comes. */
static void
wait_fault (Talk *talk)
{
  const gchar *type = phase_events[talk->cell->phase];

  if (talk->cell->phase >= PHASE_IDLE)
    wait_event (talk,
        talk->cell->phase == PHASE_IDLE
                || talk->cell->phase == PHASE_INTERRUPTED
            ? "client"
            : "server",
        type);
}

/* The answer sounds when the user begins to speak. */
static void
interrupt (Talk *talk)
{
  gboolean sounds = FALSE;
  gint64 until = g_get_monotonic_time ()
      + (talk->cell->expected != NULL ? WAIT_US : EXPLORE_US);

  while (!sounds && !is_over (talk) && g_get_monotonic_time () < until) {
    step (talk);
    g_mutex_lock (&talk->lock);
    sounds = talk->speech_frames >= 10;
    g_mutex_unlock (&talk->lock);
  }
  speak (talk, 600, 0);
  wait_event (talk, "client", "conversation.item.truncate");
  speak (talk, 600, 1000);
}

static void
live_until_the_fault (Talk *talk)
{
  speak (talk, 600, 0);
  if (talk->cell->phase == PHASE_SPEAKING)
    wait_event (talk, "server", "input_audio_buffer.speech_started");
  speak (talk, 600, 1000);
  if (talk->cell->phase == PHASE_INTERRUPTED)
    interrupt (talk);
}

/* With a change of settings, which a service may refuse or leave unanswered. */
static void
ask_again (Talk *talk)
{
  g_object_set (talk->h->element, "instructions", "Be brief.", NULL);
  speak (talk, 1200, 1000);
}

static void
converse_live (Talk *talk)
{
  guint before;

  live_until_the_fault (talk);
  if (talk->cell->phase == PHASE_DRAINING)
    return;
  wait_fault (talk);
  settle (talk,
      talk->cell->phase == PHASE_TOOL || talk->cell->phase == PHASE_INTERRUPTED
          ? 2
          : 1,
      TRUE);
  before = count_responses (talk);
  ask_again (talk);
  settle (talk, before + 1, FALSE);
}

/* All of the recording is there at once; settings change only when there is a
 * session that has them. */
static void
converse_batch (Talk *talk)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;
  gboolean connected = FALSE;

  speak (talk, 1200, 1000);
  while (!connected && !is_over (talk) && g_get_monotonic_time () < until) {
    step (talk);
    g_mutex_lock (&talk->lock);
    connected = talk->connected;
    g_mutex_unlock (&talk->lock);
  }
  if (talk->cell->phase != PHASE_DRAINING)
    ask_again (talk);
}

static void
drain (Talk *talk)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  gst_harness_push_event (talk->h, gst_event_new_eos ());
  while (!is_over (talk) && g_get_monotonic_time () < until)
    step (talk);
}

/*** life ***/

/* Faults of the door and of the greeting are there from the beginning. */
static gboolean
is_of_the_door (const gchar *fault)
{
  static const gchar *const doors[] = { "'http'", "'half-open'", "'silent'",
    "'close'", "'error-close'" };

  for (guint i = 0; i < G_N_ELEMENTS (doors); i++) {
    if (strstr (fault, doors[i]) != NULL)
      return TRUE;
  }
  return FALSE;
}

static gchar *
make_scenario (const Cell *cell)
{
  gboolean at_once = cell->phase == PHASE_CONNECTING
      && is_of_the_door (cell->fault);
  gboolean refuses = strstr (cell->fault, "'http'") != NULL
      || strstr (cell->fault, "'half-open'") != NULL;
  g_autofree gchar *when = at_once
      ? g_strdup ("")
      : g_strdup_printf (",'when':'%s'", phase_events[cell->phase]);
  gchar *text = g_strdup_printf ("{%s%s,'sessions':%u}", cell->fault, when,
      refuses && !at_once ? 2 : 1);

  return g_strdelimit (text, "'", '"');
}

static void
start_server (Talk *talk)
{
  g_autofree gchar *scenario = make_scenario (talk->cell);
  g_autofree gchar *script = g_strdup_printf (SCRIPT,
      talk->cell->phase == PHASE_TOOL ? TOOL_TURN : "");
  OrsOptions options = { .scenario = scenario };

  talk->server = test_server_new (&options, script);
}

static GstElement *
make_element (Talk *talk)
{
  GstElement *element = gst_element_factory_make ("openairealtime", NULL);
  /* Where the limit is what ends it; elsewhere a busy machine has time. */
  gboolean slow = talk->cell->phase <= PHASE_CONFIGURING
      || strstr (talk->cell->fault, "half-open") != NULL;
  gboolean gives_up = talk->cell->expected == NULL
      || g_str_equal (talk->cell->expected, "warning");

  g_object_set (element, "uri", ors_server_get_uri (talk->server), "api-key",
      "sk-test", "tools", TOOLS, "transcription-model", "whisper-1",
      "drain-timeout", gives_up ? SHORT_DRAIN_TIMEOUT_MS : DRAIN_TIMEOUT_MS,
      "max-input-queue", 60000, "connect-timeout", slow ? 3000 : 15000, NULL);
  gst_util_set_object_arg (G_OBJECT (element), "live",
      talk->cell->live ? "yes" : "no");
  gst_element_set_bus (element, talk->bus);
  return element;
}

static void
add_pads (Talk *talk, GstElement *element)
{
  GstStaticPadTemplate src = { "src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (format_caps ("pcm")) };
  GstStaticPadTemplate sink = { "sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (format_caps ("pcm")) };
  GstPad *pad = gst_element_get_static_pad (element, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event, talk,
      NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_output, talk, NULL);
  gst_object_unref (pad);
  gst_harness_set_live (talk->h, talk->cell->live);
  gst_harness_add_element_full (talk->h, element, &src, "sink", &sink, "src");
  gst_static_caps_cleanup (&src.static_caps);
  gst_static_caps_cleanup (&sink.static_caps);
  gst_harness_use_testclock (talk->h);
  gst_harness_set_src_caps_str (talk->h, format_caps ("pcm"));
}

static void
talk_start (Talk *talk, const Cell *cell)
{
  g_autoptr (GstElement) element = NULL;
  GstTestClock *clock;

  memset (talk, 0, sizeof (*talk));
  talk->cell = cell;
  g_mutex_init (&talk->lock);
  g_cond_init (&talk->cond);
  g_queue_init (&talk->calls);
  start_server (talk);
  talk->bus = gst_bus_new ();
  gst_bus_set_sync_handler (talk->bus, on_message, talk, NULL);
  talk->h = gst_harness_new_empty ();
  element = make_element (talk);
  clock = gst_harness_get_testclock (talk->h);
  gst_element_set_clock (element, GST_CLOCK (clock));
  gst_object_unref (clock);
  add_pads (talk, element);
}

static void
talk_stop (Talk *talk)
{
  gst_element_set_bus (talk->h->element, NULL);
  gst_harness_teardown (talk->h);
  gst_object_unref (talk->bus);
  ors_server_free (talk->server);
  g_queue_clear_full (&talk->calls, g_free);
  g_free (talk->error_class);
  g_mutex_clear (&talk->lock);
  g_cond_clear (&talk->cond);
}

/*** what came of it ***/

/* Marks the frames that are whole in what a session heard. */
static void
note_heard (GBytes *audio, gboolean *heard)
{
  gsize n = g_bytes_get_size (audio) / sizeof (gint16), i = 0;
  const gint16 *samples = g_bytes_get_data (audio, NULL);

  while (i + FRAME_SAMPLES <= n) {
    if (samples[i] != MARK || samples[i + 2] != -MARK || samples[i + 1] < 0
        || samples[i + 1] >= MAX_FRAMES) {
      i++;
      continue;
    }
    heard[samples[i + 1]] = TRUE;
    i += FRAME_SAMPLES;
  }
}

static guint
count_lost_input (Talk *talk)
{
  gboolean heard[MAX_FRAMES] = { FALSE };
  guint session, i, lost = 0;

  for (session = 1; session <= ors_server_count_sessions (talk->server);
       session++) {
    g_autoptr (GBytes) audio =
        ors_server_dup_session_audio (talk->server, session);

    note_heard (audio, heard);
  }
  for (i = 0; i < talk->n_frames; i++)
    lost += talk->is_speech[i] && !heard[i] ? FRAME_MS : 0;
  return lost;
}

/* Frames that are partly speech count whole. */
static gint
count_lost_output (Talk *talk)
{
  guint64 bytes = 0;

  for (guint session = 1; session <= ors_server_count_sessions (talk->server);
       session++) {
    g_autoptr (GBytes) audio =
        ors_server_dup_sent_audio (talk->server, session);

    bytes += g_bytes_get_size (audio);
  }
  return (gint) (bytes / 48) - (gint) talk->speech_frames * FRAME_MS;
}

static const gchar *
name_outcome (Talk *talk, const Outcome *outcome)
{
  guint wanted = talk->cell->phase == PHASE_DRAINING ? 1 : 2;

  /* Whether the cause or the end comes first is open. */
  if (talk->cell->phase == PHASE_CLOSING)
    return "down";
  if (talk->n_errors > 0)
    return talk->error_class != NULL ? talk->error_class : "unclassed";
  if (talk->n_given_up > 0)
    return "warning";
  if (talk->n_failed > 0)
    return "failed";
  if (talk->n_responses < wanted)
    return talk->n_responses > 0 ? "fewer" : "silent";
  return outcome->sessions > 1 ? "new" : "same";
}

static void
stop (Talk *talk, Outcome *outcome)
{
  gint64 begin = g_get_monotonic_time ();

  gst_element_set_state (talk->h->element, GST_STATE_NULL);
  outcome->stop_us = g_get_monotonic_time () - begin;
}

void
cell_run (const Cell *cell, Outcome *outcome)
{
  Talk talk;

  memset (outcome, 0, sizeof (*outcome));
  talk_start (&talk, cell);
  if (cell->phase == PHASE_CLOSING) {
    speak (&talk, 1200, 1000);
    wait_event (&talk, "server", phase_events[PHASE_CLOSING]);
  } else {
    cell->live ? converse_live (&talk) : converse_batch (&talk);
    drain (&talk);
  }
  outcome->ended = is_over (&talk);
  stop (&talk, outcome);
  outcome->sessions = ors_server_count_sessions (talk.server);
  outcome->n_errors = talk.n_errors;
  outcome->lost_input_ms = count_lost_input (&talk);
  outcome->lost_output_ms = count_lost_output (&talk);
  outcome->word = g_strdup (name_outcome (&talk, outcome));
  talk_stop (&talk);
}

void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->word, g_free);
}
