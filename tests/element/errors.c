/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* errors.c - each cause of failure is one error that names it and the next
 * step, soon, without a secret. */

#include "fixture.h"
#include "../support/testcase.h"

#include <string.h>

#define KEY "sk-very-secret-key-1234567890"

typedef struct
{
  const gchar *name;
  const gchar *scenario; /* of the server; NULL = it behaves */
  const gchar *property; /* set to value, or NULL */
  const gchar *value;
  gint code;           /* of GST_RESOURCE_ERROR */
  const gchar *says;   /* part of the sentence */
  const gchar *detail; /* field of the details, or NULL */
} Case;

static const Case cases[] = {
  { "wrong-key", "invalid-key", NULL, NULL, GST_RESOURCE_ERROR_NOT_AUTHORIZED,
      "refused the API key", "api-error-code" },
  { "http-401", "http-401", NULL, NULL, GST_RESOURCE_ERROR_NOT_AUTHORIZED,
      "401", "http-status-code" },
  { "http-403", "http-403", NULL, NULL, GST_RESOURCE_ERROR_NOT_AUTHORIZED,
      "403", "http-status-code" },
  { "http-404", "http-404", NULL, NULL, GST_RESOURCE_ERROR_NOT_FOUND, "404",
      "http-status-code" },
  { "http-429", "http-429", "connect-timeout", "500", GST_RESOURCE_ERROR_BUSY,
      "429", "retry-after" },
  { "http-503", "http-503", "connect-timeout", "500",
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "503", "http-status-code" },
  { "no-key", NULL, "api-key", "", GST_RESOURCE_ERROR_NOT_AUTHORIZED,
      "OPENAI_API_KEY", NULL },
  { "no-server", NULL, "uri", "ws://127.0.0.1:1/v1/realtime",
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "refused the connection", NULL },
  { "no-host", NULL, "uri", "wss://nowhere.invalid/v1/realtime",
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "nowhere.invalid", NULL },
  { "no-address", NULL, "uri", "http://127.0.0.1/", GST_RESOURCE_ERROR_SETTINGS,
      "ws://", NULL },
  { "plain-ws-elsewhere", NULL, "uri", "ws://example.com/v1/realtime",
      GST_RESOURCE_ERROR_SETTINGS, "unencrypted", NULL },
  { "unknown-model", NULL, "model", "parrot", GST_RESOURCE_ERROR_SETTINGS,
      "model", "api-error-code" },
  { "bad-tools", NULL, "tools", "[{", GST_RESOURCE_ERROR_SETTINGS, "tools",
      NULL },
  { "unknown-field", NULL, "session-config", "{\"frob\":1}",
      GST_RESOURCE_ERROR_SETTINGS, "session.frob", "api-error-param" },
  { "refused-property", NULL, "voice", "nobody", GST_RESOURCE_ERROR_SETTINGS,
      "the property voice (", "api-error-param" },
  { "bad-history", NULL, "history", "[{", GST_RESOURCE_ERROR_SETTINGS,
      "The property history cannot be used: Not valid JSON", NULL },
  { "no-prices", NULL, "price-table", "/nonexistent/prices.json",
      GST_RESOURCE_ERROR_SETTINGS,
      "The property price-table cannot be used: ", NULL },
  { "no-key-file", NULL, "api-key-file", "/nonexistent/key",
      GST_RESOURCE_ERROR_SETTINGS, "has the key as its only line", NULL },
  { "key-with-line-break", NULL, "api-key", "sk-one\nsk-two",
      GST_RESOURCE_ERROR_SETTINGS, "The API key contains a line break", NULL },
  { "cost-without-prices", NULL, "max-cost", "0.1", GST_RESOURCE_ERROR_SETTINGS,
      "Set price-table", NULL },
  { "translation-without-language", NULL, "session-type", "translation",
      GST_RESOURCE_ERROR_SETTINGS, "Set target-language", NULL },
  { "call-on-recording", NULL, "call-id", "rtc_1", GST_RESOURCE_ERROR_SETTINGS,
      "Set live=yes", NULL },
  { "quota", "quota-failed", NULL, NULL, GST_RESOURCE_ERROR_NO_SPACE_LEFT, "",
      "api-error-type" },
  { "silent", "silent", "connect-timeout", "200",
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "200 ms", NULL },
  { "half-open", "half-open", "connect-timeout", "200",
      GST_RESOURCE_ERROR_OPEN_READ_WRITE,
      "in time, still waiting for the answer", NULL },
  { "no-session-updated", "no-session-updated", "connect-timeout", "200",
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "200 ms", NULL },
  { "closed", "close-1011", "reconnect", "false", GST_RESOURCE_ERROR_READ,
      "1011", "close-code" },
  { "expired", "close-1001-expired", "reconnect", "false",
      GST_RESOURCE_ERROR_READ, "longest duration", NULL },
  { "reset", "reset-mid-delta", "reconnect", "false", GST_RESOURCE_ERROR_READ,
      "", NULL },
};

