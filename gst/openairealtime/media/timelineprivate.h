/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* timelineprivate.h - the state of a timeline, for its files. */

#pragma once

#include "timeline.h"

#include "arrivalpace.h"
#include "speechqueue.h"

G_BEGIN_DECLS

struct _OaTimeline
{
  OaAudioFormat format;
  guint sample_size;
  guint frame_samples;
  gboolean silence;

  GstClockTime origin;
  guint64 samples; /* since origin */

  /* Speech in order: what left entirely stays until it is taken as finished. */
  OaSpeechQueue queue;

  gboolean discont; /* the next buffer does not continue the last */
  gboolean talking; /* the last frame was speech */
  guint64 underruns;

  /* Before a talkspurt, so that jitter does not tear it. */
  guint64 prebuffer; /* samples */
  guint64 waited;    /* samples of silence, speech being there */
  OaArrivalPace pace;

  gboolean held;
  gboolean resumed; /* the next speech goes on after a cut */
  GByteArray *tail; /* of the speech that was cut, faded */

  gchar *last_response;      /* whose first frame has left */
  GstClockTime speech_begin; /* the latest stretch that left, or NONE */
  GstClockTime speech_end;
};

G_END_DECLS
