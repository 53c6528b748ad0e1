/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pipeline.c - see pipeline.h. */

#include "pipeline.h"

#include "clock.h"
#include "polarity.h"

#include <gst/app/gstappsink.h>
#include <gst/audio/audio.h>

/* What is decoded, before its channels are mixed. */
#define PLAIN "audio/x-raw,format=" GST_AUDIO_NE (F32) ",layout=interleaved"
#define CAPS \
  "audio/x-raw,format=S16LE,rate=24000,channels=1," \
  "layout=interleaved"
/* How far the recording is read before what is sent: small where the times of
 * turns are found by it. In ms. */
#define SHORT_QUEUE 1000
/* So long the element finds no pause: this one is quicker. In ms. */
#define LONG_SILENCE 60000
#define COMMIT_LIMIT_S 5
/* The longest sound that may be taken for none at the edge of a step. */
#define EDGE 0.05

struct _OrbPipeline
{
  const OrbSetup *setup;
  OrbChannel *channel;
  gchar *matrix; /* of the channel that is picked, or NULL */

  GstElement *pipeline;
  GstElement *element;
  GstElement *entry; /* where the recording goes in */
  OrbDecoder *decoder;

  /* The thread that reads. */
  GstAudioInfo info; /* of what is decoded */
  GstSegment segment;
  gboolean has_segment; /* downstream */
  gboolean begun;
  gdouble left_out; /* s before the first sample, not waited for */
  OrbClock clock;
  OrbPolarity polarity;

  /* Atomic. */
  gint stop;
  gint signs;   /* of life, counted */
  gint waiting; /* for room at the service */
  gint arrived; /* there is audio */

  gint seen; /* of signs; the main loop */

  /* Streaming threads and the main loop; the loudness of the channel, too. */
  GMutex lock;
  GstClockTime base; /* running time of the first sample */
  guint64 samples;

  /* Where the service knows no turns and gives no answers, they end here:
   * then it is known where. */
  gboolean commits;
  GCond committed;
  gboolean committing; /* a commit is under way */
  gdouble commit_at;   /* s */
  gdouble silent_to;   /* s; no sound since the last commit but after */
};

/*** streaming threads ***/

static GstPadProbeReturn
take_plain_event (OrbPipeline *self, GstPadProbeInfo *info)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      gst_audio_info_from_caps (&self->info, caps);
      return GST_PAD_PROBE_OK;
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &self->segment);
      if (self->has_segment)
        return GST_PAD_PROBE_DROP;
      self->has_segment = TRUE;
      {
        GstSegment whole;

        gst_segment_init (&whole, GST_FORMAT_TIME);
        gst_event_unref (event);
        GST_PAD_PROBE_INFO_DATA (info) = gst_event_new_segment (&whole);
      }
      return GST_PAD_PROBE_OK;
      /* The stamps behind it tell the same. */
    case GST_EVENT_GAP:
      return GST_PAD_PROBE_DROP;
    case GST_EVENT_EOS:
      if (orb_decoder_is_at_last (self->decoder))
        return GST_PAD_PROBE_OK;
      gst_element_post_message (self->element,
          gst_message_new_application (GST_OBJECT (self->element),
              gst_structure_new_empty (ORB_PIPELINE_PART)));
      return GST_PAD_PROBE_DROP;
    default:
      return GST_PAD_PROBE_OK;
  }
}

static gboolean
turn_channels (OrbPipeline *self, GstBuffer *buffer, gsize *frames)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return FALSE;
  *frames = map.size / self->info.bpf;
  if (self->matrix == NULL)
    orb_polarity_take (&self->polarity, (gpointer) map.data,
        self->info.channels, *frames, self->info.rate);
  gst_buffer_unmap (buffer, &map);
  return TRUE;
}

/* The first stamp may be hours away, and the end is told by such stamps. */
static void
note_beginning (OrbPipeline *self, GstBuffer *buffer, GstClockTime time)
{
  GstClockTime stamp = GST_BUFFER_PTS (buffer);

  if (!self->begun && self->setup->info->told_end
      && GST_CLOCK_TIME_IS_VALID (stamp) && GST_CLOCK_TIME_IS_VALID (time))
    self->left_out =
        (time > ORB_CLOCK_LONGEST_HOLE ? stamp : stamp - MIN (time, stamp))
        / (gdouble) GST_SECOND;
  self->begun = TRUE;
}

