/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* peer.h - the far end of one peer connection: its answer to an offer, whether
 * it is there, and one data channel. Around a webrtcbin, whose threads end
 * here: all of this is on the main thread. What sounds is the pipeline's. */

#pragma once

#include "webrtc/offer.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsPeer OvsPeer;

/* What is told of it. After `ended` nothing is. */
typedef struct
{
  /* The whole answer, with its candidates. */
  void (*answered) (const gchar *sdp, gpointer user_data);
  /* Sound may come and go. */
  void (*connected) (gpointer user_data);
  /* It has closed, or cannot be reached: the cause, as of a call, and a
   * sentence. */
  void (*ended) (const gchar *cause, const gchar *sentence, gpointer user_data);
  /* Its data channel is open, and it has the certificate of the offer. */
  void (*opened) (gpointer user_data);
  /* A message of its; NULL: one that is no text, or too long. */
  void (*message) (const gchar *text, gpointer user_data);
  /* There is room for messages to it again. */
  void (*drained) (gpointer user_data);
} OvsPeerFuncs;

/* @webrtcbin: in a pipeline that is READY or more, with its pad requested.
 * @offer is used until then only. */
OvsPeer *ovs_peer_new (GstElement *webrtcbin, const OvsOffer *offer,
    const OvsPeerFuncs *funcs, gpointer user_data);
/* Before the pipeline is stopped. */
void ovs_peer_free (OvsPeer *self);

/* Of the pipeline's end: see ovs_pipeline_set_parting(). */
void ovs_peer_set_parting (OvsPeer *self, GstElement *pipeline);

/* Nothing when its channel is not open. FALSE: no more, until there is room. */
gboolean ovs_peer_send (OvsPeer *self, const gchar *text);
/* µs, monotonic: when something came of it last; 0 = never. */
gint64 ovs_peer_get_last_sign (OvsPeer *self);

G_END_DECLS
