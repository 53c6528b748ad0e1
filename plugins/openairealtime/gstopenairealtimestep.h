/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimestep.h - one step of the source pad. */

#pragma once

#include "gstopenairealtimeelement.h"

G_BEGIN_DECLS

/* What a step returns that left for a flush: the steps rest already. */
#define OA_FLOW_RESTS GST_FLOW_CUSTOM_SUCCESS

/* Waits for what is due and pushes it; by the shared thread without waiting. */
GstFlowReturn gst_openai_realtime_step (GstOpenaiRealtime *self);

/* For the shared thread: us until the next step. A frame that is due now is in
 * @frame (NULL = only look) when nothing is to be done before. */
gint64 gst_openai_realtime_paced_wait (GstOpenaiRealtime *self, OaFrame *frame);

/* From inside a step: it is the last one until they are started again. With
 * the lock held, so that a start behind a flush comes later. */
void gst_openai_realtime_rest (GstOpenaiRealtime *self);

G_END_DECLS