static void
assert_no_secret (const Run *run)
{
  g_autofree gchar *text = run->details != NULL
      ? gst_structure_to_string (run->details)
      : g_strdup ("");

  g_assert_null (strstr (run->error->message, KEY));
  g_assert_null (strstr (text, KEY));
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  OrsOptions options = { .scenario = c->scenario };
  g_autoptr (GBytes) speech = make_speech ("pcm", 2, 1500, 1000);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start_pcm (&f, &options);
  g_object_set (f.element, "api-key", KEY, NULL);
  if (c->property != NULL)
    gst_util_set_object_arg (G_OBJECT (f.element), c->property, c->value);
  run = fixture_run (&f, speech);
  g_assert_error (run->error, GST_RESOURCE_ERROR, c->code);
  g_assert_cmpuint (run->n_errors, ==, 1);
  g_assert_nonnull (strstr (run->error->message, c->says));
  if (c->detail != NULL)
    g_assert_true (gst_structure_has_field (run->details, c->detail));
  assert_no_secret (run);
}

/* A key's header stands once in the request. */
static void
test_header_twice (gconstpointer name)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 500, 500);
  g_autoptr (GstStructure) headers = gst_structure_new_empty ("headers");
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  gst_structure_set (headers, name, G_TYPE_STRING, "Basic 123456789", NULL);
  fixture_start_pcm (&f, NULL);
  g_object_set (f.element, "api-key", KEY, "extra-headers", headers,
      "organization", "org_1", NULL);
  run = fixture_run (&f, speech);
  g_assert_error (run->error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
  g_assert_nonnull (strstr (run->error->message, "extra-headers"));
  g_assert_nonnull (strstr (run->error->message, name));
}

/* The environment is named where it is the cause. */
TEST_PCM (base_url_is_named, NULL)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 500, 500);
  g_autoptr (Run) run = NULL;

  g_object_set (f->element, "uri", NULL, NULL);
  g_setenv ("OPENAI_BASE_URL", "api.example.test/v1", TRUE);
  run = fixture_run (f, speech);
  g_unsetenv ("OPENAI_BASE_URL");
  g_assert_error (run->error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
  g_assert_nonnull (strstr (run->error->message, "OPENAI_BASE_URL"));
}

/* One bad message is a warning; the conversation goes on. */
static void
test_malformed_messages_do_not_end_it (gconstpointer scenario)
{
  OrsOptions options = { .scenario = scenario };
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start_pcm (&f, &options);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->audio->len, >, 0);
}

int
main (int argc, char **argv)
{
  static const gchar *const survivable[] = { "malformed-json", "deep-json",
    "error-storm" };

  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROWS (case, cases);
  TEST_WORDS (malformed_messages_do_not_end_it, survivable);
  TEST_ROW (header_twice, "authorization", "authorization");
  TEST_ROW (header_twice, "organization", "OpenAI-Organization");
  return g_test_run ();
}
