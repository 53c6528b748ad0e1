/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* media.h - the pipeline of one call: phone ! model ! phone, with tees for a
 * recording, keys that are sounded, and a file that is played when the model is
 * gone. Does not know why. Main thread. */

#pragma once

#include "agents/agentrun.h"
#include "calls/meter.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsMedia OvsMedia;

typedef struct
{
  /* Of the bus, but for what this handles. */
  void (*message) (GstMessage *message, gpointer user_data);
  /* The model begins to be heard, behind silence. */
  void (*sound) (gpointer user_data);
  /* The model has failed and says nothing any more. The phone goes on. */
  void (*model_failed) (const gchar *sentence, guint http_status,
      gpointer user_data);
  /* The phone, or something else, has failed: @source, or NULL. */
  void (*failed) (const gchar *sentence, GstObject *source, gpointer user_data);
  /* All of it has ended. */
  void (*ended) (gpointer user_data);
} OvsMediaFuncs;

/* @pipeline (transfer full) with @phone in it, or both NULL. @model: floating,
 * configured, in state NULL; @recording: or NULL. They run from here
 * on. NULL: they do not fit. */
OvsMedia *ovs_media_new (GstElement *pipeline, GstElement *phone,
    GstElement *model, GstElement *recording, const OvsMediaFuncs *funcs,
    gpointer user_data, GError **error);
/* For what is told of them. */
GstElement *ovs_media_get_phone (OvsMedia *self);
/* The model is being heard. */
gboolean ovs_media_sounds (OvsMedia *self);
/* Of the phone's sound and the model's. */
OvsMeter *ovs_media_get_meter (OvsMedia *self);
/* Ends it; nothing waits for that, and nothing is told any more. */
void ovs_media_free (OvsMedia *self);

/* Lets the caller go when all has been heard; what the model was still about
 * to say too, but @at_once. */
void ovs_media_finish (OvsMedia *self, gboolean at_once);
/* In the model's place: it is not heard any more. */
void ovs_media_play (OvsMedia *self, const gchar *path, OvsDoneFunc done,
    gpointer done_data);
/* Sounds keys of the telephone, over what the model says. FALSE: they are none,
 * too many, or the phone has no sound here. Those that come while others sound
 * wait for them. */
gboolean ovs_media_sound_keys (OvsMedia *self, const gchar *digits);

G_END_DECLS
