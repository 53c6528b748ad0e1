/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* prices.c - see prices.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "prices.h"

#include "../protocol/json.h"

#include <math.h>

#define TOKENS_PER_PRICE 1e6
/* No price is like this: the table is in other units. */
#define MAX_PRICE 1e6

struct _OaPrices
{
  gchar *currency;
  gdouble text_input, text_cached, text_output;
  gdouble audio_input, audio_cached, audio_output;
};

static gboolean
read_price (JsonObject *model, const gchar *member, gdouble *price,
    GError **error)
{
  *price = oa_json_get_double (model, member, 0);
  if (isfinite (*price) && *price >= 0 && *price <= MAX_PRICE)
    return TRUE;
  g_set_error (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_INVALID_DATA,
      "price-table: %s is not a price per million tokens.", member);
  return FALSE;
}

static gboolean
read_prices (OaPrices *self, JsonObject *model, GError **error)
{
  return read_price (model, "text_input", &self->text_input, error)
      && read_price (model, "text_cached", &self->text_cached, error)
      && read_price (model, "text_output", &self->text_output, error)
      && read_price (model, "audio_input", &self->audio_input, error)
      && read_price (model, "audio_cached", &self->audio_cached, error)
      && read_price (model, "audio_output", &self->audio_output, error);
}

OaPrices *
oa_prices_new (const gchar *json, const gchar *model, GError **error)
{
  JsonObject *table = oa_json_parse_object (json, -1, OA_PRICES_MAX_SIZE,
      "price-table", error);
  JsonObject *prices;
  OaPrices *self;

  if (table == NULL)
    return NULL;
  self = g_new0 (OaPrices, 1);
  self->currency = g_strdup (oa_json_get_string (table, "currency"));
  prices = oa_json_get_object (oa_json_get_object (table, "models"), model);
  if (prices == NULL)
    g_set_error (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_INVALID_DATA,
        "price-table: it has no prices for the model %s. Add them under "
        "\"models\".", model);
  if (prices == NULL || !read_prices (self, prices, error))
    g_clear_pointer (&self, oa_prices_free);
  json_object_unref (table);
  return self;
}

void
oa_prices_free (OaPrices *self)
{
  if (self == NULL)
    return;
  g_free (self->currency);
  g_free (self);
}

/* Tokens of one kind, some of them at the cheaper price. */
static gdouble
input_cost (guint64 tokens, guint64 cached, gdouble price,
    gdouble cached_price)
{
  cached = MIN (cached, tokens);
  return (tokens - cached) * price + cached * cached_price;
}

gdouble
oa_prices_get_cost (const OaPrices *self, const OaUsage *usage)
{
  return (input_cost (usage->input_text_tokens, usage->cached_text_tokens,
          self->text_input, self->text_cached)
      + input_cost (usage->input_audio_tokens, usage->cached_audio_tokens,
          self->audio_input, self->audio_cached)
      + usage->output_text_tokens * self->text_output
      + usage->output_audio_tokens * self->audio_output) / TOKENS_PER_PRICE;
}

const gchar *
oa_prices_get_currency (const OaPrices *self)
{
  return self->currency;
}
