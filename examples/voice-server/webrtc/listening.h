/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listening.h - one browser that listens in on a call. Main thread. */

#pragma once

#include "settings.h"
#include "webrtc/offer.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsListening OvsListening;

typedef struct
{
  /* As OvsAnswerFunc: once; @sdp NULL: there is no answer, and why. */
  gboolean (*answered) (const gchar *sdp, const gchar *sentence,
      gpointer answer_data);
  gpointer answer_data;
  /* The browser has gone: to be given up, from inside. */
  void (*ended) (OvsListening *self, const gchar *sentence, gpointer user_data);
  gpointer user_data;
} OvsListeningFuncs;

/* @phone: of the call. NULL: nobody is answered. */
OvsListening *ovs_listening_new (GstElement *phone, const OvsOffer *offer,
    const OvsSettings *settings, const OvsListeningFuncs *funcs,
    GError **error);
/* Whoever waits for an answer is told that there is none. Frees it. */
void ovs_listening_give_up (OvsListening *self, const gchar *sentence);

G_END_DECLS
