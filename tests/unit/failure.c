/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* failure.c - a refused upgrade is one of three things that a program must tell
 * apart: pay, wait, or correct. */

#include "session/failure.h"
#include "../support/testcase.h"

#include <string.h>

typedef struct
{
  const gchar *name;
  guint status;
  const gchar *code;
  const gchar *type;
  gint retry_after;
  OaFailureClass class;
  gint error;
  gboolean retry;
} Case;

static const Case cases[] = {
  { "no-quota", 429, "insufficient_quota", "insufficient_quota", -1,
      OA_CLASS_QUOTA, GST_RESOURCE_ERROR_NO_SPACE_LEFT, FALSE },
  { "no-quota-by-type", 429, NULL, "insufficient_quota", -1, OA_CLASS_QUOTA,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT, FALSE },
  { "too-many", 429, "rate_limit_exceeded", "requests", 7, OA_CLASS_RATE,
      GST_RESOURCE_ERROR_BUSY, TRUE },
  { "too-many-without-a-word", 429, NULL, NULL, -1, OA_CLASS_RATE,
      GST_RESOURCE_ERROR_BUSY, TRUE },
  { "unknown-model", 403, "model_not_found", "invalid_request_error", -1,
      OA_CLASS_MODEL, GST_RESOURCE_ERROR_SETTINGS, FALSE },
  { "wrong-key", 401, "invalid_api_key", "invalid_request_error", -1,
      OA_CLASS_AUTH, GST_RESOURCE_ERROR_NOT_AUTHORIZED, FALSE },
  { "forbidden", 403, NULL, NULL, -1, OA_CLASS_AUTH,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED, FALSE },
  { "in-trouble", 503, NULL, NULL, 3, OA_CLASS_SERVER,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, TRUE },
};

static void
test_refused_upgrade (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = g_error_new_literal (OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_HTTP, "The service refused.");
  OaTransportEnd end = { .error = error,
    .http_status = c->status,
    .retry_after = c->retry_after,
    .api_error_code = (gchar *) c->code,
    .api_error_type = (gchar *) c->type };
  OaFailure *failure = oa_failure_from_end (&end, NULL);

  g_assert_cmpint (failure->class, ==, c->class);
  g_assert_cmpint (failure->code, ==, c->error);
  g_assert_cmpint (failure->retry, ==, c->retry);
  g_assert_cmpstr (gst_structure_get_string (failure->details, "error-class"),
      ==, oa_failure_class_get_nick (c->class));
  g_assert_cmpstr (gst_structure_get_string (failure->details,
          "api-error-code"), ==, c->code);
  if (c->retry_after > 0) {
    g_autofree gchar *wait = g_strdup_printf ("wait for %d s", c->retry_after);

    g_assert_nonnull (strstr (failure->message, wait));
    g_assert_true (gst_structure_has_field (failure->details, "retry-after"));
  }
  oa_failure_free (failure);
}

/* What is read of a sentence is its end: it is there however long the service's
 * own words are, and they are fit for a terminal. */
TEST (next_step_survives_long_words)
{
  g_autofree gchar *words = g_strnfill (100000, 'x');
  OaServiceError error = { .code = (gchar *) "odd\x1b[31m", .message = words };
  OaFailure *failure = oa_failure_refused_session (&error);

  g_assert_cmpuint (strlen (failure->message), <, 2000);
  g_assert_true (g_str_has_suffix (failure->message, "that it names."));
  g_assert_null (strchr (failure->message, '\x1b'));
  oa_failure_free (failure);
}

/* A service may name the field by nothing at all. */
TEST (empty_param_names_no_property)
{
  OaServiceError error = { .code = (gchar *) "unknown_parameter",
    .message = (gchar *) "Unknown parameter: ''.",
    .param = (gchar *) "" };
  OaFailure *failure = oa_failure_refused_session (&error);

  g_assert_true (g_str_has_suffix (failure->message, "that it names."));
  oa_failure_free (failure);
}

/* Before a close the service may say why: what it calls a wrong request, key or
 * account is not tried again, its own troubles are. */
TEST (close_after_a_word)
{
  static const struct
  {
    const gchar *type;
    gboolean passes;
  } words[] = {
    { "invalid_request_error", FALSE },
    { "authentication_error", FALSE },
    { "permission_error", FALSE },
    { "server_error", TRUE },
    { NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (GError) error = g_error_new_literal (OA_TRANSPORT_ERROR,
        OA_TRANSPORT_ERROR_CLOSED, "The service closed.");
    OaTransportEnd end = { .error = error,
      .was_open = TRUE,
      .close_code = 1000,
      .retry_after = -1 };
    OaServiceError told = { .type = (gchar *) words[i].type,
      .code = (gchar *) "unheard_of" };
    OaFailure *failure = oa_failure_from_end (&end, &told);

    g_assert_cmpint (failure->passes, ==, words[i].passes);
    g_assert_true (failure->retry);
    oa_failure_free (failure);
  }
}

TEST_MAIN (gst_init (NULL, NULL); TEST_ROWS (refused_upgrade, cases))
