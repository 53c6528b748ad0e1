/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gsttwiliostreamstats.c - the figures of a call as a structure. */

#include "gsttwiliostreamelement.h"

GstStructure *
gst_twilio_stream_get_stats (GstTwilioStream *self)
{
  OaTwilioCall *call = gst_twilio_stream_ref_call (self);
  OaTwilioFigures figures = { .heard = GST_CLOCK_TIME_NONE };

  if (call != NULL) {
    oa_twilio_call_get_figures (call, &figures);
    oa_twilio_call_unref (call);
  }
  return gst_structure_new ("twiliostream/stats",     /**/
      "media-received", G_TYPE_UINT64, figures.media, /**/
      "bytes-received", G_TYPE_UINT64, figures.bytes, /**/
      "bytes-dropped", G_TYPE_UINT64,
      oa_twilio_inbox_get_dropped (self->inbox),            /**/
      "dtmf-received", G_TYPE_UINT64, figures.dtmf,         /**/
      "ignored", G_TYPE_UINT64, figures.ignored,            /**/
      "media-sent", G_TYPE_UINT64, figures.sent.media,      /**/
      "bytes-sent", G_TYPE_UINT64, figures.sent.bytes,      /**/
      "bytes-cleared", G_TYPE_UINT64, figures.sent.dropped, /**/
      "marks-sent", G_TYPE_UINT64, figures.sent.marks,      /**/
      "marks-received", G_TYPE_UINT64, figures.echoes,      /**/
      "clears-sent", G_TYPE_UINT64, figures.sent.clears,    /**/
      "heard", G_TYPE_UINT64, figures.heard, NULL);
}
