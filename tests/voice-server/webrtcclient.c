/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* webrtcclient.c - a WebRTC client without a browser, for tests: it makes an
 * offer, speaks files, tells what it hears and what its data channel says. Its
 * signalling is the test's: lines of JSON on standard input and output.
 *
 *   webrtcclient [opus|pcmu] [OPTION...]
 *
 *   --no-microphone   offer to receive only
 *   --no-channel      offer no data channel
 *   --no-ears         decode nothing of what comes
 *   --stereo          decode two channels
 *   --address IP      offer this address only
 *
 * In: {"do": "answer", "sdp"}, {"do": "play", "file": WAV of 16 bits, mono, 48
 * kHz (opus) or 8 kHz (pcmu)}, {"do": "send", "text"}, {"do": "send-bytes",
 * "count"}, {"do": "open", "label"}: another channel, {"do": "mute", "on"}:
 * no packet leaves, {"do": "record", "file"}: what is heard, raw, from now on,
 * {"do": "stats"}, {"do": "quit"}, {"do": "die"}: without a word.
 * Out: {"event": "offer", "sdp"}, "connected", "open", "message" with "text",
 * "sound" with "on", "closed", "state", "stats"; each with "us", the monotonic
 * time. */

#define _GNU_SOURCE

#include <gio/gunixinputstream.h>
#include <gst/sdp/sdp.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of full scale: below it is silence. */
#define SOUND 0.01
/* Of 20 ms: two packets that come later than this were late. */
#define LATE_US 40000

typedef struct
{
  GMainLoop *loop;
  GstElement *pipeline, *webrtcbin;
  GObject *channel;
  gboolean is_opus, has_microphone, has_channel, has_ears, is_stereo;
  GDataInputStream *input;
  gboolean offered;

  GMutex lock; /* of what follows */
  gchar *words;
  gsize n_words, spoken;
  gboolean muted, sounds;
  gint64 last_us, longest_us;
  guint64 packets, late, frames, quiet_frames;
  FILE *record;
} Client;

static GMutex output;

/*** output ***/

static void
tell (const gchar *event, const gchar *name, const gchar *text, gint64 us)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree gchar *line = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, event);
  json_builder_set_member_name (builder, "us");
  json_builder_add_int_value (builder, us);
  if (name != NULL) {
    json_builder_set_member_name (builder, name);
    json_builder_add_string_value (builder, text);
  }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  line = json_to_string (root, FALSE);
  g_mutex_lock (&output);
  puts (line);
  fflush (stdout);
  g_mutex_unlock (&output);
}

static void
tell_now (const gchar *event, const gchar *name, const gchar *text)
{
  tell (event, name, text, g_get_monotonic_time ());
}

static void
fail (const gchar *sentence)
{
  tell_now ("failed", "sentence", sentence);
  _exit (1);
}

/*** what it says ***/

