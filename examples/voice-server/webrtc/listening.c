/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listening.c - see listening.h. */

#include "listening.h"

#include "calls/pipelineend.h"
#include "calls/tap.h"
#include "webrtc/listenbin.h"
#include "webrtc/peer.h"

/* It has no microphone: its reports are its only signs. */
#define SILENT_S 20

/* What the call's threads see. */
typedef struct
{
  GstElement *sources[OVS_TAP_SIDES];
} Ears;

struct _OvsListening
{
  OvsListeningFuncs funcs;
  GstElement *phone; /* of the call */
  GstElement *pipeline, *bin;
  OvsTap *tap; /* when the browser is connected */
  OvsPeer *peer;
  gboolean answered;
  gint64 begun; /* µs, monotonic */
  guint timer;
};

/*** the call's threads ***/

static void
ears_free (gpointer data)
{
  Ears *self = data;

  for (guint i = 0; i < OVS_TAP_SIDES; i++)
    gst_clear_object (&self->sources[i]);
  g_free (self);
}

static void
on_sound (OvsTapSide side, GstBuffer *buffer, gpointer user_data)
{
  const Ears *ears = user_data;

  ovs_listen_bin_push (ears->sources[side], buffer);
}

/*** the browser ***/

/* FALSE: who asked has gone. */
static gboolean
tell_answer (OvsListening *self, const gchar *sdp, const gchar *sentence)
{
  if (self->answered)
    return TRUE;
  self->answered = TRUE;
  return self->funcs.answered (sdp, sentence, self->funcs.answer_data);
}

static void
on_answered (const gchar *sdp, gpointer user_data)
{
  OvsListening *self = user_data;

  if (!tell_answer (self, sdp, NULL))
    self->funcs.ended (self, "The page left before it was answered.",
        self->funcs.user_data);
}

static void
on_connected (gpointer user_data)
{
  OvsListening *self = user_data;
  Ears *ears = g_new0 (Ears, 1);

  for (guint i = 0; i < OVS_TAP_SIDES; i++)
    ears->sources[i] = ovs_listen_bin_get_source (self->bin, (OvsTapSide) i);
  self->tap = ovs_tap_new (self->phone, on_sound, ears, ears_free);
}

static void
end (OvsListening *self, const gchar *sentence)
{
  tell_answer (self, NULL, sentence);
  self->funcs.ended (self, sentence, self->funcs.user_data);
}

static void
on_ended (const gchar *cause, const gchar *sentence, gpointer user_data)
{
  end (user_data, sentence);
}

static const OvsPeerFuncs peer_funcs = {
  .answered = on_answered,
  .connected = on_connected,
  .ended = on_ended,
};

static gboolean
check_signs (gpointer user_data)
{
  OvsListening *self = user_data;
  gint64 last = MAX (ovs_peer_get_last_sign (self->peer), self->begun);

  if (g_get_monotonic_time () - last < SILENT_S * G_USEC_PER_SEC)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  end (self, "Nothing came of the browser any more.");
  return G_SOURCE_REMOVE;
}

/* Of the pipeline: the browser's end makes elements fail. */
static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  OvsListening *self = user_data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_LATENCY)
    gst_bin_recalculate_latency (GST_BIN (self->pipeline));
  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return G_SOURCE_CONTINUE;
  end (self, "The browser closed the connection.");
  return G_SOURCE_REMOVE;
}

/*** life ***/

static gboolean
start (OvsListening *self, const OvsOffer *offer, GError **error)
{
  GstBus *bus = gst_element_get_bus (self->pipeline);

  gst_bus_add_watch (bus, on_message, self);
  gst_object_unref (bus);
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING)
      == GST_STATE_CHANGE_FAILURE) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
        "The WebRTC elements cannot be started.");
    return FALSE;
  }
  self->peer = ovs_peer_new (ovs_listen_bin_get_webrtcbin (self->bin), offer,
      &peer_funcs, self);
  ovs_peer_set_parting (self->peer, self->pipeline);
  self->begun = g_get_monotonic_time ();
  self->timer = g_timeout_add_seconds (1, check_signs, self);
  return TRUE;
}

/* A side that has not said anything is as the other one. */
static GstElement *
make_bin (GstElement *phone, const OvsOffer *offer, const OvsSettings *settings,
    GError **error)
{
  GstCaps *caps[OVS_TAP_SIDES], *both[OVS_TAP_SIDES];
  GstElement *bin = NULL;

  for (guint i = 0; i < OVS_TAP_SIDES; i++) {
    GstPad *pad = ovs_tap_get_pad (phone, (OvsTapSide) i);

    caps[i] = gst_pad_get_current_caps (pad);
    gst_object_unref (pad);
  }
  for (guint i = 0; i < OVS_TAP_SIDES; i++)
    both[i] = caps[i] != NULL ? caps[i] : caps[!i];
  if (both[0] != NULL)
    bin = ovs_listen_bin_new (offer, settings, both, error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
        "Nothing is said in the call yet. Try again in a moment.");
  for (guint i = 0; i < OVS_TAP_SIDES; i++)
    gst_clear_caps (&caps[i]);
  return bin;
}

static void
listening_free (OvsListening *self)
{
  if (self->timer != 0)
    g_source_remove (self->timer);
  g_clear_pointer (&self->tap, ovs_tap_free);
  g_clear_pointer (&self->peer, ovs_peer_free);
  if (self->pipeline != NULL)
    ovs_pipeline_end (self->pipeline, NULL, NULL, NULL);
  gst_clear_object (&self->phone);
  g_free (self);
}

OvsListening *
ovs_listening_new (GstElement *phone, const OvsOffer *offer,
    const OvsSettings *settings, const OvsListeningFuncs *funcs, GError **error)
{
  OvsListening *self = g_new0 (OvsListening, 1);

  self->funcs = *funcs;
  self->phone = gst_object_ref (phone);
  self->bin = make_bin (phone, offer, settings, error);
  if (self->bin != NULL) {
    self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
    gst_bin_add (GST_BIN (self->pipeline), self->bin);
  }
  if (self->bin == NULL || !start (self, offer, error))
    g_clear_pointer (&self, listening_free);
  return self;
}

void
ovs_listening_give_up (OvsListening *self, const gchar *sentence)
{
  tell_answer (self, NULL, sentence);
  listening_free (self);
}
