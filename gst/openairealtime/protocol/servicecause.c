/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* servicecause.c - codes of errors; how users are told is not known here. */

#include "servicecause.h"

static const gchar *const codes[] = {
  [OA_SERVICE_CAUSE_BAD_KEY] = "invalid_api_key",
  [OA_SERVICE_CAUSE_ACCOUNT_DEACTIVATED] = "account_deactivated",
  [OA_SERVICE_CAUSE_NO_BETA] = "beta_api_shape_disabled",
  [OA_SERVICE_CAUSE_MISSING_MODEL] = "missing_model",
  [OA_SERVICE_CAUSE_BAD_MODEL] = "invalid_model",
  [OA_SERVICE_CAUSE_UNKNOWN_MODEL] = "model_not_found",
  [OA_SERVICE_CAUSE_SESSION_EXPIRED] = "session_expired",
  [OA_SERVICE_CAUSE_NO_QUOTA] = "insufficient_quota",
  [OA_SERVICE_CAUSE_NO_CREDIT] = "credit_balance_exhausted",
  [OA_SERVICE_CAUSE_ORGANIZATION_SPENDING] =
      "organization_spend_limit_exceeded",
  [OA_SERVICE_CAUSE_PROJECT_SPENDING] = "project_spend_limit_exceeded",
  [OA_SERVICE_CAUSE_ORGANIZATION_USAGE] = "organization_usage_limit_exceeded",
  [OA_SERVICE_CAUSE_BILLING_LIMIT] = "billing_hard_limit_reached",
};

OaServiceCause
oa_service_cause_from_code (const gchar *code)
{
  guint i;

  for (i = 1; code != NULL && i < G_N_ELEMENTS (codes); i++) {
    if (g_str_equal (code, codes[i]))
      return i;
  }
  return OA_SERVICE_CAUSE_OTHER;
}

gboolean
oa_service_error_is_quota (const OaServiceError *error)
{
  return error != NULL
      && (g_strcmp0 (error->type, "insufficient_quota") == 0
          || g_strcmp0 (error->code, "insufficient_quota") == 0);
}
