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
#include <math.h>

#define MILLION 1000000.0
/* What the service counts, per s. */
#define INPUT_RATE 10
#define OUTPUT_RATE 20
/* What is assumed of a recording of which nothing is known: a turn every 15 s,
 * an answer of 6 s to each. */
#define TURN_S 15.0
#define ANSWER_S 6.0
#define ANSWER_TEXT_TOKENS 25
#define INSTRUCTION_TOKENS 200

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

struct _OrbPrices
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

OrbPrices *
orb_prices_new (const gchar *json, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (JsonObject) root =
      oa_json_parse_object (json, -1, 0, "table", &cause);
  const gchar *currency = oa_json_get_string (root, "currency");
  OrbPrices *self;

  if (root == NULL)
    fail (error, "%s", cause->message);
  if (root == NULL || !check (root, error))
    return NULL;
  self = g_new0 (OrbPrices, 1);
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

OrbPrices *
orb_prices_new_from_file (const gchar *path, GError **error)
{
  g_autofree gchar *text = NULL;
  OrbPrices *self;

  if (!g_file_get_contents (path, &text, NULL, error)) {
    g_prefix_error (error, "The price table cannot be read: ");
    tell_form (error);
    return NULL;
  }
  self = orb_prices_new (text, error);
  if (self == NULL) {
    g_prefix_error (error, "%s: ", path);
    tell_form (error);
  }
  return self;
}

void
orb_prices_free (OrbPrices *self)
{
  if (self == NULL)
    return;
  json_object_unref (self->models);
  g_free (self->currency);
  g_free (self);
}

const gchar *
orb_prices_get_currency (const OrbPrices *self)
{
  return self->currency;
}

static JsonObject *
find_model (const OrbPrices *self, const gchar *model)
{
  return oa_json_get_object (self->models, model);
}

static gdouble
price (JsonObject *row, const gchar *field)
{
  return oa_json_get_double (row, field, 0);
}

/* Cached input without a price of its own costs what other input does. */
static gdouble
cached_price (JsonObject *row, const gchar *field, const gchar *uncached)
{
  return price (row, json_object_has_member (row, field) ? field : uncached);
}

/* The service tells how many tokens it had in its cache, but the element does
 * not tell of which kind: taken to be spread as the input is. */
static gdouble
speech_cost (JsonObject *row, const OrbUsage *usage, gdouble seconds)
{
  gdouble input = usage->input_text + usage->input_audio;
  gdouble cached = input > 0 ? MIN (usage->cached / input, 1) : 0;
  gdouble sum;

  sum = usage->input_text
      * ((1 - cached) * price (row, "text_input")
          + cached * cached_price (row, "text_cached", "text_input"));
  sum += usage->input_audio
      * ((1 - cached) * price (row, "audio_input")
          + cached * cached_price (row, "audio_cached", "audio_input"));
  sum += usage->output_text * price (row, "text_output");
  sum += usage->output_audio * price (row, "audio_output");
  return sum / MILLION + seconds / 60 * price (row, "minute");
}

/* By the minute, or by tokens. */
static gdouble
transcription_cost (JsonObject *row, const OrbUsage *usage, gdouble seconds)
{
  gdouble sum = usage->transcription_input * price (row, "audio_input")
      + usage->transcription_output * price (row, "text_output");
  gdouble minutes = (usage->transcription_seconds > 0
                            ? usage->transcription_seconds
                            : seconds)
      / 60;

  if (json_object_has_member (row, "minute"))
    return minutes * price (row, "minute");
  return sum / MILLION;
}

gdouble
orb_prices_cost (const OrbPrices *self, const OrbSettings *settings,
    const OrbUsage *usage, gdouble seconds)
{
  const gchar *names[] = { orb_settings_get_speaking_model (settings),
    settings->transcription_model };
  gdouble sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    JsonObject *row = names[i] != NULL ? find_model (self, names[i]) : NULL;

    if (names[i] != NULL && row == NULL)
      return -1;
    if (row != NULL)
      sum += i == 0 ? speech_cost (row, usage, seconds)
                    : transcription_cost (row, usage, seconds);
  }
  return sum;
}

/* Every answer is billed for all that was said before it, from the cache for
 * the greater part, up to the size of the model's context. */
static void
guess_speech (gdouble context, gdouble seconds, OrbUsage *usage)
{
  guint turns = MAX (ceil (seconds / TURN_S), 1);
  gdouble turn = MIN (seconds, TURN_S) * INPUT_RATE;
  gdouble answer = ANSWER_S * OUTPUT_RATE;

  for (guint i = 0; i < turns; i++) {
    gdouble before = i * (turn + answer) + INSTRUCTION_TOKENS;

    if (context > 0)
      before = MIN (before, context);
    usage->input_audio += before + turn;
    usage->cached += i > 0 ? before : 0;
    usage->output_audio += answer;
    usage->output_text += ANSWER_TEXT_TOKENS;
  }
}

void
orb_prices_guess_usage (const OrbPrices *self, const OrbSettings *settings,
    gdouble seconds, OrbUsage *usage)
{
  const gchar *model = orb_settings_get_speaking_model (settings);
  JsonObject *row = model != NULL ? find_model (self, model) : NULL;

  *usage = (OrbUsage){ 0 };
  if (row != NULL)
    guess_speech (price (row, "context"), seconds, usage);
  if (settings->transcription_model == NULL)
    return;
  usage->transcription_seconds = seconds;
  usage->transcription_input = seconds * INPUT_RATE;
  usage->transcription_output = seconds * 4;
}

gdouble
orb_prices_estimate (const OrbPrices *self, const OrbSettings *settings,
    gdouble seconds, guint channels)
{
  guint sessions = settings->channels == ORB_CHANNELS_EACH ? channels : 1;
  OrbUsage usage;
  gdouble cost;

  if (self == NULL || seconds <= 0)
    return -1;
  orb_prices_guess_usage (self, settings, seconds, &usage);
  cost = orb_prices_cost (self, settings, &usage, seconds);
  return cost < 0 ? -1 : cost * sessions;
}

/* What one model lacks: a price of a kind of tokens would count as 0. */
static gchar *
find_missing (const OrbPrices *self, const gchar *model,
    const gchar *const *kinds)
{
  JsonObject *row;

  if (model == NULL)
    return NULL;
  row = find_model (self, model);
  if (row == NULL)
    return g_strdup_printf ("The price table has no model %s. Add it to know "
                            "what it costs.",
        model);
  if (json_object_has_member (row, "minute"))
    return NULL;
  for (; *kinds != NULL; kinds++)
    if (!json_object_has_member (row, *kinds))
      return g_strdup_printf ("The price table has no %s of the model %s. Add "
                              "it, 0 if there is none.",
          *kinds, model);
  return NULL;
}

gchar *
orb_prices_find_missing (const OrbPrices *self, const OrbSettings *settings)
{
  static const gchar *const speech[] = { "text_input", "text_output",
    "audio_input", "audio_output", NULL };
  static const gchar *const transcription[] = { "audio_input", "text_output",
    NULL };
  gchar *missing =
      find_missing (self, orb_settings_get_speaking_model (settings), speech);

  return missing != NULL
      ? missing
      : find_missing (self, settings->transcription_model, transcription);
}
