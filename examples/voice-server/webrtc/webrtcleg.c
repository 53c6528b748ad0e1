/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* webrtcleg.c - see webrtcleg.h.
 *
 * The call's media begin when the browser is connected: nobody pays for a
 * visitor who never comes. */

#include "webrtcleg.h"

#include "calls/pipelineend.h"
#include "webrtc/pagechannel.h"
#include "webrtc/peer.h"
#include "webrtc/phonebin.h"

/* From the answer to the connection. */
#define ARRIVAL_S 30
/* Without a sign of a browser that has a microphone. Those that have none give
 * a sign by their reports only. */
#define SILENT_S 5
#define SILENT_WITHOUT_MICROPHONE_S 20
/* What was sent last is still on its way, and in the browser's buffer. */
#define LAST_SOUND_MS 300
#define PLAYOUT_MS 80

typedef struct
{
  OvsLeg leg;
  OvsOffer *offer;
  GstElement *pipeline; /* until its call has it */
  GstElement *phone;
  OvsPeer *peer;
  OvsCall *call;
  gboolean is_guest;
  OvsPageChannel *channel; /* when it is open */
  OvsAnswerFunc answer;    /* while it is waited for */
  gpointer answer_data;
  gint64 connected; /* µs, monotonic */
  guint timer;      /* arrival, then signs */
  guint last_timer; /* of the last sound */
} WebrtcLeg;

static const OvsLegClass webrtc_class;
static const OvsPeerFuncs peer_funcs;

OvsLeg *
ovs_webrtc_leg_cast (OvsLeg *leg)
{
  return leg->klass == &webrtc_class ? leg : NULL;
}

static void
clear_timer (guint *timer)
{
  if (*timer != 0)
    g_source_remove (*timer);
  *timer = 0;
}

/* FALSE: who asked has gone. */
static gboolean
tell_answer (WebrtcLeg *self, const gchar *sdp, const gchar *sentence)
{
  OvsAnswerFunc func = self->answer;

  self->answer = NULL;
  return func == NULL || func (sdp, sentence, self->answer_data);
}

static void
tell_end (WebrtcLeg *self, const gchar *cause, const gchar *sentence)
{
  const OvsLegListener *listener = self->leg.listener;

  if (listener != NULL)
    listener->ended (cause, sentence, self->leg.user_data);
}

/*** the connection ***/

static gboolean
on_not_arrived (gpointer user_data)
{
  WebrtcLeg *self = user_data;

  self->timer = 0;
  tell_end (self, "no-media",
      "The browser did not connect. Its network may need --stun or --turn.");
  return G_SOURCE_REMOVE;
}

static gboolean
check_signs (gpointer user_data)
{
  WebrtcLeg *self = user_data;
  gint64 last = MAX (ovs_peer_get_last_sign (self->peer), self->connected);
  gint64 patience = self->offer->sends ? SILENT_S : SILENT_WITHOUT_MICROPHONE_S;

  if (g_get_monotonic_time () - last < patience * G_USEC_PER_SEC)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  tell_end (self, "connection-lost", "Nothing came of the browser any more.");
  return G_SOURCE_REMOVE;
}

static void
on_answered (const gchar *sdp, gpointer user_data)
{
  WebrtcLeg *self = user_data;

  self->timer = g_timeout_add_seconds (ARRIVAL_S, on_not_arrived, self);
  if (!tell_answer (self, sdp, NULL))
    tell_end (self, "no-media", "The page left before it was answered.");
}

static void
on_connected (gpointer user_data)
{
  WebrtcLeg *self = user_data;
  const OvsLegListener *listener = self->leg.listener;

  if (listener == NULL)
    return;
  clear_timer (&self->timer);
  self->connected = g_get_monotonic_time ();
  self->timer = g_timeout_add_seconds (1, check_signs, self);
  listener->media (g_steal_pointer (&self->pipeline), self->phone,
      self->leg.user_data);
  if (self->leg.listener != NULL)
    ovs_phone_bin_open (self->phone);
}

static void
on_peer_ended (const gchar *cause, const gchar *sentence, gpointer user_data)
{
  WebrtcLeg *self = user_data;

  tell_answer (self, NULL, sentence);
  tell_end (self, cause, sentence);
}

static void
on_opened (gpointer user_data)
{
  WebrtcLeg *self = user_data;

  if (self->channel == NULL)
    self->channel =
        ovs_page_channel_new (self->peer, self->call, self->is_guest);
}

static void
on_message (const gchar *text, gpointer user_data)
{
  WebrtcLeg *self = user_data;

  if (self->channel != NULL && self->leg.listener != NULL
      && !ovs_page_channel_take (self->channel, text))
    tell_end (self, "refused", "The page sent more messages than it may.");
}

static void
on_drained (gpointer user_data)
{
  WebrtcLeg *self = user_data;

  if (self->channel != NULL)
    ovs_page_channel_resume (self->channel);
}

