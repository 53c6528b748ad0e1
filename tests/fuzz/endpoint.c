/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* endpoint.c - any text as an address.
 *
 * A line is the base address or the uri, the next the model, then the call. An
 * address that is accepted is ws or wss, names the same host and carries one of
 * call_id, intent and model; what is shown has neither user info nor query. */

#include "fuzz.h"

#include "protocol/endpoint.h"

#include <string.h>

const gchar fuzz_name[] = "endpoint";
const guint fuzz_mutations = 40000;

void
fuzz_set_up (void)
{}

/* Secrets stand behind the colon of the user info, and in the query. */
static void
check_shown (const gchar *address)
{
  g_autofree gchar *shown = oa_endpoint_for_display (address);

  g_assert_nonnull (shown);
  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_null (strchr (shown, '?'));
}

static void
check_built (const gchar *address, const gchar *built)
{
  g_autoptr (GUri) given = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GUri) uri = g_uri_parse (built, G_URI_FLAGS_ENCODED, NULL);

  g_assert_nonnull (given);
  g_assert_nonnull (uri);
  g_assert_cmpstr (g_uri_get_scheme (uri), ==, g_uri_get_scheme (given));
  g_assert_cmpstr (g_uri_get_host (uri), ==, g_uri_get_host (given));
  g_assert_cmpstr (g_uri_get_userinfo (uri), ==, g_uri_get_userinfo (given));
  g_assert_cmpint (g_uri_get_port (uri), ==, g_uri_get_port (given));
  g_assert_null (g_uri_get_fragment (uri));
}

static void
build (const gchar *address, const gchar *model, const gchar *call)
{
  for (guint type = 0; type <= GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION;
       type++) {
    g_autoptr (GError) error = NULL;
    g_autofree gchar *built =
        oa_endpoint_build (address, type, model, call, &error);

    g_assert_true ((built != NULL) == (error == NULL));
    if (built != NULL)
      check_built (address, built);
    else
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  g_autofree gchar *address = fuzz_take_line (&input);
  g_autofree gchar *model = fuzz_take_line (&input);
  g_autofree gchar *call = fuzz_take_line (&input);
  g_autofree gchar *from_base = oa_endpoint_default (address);

  check_shown (address);
  g_assert_nonnull (from_base);
  check_shown (from_base);
  build (address, model, call);
  build (from_base, model, call);
}