static GstPadProbeReturn
on_microphone (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Client *self = user_data;
  GstBuffer *buffer = gst_buffer_make_writable (
      GST_PAD_PROBE_INFO_BUFFER (info));
  GstMapInfo map;

  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  g_mutex_lock (&self->lock);
  if (self->spoken < self->n_words
      && gst_buffer_map (buffer, &map, GST_MAP_WRITE)) {
    gsize left = MIN (map.size, self->n_words - self->spoken);

    memcpy (map.data, self->words + self->spoken, left);
    self->spoken += left;
    gst_buffer_unmap (buffer, &map);
    if (self->spoken == self->n_words)
      tell_now ("spoken", NULL, NULL);
  }
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_to_network (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Client *self = user_data;
  GstPadProbeReturn result;

  g_mutex_lock (&self->lock);
  result = self->muted ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
  g_mutex_unlock (&self->lock);
  return result;
}

static void
play (Client *self, const gchar *path)
{
  gchar *text = NULL;
  gsize length = 0;
  const gchar *data;

  if (!g_file_get_contents (path, &text, &length, NULL) || length < 44)
    fail ("The file cannot be read.");
  data = memmem (text, length, "data", 4);
  if (data == NULL)
    fail ("The file is no WAV.");
  g_mutex_lock (&self->lock);
  g_free (self->words);
  self->n_words = length - (data + 8 - text);
  self->words = g_malloc (self->n_words);
  memcpy (self->words, data + 8, self->n_words);
  self->spoken = 0;
  g_mutex_unlock (&self->lock);
  g_free (text);
}

/*** what it hears ***/

static gdouble
find_loudness (const GstMapInfo *map)
{
  const gint16 *samples = (const gint16 *) map->data;
  gsize n = map->size / 2;
  gdouble sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (gdouble) samples[i] * samples[i];
  return n > 0 ? sqrt (sum / n) / 32768 : 0;
}

static GstPadProbeReturn
on_ears (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Client *self = user_data;
  GstMapInfo map;
  gboolean sounds;

  if (!gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;
  sounds = find_loudness (&map) > SOUND;
  g_mutex_lock (&self->lock);
  self->frames++;
  if (self->record != NULL)
    fwrite (map.data, 1, map.size, self->record);
  self->quiet_frames = sounds ? 0 : self->quiet_frames + 1;
  /* A pause between syllables is no silence. */
  if (sounds && !self->sounds)
    tell_now ("sound", "on", "yes");
  else if (self->sounds && self->quiet_frames == 15)
    tell ("sound", "on", "no", g_get_monotonic_time () - 15 * 20000);
  if (sounds || self->quiet_frames >= 15)
    self->sounds = sounds;
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  return GST_PAD_PROBE_OK;
}

static void
count_packet (Client *self, GstBuffer *buffer)
{
  gint64 now = g_get_monotonic_time ();
  guint8 head[2];

  /* RTP, and no RTCP. */
  if (gst_buffer_extract (buffer, 0, head, 2) != 2 || (head[0] & 0xc0) != 0x80
      || (head[1] >= 192 && head[1] <= 223))
    return;
  g_mutex_lock (&self->lock);
  if (self->packets > 0) {
    self->late += now - self->last_us > LATE_US;
    self->longest_us = MAX (self->longest_us, now - self->last_us);
  }
  self->packets++;
  self->last_us = now;
  g_mutex_unlock (&self->lock);
}

static gboolean
on_each (GstBuffer **buffer, guint index, gpointer user_data)
{
  count_packet (user_data, *buffer);
  return TRUE;
}

static GstPadProbeReturn
on_network (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    count_packet (user_data, GST_PAD_PROBE_INFO_BUFFER (info));
  else
    gst_buffer_list_foreach (GST_PAD_PROBE_INFO_BUFFER_LIST (info), on_each,
        user_data);
  return GST_PAD_PROBE_OK;
}

static void
probe (GstElement *element, const gchar *name, GstPadProbeCallback func,
    Client *self)
{
  GstPad *pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, func, self,
      NULL);
  gst_object_unref (pad);
}

static void
on_deep_element (GstBin *bin, GstBin *parent, GstElement *element,
    gpointer user_data)
{
  GstElementFactory *factory = gst_element_get_factory (element);

  if (factory == NULL)
    return;
  if (g_str_equal (GST_OBJECT_NAME (factory), "nicesrc"))
    probe (element, "src", on_network, user_data);
  else if (g_str_equal (GST_OBJECT_NAME (factory), "nicesink"))
    probe (element, "sink", on_to_network, user_data);
}

static void
on_pad (GstElement *webrtcbin, GstPad *pad, gpointer user_data)
{
  Client *self = user_data;
  const gchar *text = self->is_stereo
      ? "rtpopusdepay ! capssetter caps=audio/x-opus,channels=2 ! opusdec ! "
        "audioconvert ! audioresample ! "
        "audio/x-raw,format=S16LE,rate=24000,channels=2 ! "
        "fakesink name=end sync=false"
      : !self->has_ears ? "fakesink name=end sync=false"
      : self->is_opus
      ? "rtpopusdepay ! opusdec ! audioconvert ! audioresample ! "
        "audio/x-raw,format=S16LE,rate=24000,channels=1 ! "
        "fakesink name=end sync=false"
      : "rtppcmudepay ! mulawdec ! audio/x-raw,format=S16LE,rate=8000,"
        "channels=1 ! fakesink name=end sync=false";
  GstElement *ears = gst_parse_bin_from_description (text, TRUE, NULL);
  GstElement *end = gst_bin_get_by_name (GST_BIN (ears), "end");
  GstPad *sink;

  if (self->has_ears)
    probe (end, "sink", on_ears, self);
  gst_object_unref (end);
  gst_bin_add (GST_BIN (GST_ELEMENT_PARENT (webrtcbin)), ears);
  gst_element_sync_state_with_parent (ears);
  sink = gst_element_get_static_pad (ears, "sink");
  gst_pad_link (pad, sink);
  gst_object_unref (sink);
}

/*** the data channel ***/

static void
on_open (GObject *channel, gpointer user_data)
{
  tell_now ("open", NULL, NULL);
}

static void
on_closed (GObject *channel, gpointer user_data)
{
  tell_now ("closed", NULL, NULL);
}

static void
on_message (GObject *channel, const gchar *text, gpointer user_data)
{
  tell_now ("message", "text", text);
}

static GObject *
open_channel (Client *self, const gchar *label)
{
  GObject *channel = NULL;

  g_signal_emit_by_name (self->webrtcbin, "create-data-channel", label, NULL,
      &channel);
  if (channel == NULL)
    fail ("There is no data channel.");
  g_signal_connect (channel, "on-open", G_CALLBACK (on_open), self);
  g_signal_connect (channel, "on-close", G_CALLBACK (on_closed), self);
  g_signal_connect (channel, "on-message-string", G_CALLBACK (on_message),
      self);
  return channel;
}

static void
send_bytes (Client *self, gint64 count)
{
  guint8 *data = g_malloc0 (count);
  GBytes *bytes = g_bytes_new_take (data, count);

  g_signal_emit_by_name (self->channel, "send-data", bytes);
  g_bytes_unref (bytes);
}

/*** the exchange ***/

static void
on_gathering (GObject *webrtcbin, GParamSpec *pspec, gpointer user_data)
{
  Client *self = user_data;
  GstWebRTCICEGatheringState state;
  GstWebRTCSessionDescription *offer = NULL;
  g_autofree gchar *text = NULL;

  g_object_get (webrtcbin, "ice-gathering-state", &state, "local-description",
      &offer, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE && offer != NULL
      && !self->offered) {
    self->offered = TRUE;
    text = gst_sdp_message_as_text (offer->sdp);
    tell_now ("offer", "sdp", text);
  }
  g_clear_pointer (&offer, gst_webrtc_session_description_free);
}

static void
on_connection (GObject *webrtcbin, GParamSpec *pspec, gpointer user_data)
{
  static const gchar *const names[] = { "new", "connecting", "connected",
    "disconnected", "failed", "ended" };
  GstWebRTCPeerConnectionState state;

  g_object_get (webrtcbin, "connection-state", &state, NULL);
  tell_now (names[state], NULL, NULL);
}

static void
on_offer (GstPromise *promise, gpointer user_data)
{
  Client *self = user_data;
  GstWebRTCSessionDescription *offer = NULL;

  gst_structure_get (gst_promise_get_reply (promise), "offer",
      GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &offer, NULL);
  if (offer == NULL)
    fail ("There is no offer.");
  g_signal_emit_by_name (self->webrtcbin, "set-local-description", offer, NULL);
  gst_webrtc_session_description_free (offer);
  gst_promise_unref (promise);
}

static gboolean
make_offer (gpointer user_data)
{
  Client *self = user_data;

  g_signal_emit_by_name (self->webrtcbin, "create-offer", NULL,
      gst_promise_new_with_change_func (on_offer, self, NULL));
  return G_SOURCE_REMOVE;
}

static void
take_answer (Client *self, const gchar *sdp)
{
  GstWebRTCSessionDescription *answer;
  GstSDPMessage *message;

  if (gst_sdp_message_new_from_text (sdp, &message) != GST_SDP_OK)
    fail ("The answer is no SDP.");
  answer =
      gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_ANSWER, message);
  g_signal_emit_by_name (self->webrtcbin, "set-remote-description", answer,
      NULL);
  gst_webrtc_session_description_free (answer);
}

