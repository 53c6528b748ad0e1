/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.h - one channel of one recording through the element, once.
 *
 * A pipeline on the main context: recording, decodebin, element, and what comes
 * out of it to a track. All that is called back is called there. */

#pragma once

#include "inputs.h"
#include "cli/options.h"
#include "limiter.h"
#include "mediainfo.h"
#include "transcript/transcript.h"
#include "results/pcmfile.h"

G_BEGIN_DECLS

typedef struct _OrbSession OrbSession;

/* How a failure is to be taken. */
typedef enum {
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
  gchar *cause;                 /* one sentence, when there is a failure */
  gdouble retry_after;          /* s; -1 = the service did not say */
  gboolean nothing_came;        /* no audio came out of the recording */
} OrbOutcome;

/* Once, from the main loop, when all is over. */
typedef void (*OrbSessionFunc) (OrbSession *session, gpointer user_data);

typedef struct
{
  const OrbInput *input;
  guint channel;                /* from 1; 0 = all mixed */
  const OrbMediaInfo *probe;
  gboolean in_order;            /* read from its beginning to its end only */
  gboolean reconnect;           /* go on when the connection was lost */
  OrbLimiter *limiter;          /* obeyed, and told of limits */
} OrbSessionSource;

OrbSession *orb_session_new   (const OrbOptions *options, OrbStore *store,
    const OrbSessionSource *source, OrbSessionFunc done, gpointer user_data);
gboolean orb_session_start (OrbSession *self, GError **error);
/* Calls nothing back any more; from the main loop's thread. */
void     orb_session_disconnect  (OrbSession *self);
/* Ends it, from any thread, when it is muted; may take a moment. */
void     orb_session_stop  (OrbSession *self);
/* The same, and frees it. */
void     orb_session_free  (OrbSession *self);

/* Of the recording, in s, read so far. */
gdouble  orb_session_get_position (OrbSession *self);

/* The share of the turns so far that have what they wait for. */
gdouble  orb_session_get_answered (OrbSession *self);

/* When done. */
const OrbOutcome *orb_session_get_outcome (OrbSession *self);
OrbTranscript          *orb_session_get_talk    (OrbSession *self);
OrbLoudness        *orb_session_get_levels  (OrbSession *self);
OrbPcmFile         *orb_session_get_speech  (OrbSession *self); /* or NULL */
OrbPcmFile         *orb_session_get_answers (OrbSession *self); /* or NULL */
guint             orb_session_get_channel (OrbSession *self);
const GPtrArray  *orb_session_get_warnings (OrbSession *self); /* of gchar* */
/* Something of the recording, or of what came of it, is missing. */
gboolean          orb_session_is_incomplete (OrbSession *self);

G_END_DECLS
