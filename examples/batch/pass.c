/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pass.c - see pass.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "pass.h"

#include <gst/app/gstappsink.h>

#include <string.h>

#define CAPS "audio/x-raw,format=S16LE,rate=24000,channels=1," \
    "layout=interleaved"
#define EVENT "orb-event"
#define MAX_WARNINGS 20
/* How far the recording is read before what is sent: small where the times of
 * turns are found by it. In ms. */
#define SHORT_QUEUE 1000
/* A file that gives nothing for so long will give nothing; what comes over a
 * network may. In s. */
#define FILE_LIMIT 5
#define NETWORK_LIMIT 60
/* The service tells what is left behind an answer, and may tell it late. */
#define LIMITS_GRACE_MS 100

struct _OrbPass
{
  const OrbOptions *options;
  OrbPassFuncs funcs;
  gpointer user_data;
  OrbPassSource source;
  gchar *matrix;                /* of the channel that is picked, or NULL */

  GstElement *pipeline;
  GstElement *element;
  GstElement *entry;            /* where the recording goes in */
  guint watch;
  guint tick;
  gint stop;                    /* atomic */
  gint signs;                   /* atomic: of life, counted */
  gint waiting;                 /* atomic: for room at the service */
  gint arrived;                 /* atomic: there is audio */
  gint seen;                    /* of signs; the main loop */
  guint quiet;                  /* s without any */
  gboolean limits_due;          /* an answer is complete, its limits are not told */
  guint grace;                  /* all is over but for that */

  /* Streaming threads and the main loop. */
  GMutex lock;
  OrbLevels *levels;
  GstClockTime base;            /* running time of the first sample */
  guint64 samples;

  OrbTrack *speech;             /* written by the thread that reads */
  OrbTrack *answers;            /* written by the element's thread */

  /* The main loop. */
  OrbTalk *talk;
  OrbOutcome outcome;
  GPtrArray *warnings;
};

/*** streaming threads ***/

static void
note_base (OrbPass *self, GstPad *pad, GstBuffer *buffer)
{
  GstEvent *event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment;

  if (event == NULL)
    return;
  gst_event_parse_segment (event, &segment);
  self->base = gst_segment_to_running_time (segment, GST_FORMAT_TIME,
      GST_BUFFER_PTS (buffer));
  gst_event_unref (event);
}

static GstPadProbeReturn
on_speech (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OrbPass *self = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstMapInfo map;
  guint64 place;
  gsize n;

  g_atomic_int_set (&self->arrived, TRUE);
  g_atomic_int_set (&self->waiting, TRUE);
  self->funcs.wait (&self->stop, self->user_data);
  g_atomic_int_set (&self->waiting, FALSE);
  g_atomic_int_inc (&self->signs);
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;
  n = map.size / sizeof (gint16);
  g_mutex_lock (&self->lock);
  if (self->samples == 0)
    note_base (self, pad, buffer);
  place = self->samples;
  self->samples += n;
  orb_levels_add (self->levels, (const gint16 *) map.data, n);
  g_mutex_unlock (&self->lock);
  /* An error is found in the track at the end. */
  if (self->speech != NULL)
    orb_track_write (self->speech, place, (const gint16 *) map.data, n);
  gst_buffer_unmap (buffer, &map);
  return GST_PAD_PROBE_OK;
}

static guint64
place_of (OrbPass *self, GstBuffer *buffer)
{
  GstClockTime time = GST_BUFFER_PTS (buffer);

  g_mutex_lock (&self->lock);
  if (!GST_CLOCK_TIME_IS_VALID (time))
    time = 0;
  if (GST_CLOCK_TIME_IS_VALID (self->base))
    time = time > self->base ? time - self->base : 0;
  g_mutex_unlock (&self->lock);
  return gst_util_uint64_scale_round (time, ORB_RATE, GST_SECOND);
}

static GstFlowReturn
on_answer (GstAppSink *sink, gpointer user_data)
{
  OrbPass *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample != NULL ? gst_sample_get_buffer (sample) : NULL;
  gboolean ok = TRUE;
  GstMapInfo map;

  g_atomic_int_inc (&self->signs);
  if (self->answers != NULL && buffer != NULL
      && gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    ok = orb_track_write (self->answers, place_of (self, buffer),
        (const gint16 *) map.data, map.size / sizeof (gint16));
    gst_buffer_unmap (buffer, &map);
  }
  if (sample != NULL)
    gst_sample_unref (sample);
  return ok ? GST_FLOW_OK : GST_FLOW_ERROR;
}

