/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* meter.c - see meter.h. */

#include "meter.h"

#include "protocol/g711.h"

#include <math.h>

typedef struct
{
  gdouble squares;
  guint64 samples;
} Sum;

struct _OvsMeter
{
  gint wanted; /* atomic */
  GMutex lock;
  Sum sums[OVS_N_SIDES]; /* protected by lock */
};

OvsMeter *
ovs_meter_new (void)
{
  OvsMeter *self = g_new0 (OvsMeter, 1);

  g_mutex_init (&self->lock);
  return self;
}

void
ovs_meter_free (OvsMeter *self)
{
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
ovs_meter_set_wanted (OvsMeter *self, gboolean wanted)
{
  g_atomic_int_set (&self->wanted, wanted);
}

gboolean
ovs_meter_is_wanted (OvsMeter *self)
{
  return g_atomic_int_get (&self->wanted);
}

static gdouble
sum_g711 (gint16 (*decode) (guint8 code), const guint8 *data, gsize size)
{
  gdouble squares = 0;

  for (gsize i = 0; i < size; i++) {
    gdouble sample = decode (data[i]);

    squares += sample * sample;
  }
  return squares;
}

static gdouble
sum_s16le (const guint8 *data, gsize samples)
{
  gdouble squares = 0;

  for (gsize i = 0; i < samples; i++) {
    gdouble sample = (gint16) (data[2 * i] | data[2 * i + 1] << 8);

    squares += sample * sample;
  }
  return squares;
}

void
ovs_meter_add (OvsMeter *self, OvsSide side, OvsLineFormat format,
    const guint8 *data, gsize size)
{
  gsize samples = format == OVS_LINE_S16LE ? size / 2 : size;
  gdouble squares = 0;

  if (data != NULL && format == OVS_LINE_S16LE)
    squares = sum_s16le (data, samples);
  else if (data != NULL)
    squares =
        sum_g711 (format == OVS_LINE_MULAW ? oa_ulaw_decode : oa_alaw_decode,
            data, size);
  g_mutex_lock (&self->lock);
  self->sums[side].squares += squares;
  self->sums[side].samples += samples;
  g_mutex_unlock (&self->lock);
}

gdouble
ovs_meter_read (OvsMeter *self, OvsSide side)
{
  Sum sum;

  g_mutex_lock (&self->lock);
  sum = self->sums[side];
  self->sums[side] = (Sum){ 0 };
  g_mutex_unlock (&self->lock);
  if (sum.samples == 0 || sum.squares <= 0)
    return OVS_METER_FLOOR;
  return MAX (10 * log10 (sum.squares / sum.samples / (32768.0 * 32768.0)),
      OVS_METER_FLOOR);
}
