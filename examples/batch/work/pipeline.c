/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pipeline.c - the pipeline of a session, and what its streaming threads do. */

#include "sessionprivate.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <unistd.h>

/* What is decoded, before its channels are mixed. */
#define PLAIN "audio/x-raw,format=" GST_AUDIO_NE (F32) ",layout=interleaved"
#define CAPS "audio/x-raw,format=S16LE,rate=24000,channels=1," \
    "layout=interleaved"
/* How far the recording is read before what is sent: small where the times of
 * turns are found by it. In ms. */
#define SHORT_QUEUE 1000
/* So long the element finds no pause: this one is quicker. In ms. */
#define LONG_SILENCE 60000
#define COMMIT_LIMIT_S 5
/* Bytes of a part that are read at once. */
#define PART_PORTION 65536
/* The longest sound that may be taken for none at the edge of a step. */
#define EDGE 0.05

/*** streaming threads ***/

static GstPadProbeReturn
take_plain_event (OrbSession *self, GstPadProbeInfo *info)
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
      if (g_atomic_int_get (&self->last))
        return GST_PAD_PROBE_OK;
      gst_element_post_message (self->element, gst_message_new_application
          (GST_OBJECT (self->element), gst_structure_new_empty
              (ORB_SESSION_PART)));
      return GST_PAD_PROBE_DROP;
    default:
      return GST_PAD_PROBE_OK;
  }
}

static gboolean
turn_channels (OrbSession *self, GstBuffer *buffer, gsize *frames)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return FALSE;
  *frames = map.size / self->info.bpf;
  if (self->matrix == NULL)
    orb_polarity_take (&self->polarity, (gfloat *) map.data,
        self->info.channels, *frames, self->info.rate);
  gst_buffer_unmap (buffer, &map);
  return TRUE;
}

/* The first stamp may be hours away, and the end is told by such stamps. */
static void
note_beginning (OrbSession *self, GstBuffer *buffer, GstClockTime time)
{
  GstClockTime stamp = GST_BUFFER_PTS (buffer);

  if (!self->begun && self->source.probe->told_end
      && GST_CLOCK_TIME_IS_VALID (stamp) && GST_CLOCK_TIME_IS_VALID (time))
    self->left_out = (time > ORB_CLOCK_LONGEST_HOLE ? stamp
        : stamp - MIN (time, stamp)) / (gdouble) GST_SECOND;
  self->begun = TRUE;
}

/* What is decoded gets the one time that all else goes by; audiorate fills its
 * holes. */
static GstPadProbeReturn
on_plain (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OrbSession *self = user_data;
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
note_base (OrbSession *self, GstPad *pad, GstBuffer *buffer)
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
turn_is_over (OrbSession *self, gdouble now)
{
  gdouble silence = self->options->silence / 1000.0, last;

  if (now - self->silent_to < silence)
    return FALSE;
  last = orb_loudness_last_sound (self->levels, self->silent_to, now);
  if (last < 0)
    self->silent_to = now - EDGE;
  return last >= 0 && now - last >= silence;
}

/* Ends the turn behind what was read, and waits until the service has done so:
 * its answer belongs to this commit and no other. */
static void
commit_turn (OrbSession *self, gdouble now)
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
      && g_cond_wait_until (&self->committed, &self->lock, until));
  self->committing = FALSE;
}

static void
end_turns (OrbSession *self)
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
  OrbSession *self = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstMapInfo map;
  guint64 place;
  gsize n;

  g_atomic_int_set (&self->arrived, TRUE);
  g_atomic_int_set (&self->waiting, TRUE);
  orb_limiter_wait (self->source.limiter, &self->stop);
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
  orb_loudness_add (self->levels, (const gint16 *) map.data, n,
      GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP));
  g_mutex_unlock (&self->lock);
  /* An error is found in the track at the end. */
  if (self->speech != NULL)
    orb_pcm_file_write (self->speech, place, (const gint16 *) map.data, n);
  gst_buffer_unmap (buffer, &map);
  return GST_PAD_PROBE_OK;
}