/* What is decoded gets the one time that all else goes by; audiorate fills its
 * holes. */
static GstPadProbeReturn
on_plain (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OrbPipeline *self = user_data;
  GstBuffer *buffer;
  GstClockTime time, duration;
  gsize frames = 0;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM)
    return take_plain_event (self, info);
  buffer = gst_audio_buffer_clip (GST_PAD_PROBE_INFO_BUFFER (info),
      &self->segment, self->info.rate, self->info.bpf);
  GST_PAD_PROBE_INFO_DATA (info) = NULL;
  if (buffer == NULL)
    return GST_PAD_PROBE_HANDLED;
  buffer = gst_buffer_make_writable (buffer);
  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (!turn_channels (self, buffer, &frames))
    return GST_PAD_PROBE_DROP;
  duration = gst_util_uint64_scale (frames, GST_SECOND, self->info.rate);
  time = gst_segment_to_running_time (&self->segment, GST_FORMAT_TIME,
      GST_BUFFER_PTS (buffer));
  note_beginning (self, buffer, time);
  GST_BUFFER_PTS (buffer) = orb_clock_take (&self->clock, time, duration);
  GST_BUFFER_DURATION (buffer) = duration;
  return GST_PAD_PROBE_OK;
}

static void
note_base (OrbPipeline *self, GstPad *pad, GstBuffer *buffer)
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

/* Is what was read up to here a turn, and over? */
static gboolean
turn_is_over (OrbPipeline *self, gdouble now)
{
  gdouble silence = self->setup->settings->silence / 1000.0, last;

  if (now - self->silent_to < silence)
    return FALSE;
  last =
      orb_loudness_last_sound (self->channel->loudness, self->silent_to, now);
  if (last < 0)
    self->silent_to = now - EDGE;
  return last >= 0 && now - last >= silence;
}

/* Ends the turn behind what was read, and waits until the service has done so:
 * its answer belongs to this commit and no other. */
static void
commit_turn (OrbPipeline *self, gdouble now)
{
  gint64 until = g_get_monotonic_time () + COMMIT_LIMIT_S * G_USEC_PER_SEC;
  gboolean ok = FALSE;

  self->committing = TRUE;
  self->commit_at = now;
  self->silent_to = now;
  g_mutex_unlock (&self->lock);
  g_signal_emit_by_name (self->element, "commit", &ok);
  g_mutex_lock (&self->lock);
  while (ok && self->committing && !g_atomic_int_get (&self->stop)
      && g_cond_wait_until (&self->committed, &self->lock, until))
    ;
  self->committing = FALSE;
}

static void
end_turns (OrbPipeline *self)
{
  gdouble now;

  if (!self->commits)
    return;
  g_mutex_lock (&self->lock);
  now = self->samples / (gdouble) ORB_RATE;
  if (turn_is_over (self, now))
    commit_turn (self, now);
  g_mutex_unlock (&self->lock);
}

static GstPadProbeReturn
on_speech (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OrbPipeline *self = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstMapInfo map;
  guint64 place;
  gsize n;

  g_atomic_int_set (&self->arrived, TRUE);
  g_atomic_int_set (&self->waiting, TRUE);
  orb_limiter_wait (self->setup->limiter, &self->stop);
  g_atomic_int_set (&self->waiting, FALSE);
  g_atomic_int_inc (&self->signs);
  end_turns (self);
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;
  n = map.size / sizeof (gint16);
  g_mutex_lock (&self->lock);
  if (self->samples == 0)
    note_base (self, pad, buffer);
  place = self->samples;
  self->samples += n;
  orb_loudness_add (self->channel->loudness, (gconstpointer) map.data, n,
      GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP));
  g_mutex_unlock (&self->lock);
  /* An error is found in the track at the end. */
  if (self->channel->speech != NULL)
    orb_pcm_file_write (self->channel->speech, place, (gconstpointer) map.data,
        n);
  gst_buffer_unmap (buffer, &map);
  return GST_PAD_PROBE_OK;
}

