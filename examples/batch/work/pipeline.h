/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pipeline.h - one channel of one recording through the element: decoder,
 * element, and what comes out of it into files.
 *
 * Its streaming threads give all that is read one time, measure it, keep it,
 * wait for room at the service, and end turns where the service finds none. */

#pragma once

#include "decoder.h"
#include "limiter.h"
#include "results/channel.h"
#include "results/settings.h"

G_BEGIN_DECLS

/* Names of the application messages on its bus: an event of the service, with
 * "type", "json" and "position" in s; and the end of a part. */
#define ORB_PIPELINE_EVENT "orb-event"
#define ORB_PIPELINE_PART "orb-part"

/* All of it outlives what works with it. */
typedef struct
{
  const OrbSettings *settings;
  AppFolder *folder;
  OrbLimiter *limiter; /* obeyed, and told of limits */
  const OrbInput *input;
  const OrbMediaInfo *info;
  guint channel;      /* from 1; 0 = all mixed */
  gboolean in_order;  /* read from its beginning to its end only */
  gboolean reconnect; /* go on when the connection was lost */
} OrbSetup;

/* What came out of the recording. */
typedef struct
{
  gdouble position;   /* s that were read */
  gdouble left_out;   /* s before the first sample, not waited for */
  guint parts;        /* of a file that was joined */
  guint other_tracks; /* of sound, that are not taken */
  guint leaps;        /* of stamps that were not believed */
  gboolean turned;    /* a channel that was another's opposite */
} OrbArrival;

typedef struct _OrbPipeline OrbPipeline;

/* Fills the channel, which outlives it. */
OrbPipeline *orb_pipeline_new (const OrbSetup *setup, OrbChannel *channel);
gboolean orb_pipeline_start (OrbPipeline *self, GError **error);
/* From any thread, once its bus is not read any more; waits until the pipeline
 * has stopped. */
void orb_pipeline_stop (OrbPipeline *self);
void orb_pipeline_free (OrbPipeline *self);

GstBus *orb_pipeline_get_bus (OrbPipeline *self);
gboolean orb_pipeline_is_element (OrbPipeline *self, GstMessage *message);
/* NULL when it could not be built. */
OrbDecoder *orb_pipeline_get_decoder (OrbPipeline *self);
/* The next part of a file that was joined. */
void orb_pipeline_begin_part (OrbPipeline *self);

/* Running time of the first sample. */
GstClockTime orb_pipeline_get_base (OrbPipeline *self);
/* Of the recording, in s, read so far. */
gdouble orb_pipeline_get_position (OrbPipeline *self);
/* There is audio. */
gboolean orb_pipeline_has_arrived (OrbPipeline *self);
/* Something happened since this was last asked, or waits for room. */
gboolean orb_pipeline_has_moved (OrbPipeline *self);
void orb_pipeline_get_arrival (OrbPipeline *self, OrbArrival *arrival);

G_END_DECLS
