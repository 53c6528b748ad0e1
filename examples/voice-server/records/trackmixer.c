/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* trackmixer.c - see trackmixer.h.
 *
 * Any caps are taken, and G.711 is read here and not by an element before it: a
 * refusal would end the call. */

#include "records/trackmixer.h"

#include "records/tracks.h"

#include "protocol/g711.h"

#include <gst/audio/audio.h>

#define MIN_RATE 4000
#define MAX_RATE 192000
#define STEREO \
  "audio/x-raw, format=S16LE, layout=interleaved, channels=2, " \
  "channel-mask=(bitmask)0x3, rate=[4000, 192000]"
/* Of a call that ended before any caps came. */
#define DEFAULT_RATE 24000
/* What is pushed at once. */
#define BLOCK_MS 100

typedef struct
{
  GstSegment segment;
  OaAudioFormat format;
  guint rate;                   /* 0 = no caps yet */
  GstAudioConverter *converter; /* NULL = it has the rate */
} Input;

typedef struct
{
  GstElement parent;

  GstPad *src;
  guint wanted_rate; /* 0 = that of the first caps */

  GMutex lock; /* of all that follows; never held while something is pushed */
  GCond changed;
  Input inputs[OVS_TRACKS];
  guint rate;
  OvsTracks *tracks; /* NULL = the rate is not known yet */
  gboolean stopped;
  gboolean failed; /* nothing is taken any more */

  guint64 pushed; /* the task's: samples of each */
} OvsTrackMixer;

typedef struct
{
  GstElementClass parent_class;
} OvsTrackMixerClass;

GType ovs_track_mixer_get_type (void);

G_DEFINE_TYPE (OvsTrackMixer, ovs_track_mixer, GST_TYPE_ELEMENT)

static const gchar *const names[OVS_TRACKS] = { "caller", "agent" };

static GstStaticPadTemplate templates[OVS_TRACKS] = {
  GST_STATIC_PAD_TEMPLATE ("caller", GST_PAD_SINK, GST_PAD_ALWAYS,
      GST_STATIC_CAPS_ANY),
  GST_STATIC_PAD_TEMPLATE ("agent", GST_PAD_SINK, GST_PAD_ALWAYS,
      GST_STATIC_CAPS_ANY),
};

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (STEREO));

static guint
get_number (GstPad *pad)
{
  return GPOINTER_TO_UINT (gst_pad_get_element_private (pad));
}

/*** in ***/

/* With the lock. */
static void
need_tracks (OvsTrackMixer *self, guint rate)
{
  if (self->tracks != NULL)
    return;
  self->rate = self->wanted_rate > 0 ? self->wanted_rate : rate;
  self->tracks = ovs_tracks_new (self->rate);
}

static GstAudioConverter *
new_converter (guint from, guint to)
{
  GstAudioInfo in, out;

  gst_audio_info_set_format (&in, GST_AUDIO_FORMAT_S16LE, from, 1, NULL);
  gst_audio_info_set_format (&out, GST_AUDIO_FORMAT_S16LE, to, 1, NULL);
  return gst_audio_converter_new (0, &in, &out, NULL);
}

static OaAudioFormat
get_format (const GstStructure *s)
{
  if (gst_structure_has_name (s, "audio/x-mulaw"))
    return OA_AUDIO_FORMAT_PCMU;
  if (gst_structure_has_name (s, "audio/x-alaw"))
    return OA_AUDIO_FORMAT_PCMA;
  if (gst_structure_has_name (s, "audio/x-raw")
      && g_strcmp0 (gst_structure_get_string (s, "format"), "S16LE") == 0)
    return OA_AUDIO_FORMAT_PCM;
  return OA_AUDIO_FORMAT_UNKNOWN;
}

static gboolean
set_caps (OvsTrackMixer *self, Input *input, GstCaps *caps)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  gint rate = 0, channels = 1;

  input->format = get_format (s);
  input->rate = 0;
  gst_structure_get_int (s, "rate", &rate);
  gst_structure_get_int (s, "channels", &channels);
  g_clear_pointer (&input->converter, gst_audio_converter_free);
  if (input->format == OA_AUDIO_FORMAT_UNKNOWN || channels != 1
      || rate < MIN_RATE || rate > MAX_RATE)
    return FALSE;
  need_tracks (self, rate);
  if (rate != (gint) self->rate)
    input->converter = new_converter (rate, self->rate);
  input->rate = rate;
  return TRUE;
}

static gint64
get_position (OvsTrackMixer *self, const Input *input, GstClockTime pts)
{
  guint64 time = GST_CLOCK_TIME_IS_VALID (pts)
          && input->segment.format == GST_FORMAT_TIME
      ? gst_segment_to_running_time (&input->segment, GST_FORMAT_TIME, pts)
      : GST_CLOCK_TIME_NONE;

  return GST_CLOCK_TIME_IS_VALID (time)
      ? (gint64) gst_util_uint64_scale (time, self->rate, GST_SECOND)
      : -1;
}

