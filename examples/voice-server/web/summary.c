/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* summary.c - see summary.h. */

#include "summary.h"

static JsonArray *
take_part (JsonArray *calls, guint first)
{
  guint end = MIN (first + OVS_SUMMARY_PART, json_array_get_length (calls));
  JsonArray *part = json_array_new ();

  for (guint i = first; i < end; i++)
    json_array_add_object_element (part,
        json_object_ref (json_array_get_object_element (calls, i)));
  return part;
}

GQueue *
ovs_summary_split (JsonArray *calls, gboolean draining)
{
  guint n = json_array_get_length (calls);
  guint parts = MAX ((n + OVS_SUMMARY_PART - 1) / OVS_SUMMARY_PART, 1);
  GQueue *queue = g_queue_new ();

  for (guint i = 0; i < parts; i++) {
    JsonObject *data = json_object_new ();

    json_object_set_int_member (data, "part", i + 1);
    json_object_set_int_member (data, "parts", parts);
    json_object_set_boolean_member (data, "draining", draining);
    json_object_set_array_member (data, "calls",
        take_part (calls, i * OVS_SUMMARY_PART));
    g_queue_push_tail (queue, data);
  }
  return queue;
}
