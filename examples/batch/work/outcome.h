/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outcome.h - how a session went, and how a failure is to be taken. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum
{
  ORB_FAILURE_NONE,
  ORB_FAILURE_RECORDING, /* the recording is bad */
  ORB_FAILURE_SOURCE,    /* it did not come over the network */
  ORB_FAILURE_SERVICE,   /* another try may go well */
  ORB_FAILURE_BUSY,      /* so it may, but later */
  ORB_FAILURE_ALL,       /* nothing will go well: key, quota, settings */
  ORB_FAILURE_DISK,      /* results cannot be written, of none */
} OrbFailure;

typedef struct
{
  OrbFailure failure;
  gchar *cause;          /* one sentence, when there is a failure */
  gdouble retry_after;   /* s; -1 = the service did not say */
  gboolean nothing_came; /* no audio came out of the recording */
} OrbOutcome;

/* The first one counts. */
void orb_outcome_fail (OrbOutcome *self, OrbFailure failure,
    const gchar *cause);

/* An error of the element, or of what reads the recording. */
void orb_outcome_take_element_error (OrbOutcome *self, GstMessage *message);
void orb_outcome_take_source_error (OrbOutcome *self, GstMessage *message,
    gboolean is_file);

G_END_DECLS