static void
on_pad_added (GstElement *decoder, GstPad *pad, gpointer user_data)
{
  OrbPass *self = user_data;
  GstPad *sink = gst_element_get_static_pad (self->entry, "sink");
  GstCaps *caps = gst_pad_query_caps (pad, NULL);

  if (!gst_pad_is_linked (sink) && gst_caps_get_size (caps) > 0
      && gst_structure_has_name (gst_caps_get_structure (caps, 0),
          "audio/x-raw"))
    gst_pad_link (pad, sink);
  gst_caps_unref (caps);
  gst_object_unref (sink);
}

static void
on_no_more_pads (GstElement *decoder, gpointer user_data)
{
  OrbPass *self = user_data;
  GstPad *sink = gst_element_get_static_pad (self->entry, "sink");

  if (!gst_pad_is_linked (sink))
    GST_ELEMENT_ERROR (decoder, STREAM, WRONG_TYPE,
        ("There is no audio in it."), (NULL));
  gst_object_unref (sink);
}

/* On a thread of the element's; the bus keeps it in order with its messages. */
static void
on_event (GstElement *element, const gchar *type, const gchar *json,
    gpointer user_data)
{
  OrbPass *self = user_data;

  gst_element_post_message (element, gst_message_new_application
      (GST_OBJECT (element), gst_structure_new (EVENT,
              "type", G_TYPE_STRING, type, "json", G_TYPE_STRING, json,
              "position", G_TYPE_DOUBLE, orb_pass_get_position (self),
              NULL)));
}

/*** the bus ***/

static void
warn (OrbPass *self, const gchar *text)
{
  for (guint i = 0; i < self->warnings->len; i++)
    if (g_str_equal (g_ptr_array_index (self->warnings, i), text))
      return;
  if (self->warnings->len < MAX_WARNINGS)
    g_ptr_array_add (self->warnings, g_strdup (text));
}

/* By the word that the element has for it. */
static OrbFailure
classify (const gchar *class, guint http_status)
{
  static const gchar *const hopeless[] = {
    "auth", "quota", "model", "config", "tls", NULL
  };

  if (class != NULL && g_strv_contains (hopeless, class))
    return ORB_FAILURE_ALL;
  if (g_strcmp0 (class, "rate") == 0 || http_status == 503)
    return ORB_FAILURE_BUSY;
  /* What was said offends: another try would end the same. */
  if (g_strcmp0 (class, "content") == 0)
    return ORB_FAILURE_RECORDING;
  return ORB_FAILURE_SERVICE;
}

static void
set_failure (OrbPass *self, OrbFailure failure, const gchar *cause)
{
  if (self->outcome.failure != ORB_FAILURE_NONE)
    return;
  self->outcome.failure = failure;
  self->outcome.cause = g_strdup (cause);
}

static void
take_error (OrbPass *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  const GstStructure *details = NULL;
  const gchar *class = NULL;
  guint status = 0, after = 0;

  gst_message_parse_error (message, &error, NULL);
  gst_message_parse_error_details (message, &details);
  if (GST_MESSAGE_SRC (message) != GST_OBJECT (self->element)) {
    set_failure (self, ORB_FAILURE_RECORDING, error->message);
    return;
  }
  if (details != NULL) {
    class = gst_structure_get_string (details, "error-class");
    gst_structure_get_uint (details, "http-status-code", &status);
    if (gst_structure_get_uint (details, "retry-after", &after))
      self->outcome.retry_after = after;
  }
  set_failure (self, classify (class, status), error->message);
}

static void
take_warning (OrbPass *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_warning (message, &error, NULL);
  /* An answer was given up: what is there is not whole. */
  if (GST_MESSAGE_SRC (message) == GST_OBJECT (self->element)
      && g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ))
    set_failure (self, ORB_FAILURE_SERVICE, error->message);
  else
    warn (self, error->message);
}