/*** commands ***/

static void
tell_stats (Client *self)
{
  g_autofree gchar *text = NULL;

  g_mutex_lock (&self->lock);
  text = g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
                          " %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT,
      self->packets, self->late, self->longest_us, self->frames);
  self->packets = self->late = self->longest_us = 0;
  g_mutex_unlock (&self->lock);
  tell_now ("stats", "packets_late_longest_frames", text);
}

static void
obey (Client *self, JsonObject *object)
{
  const gchar *what = json_object_get_string_member (object, "do");

  if (g_str_equal (what, "answer"))
    take_answer (self, json_object_get_string_member (object, "sdp"));
  else if (g_str_equal (what, "play"))
    play (self, json_object_get_string_member (object, "file"));
  else if (g_str_equal (what, "send"))
    g_signal_emit_by_name (self->channel, "send-string",
        json_object_get_string_member (object, "text"));
  else if (g_str_equal (what, "send-bytes"))
    send_bytes (self, json_object_get_int_member (object, "count"));
  else if (g_str_equal (what, "open"))
    open_channel (self, json_object_get_string_member (object, "label"));
  else if (g_str_equal (what, "mute")) {
    g_mutex_lock (&self->lock);
    self->muted = json_object_get_boolean_member (object, "on");
    g_mutex_unlock (&self->lock);
  } else if (g_str_equal (what, "record")) {
    g_mutex_lock (&self->lock);
    self->record = fopen (json_object_get_string_member (object, "file"), "wb");
    g_mutex_unlock (&self->lock);
  } else if (g_str_equal (what, "stats"))
    tell_stats (self);
  else if (g_str_equal (what, "die"))
    _exit (0);
  else
    g_main_loop_quit (self->loop);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Client *self = user_data;
  g_autofree gchar *line =
      g_data_input_stream_read_line_finish (self->input, result, NULL, NULL);
  g_autoptr (JsonNode) node = NULL;

  if (line == NULL) {
    g_main_loop_quit (self->loop);
    return;
  }
  node = json_from_string (line, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    fail ("A command is no JSON object.");
  obey (self, json_node_get_object (node));
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, NULL,
      on_line, self);
}

