/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gsttwiliostreamelement.h - the element's state, and what its files offer each
 * other. Private to the plugin: applications see properties, signals and
 * messages (docs/twiliostream.md). */

#pragma once

#include "call.h"
#include "inbox.h"
#include "listener.h"
#include "piecer.h"
#include "streamtime.h"
#include "teller.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_TWILIO_STREAM (gst_twilio_stream_get_type ())
G_DECLARE_FINAL_TYPE (GstTwilioStream, gst_twilio_stream, GST, TWILIO_STREAM,
    GstElement)

GST_ELEMENT_REGISTER_DECLARE (twiliostream);
GST_DEBUG_CATEGORY_EXTERN (gst_twilio_stream_debug);

struct _GstTwilioStream
{
  GstElement parent;

  GstPad *sinkpad;
  GstPad *srcpad;
  OaTwilioTeller *teller;
  OaTwilioInbox *inbox; /* what the caller says, for the source pad */

  /* Protected by GST_OBJECT_LOCK. */
  OaTwilioSettings settings;
  OaTwilioCall *call;         /* of a run, from READY to PAUSED on */
  OaTwilioListener *listener; /* of a run, without `connection` */
  OaTwilioInfo *info;         /* NULL: the call has not begun */
  OaTwilioFormat format;      /* with it */
  gboolean waiting;           /* for the call: the state change is pending */
  gboolean ended;             /* the call is over, or was none */
  gboolean end_told;          /* to the bus */
  gboolean sink_ended;        /* its stream */
  gboolean eos_posted;
  guint32 group_id; /* of the stream of this run */

  /* The sink pad's streaming thread's own, but for: */
  OaTwilioPiecer *piecer;
  GstSegment segment;
  gboolean unusable; /* the caps are of another format than the call */
  gint cut;          /* what is short of a frame is void; atomic */

  OaPacerMember *pusher; /* takes the source pad's steps while it is active */

  /* The source pad's streaming thread's own. */
  OaTwilioTime time;
  gboolean src_rests; /* its stream is over */
};

/* gsttwiliostreamproperties.c */
void gst_twilio_stream_install_properties (GObjectClass *klass);

/* gsttwiliostreamsignals.c */
void gst_twilio_stream_install_signals (GObjectClass *klass);
void gst_twilio_stream_emit (GstElement *element, const OaTwilioNews *news);

/* gsttwiliostreamstats.c */
GstStructure *gst_twilio_stream_get_stats (GstTwilioStream *self);

/* gsttwiliostreamrun.c */

/* FALSE, and an error on the bus: it cannot work. */
gboolean gst_twilio_stream_start_run (GstTwilioStream *self);
void gst_twilio_stream_stop_run (GstTwilioStream *self);
/* A reference, or NULL outside of PAUSED and PLAYING. */
OaTwilioCall *gst_twilio_stream_ref_call (GstTwilioStream *self);
/* Of the call; FALSE: that is not known yet. */
gboolean gst_twilio_stream_get_format (GstTwilioStream *self,
    OaTwilioFormat *format);
/* Of a pad: the call's format, or any. */
gboolean gst_twilio_stream_answer_caps (GstTwilioStream *self, GstPad *pad,
    GstQuery *query);
/* The bus knows that the call is over. */
void gst_twilio_stream_tell_end (GstTwilioStream *self);
/* Both ways are over: the pipeline may end. */
void gst_twilio_stream_check_end (GstTwilioStream *self);

/* gsttwiliostreamsrc.c */
gboolean gst_twilio_stream_src_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active);
gboolean gst_twilio_stream_src_query (GstPad *pad, GstObject *parent,
    GstQuery *query);
gboolean gst_twilio_stream_src_event (GstPad *pad, GstObject *parent,
    GstEvent *event);

/* gsttwiliostreamsink.c */
gboolean gst_twilio_stream_sink_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active);
GstFlowReturn gst_twilio_stream_sink_chain (GstPad *pad, GstObject *parent,
    GstBuffer *buffer);
gboolean gst_twilio_stream_sink_event (GstPad *pad, GstObject *parent,
    GstEvent *event);
gboolean gst_twilio_stream_sink_query (GstPad *pad, GstObject *parent,
    GstQuery *query);

G_END_DECLS
