/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventtext.c - see eventtext.h. */

#include "eventtext.h"

#include "protocol/json.h"

#include <string.h>

/* What texts are cut to, one after the other, until all of it fits. */
static const gsize lengths[] = { 16384, 2048, 128 };

static JsonNode *shorten (JsonNode *node, gsize most);

static void
shorten_member (JsonObject *object, const gchar *name, JsonNode *node,
    gpointer user_data)
{
  gpointer *both = user_data;

  json_object_set_member (both[0], name,
      shorten (node, *(const gsize *) both[1]));
}

static void
shorten_element (JsonArray *array, guint index, JsonNode *node,
    gpointer user_data)
{
  gpointer *both = user_data;

  json_array_add_element (both[0], shorten (node, *(const gsize *) both[1]));
}

static gchar *
cut (const gchar *text, gsize most)
{
  const gchar *end = text + most;

  while (end > text && (*end & 0xc0) == 0x80)
    end--;
  return g_strdup_printf ("%.*s\xe2\x80\xa6", (int) (end - text), text);
}

static JsonNode *
shorten (JsonNode *node, gsize most)
{
  JsonNode *copy = json_node_new (json_node_get_node_type (node));
  gpointer both[2] = { NULL, &most };

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    both[0] = json_object_new ();
    json_object_foreach_member (json_node_get_object (node), shorten_member,
        both);
    json_node_take_object (copy, both[0]);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    both[0] = json_array_new ();
    json_array_foreach_element (json_node_get_array (node), shorten_element,
        both);
    json_node_take_array (copy, both[0]);
  } else if (json_node_get_value_type (node) == G_TYPE_STRING
      && strlen (json_node_get_string (node)) > most) {
    g_autofree gchar *text = cut (json_node_get_string (node), most);

    json_node_set_string (copy, text);
  } else {
    json_node_free (copy);
    copy = json_node_copy (node);
  }
  return copy;
}

/* "<" begins nothing, wherever the line is put. */
static gchar *
escape (const gchar *json)
{
  GString *text = g_string_sized_new (strlen (json) + 64);

  for (const gchar *p = json; *p != '\0'; p++) {
    if (*p == '<')
      g_string_append (text, "\\u003c");
    else
      g_string_append_c (text, *p);
  }
  return g_string_free (text, FALSE);
}

static gchar *
write_event (gint64 id, const gchar *kind, gint64 time, JsonNode *data)
{
  g_autoptr (JsonObject) event = json_object_new ();
  g_autofree gchar *json = NULL;

  if (id > 0)
    json_object_set_int_member (event, "id", id);
  json_object_set_string_member (event, "kind", kind);
  json_object_set_int_member (event, "time", time);
  json_object_set_member (event, "data", data);
  json = oa_json_object_to_text (event);
  return escape (json);
}

static JsonNode *
make_size (gsize bytes)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "bytes", bytes);
  return oa_json_node_new_object (object);
}

gchar *
ovs_event_to_text (gint64 id, const gchar *kind, JsonObject *data)
{
  g_autoptr (JsonNode) node = oa_json_node_new_object (data);
  gint64 now = g_get_real_time () / 1000;
  gchar *text = write_event (id, kind, now, json_node_copy (node));
  gsize whole = strlen (text);

  for (guint i = 0; i < G_N_ELEMENTS (lengths) && strlen (text) > OVS_EVENT_MAX;
       i++) {
    g_free (text);
    text = write_event (id, kind, now, shorten (node, lengths[i]));
  }
  if (strlen (text) > OVS_EVENT_MAX) {
    g_free (text);
    text = write_event (id, kind, now, make_size (whole));
  }
  return text;
}
