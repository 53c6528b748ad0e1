/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* streamtime.h - times of the phone company's stream on the running time.
 *
 * The first audio is where it arrives; what follows is where its timestamp puts
 * it. Holes stay holes. A clock that runs slower or faster there is followed by
 * as much as clocks do. Pure. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean begun; /* something came already */
  gboolean anchored;
  GstClockTime next;  /* running time behind what came last */
  gint64 next_stream; /* the same in ns of the stream */

  /*< private >*/
  guint seen;      /* of a look at how late they come */
  gint64 earliest; /* of them; ns */
} OaTwilioTime;

typedef struct
{
  GstClockTime pts;
  GstClockTime gap; /* nothing is there for so long before it, or 0 */
  gboolean discont; /* it begins anew */
} OaTwilioStamp;

/* The next is an anchor again, and not before what was. */
void oa_twilio_time_restart (OaTwilioTime *self);

/* Audio of @duration with @timestamp, ms, or -1: it follows what was; it
 * arrived at running time @now, or NONE: that is not known. */
void oa_twilio_time_stamp (OaTwilioTime *self, gint64 timestamp,
    GstClockTime duration, GstClockTime now, OaTwilioStamp *stamp);

G_END_DECLS
