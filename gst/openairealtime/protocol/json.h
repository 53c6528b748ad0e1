/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* json.h - JSON from outside, checked before it is parsed, and read safely.
 *
 * json-glib parses nested values by recursion without a limit, and its plain
 * getters log a critical on a missing member: text from outside passes here. */

#pragma once

#include "jsonscan.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* After the check: any value, an object, or an array. Sentences name @what and
 * never quote @text. @length -1 = until NUL. Escapes that stand for no
 * character (half a surrogate pair, NUL) are read as U+FFFD. */
JsonNode *oa_json_parse (const gchar *text, gssize length, gsize max_size,
    const gchar *what, GError **error);
JsonObject *oa_json_parse_object (const gchar *text, gssize length,
    gsize max_size, const gchar *what, GError **error);
JsonArray *oa_json_parse_array (const gchar *text, gssize length,
    gsize max_size, const gchar *what, GError **error);

/* Compact text of @node or @object. */
gchar *oa_json_node_to_text (JsonNode *node);
gchar *oa_json_object_to_text (JsonObject *object);
GBytes *oa_json_object_to_bytes (JsonObject *object);

/* Getters that answer the default when @object is NULL, the member is missing
 * or has another type (numbers convert: 1500.0 is an integer, too); strings and
 * containers are borrowed. */
const gchar *oa_json_get_string (JsonObject *object, const gchar *member);
gchar *oa_json_dup_string (JsonObject *object, const gchar *member);
gint64 oa_json_get_int (JsonObject *object, const gchar *member,
    gint64 fallback);
gdouble oa_json_get_double (JsonObject *object, const gchar *member,
    gdouble fallback);
gboolean oa_json_get_boolean (JsonObject *object, const gchar *member,
    gboolean fallback);
JsonObject *oa_json_get_object (JsonObject *object, const gchar *member);
JsonArray *oa_json_get_array (JsonObject *object, const gchar *member);

/* A time, count or length of the service, at most @max: it is multiplied and
 * added to by others. Below 0 it is @fallback, as anything that is no
 * number. */
gint64 oa_json_get_count (JsonObject *object, const gchar *member,
    gint64 fallback, gint64 max);
/* Some thirty years; as nanoseconds well within 64 bits. */
#define OA_JSON_MAX_MS G_GINT64_CONSTANT (1000000000000)
#define OA_JSON_MAX_TOKENS G_GINT64_CONSTANT (1000000000000)
/* The end of the year 9999. */
#define OA_JSON_MAX_EPOCH G_GINT64_CONSTANT (253402300799)

/* An integer or a double; FALSE for anything else. */
gboolean oa_json_node_get_number (JsonNode *node, gdouble *value);

/* Nothing for NULL. */
void oa_json_set_string (JsonObject *object, const gchar *member,
    const gchar *text);
/* Takes @object. */
JsonNode *oa_json_node_new_object (JsonObject *object);

/* The object or string at @index of @array, or NULL. */
JsonObject *oa_json_array_get_object (JsonArray *array, guint index);
const gchar *oa_json_array_get_string (JsonArray *array, guint index);

/* Whether @theirs goes into @ours, which are both called @name at @level, or
 * takes its place. */
typedef gboolean (*OaJsonMergeFunc) (guint level, const gchar *name,
    JsonObject *ours, JsonObject *theirs);

/* RFC 7386 without removal by null: objects merge key by key where @may_merge
 * (NULL = always), everything else of @patch replaces what @target has. Deep
 * copies; @patch is unchanged. */
void oa_json_merge (JsonObject *target, JsonObject *patch,
    OaJsonMergeFunc may_merge);

/* Deep copies; json-glib's own share what is inside. */
JsonObject *oa_json_object_copy (JsonObject *object);
JsonNode *oa_json_node_copy (JsonNode *node);

G_END_DECLS
