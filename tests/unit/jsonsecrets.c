/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonsecrets.c - settings as they may be shown. */

#include "protocol/jsonsecrets.h"
#include "../support/testcase.h"

static const struct
{
  const gchar *text;
  const gchar *shown; /* NULL: as it is */
} rows[] = {
  { "{\"authorization\":\"s\"}", "{\"authorization\":\"***\"}" },
  { "{\"Authorization\":\"s\"}", "{\"Authorization\":\"***\"}" },
  { "[{\"headers\":{\"X-A\":\"s\",\"b\":[\"s\"]}}]",
      "[{\"headers\":{\"X-A\":\"***\",\"b\":[\"***\"]}}]" },
  { "{\"HEADERS\":{\"a\":\"s\"}}", "{\"HEADERS\":{\"a\":\"***\"}}" },
  { "{\"api_key\":\"s\"}", "{\"api_key\":\"***\"}" },
  { "{\"X-API-Key\":\"s\",\"apiKey\":\"s\"}",
      "{\"X-API-Key\":\"***\",\"apiKey\":\"***\"}" },
  { "{\"access_token\":\"s\",\"client_secret\":\"s\",\"Password\":\"s\"}",
      "{\"access_token\":\"***\",\"client_secret\":\"***\","
      "\"Password\":\"***\"}" },
  { "{\"server_url\":\"https://h.example/mcp?token=s\"}",
      "{\"server_url\":\"https://h.example/***\"}" },
  { "{\"server_url\":\"https://h.example/s/mcp\"}",
      "{\"server_url\":\"https://h.example/***\"}" },
  { "{\"server_url\":\"https://me:s@h.example\"}",
      "{\"server_url\":\"https://h.example/***\"}" },
  { "{\"server_url\":\"s\"}", "{\"server_url\":\"***\"}" },
  { "{\"server_url\":\"https://h.example/\"}", NULL },
  { "{\"max_output_tokens\":100,\"instructions\":\"a token\"}", NULL },
  /* An argument of a function, not a secret. */
  { "{\"properties\":{\"token\":{\"type\":\"string\"}}}", NULL },
  { "no JSON", NULL },
  { "{}", NULL },
};

TEST (rows)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *shown = oa_json_redact (rows[i].text);

    g_assert_cmpstr (shown, ==, rows[i].shown);
  }
  g_assert_null (oa_json_redact (NULL));
}

TEST_MAIN ()
