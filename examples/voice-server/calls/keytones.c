/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* keytones.c - see keytones.h. ITU-T Q.23: two frequencies a key. */

#include "keytones.h"

#include <math.h>
#include <string.h>

#define MAX_DIGITS 64
#define TONE_MS 100
#define GAP_MS 100
#define PAUSE_MS 500
/* Each of the two, of full scale. */
#define LEVEL 0.22

static const gchar keys[] = "123A456B789C*0#D";
static const gdouble rows[] = { 697, 770, 852, 941 };
static const gdouble columns[] = { 1209, 1336, 1477, 1633 };

struct _OvsKeyTones
{
  gchar *digits;
  OvsLineFormat format;
  guint rate;
  guint digit;
  guint sample; /* of this digit */
};

OvsKeyTones *
ovs_key_tones_new (const gchar *digits, OvsLineFormat format, guint rate)
{
  gsize length = strlen (digits);
  OvsKeyTones *self;

  if (length == 0 || length > MAX_DIGITS || rate < 8000
      || strspn (digits, "0123456789*#ABCDw") != length)
    return NULL;
  self = g_new0 (OvsKeyTones, 1);
  self->digits = g_strdup (digits);
  self->format = format;
  self->rate = rate;
  return self;
}

void
ovs_key_tones_free (OvsKeyTones *self)
{
  g_free (self->digits);
  g_free (self);
}

gboolean
ovs_key_tones_add (OvsKeyTones *self, const gchar *digits)
{
  gsize waiting = strlen (self->digits) - self->digit;
  gchar *all;

  if (waiting + strlen (digits) > MAX_DIGITS)
    return FALSE;
  all = g_strconcat (self->digits + self->digit, digits, NULL);
  g_free (self->digits);
  self->digits = all;
  self->digit = 0;
  return TRUE;
}

static guint
get_length (const OvsKeyTones *self)
{
  guint ms = self->digits[self->digit] == 'w' ? PAUSE_MS : TONE_MS + GAP_MS;

  return ms * self->rate / 1000;
}

static gint16
make_sample (const OvsKeyTones *self)
{
  const gchar *key = strchr (keys, self->digits[self->digit]);
  gdouble t = 2 * G_PI * self->sample / self->rate;
  guint n;

  if (key == NULL || self->sample >= TONE_MS * self->rate / 1000)
    return 0;
  n = key - keys;
  return 32767 * LEVEL * (sin (t * rows[n / 4]) + sin (t * columns[n % 4]));
}

/* ITU-T G.711. */
static guint8
to_mulaw (gint16 sample)
{
  gint sign = sample < 0 ? 0x80 : 0,
       magnitude = MIN (ABS (sample), 32635) + 132;
  gint exponent = 7;

  while (exponent > 0 && !(magnitude & (0x80 << exponent)))
    exponent--;
  return ~(sign | exponent << 4 | (magnitude >> (exponent + 3) & 0x0f));
}

static guint8
to_alaw (gint16 sample)
{
  gint sign = sample < 0 ? 0 : 0x80;
  gint magnitude = MIN (sample < 0 ? -(sample + 1) : sample, 32767) >> 4;
  gint exponent = 0;

  while (exponent < 6 && magnitude >= 32 << exponent)
    exponent++;
  if (magnitude < 16)
    return (sign | magnitude) ^ 0x55;
  return (sign | (exponent + 1) << 4 | ((magnitude >> exponent) & 0x0f)) ^ 0x55;
}

gboolean
ovs_key_tones_fill (OvsKeyTones *self, guint8 *data, gsize size)
{
  gsize step = self->format == OVS_LINE_S16LE ? 2 : 1;

  if (self->digits[self->digit] == '\0')
    return FALSE;
  for (gsize i = 0; i + step <= size; i += step) {
    gint16 sample = self->digits[self->digit] != '\0' ? make_sample (self) : 0;

    if (self->format == OVS_LINE_S16LE) {
      data[i] = sample & 0xff;
      data[i + 1] = (guint16) sample >> 8;
    } else {
      data[i] = self->format == OVS_LINE_MULAW ? to_mulaw (sample)
                                               : to_alaw (sample);
    }
    if (self->digits[self->digit] != '\0'
        && ++self->sample >= get_length (self)) {
      self->sample = 0;
      self->digit++;
    }
  }
  return TRUE;
}