/*** life ***/

static gchar *
describe (Client *self)
{
  const gchar *bin = "webrtcbin name=peer bundle-policy=max-bundle latency=0";

  if (!self->has_microphone)
    return g_strdup (bin);
  if (self->is_opus)
    return g_strdup_printf ("%s audiotestsrc name=microphone is-live=true "
                            "wave=silence samplesperbuffer=960 ! audio/x-raw,"
                            "format=S16LE,rate=48000,channels=1 ! opusenc "
                            "complexity=0 ! rtpopuspay pt=111 ! application/"
                            "x-rtp,media=audio,encoding-name=OPUS,payload=111,"
                            "encoding-params=(string)2 ! peer.",
        bin);
  return g_strdup_printf ("%s audiotestsrc name=microphone is-live=true "
                          "wave=silence samplesperbuffer=160 ! audio/x-raw,"
                          "format=S16LE,rate=8000,channels=1 ! mulawenc ! "
                          "rtppcmupay pt=0 ! application/x-rtp,media=audio,"
                          "encoding-name=PCMU,payload=0 ! peer.",
      bin);
}

static void
offer_to_receive (Client *self)
{
  GstCaps *caps = gst_caps_from_string (self->is_opus
          ? "application/x-rtp,media=audio,encoding-name=OPUS,payload=111,"
            "clock-rate=48000,encoding-params=(string)2"
          : "application/x-rtp,media=audio,encoding-name=PCMU,payload=0,"
            "clock-rate=8000");
  GstWebRTCRTPTransceiver *transceiver = NULL;

  g_signal_emit_by_name (self->webrtcbin, "add-transceiver",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, caps, &transceiver);
  gst_clear_object (&transceiver);
  gst_caps_unref (caps);
}

