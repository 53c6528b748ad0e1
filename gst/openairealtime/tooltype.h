/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tooltype.h - a GObject type as parameters of a function: its schema, and
 * instances of it from a model's arguments.
 *
 * Not part of the public library. No state, no lock. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* JSON Schema of the writable properties of @type. The members have the
 * properties' names, with '_' for '-'. Required are construct-only properties
 * and those that @required names. NULL and @why, a sentence, when a property
 * cannot be told in JSON. (transfer full) */
JsonObject *oa_tool_type_to_schema (GType type, const gchar *const *required,
    gchar **why);

/* Leaves out members that are null: models write that for "not given". */
void oa_tool_arguments_drop_nulls (JsonObject *arguments);

/* An instance with what @arguments have; members that are no property are
 * ignored. NULL and @why when a value does not fit. (transfer full) */
GObject *oa_tool_type_instantiate (GType type, JsonObject *arguments,
    gchar **why);

G_END_DECLS
