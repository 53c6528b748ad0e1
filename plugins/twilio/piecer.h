/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* piecer.h - audio of any size as whole frames for the phone company, each
 * piece with the running time of its end. Pure. */

#pragma once

#include "format.h"

G_BEGIN_DECLS

typedef struct _OaTwilioPiecer OaTwilioPiecer;

/* FALSE: no more of them are wanted now. */
typedef gboolean (*OaTwilioPieceFunc) (GBytes *audio, GstClockTime end,
    GstClockTime duration, gpointer user_data);

OaTwilioPiecer *oa_twilio_piecer_new (void);
void oa_twilio_piecer_free (OaTwilioPiecer *self);

/* What waits is dropped. */
void oa_twilio_piecer_set_format (OaTwilioPiecer *self,
    const OaTwilioFormat *format);
void oa_twilio_piecer_reset (OaTwilioPiecer *self);

/* Audio at running time @pts, or NONE: it follows what was. Short of a frame it
 * waits for more. FALSE when @func said so. */
gboolean oa_twilio_piecer_push (OaTwilioPiecer *self, const guint8 *data,
    gsize size, GstClockTime pts, OaTwilioPieceFunc func, gpointer user_data);
/* What waits goes as a frame with silence behind it. */
gboolean oa_twilio_piecer_flush (OaTwilioPiecer *self, OaTwilioPieceFunc func,
    gpointer user_data);

G_END_DECLS
