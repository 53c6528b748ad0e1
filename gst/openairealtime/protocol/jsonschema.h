/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonschema.h - a value against the part of JSON Schema that tools use.
 *
 * Knows type, enum, const, properties, required, additionalProperties, items,
 * the bounds of numbers, texts and arrays, multipleOf, pattern, anyOf, oneOf
 * and allOf. Other keywords are ignored, so what passes is not proven; what is
 * refused is wrong. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A sentence that names the first place that is wrong, @name being the value's
 * own name; NULL when @value is as @schema wants it. (transfer full)
 *
 * Bounded in depth and work: what cannot be checked within is refused. */
gchar *oa_json_schema_check (JsonNode *schema, JsonNode *value,
    const gchar *name);

G_END_DECLS
