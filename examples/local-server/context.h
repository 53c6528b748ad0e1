/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* context.h - what all sessions of a server share. */

#pragma once

#include "ears.h"
#include "eventlog.h"
#include "mind.h"
#include "options.h"
#include "script.h"
#include "voice.h"

G_BEGIN_DECLS

/* What was asked for by the address; flags, to say which kinds know what. */
typedef enum
{
  ORS_KIND_REALTIME = 1 << 0,
  ORS_KIND_TRANSCRIPTION = 1 << 1,
  ORS_KIND_TRANSLATION = 1 << 2,
  ORS_KIND_SIDEBAND = 1 << 3, /* a call whose audio travels elsewhere */
} OrsKind;

typedef struct
{
  const OrsOptions *options;
  OrsScript *script; /* which models there are */
  OrsEars *ears;
  OrsMind *mind;
  OrsVoice *voice;
  OrsLog *log;
} OrsContext;

G_END_DECLS
