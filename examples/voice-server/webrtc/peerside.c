/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* peerside.c - see peerside.h. Lives as long as the last signal or probe that
 * it is connected to. */

#include "peerside.h"

#include <gst/sdp/sdp.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>
#include <gio/gio.h>
#include <string.h>

/* Messages of the page that wait. */
#define MAX_WAITING 256
#define MAX_MESSAGE 16384
/* Bytes that wait to be sent: from which on no more is given, and what may wait
 * at most. */
#define FULL_BUFFERED (64 * 1024)
#define MAX_BUFFERED (512 * 1024)
/* So long what was sent last may take, the steps of the wait for it, and its
 * way through threads that tell nothing. */
#define PARTING_MS 500
#define STEP_MS 5
#define LAST_STEP_MS 150

struct _OvsPeerSide
{
  gatomicrefcount ref_count;
  OvsMailbox *mailbox;
  gint flooded; /* atomic */

  GMutex lock;
  GCond changed;
  gboolean closed; /* protected by lock, as the rest */
  GstElement *webrtcbin;
  GstWebRTCDataChannel *channel; /* the first */
  gint64 last_sign;
};

OvsPeerSide *
ovs_peer_side_ref (OvsPeerSide *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ovs_peer_side_unref (gpointer data)
{
  OvsPeerSide *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  ovs_mailbox_unref (self->mailbox);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
closure_unref (gpointer data, GClosure *closure)
{
  ovs_peer_side_unref (data);
}

static void
listen_to (OvsPeerSide *self, gpointer object, const gchar *signal,
    GCallback func)
{
  g_signal_connect_data (object, signal, func, ovs_peer_side_ref (self),
      closure_unref, 0);
}

static gpointer
dup_locked (OvsPeerSide *self, gpointer *member)
{
  gpointer object;

  g_mutex_lock (&self->lock);
  object = *member != NULL ? g_object_ref (*member) : NULL;
  g_mutex_unlock (&self->lock);
  return object;
}

static void
post (OvsPeerSide *self, OvsLetter letter)
{
  ovs_mailbox_post (self->mailbox, letter, NULL, G_MAXUINT);
}

static void
post_end (OvsPeerSide *self, OvsLetter letter, const gchar *sentence)
{
  ovs_mailbox_post (self->mailbox, letter, g_strdup (sentence), G_MAXUINT);
}

/*** the exchange ***/

typedef void (*StepFunc) (OvsPeerSide *self, GstElement *webrtcbin,
    const GstStructure *reply);

typedef struct
{
  OvsPeerSide *side;
  StepFunc func;
} Step;

static void
on_step (GstPromise *promise, gpointer user_data)
{
  Step *step = user_data;
  OvsPeerSide *self = step->side;
  GstElement *webrtcbin = dup_locked (self, (gpointer *) &self->webrtcbin);
  const GstStructure *reply = NULL;

  if (gst_promise_wait (promise) == GST_PROMISE_RESULT_REPLIED)
    reply = gst_promise_get_reply (promise);
  if (reply != NULL && gst_structure_has_field (reply, "error"))
    post_end (self, OVS_LETTER_FAILED, "The WebRTC element refused the offer.");
  else if (webrtcbin != NULL)
    step->func (self, webrtcbin, reply);
  gst_clear_object (&webrtcbin);
  gst_promise_unref (promise);
}

static void
step_free (gpointer data)
{
  Step *step = data;

  ovs_peer_side_unref (step->side);
  g_free (step);
}

static GstPromise *
new_step (OvsPeerSide *self, StepFunc func)
{
  Step *step = g_new (Step, 1);

  *step = (Step){ ovs_peer_side_ref (self), func };
  return gst_promise_new_with_change_func (on_step, step, step_free);
}

static void
on_answer_set (OvsPeerSide *self, GstElement *webrtcbin,
    const GstStructure *reply)
{
  post (self, OVS_LETTER_ANSWERED);
}

static void
on_answer_made (OvsPeerSide *self, GstElement *webrtcbin,
    const GstStructure *reply)
{
  GstWebRTCSessionDescription *answer = NULL;

  if (reply != NULL)
    gst_structure_get (reply, "answer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
        &answer, NULL);
  if (answer == NULL) {
    post_end (self, OVS_LETTER_FAILED,
        "The WebRTC element has no answer to the offer.");
    return;
  }
  g_signal_emit_by_name (webrtcbin, "set-local-description", answer,
      new_step (self, on_answer_set));
  gst_webrtc_session_description_free (answer);
}

static void
on_offer_set (OvsPeerSide *self, GstElement *webrtcbin,
    const GstStructure *reply)
{
  g_signal_emit_by_name (webrtcbin, "create-answer", NULL,
      new_step (self, on_answer_made));
}

void
ovs_peer_side_take_offer (OvsPeerSide *self, const gchar *sdp)
{
  GstWebRTCSessionDescription *offer;
  GstSDPMessage *message;

  if (gst_sdp_message_new_from_text (sdp, &message) != GST_SDP_OK) {
    post_end (self, OVS_LETTER_FAILED, "The offer could not be read.");
    return;
  }
  offer =
      gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_OFFER, message);
  g_signal_emit_by_name (self->webrtcbin, "set-remote-description", offer,
      new_step (self, on_offer_set));
  gst_webrtc_session_description_free (offer);
}

/*** states ***/

static void
on_gathering (GObject *webrtcbin, GParamSpec *pspec, gpointer user_data)
{
  GstWebRTCICEGatheringState state;

  g_object_get (webrtcbin, "ice-gathering-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    post (user_data, OVS_LETTER_GATHERED);
}

static void
on_connection (GObject *webrtcbin, GParamSpec *pspec, gpointer user_data)
{
  GstWebRTCPeerConnectionState state;

  g_object_get (webrtcbin, "connection-state", &state, NULL);
  if (state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED)
    post (user_data, OVS_LETTER_CONNECTED);
  else if (state == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED)
    post_end (user_data, OVS_LETTER_LOST, "The browser cannot be reached.");
  else if (state == GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED)
    post_end (user_data, OVS_LETTER_CLOSED,
        "The browser closed the connection.");
}

static GstPadProbeReturn
on_sign (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OvsPeerSide *self = user_data;
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  self->last_sign = now;
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

/* All that comes of the network comes out of one of these. */
static void
on_element (GstBin *bin, GstBin *parent, GstElement *element,
    gpointer user_data)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  GstPad *pad;

  if (factory == NULL || g_strcmp0 (GST_OBJECT_NAME (factory), "nicesrc") != 0)
    return;
  pad = gst_element_get_static_pad (element, "src");
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_sign,
      ovs_peer_side_ref (user_data), ovs_peer_side_unref);
  gst_object_unref (pad);
}

/*** the data channel ***/

static void
on_open (GstWebRTCDataChannel *channel, gpointer user_data)
{
  post (user_data, OVS_LETTER_OPENED);
}

static void
on_close (GstWebRTCDataChannel *channel, gpointer user_data)
{
  post_end (user_data, OVS_LETTER_CLOSED, "The page closed its data channel.");
}

static void
on_low (GstWebRTCDataChannel *channel, gpointer user_data)
{
  post (user_data, OVS_LETTER_DRAINED);
}

static void
post_message (OvsPeerSide *self, OvsLetter letter, gchar *text)
{
  if (!ovs_mailbox_post (self->mailbox, letter, text, MAX_WAITING)
      && g_atomic_int_compare_and_exchange (&self->flooded, FALSE, TRUE))
    post_end (self, OVS_LETTER_ABUSED,
        "The page sent more messages than it may.");
}

static void
on_text (GstWebRTCDataChannel *channel, const gchar *text, gpointer user_data)
{
  if (text != NULL && strlen (text) <= MAX_MESSAGE
      && g_utf8_validate (text, -1, NULL))
    post_message (user_data, OVS_LETTER_MESSAGE, g_strdup (text));
  else
    post_message (user_data, OVS_LETTER_NO_MESSAGE, NULL);
}

static void
on_bytes (GstWebRTCDataChannel *channel, GBytes *bytes, gpointer user_data)
{
  post_message (user_data, OVS_LETTER_NO_MESSAGE, NULL);
}

static gboolean
is_first (OvsPeerSide *self, GstWebRTCDataChannel *channel)
{
  gboolean is_first;

  g_mutex_lock (&self->lock);
  is_first = !self->closed && self->channel == NULL;
  if (is_first)
    self->channel = g_object_ref (channel);
  g_mutex_unlock (&self->lock);
  return is_first;
}

static void
on_channel (GstElement *webrtcbin, GstWebRTCDataChannel *channel,
    gpointer user_data)
{
  GstWebRTCDataChannelState state;

  if (!is_first (user_data, channel)) {
    post_end (user_data, OVS_LETTER_ABUSED,
        "The page opened more than one data channel.");
    return;
  }
  listen_to (user_data, channel, "on-open", G_CALLBACK (on_open));
  listen_to (user_data, channel, "on-close", G_CALLBACK (on_close));
  listen_to (user_data, channel, "on-message-string", G_CALLBACK (on_text));
  listen_to (user_data, channel, "on-message-data", G_CALLBACK (on_bytes));
  listen_to (user_data, channel, "on-buffered-amount-low", G_CALLBACK (on_low));
  g_object_set (channel, "buffered-amount-low-threshold",
      (guint64) FULL_BUFFERED, NULL);
  g_object_get (channel, "ready-state", &state, NULL);
  if (state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN)
    post (user_data, OVS_LETTER_OPENED);
}

static guint64
get_buffered (GstWebRTCDataChannel *channel)
{
  GstWebRTCDataChannelState state;
  guint64 buffered;

  g_object_get (channel, "ready-state", &state, "buffered-amount", &buffered,
      NULL);
  return state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN ? buffered : 0;
}

static gboolean
is_open (GstWebRTCDataChannel *channel)
{
  GstWebRTCDataChannelState state;

  g_object_get (channel, "ready-state", &state, NULL);
  return state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN;
}

gboolean
ovs_peer_side_send (OvsPeerSide *self, const gchar *text)
{
  GstWebRTCDataChannel *channel =
      dup_locked (self, (gpointer *) &self->channel);
  gboolean has_room = TRUE;

  if (channel != NULL && is_open (channel)) {
    if (get_buffered (channel) < MAX_BUFFERED)
      gst_webrtc_data_channel_send_string (channel, text);
    has_room = get_buffered (channel) <= FULL_BUFFERED;
  }
  g_clear_object (&channel);
  return has_room;
}

/*** what is asked of it ***/

OvsPeerSide *
ovs_peer_side_new (GstElement *webrtcbin, OvsMailbox *mailbox)
{
  OvsPeerSide *self = g_new0 (OvsPeerSide, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->mailbox = ovs_mailbox_ref (mailbox);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->webrtcbin = gst_object_ref (webrtcbin);
  listen_to (self, webrtcbin, "notify::ice-gathering-state",
      G_CALLBACK (on_gathering));
  listen_to (self, webrtcbin, "notify::connection-state",
      G_CALLBACK (on_connection));
  listen_to (self, webrtcbin, "on-data-channel", G_CALLBACK (on_channel));
  listen_to (self, webrtcbin, "deep-element-added", G_CALLBACK (on_element));
  return self;
}

void
ovs_peer_side_close (OvsPeerSide *self)
{
  GstElement *webrtcbin;

  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_cond_broadcast (&self->changed);
  webrtcbin = g_steal_pointer (&self->webrtcbin);
  g_mutex_unlock (&self->lock);
  gst_clear_object (&webrtcbin);
  ovs_peer_side_unref (self);
}

static void
wait_ms (OvsPeerSide *self, guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * 1000;

  while (g_cond_wait_until (&self->changed, &self->lock, until))
    continue;
}

/* The channel tells of its room, but not of its emptiness. */
static void
await_parting (OvsPeerSide *self, gint64 deadline)
{
  while (!self->closed
      && g_cond_wait_until (&self->changed, &self->lock, deadline))
    continue;
  if (self->channel == NULL || !is_open (self->channel))
    return;
  while (get_buffered (self->channel) > 0 && g_get_monotonic_time () < deadline)
    wait_ms (self, STEP_MS);
  wait_ms (self, LAST_STEP_MS);
}

void
ovs_peer_side_part (gpointer data)
{
  OvsPeerSide *self = data;
  gint64 deadline = g_get_monotonic_time () + PARTING_MS * 1000;
  GstWebRTCDataChannel *channel;

  g_mutex_lock (&self->lock);
  await_parting (self, deadline);
  channel = g_steal_pointer (&self->channel);
  g_mutex_unlock (&self->lock);
  g_clear_object (&channel);
}

gchar *
ovs_peer_side_dup_answer (OvsPeerSide *self)
{
  GstWebRTCSessionDescription *answer = NULL;
  gchar *text = NULL;

  g_object_get (self->webrtcbin, "local-description", &answer, NULL);
  if (answer != NULL) {
    text = gst_sdp_message_as_text (answer->sdp);
    gst_webrtc_session_description_free (answer);
  }
  return text;
}

static gchar *
read_fingerprint (const gchar *pem)
{
  g_autoptr (GTlsCertificate) certificate =
      g_tls_certificate_new_from_pem (pem, -1, NULL);
  g_autoptr (GByteArray) der = NULL;
  g_autofree gchar *sum = NULL;
  GString *text;

  if (certificate == NULL)
    return NULL;
  g_object_get (certificate, "certificate", &der, NULL);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  text = g_string_new (NULL);
  for (guint i = 0; sum[i] != '\0'; i += 2)
    g_string_append_printf (text, "%s%c%c", i > 0 ? ":" : "",
        g_ascii_toupper (sum[i]), g_ascii_toupper (sum[i + 1]));
  return g_string_free (text, FALSE);
}

gchar *
ovs_peer_side_dup_fingerprint (OvsPeerSide *self)
{
  GstWebRTCRTPTransceiver *transceiver = NULL;
  GstWebRTCRTPReceiver *receiver = NULL;
  GstWebRTCDTLSTransport *transport = NULL;
  g_autofree gchar *pem = NULL;

  g_signal_emit_by_name (self->webrtcbin, "get-transceiver", 0, &transceiver);
  if (transceiver != NULL)
    g_object_get (transceiver, "receiver", &receiver, NULL);
  if (receiver != NULL)
    g_object_get (receiver, "transport", &transport, NULL);
  if (transport != NULL)
    g_object_get (transport, "remote-certificate", &pem, NULL);
  gst_clear_object (&transport);
  gst_clear_object (&receiver);
  gst_clear_object (&transceiver);
  return pem != NULL && *pem != '\0' ? read_fingerprint (pem) : NULL;
}

gint64
ovs_peer_side_get_last_sign (OvsPeerSide *self)
{
  gint64 last_sign;

  g_mutex_lock (&self->lock);
  last_sign = self->last_sign;
  g_mutex_unlock (&self->lock);
  return last_sign;
}
