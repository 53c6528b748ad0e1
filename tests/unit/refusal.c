/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* refusal.c - a refused upgrade as an error of the element: what kind it is,
 * what it says, and whether trying again may help. */

#include "session/failure.h"
#include "../support/testcase.h"

#include <string.h>

typedef struct
{
  guint status;
  const gchar *code;
  const gchar *type;
  gboolean is_web_page;
  OaFailureClass class;
  gboolean retry;
  gint error; /* GstResourceError */
  const gchar *words;
} Row;

static const Row rows[] = {
  /* "Wait" and "pay" are two things. */
  { 429, "insufficient_quota", NULL, FALSE, OA_CLASS_QUOTA, FALSE,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT, "no quota left" },
  { 429, NULL, "insufficient_quota", FALSE, OA_CLASS_QUOTA, FALSE,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT, "no quota left" },
  { 429, "rate_limit_exceeded", NULL, FALSE, OA_CLASS_RATE, TRUE,
      GST_RESOURCE_ERROR_BUSY, "sentence" },
  { 429, NULL, NULL, FALSE, OA_CLASS_RATE, TRUE, GST_RESOURCE_ERROR_BUSY,
      "sentence" },
  /* The model, not the key. */
  { 403, "model_not_found", NULL, FALSE, OA_CLASS_MODEL, FALSE,
      GST_RESOURCE_ERROR_SETTINGS, "does not know this model" },
  { 401, "invalid_api_key", NULL, FALSE, OA_CLASS_AUTH, FALSE,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED, "refused the API key" },
  { 403, "unknown_cause", NULL, FALSE, OA_CLASS_AUTH, FALSE,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED, "sentence" },
  /* Neither: a gateway. */
  { 403, NULL, NULL, TRUE, OA_CLASS_NETWORK, FALSE,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "sentence" },
  { 503, NULL, NULL, TRUE, OA_CLASS_SERVER, TRUE,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "sentence" },
};

static void
check (const Row *row)
{
  OaTransportEnd end = {
    .error = g_error_new_literal (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_HTTP,
        "sentence"),
    .http_status = row->status,
    .retry_after = -1,
    .api_error_code = (gchar *) row->code,
    .api_error_type = (gchar *) row->type,
    .api_message = (gchar *) (row->code != NULL ? "said" : NULL),
    .is_web_page = row->is_web_page,
  };
  OaFailure *failure = oa_failure_from_end (&end, NULL);

  g_assert_cmpint (failure->class, ==, row->class);
  g_assert_cmpint (failure->retry, ==, row->retry);
  g_assert_cmpint (failure->code, ==, row->error);
  g_assert_nonnull (strstr (failure->message, row->words));
  g_assert_cmpstr (gst_structure_get_string (failure->details,
          "api-error-code"), ==, row->code);
  g_assert_cmpstr (gst_structure_get_string (failure->details,
          "api-error-type"), ==, row->type);
  oa_failure_free (failure);
  g_error_free (end.error);
}

TEST (refusals)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%u %s", rows[i].status, rows[i].code);
    check (&rows[i]);
  }
}

TEST_MAIN (gst_init (NULL, NULL))
