/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* history.c - files of the user: a conversation to begin with, and prices.
 *
 * What is taken can be told to a service, no more than the limits of it, and
 * every output has its call; prices are neither negative nor infinite. What is
 * not taken has a sentence. */

#include "fuzz.h"

#include "conversation/history.h"
#include "conversation/historyimport.h"
#include "session/prices.h"

#include <math.h>

const gchar fuzz_name[] = "history";
const guint fuzz_mutations = 30000;

void
fuzz_set_up (void)
{}

static void
check_item (JsonObject *item, GHashTable *calls)
{
  const gchar *type = oa_json_get_string (item, "type");
  const gchar *call_id = oa_json_get_string (item, "call_id");

  g_assert_nonnull (type);
  if (g_str_equal (type, "message")) {
    g_assert_cmpint (oa_role_from_nick (oa_json_get_string (item, "role")), !=,
        OA_ROLE_NONE);
    g_assert_nonnull (oa_json_get_array (item, "content"));
  } else if (g_str_equal (type, "function_call")) {
    g_assert_nonnull (call_id);
    g_assert_nonnull (oa_json_get_string (item, "arguments"));
    g_hash_table_add (calls, (gpointer) call_id);
  } else {
    g_assert_cmpstr (type, ==, "function_call_output");
    g_assert_nonnull (oa_json_get_string (item, "output"));
    g_assert_true (g_hash_table_contains (calls, call_id));
  }
}

static void
check_history (const gchar *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = oa_history_import (text, &error);
  g_autoptr (GHashTable) calls = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_true ((items == NULL) == (error != NULL));
  for (guint i = 0; items != NULL && i < items->len; i++)
    check_item (g_ptr_array_index (items, i), calls);
  g_assert_true (items == NULL || items->len <= 2 * OA_HISTORY_MAX_ITEMS);
}

static void
check_prices (const gchar *text)
{
  const OaUsage usage = { 900, 500, 400, 200, 300, 0, 60, 20, 40, 100, 300 };
  g_autoptr (GError) error = NULL;
  OaPrices *prices = oa_prices_new (text, "m", &error);
  gdouble cost;

  g_assert_true ((prices == NULL) == (error != NULL));
  if (prices == NULL)
    return;
  cost = oa_prices_get_cost (prices, &usage);
  g_assert_true (isfinite (cost) && cost >= 0);
  oa_prices_free (prices);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  gboolean prices = fuzz_take_byte (&input) == '$';
  g_autofree gchar *text =
      g_utf8_make_valid ((const gchar *) input.data, input.left);

  if (prices)
    check_prices (text);
  else
    check_history (text);
}