static void
set_address (Client *self, const gchar *address)
{
  GObject *ice = NULL, *agent = NULL;
  gboolean added;

  g_object_get (self->webrtcbin, "ice-agent", &ice, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  g_object_set (agent, "ice-tcp", FALSE, "upnp", FALSE, NULL);
  if (address != NULL)
    g_signal_emit_by_name (ice, "add-local-ip-address", address, &added);
  g_object_unref (agent);
  g_object_unref (ice);
}

static void
start (Client *self, const gchar *address)
{
  g_autofree gchar *text = describe (self);
  GError *error = NULL;
  GstElement *bin;

  bin = gst_parse_bin_from_description_full (text, FALSE, NULL,
      GST_PARSE_FLAG_PLACE_IN_BIN, &error);
  if (error != NULL)
    fail (error->message);
  self->pipeline = gst_pipeline_new (NULL);
  gst_bin_add (GST_BIN (self->pipeline), bin);
  self->webrtcbin = gst_bin_get_by_name (GST_BIN (self->pipeline), "peer");
  set_address (self, address);
  g_signal_connect (self->webrtcbin, "deep-element-added",
      G_CALLBACK (on_deep_element), self);
  g_signal_connect (self->webrtcbin, "pad-added", G_CALLBACK (on_pad), self);
  g_signal_connect (self->webrtcbin, "notify::ice-gathering-state",
      G_CALLBACK (on_gathering), self);
  g_signal_connect (self->webrtcbin, "notify::connection-state",
      G_CALLBACK (on_connection), self);
  if (self->has_microphone) {
    GstElement *microphone =
        gst_bin_get_by_name (GST_BIN (self->pipeline), "microphone");

    probe (microphone, "src", on_microphone, self);
    gst_object_unref (microphone);
  }
  gst_element_set_state (self->pipeline, GST_STATE_READY);
  if (!self->has_microphone)
    offer_to_receive (self);
  if (self->has_channel)
    self->channel = open_channel (self, "events");
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  g_idle_add (make_offer, self);
}

int
main (int argc, char **argv)
{
  Client client = { .is_opus = TRUE,
    .has_microphone = TRUE,
    .has_channel = TRUE,
    .has_ears = TRUE };
  const gchar *address = NULL;
  GInputStream *in;

  gst_init (NULL, NULL);
  for (gint i = 1; i < argc; i++)
    if (g_str_equal (argv[i], "pcmu"))
      client.is_opus = FALSE;
    else if (g_str_equal (argv[i], "--no-microphone"))
      client.has_microphone = FALSE;
    else if (g_str_equal (argv[i], "--no-channel"))
      client.has_channel = FALSE;
    else if (g_str_equal (argv[i], "--no-ears"))
      client.has_ears = FALSE;
    else if (g_str_equal (argv[i], "--stereo"))
      client.is_stereo = TRUE;
    else if (g_str_equal (argv[i], "--address") && i + 1 < argc)
      address = argv[++i];
  client.loop = g_main_loop_new (NULL, FALSE);
  in = g_unix_input_stream_new (0, FALSE);
  client.input = g_data_input_stream_new (in);
  g_object_unref (in);
  start (&client, address);
  g_data_input_stream_read_line_async (client.input, G_PRIORITY_DEFAULT, NULL,
      on_line, &client);
  g_main_loop_run (client.loop);
  if (client.record != NULL)
    fclose (client.record);
  gst_element_set_state (client.pipeline, GST_STATE_NULL);
  return 0;
}
