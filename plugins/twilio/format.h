/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* format.h - the audio of a call: what `start` calls it, and its sizes. Pure.
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum
{
  OA_TWILIO_MULAW,
  OA_TWILIO_ALAW,
  OA_TWILIO_L16, /* 16 bits, little endian */
} OaTwilioEncoding;

typedef struct
{
  OaTwilioEncoding encoding;
  guint rate;
} OaTwilioFormat;

/* In the order of what is common. */
#define OA_TWILIO_CAPS \
  "audio/x-mulaw, rate=(int)8000, channels=(int)1; " \
  "audio/x-alaw, rate=(int)8000, channels=(int)1; " \
  "audio/x-raw, format=(string)S16LE, layout=(string)interleaved, " \
  "rate=(int){ 8000, 16000 }, channels=(int)1"

/* What goes out at a time is whole frames of this. */
#define OA_TWILIO_FRAME (20 * GST_MSECOND)

/* FALSE: it is none of them. @encoding is case-insensitive, and may be NULL; 0
 * of @rate and @channels: not given. */
gboolean oa_twilio_format_read (OaTwilioFormat *self, const gchar *encoding,
    gint64 rate, gint64 channels);

GstCaps *oa_twilio_format_to_caps (const OaTwilioFormat *self);
/* FALSE: of caps that are none of them. */
gboolean oa_twilio_format_from_caps (OaTwilioFormat *self, const GstCaps *caps);
gboolean oa_twilio_format_is_equal (const OaTwilioFormat *self,
    const OaTwilioFormat *other);

guint oa_twilio_format_get_sample_size (const OaTwilioFormat *self);
guint oa_twilio_format_get_frame_size (const OaTwilioFormat *self);
guint8 oa_twilio_format_get_silence (const OaTwilioFormat *self);
GstClockTime oa_twilio_format_to_time (const OaTwilioFormat *self, gsize bytes);

G_END_DECLS
