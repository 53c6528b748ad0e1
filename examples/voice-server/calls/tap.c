/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tap.c - see tap.h. */

#include "tap.h"

/* What the threads see. */
typedef struct
{
  OvsTapFunc func;
  gpointer user_data;
  GDestroyNotify free_data;
} Target;

typedef struct
{
  Target *target;
  OvsTapSide side;
} Ear;

struct _OvsTap
{
  Target *target; /* a reference */
  GstPad *pads[OVS_TAP_SIDES];
  gulong probes[OVS_TAP_SIDES];
};

static void
target_clear (gpointer data)
{
  Target *self = data;

  self->free_data (self->user_data);
}

static void
ear_free (gpointer data)
{
  Ear *self = data;

  g_atomic_rc_box_release_full (self->target, target_clear);
  g_free (self);
}

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  const Ear *ear = user_data;

  ear->target->func (ear->side, GST_PAD_PROBE_INFO_BUFFER (info),
      ear->target->user_data);
  return GST_PAD_PROBE_OK;
}

GstPad *
ovs_tap_get_pad (GstElement *phone, OvsTapSide side)
{
  return gst_element_get_static_pad (phone,
      side == OVS_TAP_CALLER ? "src" : "sink");
}

OvsTap *
ovs_tap_new (GstElement *phone, OvsTapFunc func, gpointer user_data,
    GDestroyNotify free_data)
{
  OvsTap *self = g_new0 (OvsTap, 1);

  self->target = g_atomic_rc_box_new0 (Target);
  *self->target = (Target){ func, user_data, free_data };
  for (guint i = 0; i < OVS_TAP_SIDES; i++) {
    Ear *ear = g_new (Ear, 1);

    *ear = (Ear){ g_atomic_rc_box_acquire (self->target), (OvsTapSide) i };
    self->pads[i] = ovs_tap_get_pad (phone, (OvsTapSide) i);
    self->probes[i] = gst_pad_add_probe (self->pads[i],
        GST_PAD_PROBE_TYPE_BUFFER, on_buffer, ear, ear_free);
  }
  return self;
}

void
ovs_tap_free (OvsTap *self)
{
  for (guint i = 0; i < OVS_TAP_SIDES; i++) {
    gst_pad_remove_probe (self->pads[i], self->probes[i]);
    gst_object_unref (self->pads[i]);
  }
  g_atomic_rc_box_release_full (self->target, target_clear);
  g_free (self);
}
