/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* commanditem.c - items that clients create, in the form of GA. */

#include "commanditem.h"

#include "json.h"

static JsonObject *
new_part (const gchar *type, const gchar *member, const gchar *text)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "type", type);
  json_object_set_string_member (part, member, text ? text : "");
  return part;
}

static JsonObject *
new_message (OaRole role, JsonObject *part)
{
  JsonObject *item = json_object_new ();
  JsonArray *content = json_array_new ();

  json_array_add_object_element (content, part);
  json_object_set_string_member (item, "type", "message");
  json_object_set_string_member (item, "role", oa_role_get_nick (role));
  json_object_set_array_member (item, "content", content);
  return item;
}

JsonObject *
oa_item_new_text (OaRole role, const gchar *text)
{
  const gchar *type = role == OA_ROLE_ASSISTANT ? "output_text" : "input_text";

  return new_message (role, new_part (type, "text", text));
}

static gchar *
make_data_uri (const gchar *mime_type, GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree gchar *base64 = g_base64_encode (data, length);

  return g_strdup_printf ("data:%s;base64,%s", mime_type, base64);
}

JsonObject *
oa_item_new_image (const gchar *mime_type, GBytes *image, const gchar *detail)
{
  g_autofree gchar *uri = make_data_uri (mime_type, image);
  JsonObject *part = new_part ("input_image", "image_url", uri);

  oa_json_set_string (part, "detail", detail);
  return new_message (OA_ROLE_USER, part);
}

JsonObject *
oa_item_new_function_call (const gchar *call_id, const gchar *name,
    const gchar *arguments)
{
  JsonObject *item = json_object_new ();

  json_object_set_string_member (item, "type", "function_call");
  json_object_set_string_member (item, "name", name);
  json_object_set_string_member (item, "call_id", call_id);
  json_object_set_string_member (item, "arguments", arguments);
  return item;
}

JsonObject *
oa_item_new_function_output (const gchar *call_id, const gchar *output)
{
  JsonObject *item = json_object_new ();

  json_object_set_string_member (item, "type", "function_call_output");
  json_object_set_string_member (item, "call_id", call_id);
  json_object_set_string_member (item, "output", output ? output : "");
  return item;
}

gchar *
oa_item_make_error_output (const gchar *sentence)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "error", sentence);
  return oa_json_object_to_text (object);
}

JsonObject *
oa_item_new_decision (const gchar *id, const gchar *request_id,
    gboolean approve, const gchar *reason)
{
  JsonObject *item = json_object_new ();

  json_object_set_string_member (item, "type", "mcp_approval_response");
  json_object_set_string_member (item, "id", id);
  json_object_set_string_member (item, "approval_request_id", request_id);
  json_object_set_boolean_member (item, "approve", approve);
  oa_json_set_string (item, "reason", reason);
  return item;
}
