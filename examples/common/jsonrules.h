/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonrules.h - JSON files that people write, against a table of what they may
 * say. What is wrong is told with its line, its place and its cause.
 *
 * What the members mean is the caller's. Pure. */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  APP_JSON_TEXT,       /* min to max bytes */
  APP_JSON_LINES,      /* the same, or a list of its lines */
  APP_JSON_WORD,       /* one of words */
  APP_JSON_INT,        /* min to max */
  APP_JSON_NUMBER,     /* min to max */
  APP_JSON_BOOLEAN,    /* */
  APP_JSON_TEXTS,      /* a list of min to max texts */
  APP_JSON_MAP,        /* an object with min to max texts by free names */
  APP_JSON_OBJECT,     /* with members */
  APP_JSON_OBJECTS,    /* a list of min to max of those */
  APP_JSON_NAMED,      /* an object with min to max of those by free names */
  APP_JSON_ANY_OBJECT, /* an object of any kind */
} AppJsonKind;

typedef struct _AppJsonRule AppJsonRule;

struct _AppJsonRule
{
  const gchar *name;
  AppJsonKind kind;
  gboolean required;
  gdouble min, max;
  const gchar *fallback; /* JSON that stands for a member that is not there */
  const gchar *const *words;
  const AppJsonRule *members; /* ended by a row without a name */
};

/* An object that @rules, ended by a row without a name, describe. Members that
 * are not there are filled in with their fallback, in objects that are there.
 * @name: of the file, for the error. */
JsonObject *app_json_rules_read (const AppJsonRule *rules, const gchar *text,
    gsize length, gsize max_size, const gchar *name, GError **error);

/* For what a table cannot say. @path: as in the errors, tools[2].http.url;
 * always FALSE. */
gboolean app_json_rules_fail (GError **error, const gchar *name,
    const gchar *text, const gchar *path, const gchar *format, ...)
    G_GNUC_PRINTF (5, 6);

/* Each rule with its place, for what describes them; "[]" stands for an index
 * and "*" for a free name. */
typedef void (*AppJsonRuleFunc) (const gchar *path, const AppJsonRule *rule,
    gpointer user_data);
void app_json_rules_foreach (const AppJsonRule *rules, AppJsonRuleFunc func,
    gpointer user_data);

/* "a text of 1 to 64 bytes". (transfer full) */
gchar *app_json_rule_describe (const AppJsonRule *rule);

/* The word of @words, ended by NULL, that is the most like @word and not
 * another one altogether; NULL. */
const gchar *app_json_find_nearest (const gchar *word,
    const gchar *const *words);

G_END_DECLS
