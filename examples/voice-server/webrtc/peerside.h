/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* peerside.h - what the threads of a webrtcbin do for a peer: the exchange of
 * offer and answer, its states, its data channel. They end in a mailbox. */

#pragma once

#include "webrtc/mailbox.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum
{
  OVS_LETTER_ANSWERED, /* candidates are still gathered */
  OVS_LETTER_GATHERED,
  OVS_LETTER_CONNECTED,
  /* How it ended, each with a sentence. */
  OVS_LETTER_CLOSED, /* by the far end */
  OVS_LETTER_LOST,   /* it cannot be reached, or no more */
  OVS_LETTER_ABUSED, /* the far end did what it may not */
  OVS_LETTER_FAILED, /* here */
  OVS_LETTER_OPENED,
  OVS_LETTER_MESSAGE,
  OVS_LETTER_NO_MESSAGE, /* it is no text, or too long */
  OVS_LETTER_DRAINED,
} OvsLetter;

typedef struct _OvsPeerSide OvsPeerSide;

/* @mailbox: a reference of its own. */
OvsPeerSide *ovs_peer_side_new (GstElement *webrtcbin, OvsMailbox *mailbox);
OvsPeerSide *ovs_peer_side_ref (OvsPeerSide *self);
void ovs_peer_side_unref (gpointer self);
/* Nothing more is asked of it. */
void ovs_peer_side_close (OvsPeerSide *self);
/* Before the element is stopped, on the thread that does it: until what was
 * sent has left, and all was said. */
void ovs_peer_side_part (gpointer self);

void ovs_peer_side_take_offer (OvsPeerSide *self, const gchar *sdp);
/* (transfer full) As it is now; NULL: there is none. */
gchar *ovs_peer_side_dup_answer (OvsPeerSide *self);
/* (transfer full) SHA-256 of the far end's certificate, AA:BB:…; or NULL. */
gchar *ovs_peer_side_dup_fingerprint (OvsPeerSide *self);
/* µs, monotonic; 0 = never. */
gint64 ovs_peer_side_get_last_sign (OvsPeerSide *self);
/* Nothing when no channel is open. FALSE: no more for now; a letter comes when
 * there is room. */
gboolean ovs_peer_side_send (OvsPeerSide *self, const gchar *text);

G_END_DECLS
