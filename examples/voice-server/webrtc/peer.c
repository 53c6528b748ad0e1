/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* peer.c - see peer.h. */

#include "peer.h"

#include "calls/pipelineend.h"
#include "webrtc/peerside.h"

#include <string.h>

/* So long its candidates may take when a server that is asked for some does not
 * answer. */
#define GATHERING_MS 3000

struct _OvsPeer
{
  OvsMailbox *mailbox;
  OvsPeerSide *side;
  const OvsPeerFuncs *funcs;
  gpointer user_data;
  gchar *fingerprint;
  gboolean described, gathered, answered, known, connected, ended;
  guint timer; /* of the candidates */
};

/* Whoever is told may free it. */
static void
end (OvsPeer *self, const gchar *cause, const gchar *sentence)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  self->funcs->ended (cause, sentence, self->user_data);
}

static void
stop_timer (OvsPeer *self)
{
  if (self->timer != 0)
    g_source_remove (self->timer);
  self->timer = 0;
}

static void
tell_answer (OvsPeer *self)
{
  g_autofree gchar *sdp = NULL;

  stop_timer (self);
  if (self->answered || self->ended)
    return;
  self->answered = TRUE;
  sdp = ovs_peer_side_dup_answer (self->side);
  if (sdp == NULL)
    end (self, "media-failed",
        "The WebRTC element has no answer to the offer.");
  else if (strstr (sdp, "\na=candidate:") == NULL)
    end (self, "no-media",
        "This server has no address or port left to be reached at. Try again "
        "later; whoever runs it may name more by --ice-ports.");
  else
    self->funcs->answered (sdp, self->user_data);
}

static gboolean
on_gathering_late (gpointer user_data)
{
  OvsPeer *self = user_data;

  self->timer = 0;
  tell_answer (self);
  return G_SOURCE_REMOVE;
}

static void
take_answer (OvsPeer *self)
{
  self->described = TRUE;
  if (self->gathered)
    tell_answer (self);
  else
    self->timer = g_timeout_add (GATHERING_MS, on_gathering_late, self);
}

/* Whoever has come has the certificate of the offer, or is sent away. */
static gboolean
check_peer (OvsPeer *self)
{
  g_autofree gchar *fingerprint = NULL;

  if (self->known || self->ended)
    return !self->ended;
  fingerprint = ovs_peer_side_dup_fingerprint (self->side);
  self->known = g_strcmp0 (fingerprint, self->fingerprint) == 0;
  if (self->known)
    return TRUE;
  end (self, "refused",
      "Somebody connected whose certificate is not that of the offer.");
  return FALSE;
}

static void
take_connection (OvsPeer *self)
{
  if (self->connected || !check_peer (self))
    return;
  self->connected = TRUE;
  self->funcs->connected (self->user_data);
}

static void
take_channel (OvsPeer *self)
{
  if (self->funcs->opened != NULL && check_peer (self))
    self->funcs->opened (self->user_data);
}

static void
take_message (OvsPeer *self, const gchar *text)
{
  if (self->funcs->message != NULL && check_peer (self))
    self->funcs->message (text, self->user_data);
}

/* It was there, or never came. */
static void
take_loss (OvsPeer *self, const gchar *sentence)
{
  end (self, self->connected ? "connection-lost" : "no-media", sentence);
}

static void
on_letter (gint kind, const gchar *text, gpointer user_data)
{
  OvsPeer *self = user_data;

  switch ((OvsLetter) kind) {
    case OVS_LETTER_ANSWERED:
      take_answer (self);
      break;
    case OVS_LETTER_GATHERED:
      self->gathered = TRUE;
      if (self->described)
        tell_answer (self);
      break;
    case OVS_LETTER_CONNECTED:
      take_connection (self);
      break;
    case OVS_LETTER_CLOSED:
      end (self, self->connected ? "caller-hung-up" : "no-media", text);
      break;
    case OVS_LETTER_LOST:
      take_loss (self, text);
      break;
    case OVS_LETTER_ABUSED:
      end (self, "refused", text);
      break;
    case OVS_LETTER_FAILED:
      end (self, "media-failed", text);
      break;
    case OVS_LETTER_OPENED:
      take_channel (self);
      break;
    case OVS_LETTER_MESSAGE:
    case OVS_LETTER_NO_MESSAGE:
      take_message (self, text);
      break;
    case OVS_LETTER_DRAINED:
      if (!self->ended && self->funcs->drained != NULL)
        self->funcs->drained (self->user_data);
      break;
  }
}

OvsPeer *
ovs_peer_new (GstElement *webrtcbin, const OvsOffer *offer,
    const OvsPeerFuncs *funcs, gpointer user_data)
{
  OvsPeer *self = g_new0 (OvsPeer, 1);

  self->funcs = funcs;
  self->user_data = user_data;
  self->fingerprint = g_strdup (offer->fingerprint);
  self->mailbox = ovs_mailbox_new (on_letter, self);
  self->side = ovs_peer_side_new (webrtcbin, self->mailbox);
  ovs_peer_side_take_offer (self->side, offer->sdp);
  return self;
}

void
ovs_peer_free (OvsPeer *self)
{
  self->ended = TRUE;
  stop_timer (self);
  ovs_mailbox_close (self->mailbox);
  ovs_mailbox_unref (self->mailbox);
  ovs_peer_side_close (self->side);
  g_free (self->fingerprint);
  g_free (self);
}

void
ovs_peer_set_parting (OvsPeer *self, GstElement *pipeline)
{
  ovs_pipeline_set_parting (pipeline, ovs_peer_side_part,
      ovs_peer_side_ref (self->side), ovs_peer_side_unref);
}

gboolean
ovs_peer_send (OvsPeer *self, const gchar *text)
{
  return ovs_peer_side_send (self->side, text);
}

gint64
ovs_peer_get_last_sign (OvsPeer *self)
{
  return ovs_peer_side_get_last_sign (self->side);
}
