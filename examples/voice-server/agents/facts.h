/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* facts.h - what an agent wants to know, and what it was told. Pure. */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define OVS_FACT_MAX_TEXT 1000

extern const gchar *const ovs_fact_types[];

/* @rule: a fact of an agent file. The value as it is kept, as text: a date as
 * 2026-05-01, a time as 18:30, a phone number as +4930123456. NULL and a
 * sentence for the model when it is not one. (transfer full) */
gchar *ovs_fact_check (const gchar *name, JsonObject *rule, JsonNode *value,
    GError **error);

/* A phone number without what is written between the digits; NULL when it is
 * none. (transfer full) */
gchar *ovs_phone_number_normalize (const gchar *text);

/* The names of @rules that are required and have no value in @values, with
 * ", " between them. (transfer full) */
gchar *ovs_facts_list_missing (JsonObject *rules, JsonObject *values);

/* JSON Schema of the arguments of the function that notes a fact. (transfer
 * full) */
gchar *ovs_facts_make_schema (JsonObject *rules);
/* What the model is told of it: the names, types and descriptions. (transfer
 * full) */
gchar *ovs_facts_describe (JsonObject *rules);

G_END_DECLS