static gint16 *
decode (const Input *input, const GstMapInfo *map, gsize *n)
{
  gsize size = input->format == OA_AUDIO_FORMAT_PCM ? 2 : 1;
  gint16 *samples;

  *n = map->size / size;
  samples = g_new (gint16, *n + 1);
  for (gsize i = 0; i < *n; i++)
    samples[i] = oa_sample_read (input->format, map->data + i * size);
  return samples;
}

static gint16 *
resample (const Input *input, gint16 *samples, gsize *n)
{
  gsize length = gst_audio_converter_get_out_frames (input->converter, *n);
  gint16 *out = g_new (gint16, length + 1);
  gpointer from[] = { samples }, to[] = { out };

  gst_audio_converter_samples (input->converter, 0, from, *n, to, length);
  g_free (samples);
  *n = length;
  return out;
}

static void
add_buffer (OvsTrackMixer *self, guint number, GstBuffer *buffer)
{
  Input *input = &self->inputs[number];
  g_autofree gint16 *samples = NULL;
  GstMapInfo map;
  gsize n;

  if (input->rate == 0 || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  samples = decode (input, &map, &n);
  gst_buffer_unmap (buffer, &map);
  if (input->converter != NULL)
    samples = resample (input, g_steal_pointer (&samples), &n);
  ovs_tracks_add (self->tracks, number,
      get_position (self, input, GST_BUFFER_PTS (buffer)), samples, n);
}

/* With the lock. A block, or the rest. */
static gboolean
has_block (OvsTrackMixer *self)
{
  return self->tracks != NULL
      && (ovs_tracks_have_ended (self->tracks)
          || ovs_tracks_get_ready (self->tracks)
              >= self->rate * BLOCK_MS / 1000);
}

static void
tell_end (OvsTrackMixer *self)
{
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self),
          gst_structure_new_empty (OVS_TRACK_MIXER_OVER)));
}

static GstFlowReturn
chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  OvsTrackMixer *self = (OvsTrackMixer *) parent;

  g_mutex_lock (&self->lock);
  if (!self->failed && !self->stopped) {
    add_buffer (self, get_number (pad), buffer);
    if (has_block (self))
      g_cond_signal (&self->changed);
  }
  g_mutex_unlock (&self->lock);
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static void
add_gap (OvsTrackMixer *self, guint number, GstEvent *event)
{
  GstClockTime start, duration;

  gst_event_parse_gap (event, &start, &duration);
  if (GST_CLOCK_TIME_IS_VALID (duration) && self->tracks != NULL)
    ovs_tracks_add (self->tracks, number,
        get_position (self, &self->inputs[number], start), NULL,
        gst_util_uint64_scale (duration, self->rate, GST_SECOND));
}

static gboolean
sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  OvsTrackMixer *self = (OvsTrackMixer *) parent;
  guint number = get_number (pad);
  Input *input = &self->inputs[number];
  gboolean ended = FALSE, readable = TRUE;
  GstCaps *caps;

  g_mutex_lock (&self->lock);
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      readable = set_caps (self, input, caps);
      break;
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &input->segment);
      break;
    case GST_EVENT_GAP:
      add_gap (self, number, event);
      break;
    case GST_EVENT_EOS:
      need_tracks (self, DEFAULT_RATE);
      ovs_tracks_end (self->tracks, number);
      ended = self->failed && ovs_tracks_have_ended (self->tracks);
      break;
    default:
      break;
  }
  if (has_block (self))
    g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  if (!readable)
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("The sound of its %s has a format that cannot be recorded.",
            names[number]),
        ("%" GST_PTR_FORMAT, (gpointer) caps));
  gst_event_unref (event);
  if (ended)
    tell_end (self);
  return TRUE;
}

/*** out ***/

static gboolean
src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  /* What is behind does not wait for the clock. */
  if (GST_QUERY_TYPE (query) == GST_QUERY_LATENCY) {
    gst_query_set_latency (query, FALSE, 0, GST_CLOCK_TIME_NONE);
    return TRUE;
  }
  if (GST_QUERY_TYPE (query) == GST_QUERY_CAPS)
    return gst_pad_query_default (pad, parent, query);
  return FALSE;
}

static void
push_events (OvsTrackMixer *self)
{
  GstCaps *caps = gst_caps_from_string (STEREO);
  GstSegment segment;

  gst_caps_set_simple (caps, "rate", G_TYPE_INT, self->rate, NULL);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->src, gst_event_new_stream_start ("call"));
  gst_pad_push_event (self->src, gst_event_new_caps (caps));
  gst_pad_push_event (self->src, gst_event_new_segment (&segment));
  gst_caps_unref (caps);
}

