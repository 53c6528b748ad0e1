/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* rules.h - checks a JSON object from a client against a table of members.
 *
 * Strict, as the service is: an unknown member is `unknown_parameter`, and the
 * param of every problem is the path of the member. Pure. */

#pragma once

#include <json-glib/json-glib.h>

#include "problem.h"

G_BEGIN_DECLS

typedef struct _OrsRule OrsRule;

typedef enum
{
  ORS_RULE_ANY,
  ORS_RULE_STRING, /* at most max bytes */
  ORS_RULE_BOOLEAN,
  ORS_RULE_INTEGER, /* min...max */
  ORS_RULE_NUMBER,  /* min...max */
  ORS_RULE_OBJECT,  /* members, if there is a table */
  ORS_RULE_ARRAY,   /* at most max elements, each by `check`, if there is one */
} OrsRuleKind;

typedef gboolean (
    *OrsRuleCheck) (JsonNode *node, const gchar *path, OrsProblem *problem);

struct _OrsRule
{
  const gchar *name; /* NULL ends a table */
  OrsRuleKind kind;
  gboolean required;
  gboolean nullable;
  gdouble min, max; /* of an array or a string: elements, bytes; 0 = any */
  const gchar *const *values; /* the allowed strings, NULL = any */
  const OrsRule *members;     /* of an object or of the objects of an array;
                               * NULL = anything */
  OrsRuleCheck check;         /* instead of or after the above */
};

gboolean ors_rules_check (const OrsRule *rules, JsonObject *object,
    const gchar *path, OrsProblem *problem);

/* For checks: "Invalid value", with what was expected. */
gboolean ors_rules_invalid_type (const gchar *path, const gchar *expected,
    OrsProblem *problem);

G_END_DECLS
