/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linesound.h - the sound of a call on its way through pads: how loud it is,
 * whether the model speaks, and keys that sound over it. On streaming threads,
 * but where said. */

#pragma once

#include "calls/meter.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsLineSound OvsLineSound;

OvsLineSound *ovs_line_sound_new (void);
/* When nothing flows any more. */
void ovs_line_sound_free (OvsLineSound *self);

/* What a pad carries; FALSE: nothing yet. Any thread. */
gboolean ovs_line_find (GstPad *pad, OvsLineFormat *format, guint *rate);

/* Of the user. */
void ovs_line_sound_hear (OvsLineSound *self, GstPad *pad, GstBuffer *buffer);
/* Of the model; what is not flagged as a gap is speech. TRUE: it begins,
 * behind silence. */
gboolean ovs_line_sound_speak (OvsLineSound *self, GstPad *pad,
    GstBuffer *buffer);
/* Of both the phone and its far end hear: sounds keys over it. */
void ovs_line_sound_give (OvsLineSound *self, GstPadProbeInfo *info);

/* Any thread. Behind those that still sound, over what goes through @pad.
 * FALSE: they are none, or too many. */
gboolean ovs_line_sound_add_keys (OvsLineSound *self, GstPad *pad,
    const gchar *digits);
/* Any thread: the model is speaking. */
gboolean ovs_line_sound_speaks (OvsLineSound *self);
OvsMeter *ovs_line_sound_get_meter (OvsLineSound *self);

G_END_DECLS
