/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* redact.c - see redact.h. */

#include "config.h"

#include "redact.h"

#include "protocol/json.h"

static void redact_node (JsonNode *node, gboolean keep_audio);

static gsize
base64_bytes (const gchar *text)
{
  gsize length = strlen (text);
  gsize padding = 0;

  while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
    padding++;
  return length / 4 * 3 - (length >= 4 ? padding : 0);
}

static void
replace_audio (JsonObject *object, const gchar *member)
{
  const gchar *base64 = oa_json_get_string (object, member);
  g_autofree gchar *count = NULL;

  if (base64 == NULL)
    return;
  count = g_strdup_printf ("%" G_GSIZE_FORMAT " bytes", base64_bytes (base64));
  json_object_set_string_member (object, member, count);
}

/* An image in the event itself, as a data URI. */
static void
replace_image (JsonObject *object)
{
  const gchar *url = oa_json_get_string (object, "image_url");
  const gchar *comma =
      url != NULL && g_str_has_prefix (url, "data:") ? strchr (url, ',') : NULL;
  g_autofree gchar *count = NULL;

  if (comma == NULL)
    return;
  count = g_strdup_printf ("data: %" G_GSIZE_FORMAT " bytes",
      base64_bytes (comma + 1));
  json_object_set_string_member (object, "image_url", count);
}

/* Of a session's answer or of a translation. */
static gboolean
is_audio_delta (JsonObject *object)
{
  const gchar *type = oa_json_get_string (object, "type");

  return type != NULL && g_str_has_suffix (type, "output_audio.delta");
}

static void
redact_secrets (JsonObject *object)
{
  if (oa_json_get_string (object, "authorization") != NULL)
    json_object_set_string_member (object, "authorization", "(hidden)");
  if (oa_json_get_object (object, "headers") != NULL)
    json_object_set_object_member (object, "headers", json_object_new ());
}

static void
redact_object (JsonObject *object, gboolean keep_audio)
{
  g_autoptr (GList) values = NULL;

  redact_secrets (object);
  if (!keep_audio) {
    replace_audio (object, "audio");
    replace_image (object);
  }
  if (!keep_audio && is_audio_delta (object))
    replace_audio (object, "delta");

  values = json_object_get_values (object);
  for (GList *l = values; l != NULL; l = l->next)
    redact_node (l->data, keep_audio);
}

static void
redact_node (JsonNode *node, gboolean keep_audio)
{
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    redact_object (json_node_get_object (node), keep_audio);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array); i++)
      redact_node (json_array_get_element (array, i), keep_audio);
  }
}

gchar *
ors_redact_event (JsonObject *event, gboolean keep_audio)
{
  g_autoptr (JsonObject) copy = oa_json_object_copy (event);

  redact_object (copy, keep_audio);
  return oa_json_object_to_text (copy);
}