static void
take_element_message (OrbPass *self, GstMessage *message)
{
  const GstStructure *s = gst_message_get_structure (message);
  GstClockTime base;

  if (GST_MESSAGE_SRC (message) != GST_OBJECT (self->element))
    return;
  if (gst_structure_has_name (s, "openairealtime/response-done"))
    self->limits_due = TRUE;
  if (gst_structure_has_name (s, "openairealtime/rate-limits")) {
    self->limits_due = FALSE;
    self->funcs.limits (s, self->user_data);
  } else if (gst_structure_has_name (s, "openairealtime/reconnected")) {
    warn (self, "The connection was lost and replaced; an answer may be there "
        "twice, the first time not whole.");
  } else if (gst_structure_has_name (s, "openairealtime/error")) {
    const gchar *text = gst_structure_get_string (s, "message");

    warn (self, text != NULL ? text : "The service reported an error.");
  } else {
    g_mutex_lock (&self->lock);
    base = self->base;
    g_mutex_unlock (&self->lock);
    orb_talk_message (self->talk, s, base);
  }
}

static void
take_application_message (OrbPass *self, GstMessage *message)
{
  const GstStructure *s = gst_message_get_structure (message);
  gdouble position = 0;

  if (!gst_structure_has_name (s, EVENT))
    return;
  gst_structure_get_double (s, "position", &position);
  orb_talk_event (self->talk, gst_structure_get_string (s, "type"),
      gst_structure_get_string (s, "json"), position);
}

static void
check_track (OrbPass *self, OrbTrack *track)
{
  if (track == NULL || orb_track_get_error (track) == NULL)
    return;
  /* What came of it is not the cause. */
  g_clear_pointer (&self->outcome.cause, g_free);
  self->outcome.failure = ORB_FAILURE_ALL;
  self->outcome.cause = g_strdup (orb_track_get_error (track)->message);
}

static void
finish (OrbPass *self)
{
  orb_pass_mute (self);
  self->outcome.nothing_came = orb_pass_get_position (self) == 0;
  if (self->outcome.nothing_came)
    set_failure (self, ORB_FAILURE_RECORDING, "No audio came out of it.");
  check_track (self, self->speech);
  check_track (self, self->answers);
  if (orb_talk_get_failure (self->talk) != NULL)
    set_failure (self, orb_talk_was_limited (self->talk) ? ORB_FAILURE_BUSY
        : ORB_FAILURE_SERVICE, orb_talk_get_failure (self->talk));
  self->funcs.done (self, self->user_data);
}

