/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessiondiff.c - when two session members mean the same.
 *
 * Services fill in what was left out, write null for what is off and 1 for
 * 1.0: none of that is a difference. */

#include "sessiondiff.h"

#include <math.h>

#include "json.h"

#define NUMBER_TOLERANCE 1e-6

static gboolean
is_container (guint level, const gchar *name)
{
  static const gchar *const containers[][3] = {
    { "audio", NULL },
    { "input", "output", NULL },
  };

  return level < G_N_ELEMENTS (containers)
      && g_strv_contains (containers[level], name);
}

static gboolean
is_null (JsonNode *node)
{
  return !node || JSON_NODE_HOLDS_NULL (node);
}

static gboolean
values_equal (JsonNode *a, JsonNode *b)
{
  gdouble x, y;

  if (oa_json_node_get_number (a, &x) && oa_json_node_get_number (b, &y))
    return fabs (x - y) <= NUMBER_TOLERANCE;
  return json_node_equal (a, b);
}

static gboolean nodes_equal (JsonNode *a, JsonNode *b);

static gboolean
arrays_equal (JsonArray *a, JsonArray *b)
{
  if (json_array_get_length (a) != json_array_get_length (b))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (a); i++)
    if (!nodes_equal (json_array_get_element (a, i),
            json_array_get_element (b, i)))
      return FALSE;
  return TRUE;
}

/* A missing member is a null one. */
static gboolean
has_members_of (JsonObject *a, JsonObject *b)
{
  JsonObjectIter iter;
  const gchar *name;
  JsonNode *node;

  json_object_iter_init (&iter, b);
  while (json_object_iter_next (&iter, &name, &node))
    if (!nodes_equal (json_object_get_member (a, name), node))
      return FALSE;
  return TRUE;
}

/* Without a second look at what both have: with one in each level, the time
 * doubles by every level. */
static gboolean
lacks_only_nulls (JsonObject *a, JsonObject *b)
{
  JsonObjectIter iter;
  const gchar *name;
  JsonNode *node;

  json_object_iter_init (&iter, b);
  while (json_object_iter_next (&iter, &name, &node))
    if (!is_null (node) && !json_object_has_member (a, name))
      return FALSE;
  return TRUE;
}

static gboolean
objects_equal (JsonObject *a, JsonObject *b)
{
  return has_members_of (a, b) && lacks_only_nulls (b, a);
}

static gboolean
nodes_equal (JsonNode *a, JsonNode *b)
{
  if (is_null (a) || is_null (b))
    return is_null (a) && is_null (b);
  if (json_node_get_node_type (a) != json_node_get_node_type (b))
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (a))
    return objects_equal (json_node_get_object (a), json_node_get_object (b));
  if (JSON_NODE_HOLDS_ARRAY (a))
    return arrays_equal (json_node_get_array (a), json_node_get_array (b));
  return values_equal (a, b);
}

static JsonNode *diff_container (JsonNode *wanted, JsonObject *have,
    guint level);

/* What of @wanted is to be said, or NULL. A leaf that @have lacks is, even
 * when null is wanted: the service may have a default. */
static JsonNode *
diff_member (const gchar *name, JsonNode *wanted, JsonObject *have, guint level)
{
  if (is_container (level, name) && JSON_NODE_HOLDS_OBJECT (wanted))
    return diff_container (wanted, oa_json_get_object (have, name), level + 1);
  if (have && json_object_has_member (have, name)
      && nodes_equal (wanted, json_object_get_member (have, name)))
    return NULL;
  return oa_json_node_copy (wanted);
}

static JsonObject *
diff_objects (JsonObject *wanted, JsonObject *have, guint level)
{
  JsonObject *diff = NULL;
  JsonObjectIter iter;
  const gchar *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, wanted);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    JsonNode *member = diff_member (name, node, have, level);

    if (!member)
      continue;
    if (!diff)
      diff = json_object_new ();
    json_object_set_member (diff, name, member);
  }
  return diff;
}

static JsonNode *
diff_container (JsonNode *wanted, JsonObject *have, guint level)
{
  JsonObject *diff = diff_objects (json_node_get_object (wanted), have, level);

  return diff ? oa_json_node_new_object (diff) : NULL;
}

JsonObject *
oa_session_diff (JsonObject *wanted, JsonObject *have)
{
  return diff_objects (wanted, have, 0);
}

static gboolean
may_merge (guint level, const gchar *name, JsonObject *ours, JsonObject *theirs)
{
  return is_container (level, name);
}

void
oa_session_overlay (JsonObject *target, JsonObject *patch)
{
  oa_json_merge (target, patch, may_merge);
}

gboolean
oa_session_differs (JsonObject *wanted, JsonObject *have)
{
  JsonObject *diff = oa_session_diff (wanted, have);

  if (!diff)
    return FALSE;
  json_object_unref (diff);
  return TRUE;
}

JsonObject *
oa_session_subtract (JsonObject *members, JsonObject *have)
{
  JsonObject *rest;

  if (!members)
    return NULL;
  rest = oa_session_diff (members, have);
  json_object_unref (members);
  return rest;
}

JsonObject *
oa_session_get_voice (JsonObject *session)
{
  JsonObject *voice = json_object_new (), *audio, *output;
  JsonObject *from =
      oa_json_get_object (oa_json_get_object (session, "audio"), "output");

  if (json_object_has_member (session, "voice"))
    json_object_set_member (voice, "voice",
        oa_json_node_copy (json_object_get_member (session, "voice")));
  if (!from || !json_object_has_member (from, "voice"))
    return voice;
  audio = json_object_new ();
  output = json_object_new ();
  json_object_set_member (output, "voice",
      oa_json_node_copy (json_object_get_member (from, "voice")));
  json_object_set_object_member (audio, "output", output);
  json_object_set_object_member (voice, "audio", audio);
  return voice;
}
