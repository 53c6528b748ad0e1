/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimetext.h - the request pads of text, as the element's other
 * files and the session see them. */

#pragma once

#include "gstopenairealtimeelement.h"

G_BEGIN_DECLS

/* Pad templates and class functions. */
void gst_openai_realtime_install_text (GstElementClass *klass);

/* With the lock held: the streams begin anew. */
void gst_openai_realtime_text_restart (GstOpenaiRealtime *self);

/* A flush that comes from upstream; @event stays the caller's. */
void gst_openai_realtime_text_flush_start (GstOpenaiRealtime *self,
    GstEvent *event);
void gst_openai_realtime_text_flush_stop (GstOpenaiRealtime *self,
    GstEvent *event);

G_END_DECLS
