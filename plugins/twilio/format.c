/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* format.c - the audio formats of calls. */

#include "format.h"

typedef struct
{
  const gchar *name;
  OaTwilioEncoding encoding;
} Name;

/* Twilio's own, and those of its imitators. */
static const Name names[] = {
  { "audio/x-mulaw", OA_TWILIO_MULAW },
  { "audio/pcmu", OA_TWILIO_MULAW },
  { "mulaw", OA_TWILIO_MULAW },
  { "ulaw", OA_TWILIO_MULAW },
  { "pcmu", OA_TWILIO_MULAW },
  { "audio/x-alaw", OA_TWILIO_ALAW },
  { "audio/pcma", OA_TWILIO_ALAW },
  { "alaw", OA_TWILIO_ALAW },
  { "pcma", OA_TWILIO_ALAW },
  { "audio/x-l16", OA_TWILIO_L16 },
  { "audio/l16", OA_TWILIO_L16 },
  { "l16", OA_TWILIO_L16 },
  { "linear16", OA_TWILIO_L16 },
};

static gboolean
has_rate (OaTwilioEncoding encoding, gint64 rate)
{
  return rate == 8000 || (encoding == OA_TWILIO_L16 && rate == 16000);
}

gboolean
oa_twilio_format_read (OaTwilioFormat *self, const gchar *encoding, gint64 rate,
    gint64 channels)
{
  guint i;

  if (encoding == NULL)
    encoding = names[0].name;
  if (rate == 0)
    rate = 8000;
  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_ascii_strcasecmp (encoding, names[i].name) != 0)
      continue;
    if (!has_rate (names[i].encoding, rate) || channels < 0 || channels > 1)
      return FALSE;
    self->encoding = names[i].encoding;
    self->rate = (guint) rate;
    return TRUE;
  }
  return FALSE;
}

GstCaps *
oa_twilio_format_to_caps (const OaTwilioFormat *self)
{
  GstCaps *caps;

  if (self->encoding != OA_TWILIO_L16)
    return gst_caps_new_simple (self->encoding == OA_TWILIO_MULAW
            ? "audio/x-mulaw"
            : "audio/x-alaw",
        "rate", G_TYPE_INT, (gint) self->rate, "channels", G_TYPE_INT, 1, NULL);
  caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, "S16LE",
      "layout", G_TYPE_STRING, "interleaved", "rate", G_TYPE_INT,
      (gint) self->rate, "channels", G_TYPE_INT, 1, NULL);
  return caps;
}

gboolean
oa_twilio_format_from_caps (OaTwilioFormat *self, const GstCaps *caps)
{
  static const OaTwilioFormat formats[] = { { OA_TWILIO_MULAW, 8000 },
    { OA_TWILIO_ALAW, 8000 }, { OA_TWILIO_L16, 8000 },
    { OA_TWILIO_L16, 16000 } };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (formats); i++) {
    GstCaps *ours = oa_twilio_format_to_caps (&formats[i]);
    gboolean is = !gst_caps_is_empty (caps) && gst_caps_is_subset (caps, ours);

    gst_caps_unref (ours);
    if (is) {
      *self = formats[i];
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
oa_twilio_format_is_equal (const OaTwilioFormat *self,
    const OaTwilioFormat *other)
{
  return self->encoding == other->encoding && self->rate == other->rate;
}

guint
oa_twilio_format_get_sample_size (const OaTwilioFormat *self)
{
  return self->encoding == OA_TWILIO_L16 ? 2 : 1;
}

guint
oa_twilio_format_get_frame_size (const OaTwilioFormat *self)
{
  return self->rate / 50 * oa_twilio_format_get_sample_size (self);
}

guint8
oa_twilio_format_get_silence (const OaTwilioFormat *self)
{
  switch (self->encoding) {
    case OA_TWILIO_MULAW:
      return 0xff;
    case OA_TWILIO_ALAW:
      return 0xd5;
    default:
      return 0;
  }
}

GstClockTime
oa_twilio_format_to_time (const OaTwilioFormat *self, gsize bytes)
{
  return gst_util_uint64_scale (bytes / oa_twilio_format_get_sample_size (self),
      GST_SECOND, self->rate);
}
