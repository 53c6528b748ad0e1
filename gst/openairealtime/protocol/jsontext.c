/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsontext.c - JSON into text, by json-glib but for large numbers.
 *
 * json-glib gives every double a fraction, behind the exponent if there is one:
 * 1e20 becomes 1e+20.0 and 1e-8 1e-08.0, which is not JSON. */

#include "json.h"

#include <string.h>

/* From the opening quote to beyond the closing one, in text that is good. */
static const gchar *
skip_string (const gchar *p)
{
  for (p++; *p != '"'; p++)
    if (*p == '\\')
      p++;
  return p + 1;
}

/* Beyond the exponent at @p and the fraction behind it that must go. */
static const gchar *
copy_exponent (const gchar *p, gchar **to)
{
  do
    *(*to)++ = *p++;
  while (*p == '+' || *p == '-' || g_ascii_isdigit (*p));
  return g_str_has_prefix (p, ".0") ? p + 2 : p;
}

/* In place: it can only become shorter. */
static gsize
repair_numbers (gchar *text)
{
  const gchar *p = text;
  gchar *to = text;

  while (*p != '\0') {
    if (*p == '"') {
      const gchar *end = skip_string (p);

      memmove (to, p, end - p);
      to += end - p;
      p = end;
    } else if (*p == 'e' && p > text && g_ascii_isdigit (p[-1])) {
      p = copy_exponent (p, &to);
    } else {
      *to++ = *p++;
    }
  }
  *to = '\0';
  return to - text;
}

static gchar *
node_to_text (JsonNode *node, gsize *length)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  gchar *text;

  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, length);
  /* Most texts need no second walk. */
  if (strstr (text, "e+") != NULL || strstr (text, "e-") != NULL)
    *length = repair_numbers (text);
  return text;
}

static gchar *
object_to_text (JsonObject *object, gsize *length)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return node_to_text (node, length);
}

gchar *
oa_json_node_to_text (JsonNode *node)
{
  gsize length;

  return node_to_text (node, &length);
}

gchar *
oa_json_object_to_text (JsonObject *object)
{
  gsize length;

  return object_to_text (object, &length);
}

GBytes *
oa_json_object_to_bytes (JsonObject *object)
{
  gsize length = 0;
  gchar *text = object_to_text (object, &length);

  return g_bytes_new_take (text, length);
}
