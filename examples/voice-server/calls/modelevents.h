/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* modelevents.h - what the element tells of a call, in the words of its feed:
 * who speaks, what is said, and what goes wrong. What becomes a record is not
 * here: see turns.h. */

#pragma once

#include "calls/callrecorder.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsModelEvents OvsModelEvents;

/* @feed is used until the end. */
OvsModelEvents *ovs_model_events_new (OvsFeed *feed);
void ovs_model_events_free (OvsModelEvents *self);

/* Of the model. @sounds: speech comes out of it now. */
void ovs_model_events_take (OvsModelEvents *self, GstMessage *message,
    gboolean sounds);
/* "user", "assistant" or "none". */
const gchar *ovs_model_events_get_speaker (OvsModelEvents *self);
/* The end of what was said last, by whomever. */
const gchar *ovs_model_events_get_words (OvsModelEvents *self);
/* Speech comes out of it, behind silence. */
void ovs_model_events_begin_sound (OvsModelEvents *self);

G_END_DECLS
