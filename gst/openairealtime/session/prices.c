/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* prices.c - a table read strictly, and a sum. */

#include "prices.h"

#include "protocol/json.h"

#include <string.h>

#define TOKENS_PER_PRICE 1e6
/* No price is like this: the table is in other units. */
#define MAX_PRICE 1e6

struct _OaPrices
{
  gdouble text_input, text_cached, text_output;
  gdouble audio_input, audio_cached, audio_output;
};

/* Prices of tokens, then what the same table has for other programs. */
static const struct
{
  const gchar *name;
  gssize offset;        /* -1: not used here */
  const gchar *instead; /* the price where this one is missing */
} members[] = {
  { "text_input", G_STRUCT_OFFSET (OaPrices, text_input) },
  { "text_cached", G_STRUCT_OFFSET (OaPrices, text_cached), "text_input" },
  { "text_output", G_STRUCT_OFFSET (OaPrices, text_output) },
  { "audio_input", G_STRUCT_OFFSET (OaPrices, audio_input) },
  { "audio_cached", G_STRUCT_OFFSET (OaPrices, audio_cached), "audio_input" },
  { "audio_output", G_STRUCT_OFFSET (OaPrices, audio_output) },
  { "minute", -1 },
  { "context", -1 },
};

G_GNUC_PRINTF (2, 3)
static gboolean
fail (GError **error, const gchar *format, ...)
{
  va_list args;
  gchar *text;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
      "price-table: %s", text);
  g_free (text);
  return FALSE;
}

/* A text would count as 0, and no limit would ever be reached. */
static gboolean
read_price (JsonObject *model, const gchar *name, gdouble *price)
{
  *price = oa_json_get_double (model, name, -1);
  return *price >= 0 && *price <= MAX_PRICE;
}

static gboolean
is_member (const gchar *name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (members); i++) {
    if (strcmp (members[i].name, name) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_names (const gchar *model, JsonObject *object, GError **error)
{
  GList *names = json_object_get_members (object);
  gboolean ok = TRUE;
  GList *l;

  for (l = names; l != NULL && ok; l = l->next) {
    if (!is_member (l->data))
      ok = fail (error, "%s has a member %s that is not known.", model,
          (const gchar *) l->data);
  }
  g_list_free (names);
  return ok;
}

/* Tokens without a price would cost nothing, so each kind needs one. */
static gboolean
read_prices (OaPrices *self, const gchar *model, JsonObject *object,
    GError **error)
{
  guint i;

  if (!check_names (model, object, error))
    return FALSE;
  for (i = 0; i < G_N_ELEMENTS (members); i++) {
    const gchar *name = members[i].name;
    gboolean used = members[i].offset >= 0;
    gdouble price;

    if (!json_object_has_member (object, name)) {
      if (!used)
        continue;
      if (members[i].instead == NULL)
        return fail (error,
            "%s has no %s. Add its price per million tokens, "
            "0 if there is none.",
            model, name);
      name = members[i].instead;
    }
    if (!read_price (object, name, &price))
      return fail (error, "%s of %s is not a number from 0 to %.0f.", name,
          model, MAX_PRICE);
    if (used)
      G_STRUCT_MEMBER (gdouble, self, members[i].offset) = price;
  }
  return TRUE;
}

OaPrices *
oa_prices_new (const gchar *json, const gchar *model, GError **error)
{
  JsonObject *table =
      oa_json_parse_object (json, -1, OA_PRICES_MAX_SIZE, "price-table", error);
  JsonObject *prices;
  OaPrices *self;

  if (table == NULL)
    return NULL;
  self = g_new0 (OaPrices, 1);
  prices = oa_json_get_object (oa_json_get_object (table, "models"), model);
  if (prices == NULL)
    fail (error,
        "it has no prices for the model %s. Add them under "
        "\"models\".",
        model);
  if (prices == NULL || !read_prices (self, model, prices, error))
    g_clear_pointer (&self, oa_prices_free);
  json_object_unref (table);
  return self;
}

void
oa_prices_free (OaPrices *self)
{
  g_free (self);
}

/* Tokens of one kind, some of them at the cheaper price. */
static gdouble
input_cost (guint64 tokens, guint64 cached, gdouble price, gdouble cached_price)
{
  cached = MIN (cached, tokens);
  return (tokens - cached) * price + cached * cached_price;
}

gdouble
oa_prices_get_cost (const OaPrices *self, const OaUsage *usage)
{
  return (input_cost (usage->input_text_tokens, usage->cached_text_tokens,
              self->text_input, self->text_cached)
             + input_cost (usage->input_audio_tokens,
                 usage->cached_audio_tokens, self->audio_input,
                 self->audio_cached)
             + usage->output_text_tokens * self->text_output
             + usage->output_audio_tokens * self->audio_output)
      / TOKENS_PER_PRICE;
}
