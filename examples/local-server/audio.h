/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audio.h - the three audio formats of the Realtime API. Pure. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  ORS_FORMAT_PCM,  /* signed 16 bit little endian, mono, 24 kHz */
  ORS_FORMAT_PCMU, /* G.711 mu-law, mono, 8 kHz */
  ORS_FORMAT_PCMA, /* G.711 A-law, mono, 8 kHz */
} OrsFormat;

/* @format is a format object of a session that was checked before. */
OrsFormat ors_format_from_json (JsonObject *format);
JsonObject *ors_format_to_json (OrsFormat self);

/* "pcm", "pcmu", "pcma"; an unknown name is PCM. */
OrsFormat ors_format_from_name (const gchar *name);
const gchar *ors_format_get_name (OrsFormat self);
guint ors_format_get_rate (OrsFormat self);
guint ors_format_bytes_per_ms (OrsFormat self);

/* RMS of the samples in dB below full scale; -100 for digital silence. */
gdouble ors_audio_level (OrsFormat format, const guint8 *data, gsize size);

/* Linear samples at the format's rate, in the format's coding. */
GBytes *ors_audio_encode (OrsFormat format, const gint16 *samples, gsize n);

G_END_DECLS
