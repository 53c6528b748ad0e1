/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimepush.h - the source pad's events and frames. On its
 * streaming thread, without a lock. */

#pragma once

#include "gstopenairealtimeelement.h"

G_BEGIN_DECLS

/* Stream-start, caps and segment, as far as they are new. An error is posted
 * when downstream takes no format. */
void gst_openai_realtime_negotiate (GstOpenaiRealtime *self);
/* The segment behind a flush. */
void gst_openai_realtime_push_segment (GstOpenaiRealtime *self);
void gst_openai_realtime_push_eos (GstOpenaiRealtime *self);

/* Clears @frame. */
GstFlowReturn gst_openai_realtime_push_frame (GstOpenaiRealtime *self,
    OaFrame *frame, gboolean live);
/* Tells of the items that were heard to their end by now. */
void gst_openai_realtime_report_played (GstOpenaiRealtime *self);

G_END_DECLS
