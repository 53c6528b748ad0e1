/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* channel.h - what came of one channel of a recording. */

#pragma once

#include "pcmfile.h"
#include "transcript/transcript.h"

G_BEGIN_DECLS

typedef struct
{
  guint number; /* from 1; 0 = all mixed */
  OrbTranscript *transcript;
  OrbLoudness *loudness;
  OrbPcmFile *speech;  /* or NULL */
  OrbPcmFile *answers; /* or NULL */
  GPtrArray *warnings; /* of gchar *, each once */
  gboolean incomplete; /* something is missing; a warning tells what */
} OrbChannel;

OrbChannel *orb_channel_new (guint number);
void orb_channel_free (OrbChannel *self);

/* A word for the report. */
void orb_channel_warn (OrbChannel *self, const gchar *text);

G_END_DECLS