static guint64
place_of (OrbSession *self, GstBuffer *buffer)
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
  OrbSession *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample != NULL ? gst_sample_get_buffer (sample) : NULL;
  gboolean ok = TRUE;
  GstMapInfo map;

  g_atomic_int_inc (&self->signs);
  if (self->answers != NULL && buffer != NULL
      && gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    ok = orb_pcm_file_write (self->answers, place_of (self, buffer),
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
  OrbSession *self = user_data;
  GstPad *sink = gst_element_get_static_pad (self->entry, "sink");
  GstCaps *caps = gst_pad_query_caps (pad, NULL);

  if (gst_caps_get_size (caps) > 0 && gst_structure_has_name
      (gst_caps_get_structure (caps, 0), "audio/x-raw")) {
    if (!gst_pad_is_linked (sink))
      gst_pad_link (pad, sink);
    else
      g_atomic_int_inc (&self->other_tracks);
  }
  gst_caps_unref (caps);
  gst_object_unref (sink);
}

static void
on_no_more_pads (GstElement *decoder, gpointer user_data)
{
  OrbSession *self = user_data;
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
  OrbSession *self = user_data;
  gdouble position = orb_session_get_position (self);

  if (g_str_equal (type, "input_audio_buffer.committed")) {
    g_mutex_lock (&self->lock);
    if (self->committing)
      position = self->commit_at;
    self->committing = FALSE;
    g_cond_signal (&self->committed);
    g_mutex_unlock (&self->lock);
  }
  gst_element_post_message (element, gst_message_new_application
      (GST_OBJECT (element), gst_structure_new (ORB_SESSION_EVENT,
              "type", G_TYPE_STRING, type, "json", G_TYPE_STRING, json,
              "position", G_TYPE_DOUBLE, position, NULL)));
}

/*** building ***/

static void
set_text (OrbSession *self, const gchar *property, const gchar *value)
{
  if (value != NULL)
    g_object_set (self->element, property, value, NULL);
}

static void
configure (OrbSession *self)
{
  const OrbOptions *o = self->options;
  gboolean speaks = orb_options_speaks (o);

  gst_util_set_object_arg (G_OBJECT (self->element), "session-type",
      speaks ? "realtime" : "transcription");
  gst_util_set_object_arg (G_OBJECT (self->element), "turn-detection",
      o->turn_detection);
  gst_util_set_object_arg (G_OBJECT (self->element), "live", "no");
  gst_util_set_object_arg (G_OBJECT (self->element), "fill", "none");
  /* A session that only writes down has no answers. */
  g_object_set (self->element, "create-response", speaks,
      "align-answers", TRUE, "reconnect", self->source.reconnect,
      "vad-silence-duration", o->silence,
      "vad-threshold", o->vad_threshold, "drain-timeout", o->drain_timeout,
      NULL);
  if (self->commits)
    g_object_set (self->element, "vad-silence-duration", LONG_SILENCE, NULL);
  else if (!orb_options_service_detects (o))
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
listen_to_events (OrbSession *self)
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
new_decoder_in_order (OrbSession *self)
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
new_decoder (OrbSession *self)
{
  GstElement *decoder = gst_element_factory_make ("uridecodebin", NULL);

  g_object_set (decoder, "uri", self->source.input->uri, NULL);
  gst_bin_add (GST_BIN (self->pipeline), decoder);
  return decoder;
}

/*** parts ***/

static guint64
get_part_start (OrbSession *self, guint part)
{
  const OrbContainer *container = &self->source.probe->container;

  return part < container->starts->len ? g_array_index (container->starts,
      guint64, part) : container->size;
}

static void
on_need_data (GstAppSrc *feed, guint length, gpointer user_data)
{
  OrbSession *self = user_data;
  guint64 start = get_part_start (self, self->part);
  guint64 left = get_part_start (self, self->part + 1) - start - self->at;
  /* Who reads here and there takes no more than it asked for. */
  gsize wanted = MIN (left, length != G_MAXUINT ? length : PART_PORTION);
  guint8 *data = g_malloc (wanted);
  gssize n = wanted > 0 ? pread (self->fd, data, wanted, start + self->at) : 0;
  GstBuffer *buffer;

  if (n <= 0) {
    g_free (data);
    gst_app_src_end_of_stream (feed);
    return;
  }
  buffer = gst_buffer_new_wrapped_full (0, data, wanted, 0, n, data, g_free);
  GST_BUFFER_OFFSET (buffer) = self->at;
  self->at += n;
  gst_app_src_push_buffer (feed, buffer);
}

static gboolean
on_seek_data (GstAppSrc *feed, guint64 offset, gpointer user_data)
{
  OrbSession *self = user_data;

  self->at = offset;
  return TRUE;
}

/* Demuxers read one recording in a file, and most of them nothing behind it. */
static GstElement *
new_decoder_of_part (OrbSession *self)
{
  GstAppSrcCallbacks callbacks = { .need_data = on_need_data,
    .seek_data = on_seek_data
  };
  GstElement *decoder = gst_element_factory_make ("decodebin", NULL);
  GstElement *feed = gst_element_factory_make ("appsrc", NULL);

  self->at = 0;
  g_object_set (feed, "format", GST_FORMAT_BYTES, "stream-type",
      self->source.in_order ? GST_APP_STREAM_TYPE_STREAM
      : GST_APP_STREAM_TYPE_RANDOM_ACCESS, "size", (gint64) (get_part_start
          (self, self->part + 1) - get_part_start (self, self->part)), NULL);
  gst_app_src_set_callbacks (GST_APP_SRC (feed), &callbacks, self, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), feed, decoder, NULL);
  gst_element_link (feed, decoder);
  self->feed = feed;
  return decoder;
}

static void
remove_part (OrbSession *self)
{
  GstElement *elements[] = { self->feed, self->decoder };

  for (guint i = 0; i < G_N_ELEMENTS (elements); i++) {
    gst_element_set_state (elements[i], GST_STATE_NULL);
    gst_bin_remove (GST_BIN (self->pipeline), elements[i]);
  }
}

static void add_decoder (OrbSession *self);

/* A short part is over before the pipeline plays: without the lock that could
 * start again what is removed. */
void
orb_session_begin_part (OrbSession *self)
{
  GST_STATE_LOCK (self->pipeline);
  remove_part (self);
  self->part++;
  if (self->part + 1 >= self->source.probe->container.parts)
    g_atomic_int_set (&self->last, TRUE);
  orb_clock_begin_part (&self->clock);
  add_decoder (self);
  gst_element_sync_state_with_parent (self->decoder);
  gst_element_sync_state_with_parent (self->feed);
  GST_STATE_UNLOCK (self->pipeline);
}

void
orb_session_end_parts (OrbSession *self)
{
  GstPad *sink = gst_element_get_static_pad (self->entry, "sink");

  GST_STATE_LOCK (self->pipeline);
  remove_part (self);
  GST_STATE_UNLOCK (self->pipeline);
  g_atomic_int_set (&self->last, TRUE);
  gst_pad_send_event (sink, gst_event_new_eos ());
  gst_object_unref (sink);
}

/*** the decoder ***/

static GstElement *
make_decoder (OrbSession *self)
{
  if (self->source.probe->container.parts > 1 && self->fd >= 0)
    return new_decoder_of_part (self);
  g_atomic_int_set (&self->last, TRUE);
  return self->source.in_order && self->source.input->path != NULL
      ? new_decoder_in_order (self) : new_decoder (self);
}

static void
add_decoder (OrbSession *self)
{
  GstElement *decoder = self->decoder = make_decoder (self);
  GstCaps *caps = gst_caps_new_empty_simple ("audio/x-raw");

  /* Pictures are not decoded. */
  g_object_set (decoder, "caps", caps, "expose-all-streams", FALSE, NULL);
  gst_caps_unref (caps);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (decoder, "no-more-pads", G_CALLBACK (on_no_more_pads),
      self);
}

static void
connect_audio (OrbSession *self)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_answer };
  GstElement *sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  GstElement *plain = gst_bin_get_by_name (GST_BIN (self->pipeline), "plain");
  GstElement *mix = gst_bin_get_by_name (GST_BIN (self->pipeline), "mix");
  GstPad *pad = gst_element_get_static_pad (self->element, "sink");
  GstPad *plain_pad = gst_element_get_static_pad (plain, "src");

  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_speech, self, NULL);
  gst_pad_add_probe (plain_pad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_plain, self, NULL);
  if (self->matrix != NULL)
    gst_util_set_object_arg (G_OBJECT (mix), "mix-matrix", self->matrix);
  gst_object_unref (plain_pad);
  gst_object_unref (plain);
  gst_object_unref (mix);
  gst_object_unref (pad);
  gst_object_unref (sink);
}

gboolean
orb_session_build (OrbSession *self, GError **error)
{
  self->pipeline = gst_parse_launch ("audioconvert name=entry ! capsfilter "
      "name=plain caps=" PLAIN " ! audioconvert name=mix dithering=none ! "
      "audioresample ! " CAPS " ! audiorate ! openairealtime name=element ! "
      CAPS " ! appsink "
      "name=sink sync=false async=false wait-on-eos=false max-buffers=16",
      error);
  if (self->pipeline == NULL)
    return FALSE;
  self->entry = gst_bin_get_by_name (GST_BIN (self->pipeline), "entry");
  self->element = gst_bin_get_by_name (GST_BIN (self->pipeline), "element");
  configure (self);
  listen_to_events (self);
  connect_audio (self);
  add_decoder (self);
  return TRUE;
}
