/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* turns.h - the turns of one call as they were heard, from the element's
 * messages to the recorder of the call. */

#pragma once

#include "calls/callrecorder.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsTurns OvsTurns;

/* @recorder and @currency (or NULL) are used until the end; @model is
 * referenced. @far: its sound is not played here. */
OvsTurns *ovs_turns_new (OvsCallRecorder *recorder, const gchar *currency,
    GstElement *model, gboolean far);
/* How long what was said goes on to sound elsewhere, in ms. */
guint ovs_turns_get_rest (OvsTurns *self);
/* What the model told last is read of it: before it goes to READY. */
void ovs_turns_end (OvsTurns *self);
void ovs_turns_free (OvsTurns *self);

/* Of the model. */
void ovs_turns_take (OvsTurns *self, GstMessage *message);
/* Turns of the caller's that nobody spoke: keys, and what was written. */
void ovs_turns_add_keys (OvsTurns *self, const gchar *digits);
void ovs_turns_add_text (OvsTurns *self, const gchar *text);

G_END_DECLS