static guint64
place_of (OrbPipeline *self, GstBuffer *buffer)
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
  OrbPipeline *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample != NULL ? gst_sample_get_buffer (sample) : NULL;
  gboolean ok = TRUE;
  GstMapInfo map;

  g_atomic_int_inc (&self->signs);
  if (self->channel->answers != NULL && buffer != NULL
      && gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    ok = orb_pcm_file_write (self->channel->answers, place_of (self, buffer),
        (gconstpointer) map.data, map.size / sizeof (gint16));
    gst_buffer_unmap (buffer, &map);
  }
  if (sample != NULL)
    gst_sample_unref (sample);
  return ok ? GST_FLOW_OK : GST_FLOW_ERROR;
}

/* On a thread of the element's; the bus keeps it in order with its messages. */
static void
on_event (GstElement *element, const gchar *type, const gchar *json,
    gpointer user_data)
{
  OrbPipeline *self = user_data;
  gdouble position = orb_pipeline_get_position (self);

  if (g_str_equal (type, "input_audio_buffer.committed")) {
    g_mutex_lock (&self->lock);
    if (self->committing)
      position = self->commit_at;
    self->committing = FALSE;
    g_cond_signal (&self->committed);
    g_mutex_unlock (&self->lock);
  }
  gst_element_post_message (element,
      gst_message_new_application (GST_OBJECT (element),
          gst_structure_new (ORB_PIPELINE_EVENT, "type", G_TYPE_STRING, type,
              "json", G_TYPE_STRING, json, "position", G_TYPE_DOUBLE, position,
              NULL)));
}

/*** building ***/

static void
set_text (OrbPipeline *self, const gchar *property, const gchar *value)
{
  if (value != NULL)
    g_object_set (self->element, property, value, NULL);
}

static void
configure (OrbPipeline *self)
{
  const OrbSettings *o = self->setup->settings;
  gboolean speaks = orb_settings_speaks (o);

  gst_util_set_object_arg (G_OBJECT (self->element), "session-type",
      speaks ? "realtime" : "transcription");
  gst_util_set_object_arg (G_OBJECT (self->element), "turn-detection",
      o->turn_detection);
  gst_util_set_object_arg (G_OBJECT (self->element), "live", "no");
  gst_util_set_object_arg (G_OBJECT (self->element), "fill", "none");
  /* A session that only writes down has no answers. */
  g_object_set (self->element, "create-response", speaks, "align-answers", TRUE,
      "reconnect", self->setup->reconnect, "vad-silence-duration", o->silence,
      "vad-threshold", o->vad_threshold, "drain-timeout", o->drain_timeout,
      NULL);
  if (self->commits)
    g_object_set (self->element, "vad-silence-duration", LONG_SILENCE, NULL);
  else if (!orb_settings_service_detects (o))
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
listen_to_events (OrbPipeline *self)
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

static void
connect_audio (OrbPipeline *self)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_answer };
  GstElement *sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  GstElement *plain = gst_bin_get_by_name (GST_BIN (self->pipeline), "plain");
  GstElement *mix = gst_bin_get_by_name (GST_BIN (self->pipeline), "mix");
  GstPad *pad = gst_element_get_static_pad (self->element, "sink");
  GstPad *plain_pad = gst_element_get_static_pad (plain, "src");

  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_speech, self, NULL);
  gst_pad_add_probe (plain_pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_plain,
      self, NULL);
  if (self->matrix != NULL)
    gst_util_set_object_arg (G_OBJECT (mix), "mix-matrix", self->matrix);
  gst_object_unref (plain_pad);
  gst_object_unref (plain);
  gst_object_unref (mix);
  gst_object_unref (pad);
  gst_object_unref (sink);
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

OrbPipeline *
orb_pipeline_new (const OrbSetup *setup, OrbChannel *channel)
{
  OrbPipeline *self = g_new0 (OrbPipeline, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->committed);
  self->setup = setup;
  self->channel = channel;
  self->commits = !orb_settings_service_detects (setup->settings)
      && !orb_settings_speaks (setup->settings);
  self->matrix = setup->channel != 0 && setup->info->channels > 1
      ? matrix_of (setup->channel, setup->info->channels)
      : NULL;
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  orb_clock_init (&self->clock, setup->info->counts);
  self->base = GST_CLOCK_TIME_NONE;
  return self;
}