static const OvsPeerFuncs peer_funcs = {
  .opened = on_opened,
  .message = on_message,
  .drained = on_drained,
  .answered = on_answered,
  .connected = on_connected,
  .ended = on_peer_ended,
};

void
ovs_webrtc_leg_answer (OvsLeg *leg, OvsCall *call, gboolean is_guest,
    OvsAnswerFunc func, gpointer user_data)
{
  WebrtcLeg *self = (WebrtcLeg *) leg;

  self->call = call;
  self->is_guest = is_guest;
  self->answer = func;
  self->answer_data = user_data;
  self->peer = ovs_peer_new (ovs_phone_bin_get_webrtcbin (self->phone),
      self->offer, &peer_funcs, self);
  ovs_peer_set_parting (self->peer, self->pipeline);
}

gboolean
ovs_webrtc_leg_is_guest (OvsLeg *leg)
{
  return ((WebrtcLeg *) leg)->is_guest;
}

void
ovs_webrtc_leg_leave (OvsLeg *leg)
{
  tell_end ((WebrtcLeg *) leg, "caller-hung-up", "The page ended the visit.");
}

/*** its media ***/

static gboolean
on_last_heard (gpointer user_data)
{
  WebrtcLeg *self = user_data;

  self->last_timer = 0;
  tell_end (self, "agent-hung-up", "The call was ended here.");
  return G_SOURCE_REMOVE;
}

static void
leg_message (OvsLeg *leg, const GstStructure *structure)
{
  WebrtcLeg *self = (WebrtcLeg *) leg;

  if (gst_structure_has_name (structure, OVS_PHONE_FINISHED)
      && self->last_timer == 0)
    self->last_timer = g_timeout_add (LAST_SOUND_MS, on_last_heard, self);
}

/* Elements of the connection fail when the browser closes it, those of the
 * network when they cannot send. */
static gboolean
tell_failure (WebrtcLeg *self, GstObject *source)
{
  GstElementFactory *factory = GST_IS_ELEMENT (source)
      ? gst_element_get_factory (GST_ELEMENT (source))
      : NULL;
  const gchar *name = factory != NULL ? GST_OBJECT_NAME (factory) : "";

  if (g_str_has_prefix (name, "sctp") || g_str_has_prefix (name, "dtls"))
    tell_end (self, "caller-hung-up", "The browser closed the connection.");
  else if (g_str_has_prefix (name, "nice"))
    tell_end (self, "connection-lost", "The network took nothing any more.");
  else
    return FALSE;
  return TRUE;
}

static gboolean
leg_take_failure (OvsLeg *leg, GstObject *source)
{
  WebrtcLeg *self = (WebrtcLeg *) leg;
  GstElement *webrtcbin = ovs_phone_bin_get_webrtcbin (self->phone);

  if (source == NULL
      || !gst_object_has_as_ancestor (source, GST_OBJECT (webrtcbin)))
    return FALSE;
  return tell_failure (self, source);
}

static void
leg_prepare (OvsLeg *leg, GstElement *model)
{
  g_object_set (model, "playout-delay", PLAYOUT_MS, NULL);
}

/* The page is still told of it: its peer goes with the leg. */
static void
leg_hang_up (OvsLeg *leg)
{
  WebrtcLeg *self = (WebrtcLeg *) leg;

  leg->listener = NULL;
  clear_timer (&self->timer);
  clear_timer (&self->last_timer);
  tell_answer (self, NULL, "The call was given up before it was answered.");
  if (self->pipeline != NULL)
    ovs_pipeline_end (g_steal_pointer (&self->pipeline), NULL, NULL, NULL);
}

static void
leg_free (OvsLeg *leg)
{
  WebrtcLeg *self = (WebrtcLeg *) leg;

  leg_hang_up (leg);
  g_clear_pointer (&self->channel, ovs_page_channel_free);
  g_clear_pointer (&self->peer, ovs_peer_free);
  gst_clear_object (&self->phone);
  ovs_offer_free (self->offer);
  g_free (self);
}

static const OvsLegClass webrtc_class = {
  .name = "webrtc",
  .prepare = leg_prepare,
  .message = leg_message,
  .take_failure = leg_take_failure,
  .hang_up = leg_hang_up,
  .free = leg_free,
};

/* In a pipeline that plays already: a model that is added while it begins to
 * would not learn when that was. */
OvsLeg *
ovs_webrtc_leg_new (OvsOffer *offer, const OvsSettings *settings,
    GError **error)
{
  GstElement *phone = ovs_phone_bin_new (offer, settings, error);
  WebrtcLeg *self;

  if (phone == NULL) {
    ovs_offer_free (offer);
    return NULL;
  }
  self = g_new0 (WebrtcLeg, 1);
  self->leg.klass = &webrtc_class;
  self->offer = offer;
  self->phone = gst_object_ref_sink (phone);
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  gst_bin_add (GST_BIN (self->pipeline), self->phone);
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING)
      != GST_STATE_CHANGE_FAILURE)
    return &self->leg;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
      "The WebRTC elements cannot be started.");
  leg_free (&self->leg);
  return NULL;
}
