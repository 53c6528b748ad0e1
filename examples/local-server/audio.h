/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audio.h - audio in the formats of the Realtime API: levels and coding. */

#pragma once

#include "protocol/audioformat.h"

G_BEGIN_DECLS

/* "pcm", "pcmu", "pcma"; an unknown name is PCM. */
OaAudioFormat ors_format_from_name (const gchar *name);

/* RMS of the samples in dB below full scale; -100 for digital silence. */
gdouble ors_audio_level (OaAudioFormat format, const guint8 *data, gsize size);

/* Linear samples at the format's rate, in the format's coding. */
GBytes *ors_audio_encode (OaAudioFormat format, const gint16 *samples, gsize n);

G_END_DECLS
