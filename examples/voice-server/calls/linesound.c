/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linesound.c - see linesound.h. */

#include "linesound.h"

#include "keytones.h"

struct _OvsLineSound
{
  OvsMeter *meter;
  gint speaks; /* atomic */
  GMutex lock;
  OvsKeyTones *keys; /* protected by lock */
};

OvsLineSound *
ovs_line_sound_new (void)
{
  OvsLineSound *self = g_new0 (OvsLineSound, 1);

  self->meter = ovs_meter_new ();
  g_mutex_init (&self->lock);
  return self;
}

void
ovs_line_sound_free (OvsLineSound *self)
{
  g_clear_pointer (&self->keys, ovs_key_tones_free);
  g_mutex_clear (&self->lock);
  ovs_meter_free (self->meter);
  g_free (self);
}

gboolean
ovs_line_find (GstPad *pad, OvsLineFormat *format, guint *rate)
{
  GstCaps *caps = gst_pad_get_current_caps (pad);
  const GstStructure *structure =
      caps != NULL ? gst_caps_get_structure (caps, 0) : NULL;
  gint number = 8000;
  gboolean known = structure != NULL;

  if (known) {
    gst_structure_get_int (structure, "rate", &number);
    if (gst_structure_has_name (structure, "audio/x-mulaw"))
      *format = OVS_LINE_MULAW;
    else if (gst_structure_has_name (structure, "audio/x-alaw"))
      *format = OVS_LINE_ALAW;
    else
      *format = OVS_LINE_S16LE;
  }
  *rate = number;
  gst_clear_caps (&caps);
  return known;
}

static void
measure (OvsLineSound *self, OvsSide side, GstPad *pad, GstBuffer *buffer)
{
  OvsLineFormat format = OVS_LINE_MULAW;
  GstMapInfo map;
  guint rate;

  if (!ovs_meter_is_wanted (self->meter) || !ovs_line_find (pad, &format, &rate)
      || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  ovs_meter_add (self->meter, side, format,
      GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP) ? NULL : map.data,
      map.size);
  gst_buffer_unmap (buffer, &map);
}

void
ovs_line_sound_hear (OvsLineSound *self, GstPad *pad, GstBuffer *buffer)
{
  measure (self, OVS_SIDE_USER, pad, buffer);
}

gboolean
ovs_line_sound_speak (OvsLineSound *self, GstPad *pad, GstBuffer *buffer)
{
  gboolean speaks = !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  gboolean before = g_atomic_int_get (&self->speaks);

  measure (self, OVS_SIDE_ASSISTANT, pad, buffer);
  if (speaks != before)
    g_atomic_int_set (&self->speaks, speaks);
  return speaks && !before;
}

gboolean
ovs_line_sound_speaks (OvsLineSound *self)
{
  return g_atomic_int_get (&self->speaks);
}

OvsMeter *
ovs_line_sound_get_meter (OvsLineSound *self)
{
  return self->meter;
}

/*** keys ***/

void
ovs_line_sound_give (OvsLineSound *self, GstPadProbeInfo *info)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstMapInfo map;

  g_mutex_lock (&self->lock);
  if (self->keys != NULL) {
    buffer = gst_buffer_make_writable (buffer);
    GST_PAD_PROBE_INFO_DATA (info) = buffer;
    GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_GAP);
    if (gst_buffer_map (buffer, &map, GST_MAP_WRITE)) {
      if (!ovs_key_tones_fill (self->keys, map.data, map.size))
        g_clear_pointer (&self->keys, ovs_key_tones_free);
      gst_buffer_unmap (buffer, &map);
    }
  }
  g_mutex_unlock (&self->lock);
}

gboolean
ovs_line_sound_add_keys (OvsLineSound *self, GstPad *pad, const gchar *digits)
{
  OvsLineFormat format = OVS_LINE_MULAW;
  OvsKeyTones *keys;
  gboolean taken = TRUE;
  guint rate = 8000;

  if (!ovs_line_find (pad, &format, &rate))
    return FALSE;
  keys = ovs_key_tones_new (digits, format, rate);
  if (keys == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  if (self->keys == NULL)
    self->keys = g_steal_pointer (&keys);
  else
    taken = ovs_key_tones_add (self->keys, digits);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&keys, ovs_key_tones_free);
  return taken;
}
