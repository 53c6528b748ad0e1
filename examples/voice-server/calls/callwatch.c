/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callwatch.c - see callwatch.h. */

#include "callwatch.h"

#include "callparts.h"

#define LEVELS_MS 200

static gdouble
read_level (OvsCall *self, OvsSide side)
{
  gdouble level =
      ovs_meter_read (ovs_media_get_meter (self->session.media), side);

  self->watch.levels[side] = level;
  return ((gint) (level * 10)) / 10.0;
}

static gboolean
on_levels (gpointer user_data)
{
  OvsCall *self = user_data;
  JsonObject *data = json_object_new ();

  json_object_set_double_member (data, "user",
      read_level (self, OVS_SIDE_USER));
  json_object_set_double_member (data, "assistant",
      read_level (self, OVS_SIDE_ASSISTANT));
  ovs_feed_flash (ovs_call_recorder_get_feed (self->recorder), "level", data);
  return G_SOURCE_CONTINUE;
}

static void
update_levels (OvsCall *self, gboolean wanted)
{
  if (wanted == (self->watch.timer != 0))
    return;
  ovs_meter_set_wanted (ovs_media_get_meter (self->session.media), wanted);
  if (!wanted) {
    g_clear_handle_id (&self->watch.timer, g_source_remove);
    return;
  }
  /* Nothing was measured yet, and nothing is not 0 dBFS. */
  for (guint side = 0; side < G_N_ELEMENTS (self->watch.levels); side++)
    self->watch.levels[side] = OVS_METER_FLOOR;
  self->watch.timer = g_timeout_add (LEVELS_MS, on_levels, self);
}

static void
update_tap (OvsCall *self, gboolean wanted)
{
  if (wanted == (self->watch.tap != NULL))
    return;
  if (wanted)
    self->watch.tap = ovs_service_tap_new (self->session.model,
        ovs_call_recorder_get_feed (self->recorder));
  else
    g_clear_pointer (&self->watch.tap, ovs_service_tap_free);
}

void
ovs_call_update_watch (OvsCall *self)
{
  OvsFeed *feed = ovs_call_recorder_get_feed (self->recorder);

  if (self->session.media == NULL || self->ending.ended)
    return;
  update_tap (self, ovs_feed_wants_service (feed));
  update_levels (self,
      ovs_feed_wants_levels (feed)
          && ovs_media_get_phone (self->session.media) != NULL);
}

void
ovs_call_end_watch (OvsCall *self)
{
  update_tap (self, FALSE);
  if (self->watch.timer != 0)
    update_levels (self, FALSE);
}
