/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* prices.c - see prices.h. */

#include "prices.h"

#include "protocol/json.h"
#include "protocol/jsonschema.h"

#include <gio/gio.h>

#define MILLION 1000000.0

#define PRICE "{\"type\":\"number\",\"minimum\":0,\"maximum\":1e9}"
#define PRICES(a, b, c) \
  "\"" a "\":" PRICE ",\"" b "\":" PRICE ",\"" c "\":" PRICE

static const gchar schema[] =
    "{\"type\":\"object\",\"required\":[\"models\"],\"properties\":{"
    "\"currency\":{\"type\":\"string\"},"
    "\"models\":{\"type\":\"object\",\"additionalProperties\":{"
    "\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" PRICES (
        "text_input", "text_cached", "text_output") "," PRICES ("audio_input",
        "audio_cached", "audio_output") ","
                                        "\"minute\":" PRICE
                                        ",\"context\":" PRICE "}}}}}";

struct _AppPrices
{
  gchar *currency;
  JsonObject *models;
};

G_GNUC_PRINTF (2, 3)
static gboolean
fail (GError **error, const gchar *format, ...)
{
  va_list args;
  g_autofree gchar *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
      "The price table cannot be used: %s", text);
  return FALSE;
}

/* But for the size of its context. */
static gboolean
has_price (JsonObject *model)
{
  return json_object_get_size (model)
      > (guint) json_object_has_member (model, "context");
}

static gboolean
check (JsonObject *root, GError **error)
{
  g_autoptr (JsonNode) rules = json_from_string (schema, NULL);
  g_autoptr (JsonNode) node = oa_json_node_new_object (json_object_ref (root));
  g_autofree gchar *wrong = oa_json_schema_check (rules, node, "table");
  JsonObject *models = oa_json_get_object (root, "models");
  JsonObjectIter iter;
  const gchar *name;
  JsonNode *model;

  if (wrong != NULL)
    return fail (error, "%s", wrong);
  json_object_iter_init (&iter, models);
  while (json_object_iter_next (&iter, &name, &model))
    if (!has_price (json_node_get_object (model)))
      return fail (error, "%s has no price.", name);
  return TRUE;
}

AppPrices *
app_prices_new (const gchar *json, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (JsonObject) root =
      oa_json_parse_object (json, -1, 0, "table", &cause);
  const gchar *currency = oa_json_get_string (root, "currency");
  AppPrices *self;

  if (root == NULL)
    fail (error, "%s", cause->message);
  if (root == NULL || !check (root, error))
    return NULL;
  self = g_new0 (AppPrices, 1);
  self->currency = g_strdup (currency != NULL ? currency : "USD");
  self->models = json_object_ref (oa_json_get_object (root, "models"));
  return self;
}

static void
tell_form (GError **error)
{
  g_autofree gchar *text = NULL;

  if (error == NULL || *error == NULL)
    return;
  text = g_strdup_printf (
      "%s%s Its form is that of prices.example.json, "
      "which is installed in the documentation of openai-realtime-batch.",
      (*error)->message, g_str_has_suffix ((*error)->message, ".") ? "" : ".");
  g_free ((*error)->message);
  (*error)->message = g_steal_pointer (&text);
}

AppPrices *
app_prices_new_from_file (const gchar *path, GError **error)
{
  g_autofree gchar *text = NULL;
  AppPrices *self;

  if (!g_file_get_contents (path, &text, NULL, error)) {
    g_prefix_error (error, "The price table cannot be read: ");
    tell_form (error);
    return NULL;
  }
  self = app_prices_new (text, error);
  if (self == NULL) {
    g_prefix_error (error, "%s: ", path);
    tell_form (error);
  }
  return self;
}

void
app_prices_free (AppPrices *self)
{
  if (self == NULL)
    return;
  json_object_unref (self->models);
  g_free (self->currency);
  g_free (self);
}

const gchar *
app_prices_get_currency (const AppPrices *self)
{
  return self->currency;
}

/*** costs ***/

static JsonObject *
find_model (const AppPrices *self, const gchar *model)
{
  return model != NULL ? oa_json_get_object (self->models, model) : NULL;
}

gboolean
app_prices_has_model (const AppPrices *self, const gchar *model)
{
  return find_model (self, model) != NULL;
}

gdouble
app_prices_get (const AppPrices *self, const gchar *model, const gchar *member)
{
  return oa_json_get_double (find_model (self, model), member, -1);
}

static gdouble
price (JsonObject *row, const gchar *member)
{
  return oa_json_get_double (row, member, 0);
}

/* Cached input without a price of its own costs what other input does. */
static gdouble
input_cost (JsonObject *row, gdouble tokens, gdouble cached, const gchar *full,
    const gchar *cheap)
{
  cached = MIN (cached, tokens);
  return (tokens - cached) * price (row, full)
      + cached
      * price (row, json_object_has_member (row, cheap) ? cheap : full);
}

gdouble
app_prices_get_cost (const AppPrices *self, const gchar *model,
    const AppTokens *tokens)
{
  JsonObject *row = find_model (self, model);
  gdouble text = tokens->input_text, audio = tokens->input_audio;
  /* Where the service does not say of which kind they are, they are taken to
   * be spread as the input is. */
  gdouble rest =
      MAX (tokens->cached - tokens->cached_text - tokens->cached_audio, 0);
  gdouble share = text + audio > 0 ? rest / (text + audio) : 0;

  if (row == NULL)
    return -1;
  return (input_cost (row, text, tokens->cached_text + share * text,
              "text_input", "text_cached")
             + input_cost (row, audio, tokens->cached_audio + share * audio,
                 "audio_input", "audio_cached")
             + tokens->output_text * price (row, "text_output")
             + tokens->output_audio * price (row, "audio_output"))
      / MILLION;
}

/* A kind of tokens without a price would count as 0. */
gchar *
app_prices_find_missing (const AppPrices *self, const gchar *model,
    const gchar *const *members)
{
  JsonObject *row = find_model (self, model);

  if (model == NULL)
    return NULL;
  if (row == NULL)
    return g_strdup_printf ("The price table has no model %s. Add it to know "
                            "what it costs.",
        model);
  if (json_object_has_member (row, "minute"))
    return NULL;
  for (; *members != NULL; members++)
    if (!json_object_has_member (row, *members))
      return g_strdup_printf ("The price table has no %s of the model %s. Add "
                              "it, 0 if there is none.",
          *members, model);
  return NULL;
}