/* Empty: it is over. NULL: it is to stop. */
static GstBuffer *
take_block (OvsTrackMixer *self)
{
  gint16 *pairs;
  gsize block, n;

  g_mutex_lock (&self->lock);
  while (!self->stopped && !has_block (self))
    g_cond_wait (&self->changed, &self->lock);
  if (self->stopped) {
    g_mutex_unlock (&self->lock);
    return NULL;
  }
  block = self->rate * BLOCK_MS / 1000;
  pairs = g_new (gint16, block * OVS_TRACKS);
  n = ovs_tracks_take (self->tracks, pairs, block);
  g_mutex_unlock (&self->lock);
  return gst_buffer_new_wrapped_full (0, pairs,
      block * OVS_TRACKS * sizeof (gint16), 0, n * OVS_TRACKS * sizeof (gint16),
      pairs, g_free);
}

static void
set_times (OvsTrackMixer *self, GstBuffer *buffer)
{
  guint64 n = gst_buffer_get_size (buffer) / OVS_TRACKS / sizeof (gint16);

  GST_BUFFER_PTS (buffer) =
      gst_util_uint64_scale (self->pushed, GST_SECOND, self->rate);
  self->pushed += n;
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale (self->pushed, GST_SECOND, self->rate)
      - GST_BUFFER_PTS (buffer);
}

static void
push_block (gpointer data)
{
  OvsTrackMixer *self = data;
  GstBuffer *buffer = take_block (self);
  GstFlowReturn flow;

  if (buffer != NULL && self->pushed == 0)
    push_events (self);
  if (buffer != NULL && gst_buffer_get_size (buffer) > 0) {
    set_times (self, buffer);
    flow = gst_pad_push (self->src, buffer);
    if (flow == GST_FLOW_OK)
      return;
    if (flow != GST_FLOW_FLUSHING)
      ovs_track_mixer_fail (GST_ELEMENT (self));
  } else if (buffer != NULL) {
    gst_buffer_unref (buffer);
    gst_pad_push_event (self->src, gst_event_new_eos ());
  }
  gst_pad_pause_task (self->src);
}

static void
start (OvsTrackMixer *self)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->tracks, ovs_tracks_free);
  if (self->wanted_rate > 0)
    need_tracks (self, self->wanted_rate);
  self->stopped = self->failed = FALSE;
  self->pushed = 0;
  for (guint i = 0; i < OVS_TRACKS; i++) {
    gst_segment_init (&self->inputs[i].segment, GST_FORMAT_UNDEFINED);
    self->inputs[i].rate = 0;
  }
  g_mutex_unlock (&self->lock);
}

static gboolean
activate_src (GstPad *pad, GstObject *parent, GstPadMode mode, gboolean active)
{
  OvsTrackMixer *self = (OvsTrackMixer *) parent;

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  if (active) {
    start (self);
    return gst_pad_start_task (pad, push_block, self, NULL);
  }
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  return gst_pad_stop_task (pad);
}

/*** the element ***/

static void
finalize (GObject *object)
{
  OvsTrackMixer *self = (OvsTrackMixer *) object;

  for (guint i = 0; i < OVS_TRACKS; i++)
    g_clear_pointer (&self->inputs[i].converter, gst_audio_converter_free);
  ovs_tracks_free (self->tracks);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  G_OBJECT_CLASS (ovs_track_mixer_parent_class)->finalize (object);
}

static void
ovs_track_mixer_class_init (OvsTrackMixerClass *class)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = finalize;
  for (guint i = 0; i < OVS_TRACKS; i++)
    gst_element_class_add_static_pad_template (element_class, &templates[i]);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Track mixer",
      "Filter/Audio", "Joins the two sides of a call by their running times",
      "The openairealtime developers");
}

static void
ovs_track_mixer_init (OvsTrackMixer *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->stopped = TRUE;
  for (guint i = 0; i < OVS_TRACKS; i++) {
    GstPad *pad = gst_pad_new_from_static_template (&templates[i], names[i]);

    gst_pad_set_element_private (pad, GUINT_TO_POINTER (i));
    gst_pad_set_chain_function (pad, chain);
    gst_pad_set_event_function (pad, sink_event);
    gst_element_add_pad (GST_ELEMENT (self), pad);
  }
  self->src = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_activatemode_function (self->src, activate_src);
  gst_pad_set_query_function (self->src, src_query);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

GstElement *
ovs_track_mixer_new (guint rate)
{
  OvsTrackMixer *self = g_object_new (ovs_track_mixer_get_type (), NULL);

  self->wanted_rate = rate;
  return GST_ELEMENT (self);
}

void
ovs_track_mixer_fail (GstElement *mixer)
{
  OvsTrackMixer *self = (OvsTrackMixer *) mixer;
  gboolean ended;

  g_mutex_lock (&self->lock);
  self->failed = TRUE;
  ended = self->tracks != NULL && ovs_tracks_have_ended (self->tracks);
  g_mutex_unlock (&self->lock);
  /* EOS has come here, and gets no further. */
  if (ended)
    tell_end (self);
}
