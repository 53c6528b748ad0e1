/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* endpoint.c - addresses given and addresses made. */

#include <string.h>

#include "protocol/endpoint.h"
#include "protocol/json.h"
#include "../support/testcase.h"

#define REALTIME GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME
#define TRANSCRIPTION GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION
#define TRANSLATION GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION

#define AZURE "wss://res.openai.azure.com/openai"
#define VOICE_LIVE "wss://res.services.ai.azure.com/voice-live/realtime"

TEST (default)
{
  static const gchar *const rows[][2] = {
    { NULL, OA_DEFAULT_URI },
    { "", OA_DEFAULT_URI },
    { "https://api.openai.com/v1", OA_DEFAULT_URI },
    { "https://api.openai.com/v1//", OA_DEFAULT_URI },
    { "http://127.0.0.1:8080/v1", "ws://127.0.0.1:8080/v1/realtime" },
    { "HTTP://127.0.0.1:8080/v1", "ws://127.0.0.1:8080/v1/realtime" },
    { "http://[::1]:8080", "ws://[::1]:8080/realtime" },
    { "ws://h/v1/realtime", "ws://h/v1/realtime" },
    { "wss://h/v1/realtime/", "wss://h/v1/realtime" },
    { "https://h/v1?a=b", "wss://h/v1/realtime?a=b" },
    { "https://u:p@h/v1", "wss://u:p@h/v1/realtime" },
    { "https://res.openai.azure.com/openai/v1/",
        "wss://res.openai.azure.com/openai/v1/realtime" },
    { "nonsense", "nonsense" },
    { "http:////h/v1", "http:////h/v1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *uri = oa_endpoint_default (rows[i][0]);

    g_assert_cmpstr (uri, ==, rows[i][1]);
  }
}

TEST (build)
{
  static const struct
  {
    const gchar *uri;
    GstOpenaiRealtimeSessionType type;
    const gchar *model, *call_id, *expected;
  } rows[] = {
    { "wss://h/r", REALTIME, "m", NULL, "wss://h/r?model=m" },
    { "WSS://h/r", REALTIME, "m", NULL, "wss://h/r?model=m" },
    { "ws://h:1/r", REALTIME, "a b&c", "", "ws://h:1/r?model=a%20b%26c" },
    { "wss://h/r", REALTIME, NULL, NULL, "wss://h/r" },
    { "wss://h/r", REALTIME, "m", "rtc_1", "wss://h/r?call_id=rtc_1" },
    { "wss://h/r", TRANSCRIPTION, "m", NULL, "wss://h/r?intent=transcription" },
    { "wss://h/r", TRANSLATION, "m", NULL, "wss://h/r/translations?model=m" },
    { "wss://h/r/translations", TRANSLATION, "m", NULL,
        "wss://h/r/translations?model=m" },
    /* What the user wrote wins. */
    { "wss://h/r?model=x", REALTIME, "m", "rtc_1", "wss://h/r?model=x" },
    { "wss://h/r?intent=y", REALTIME, "m", NULL, "wss://h/r?intent=y" },
    { "wss://h/r?a=1&call_id=2", TRANSCRIPTION, "m", NULL,
        "wss://h/r?a=1&call_id=2" },
    { "wss://h/r?models=x&deployment=d", REALTIME, "m", NULL,
        "wss://h/r?models=x&deployment=d" },
    { "wss://h/r%20s?q=%C3%A9", REALTIME, "m", NULL,
        "wss://h/r%20s?q=%C3%A9&model=m" },
    /* Azure OpenAI: with and without a date. */
    { AZURE "/v1/realtime", REALTIME, "my-model", NULL,
        AZURE "/v1/realtime?model=my-model" },
    { AZURE "/v1/realtime", TRANSCRIPTION, "my-model", NULL,
        AZURE "/v1/realtime?intent=transcription" },
    { AZURE "/v1/realtime", REALTIME, "my-model", "rtc_1",
        AZURE "/v1/realtime?call_id=rtc_1" },
    { AZURE "/realtime?api-version=2025-04-01-preview", REALTIME, "my-model",
        NULL,
        AZURE "/realtime?api-version=2025-04-01-preview&deployment="
              "my-model" },
    { AZURE "/realtime?api-version=2025-04-01-preview&deployment=d", REALTIME,
        "m", NULL,
        AZURE "/realtime?api-version=2025-04-01-preview&deployment=d" },
    { AZURE "/realtime?api-version=2025-04-01-preview", TRANSCRIPTION, "m",
        NULL,
        AZURE "/realtime?api-version=2025-04-01-preview&intent="
              "transcription" },
    { VOICE_LIVE "?api-version=2026-04-10&model=m", REALTIME, "x", NULL,
        VOICE_LIVE "?api-version=2026-04-10&model=m" },
    /* Gateways have what paths and parameters they like. */
    { "wss://gw/a/b/c/openai?key=k", REALTIME, "p/m", NULL,
        "wss://gw/a/b/c/openai?key=k&model=p%2Fm" },
    { "wss://gw/", TRANSLATION, "m", NULL, "wss://gw/translations?model=m" },
    { "wss://gw", REALTIME, "m", NULL, "wss://gw?model=m" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree gchar *uri = oa_endpoint_build (rows[i].uri, rows[i].type,
        rows[i].model, rows[i].call_id, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (uri, ==, rows[i].expected);
  }
}

TEST (refused)
{
  static const gchar *const rows[] = { "", "nonsense", "api.openai.com/v1",
    "http://h/r", "wss:///r", "wss:r", "ws://h:99999/r", "ws://h%zz/r",
    "wss://h%3a1/r", "wss://a%0d%0ab/r", "wss://[fe80::1%25a%0d%0ab]/r",
    "wss://h/r#part", "wss:////h/r" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (oa_endpoint_build (rows[i], REALTIME, "m", NULL, &error));
    g_assert_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE);
  }
}

TEST (refusal_tells_no_secret)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (oa_endpoint_build ("http://user:secret@h/r?key=secret",
      REALTIME, "m", NULL, &error));
  g_assert_null (strstr (error->message, "secret"));
  g_assert_nonnull (strstr (error->message, "http://h/r"));
}

TEST (for_display)
{
  static const gchar *const rows[][2] = {
    { "wss://h:1/r?model=m", "wss://h:1/r" },
    { "wss://user:secret@h/r?key=secret#f", "wss://h/r" },
    { "ws://h:99999/r?key=secret", "ws://h:99999/r" },
    { "ws://user:secret@h:99999/r", "ws://h:99999/r" },
    { "wss://user:se@cret@h%zz/r?q", "wss://h%zz/r" },
    { "no address at all", "no address at all" },
    { "", "" },
    /* What is before "://" is no scheme; what GUri cannot join again. */
    { "//h\\x?key=secret://x", "//h\\x" },
    { "secret_key?://h", "secret_key" },
    { "http:////h/x", "http:////h/x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *shown = oa_endpoint_for_display (rows[i][0]);

    g_assert_cmpstr (shown, ==, rows[i][1]);
  }
}

TEST (hosts)
{
  static const gchar *const good[] = { "host", "a.b-c.example", "host.",
    "my_service", "127.0.0.1", "::1", "fe80::1%eth0", "m\xc3\xbcller.example" };
  static const gchar *const bad[] = { "", ".", "a b", "a\r\nb", "a\nb", "a/b",
    "a:b", "a@b", "a?b", "a#b", "a%b", "a[b", "a..b", ".a", "a\x7f",
    "a\xc2\x9b", "a\xff", "127.0.0.1%eth0", "fe80::1%", "fe80::1%a\r\nb",
    "a\"b", "a<b" };
  g_autofree gchar *longest = g_strnfill (300, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_test_message ("%s", good[i]);
    g_assert_true (oa_endpoint_is_host (good[i]));
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_test_message ("bad %u", i);
    g_assert_false (oa_endpoint_is_host (bad[i]));
  }
  g_assert_false (oa_endpoint_is_host (NULL));
  g_assert_false (oa_endpoint_is_host (longest));
}

TEST_MAIN ()