/* Decoders, too, can come to a stop without a word. */
static gboolean
on_tick (gpointer user_data)
{
  OrbPass *self = user_data;
  gint signs = g_atomic_int_get (&self->signs);
  guint limit = self->options->drain_timeout / 1000 + NETWORK_LIMIT;

  if (!g_atomic_int_get (&self->arrived))
    limit = self->source.input->path != NULL ? FILE_LIMIT : NETWORK_LIMIT;
  self->quiet = signs != self->seen || g_atomic_int_get (&self->waiting) ? 0
      : self->quiet + 1;
  self->seen = signs;
  if (self->quiet < limit)
    return G_SOURCE_CONTINUE;
  if (g_atomic_int_get (&self->arrived))
    set_failure (self, ORB_FAILURE_SERVICE, "Nothing happened any more.");
  self->tick = 0;
  finish (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_grace_over (gpointer user_data)
{
  OrbPass *self = user_data;

  self->grace = 0;
  finish (self);
  return G_SOURCE_REMOVE;
}

/* The end of the stream; TRUE when nothing more is waited for. */
static gboolean
is_over (OrbPass *self)
{
  if (!self->limits_due)
    return TRUE;
  self->grace = g_timeout_add (LIMITS_GRACE_MS, on_grace_over, self);
  return FALSE;
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  OrbPass *self = user_data;

  g_atomic_int_inc (&self->signs);
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      take_error (self, message);
      self->watch = 0;
      finish (self);
      return G_SOURCE_REMOVE;
    case GST_MESSAGE_EOS:
      if (!is_over (self))
        break;
      self->watch = 0;
      finish (self);
      return G_SOURCE_REMOVE;
    case GST_MESSAGE_WARNING:
      take_warning (self, message);
      break;
    case GST_MESSAGE_ELEMENT:
      take_element_message (self, message);
      if (self->grace == 0 || self->limits_due)
        break;
      self->watch = 0;
      finish (self);
      return G_SOURCE_REMOVE;
    case GST_MESSAGE_APPLICATION:
      take_application_message (self, message);
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

/*** building ***/

static void
set_text (OrbPass *self, const gchar *property, const gchar *value)
{
  if (value != NULL)
    g_object_set (self->element, property, value, NULL);
}

static void
configure (OrbPass *self)
{
  const OrbOptions *o = self->options;
  gboolean speaks = orb_options_speaks (o);

  gst_util_set_object_arg (G_OBJECT (self->element), "session-type",
      speaks ? "realtime" : "transcription");
  gst_util_set_object_arg (G_OBJECT (self->element), "turn-detection",
      o->turn_detection);
  gst_util_set_object_arg (G_OBJECT (self->element), "live", "no");
  gst_util_set_object_arg (G_OBJECT (self->element), "fill", "none");
  /* Nobody answers in a session that only writes down. */
  g_object_set (self->element, "create-response", speaks,
      "align-answers", TRUE, "reconnect", self->source.reconnect,
      "vad-silence-duration", o->silence,
      "vad-threshold", o->vad_threshold, "drain-timeout", o->drain_timeout,
      NULL);
  if (!orb_options_service_detects (o))
    g_object_set (self->element, "max-input-queue", SHORT_QUEUE, NULL);
  set_text (self, "uri", o->uri);
  if (speaks)
    set_text (self, "model", o->model);
  set_text (self, "voice", o->voice);
  set_text (self, "instructions", o->instructions);
  set_text (self, "transcription-model", o->transcription_model);
  set_text (self, "transcription-language", o->language);
  set_text (self, "transcription-prompt", o->transcription_prompt);
  set_text (self, "session-config", o->session_config);
}

static void
listen_to_events (OrbPass *self)
{
  static const gchar *const types[] = {
    "conversation.item.input_audio_transcription.completed",
    "conversation.item.input_audio_transcription.segment",
    "conversation.item.input_audio_transcription.failed",
    "input_audio_buffer.committed",
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree gchar *signal = g_strconcat ("event::", types[i], NULL);

    g_signal_connect (self->element, signal, G_CALLBACK (on_event), self);
  }
}

/* decodebin asks what is behind the queue for no other place in the file. */
static GstElement *
new_decoder_in_order (OrbPass *self)
{
  GstElement *decoder = gst_element_factory_make ("decodebin", NULL);
  GstElement *source = gst_element_factory_make ("filesrc", NULL);
  GstElement *queue = gst_element_factory_make ("queue", NULL);

  g_object_set (source, "location", self->source.input->path, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, queue, decoder, NULL);
  gst_element_link_many (source, queue, decoder, NULL);
  return decoder;
}

static GstElement *
new_decoder (OrbPass *self)
{
  GstElement *decoder = gst_element_factory_make ("uridecodebin", NULL);

  g_object_set (decoder, "uri", self->source.input->uri, NULL);
  gst_bin_add (GST_BIN (self->pipeline), decoder);
  return decoder;
}

static void
add_decoder (OrbPass *self)
{
  GstElement *decoder = self->source.in_order && self->source.input->path != NULL
      ? new_decoder_in_order (self) : new_decoder (self);
  GstCaps *caps = gst_caps_new_empty_simple ("audio/x-raw");

  /* Pictures are not decoded. */
  g_object_set (decoder, "caps", caps, "expose-all-streams", FALSE, NULL);
  gst_caps_unref (caps);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (decoder, "no-more-pads", G_CALLBACK (on_no_more_pads),
      self);
}

static void
connect_audio (OrbPass *self)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_answer };
  GstElement *sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  GstPad *pad = gst_element_get_static_pad (self->element, "sink");

  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_speech, self, NULL);
  if (self->matrix != NULL)
    gst_util_set_object_arg (G_OBJECT (self->entry), "mix-matrix",
        self->matrix);
  gst_object_unref (pad);
  gst_object_unref (sink);
}

