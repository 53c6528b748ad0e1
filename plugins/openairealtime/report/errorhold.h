/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* errorhold.h - how long an error waits for a pipeline whose state is being
 * set, and when it does not wait any longer for a handler. An application that
 * leaves its main loop at an error may only be about to enter it. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean held;
  gboolean was_changing; /* at the last look */
  guint looks;
  guint still; /* looks since anything was told */
} OaErrorHold;

void oa_error_hold_init (OaErrorHold *self);
/* A look at the pipeline, which is being set to another state or not. */
void oa_error_hold_look (OaErrorHold *self, gboolean changing);
/* A look while a handler is at work. TRUE: it blocks, tell the error beside
 * it. */
gboolean oa_error_hold_is_blocked (OaErrorHold *self);

/* The state of the whole pipeline is being set, by another thread. */
gboolean oa_is_state_changing (GstElement *element);

G_END_DECLS