static gboolean
make_files (OrbPipeline *self, GError **error)
{
  guint write = self->setup->settings->write;
  OrbChannel *channel = self->channel;

  if (!(write & (ORB_WRITE_ANSWER | ORB_WRITE_CONVERSATION)))
    return TRUE;
  channel->answers = orb_pcm_file_new (self->setup->folder, error);
  if (channel->answers == NULL || !(write & ORB_WRITE_CONVERSATION))
    return channel->answers != NULL;
  channel->speech = orb_pcm_file_new (self->setup->folder, error);
  return channel->speech != NULL;
}

static gboolean
build (OrbPipeline *self, GError **error)
{
  self->pipeline = gst_parse_launch (
      "audioconvert name=entry ! capsfilter "
      "name=plain caps=" PLAIN " ! audioconvert name=mix dithering=none ! "
      "audioresample ! " CAPS
      " ! audiorate ! openairealtime name=element ! " CAPS " ! appsink "
      "name=sink sync=false async=false wait-on-eos=false max-buffers=16",
      error);
  if (self->pipeline == NULL)
    return FALSE;
  self->entry = gst_bin_get_by_name (GST_BIN (self->pipeline), "entry");
  self->element = gst_bin_get_by_name (GST_BIN (self->pipeline), "element");
  configure (self);
  listen_to_events (self);
  connect_audio (self);
  self->decoder = orb_decoder_new (self->pipeline, self->entry,
      self->setup->input, self->setup->info, self->setup->in_order);
  return TRUE;
}

gboolean
orb_pipeline_start (OrbPipeline *self, GError **error)
{
  if (!make_files (self, error) || !build (self, error))
    return FALSE;
  /* A failure comes as an error on the bus. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

void
orb_pipeline_stop (OrbPipeline *self)
{
  g_mutex_lock (&self->lock);
  g_atomic_int_set (&self->stop, TRUE);
  g_cond_signal (&self->committed);
  g_mutex_unlock (&self->lock);
  orb_limiter_wake (self->setup->limiter);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->element);
  g_clear_object (&self->entry);
  g_clear_object (&self->pipeline);
}

void
orb_pipeline_free (OrbPipeline *self)
{
  orb_pipeline_stop (self);
  g_clear_pointer (&self->decoder, orb_decoder_free);
  g_free (self->matrix);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->committed);
  g_free (self);
}

/*** the main loop ***/

GstBus *
orb_pipeline_get_bus (OrbPipeline *self)
{
  return gst_element_get_bus (self->pipeline);
}

gboolean
orb_pipeline_is_element (OrbPipeline *self, GstMessage *message)
{
  return GST_MESSAGE_SRC (message) == GST_OBJECT (self->element);
}

OrbDecoder *
orb_pipeline_get_decoder (OrbPipeline *self)
{
  return self->decoder;
}

void
orb_pipeline_begin_part (OrbPipeline *self)
{
  orb_clock_begin_part (&self->clock);
  orb_decoder_begin_part (self->decoder);
}

GstClockTime
orb_pipeline_get_base (OrbPipeline *self)
{
  GstClockTime base;

  g_mutex_lock (&self->lock);
  base = self->base;
  g_mutex_unlock (&self->lock);
  return base;
}

gdouble
orb_pipeline_get_position (OrbPipeline *self)
{
  gdouble position;

  g_mutex_lock (&self->lock);
  position = self->samples / (gdouble) ORB_RATE;
  g_mutex_unlock (&self->lock);
  return position;
}

gboolean
orb_pipeline_has_arrived (OrbPipeline *self)
{
  return g_atomic_int_get (&self->arrived);
}

gboolean
orb_pipeline_has_moved (OrbPipeline *self)
{
  gint signs = g_atomic_int_get (&self->signs);
  gboolean moved = signs != self->seen || g_atomic_int_get (&self->waiting);

  self->seen = signs;
  return moved;
}

void
orb_pipeline_get_arrival (OrbPipeline *self, OrbArrival *arrival)
{
  *arrival = (OrbArrival){
    .position = orb_pipeline_get_position (self),
    .left_out = self->left_out,
    .parts = orb_decoder_get_parts (self->decoder),
    .other_tracks = orb_decoder_get_other_tracks (self->decoder),
    .leaps = self->clock.leaps,
    .turned = self->polarity.found,
  };
}
