/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fade.h - a few milliseconds between speech and silence, against the click.
 *
 * Works on samples of any of the three formats, in place. Pure. */

#pragma once

#include "protocol/audioformat.h"

G_BEGIN_DECLS

/* Short enough to be no word, long enough to be no click. */
#define OA_FADE (5 * GST_MSECOND)

typedef enum
{
  OA_FADE_OUT,
  OA_FADE_IN,
} OaFadeKind;

/* A straight ramp over @samples of @data: from full to nothing, or back. */
void oa_fade (OaAudioFormat format, OaFadeKind kind, guint8 *data,
    gsize samples);

G_END_DECLS