static gboolean
build (OrbPass *self, GError **error)
{
  GstBus *bus;

  self->pipeline = gst_parse_launch ("audioconvert name=entry ! audioresample "
      "! " CAPS " ! openairealtime name=element ! " CAPS " ! appsink name=sink "
      "sync=false async=false wait-on-eos=false max-buffers=16", error);
  if (self->pipeline == NULL)
    return FALSE;
  self->entry = gst_bin_get_by_name (GST_BIN (self->pipeline), "entry");
  self->element = gst_bin_get_by_name (GST_BIN (self->pipeline), "element");
  configure (self);
  listen_to_events (self);
  connect_audio (self);
  add_decoder (self);
  bus = gst_element_get_bus (self->pipeline);
  self->watch = gst_bus_add_watch (bus, on_message, self);
  self->tick = g_timeout_add_seconds (1, on_tick, self);
  gst_object_unref (bus);
  return TRUE;
}

static gchar *
matrix_of (guint channel, guint channels)
{
  g_autoptr (GString) row = g_string_new (NULL);

  for (guint i = 1; i <= channels; i++)
    g_string_append_printf (row, "%s(float)%d", i > 1 ? ", " : "",
        i == channel);
  return g_strdup_printf ("< < %s > >", row->str);
}

OrbPass *
orb_pass_new (const OrbOptions *options, OrbStore *store,
    const OrbPassSource *source, const OrbPassFuncs *funcs, gpointer user_data)
{
  OrbPass *self = g_new0 (OrbPass, 1);
  guint channel = source->channel;

  g_mutex_init (&self->lock);
  self->options = options;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->source = *source;
  self->matrix = channel != 0 && source->channels > 1
      ? matrix_of (channel, source->channels) : NULL;
  self->base = GST_CLOCK_TIME_NONE;
  self->levels = orb_levels_new ();
  self->talk = orb_talk_new (channel);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->outcome.retry_after = -1;
  if (options->write & (ORB_WRITE_ANSWER | ORB_WRITE_CONVERSATION))
    self->answers = orb_track_new (store, NULL);
  if (options->write & ORB_WRITE_CONVERSATION)
    self->speech = orb_track_new (store, NULL);
  return self;
}

gboolean
orb_pass_start (OrbPass *self, GError **error)
{
  guint write = self->options->write;

  if ((write & ORB_WRITE_CONVERSATION && self->speech == NULL)
      || (write & ORB_WRITE_ANSWER && self->answers == NULL)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "Audio cannot be "
        "kept in the folder of the results. Is there room on the disk?");
    return FALSE;
  }
  if (!build (self, error))
    return FALSE;
  /* A failure comes as an error on the bus. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

void
orb_pass_mute (OrbPass *self)
{
  if (self->watch != 0)
    g_source_remove (self->watch);
  if (self->tick != 0)
    g_source_remove (self->tick);
  if (self->grace != 0)
    g_source_remove (self->grace);
  self->watch = 0;
  self->tick = 0;
  self->grace = 0;
}

void
orb_pass_stop (OrbPass *self)
{
  g_atomic_int_set (&self->stop, TRUE);
  self->funcs.wake (self->user_data);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->element);
  g_clear_object (&self->entry);
  g_clear_object (&self->pipeline);
}

void
orb_pass_free (OrbPass *self)
{
  if (self == NULL)
    return;
  orb_pass_mute (self);
  orb_pass_stop (self);
  orb_levels_free (self->levels);
  orb_talk_free (self->talk);
  orb_track_free (self->speech);
  orb_track_free (self->answers);
  g_ptr_array_unref (self->warnings);
  g_free (self->outcome.cause);
  g_free (self->matrix);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/*** what came of it ***/

gdouble
orb_pass_get_position (OrbPass *self)
{
  gdouble position;

  g_mutex_lock (&self->lock);
  position = self->samples / (gdouble) ORB_RATE;
  g_mutex_unlock (&self->lock);
  return position;
}

const OrbOutcome *
orb_pass_get_outcome (OrbPass *self)
{
  return &self->outcome;
}

OrbTalk *
orb_pass_get_talk (OrbPass *self)
{
  return self->talk;
}

OrbLevels *
orb_pass_get_levels (OrbPass *self)
{
  return self->levels;
}

OrbTrack *
orb_pass_get_speech (OrbPass *self)
{
  return self->speech;
}

OrbTrack *
orb_pass_get_answers (OrbPass *self)
{
  return self->answers;
}

guint
orb_pass_get_channel (OrbPass *self)
{
  return self->source.channel;
}

const GPtrArray *
orb_pass_get_warnings (OrbPass *self)
{
  return self->warnings;
}
