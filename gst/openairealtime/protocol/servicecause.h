/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* servicecause.h - the errors by which a service ends a session, or refuses
 * one: what is known of their codes. */

#pragma once

#include "event.h"

G_BEGIN_DECLS

typedef enum
{
  OA_SERVICE_CAUSE_OTHER, /* the session goes on, as far as is known */
  OA_SERVICE_CAUSE_BAD_KEY,
  OA_SERVICE_CAUSE_ACCOUNT_DEACTIVATED,
  OA_SERVICE_CAUSE_NO_BETA, /* the beta dialect is not spoken any more */
  OA_SERVICE_CAUSE_MISSING_MODEL,
  OA_SERVICE_CAUSE_BAD_MODEL, /* none for realtime */
  OA_SERVICE_CAUSE_UNKNOWN_MODEL,
  OA_SERVICE_CAUSE_SESSION_EXPIRED,
  OA_SERVICE_CAUSE_NO_QUOTA,
  OA_SERVICE_CAUSE_NO_CREDIT,
  OA_SERVICE_CAUSE_ORGANIZATION_SPENDING,
  OA_SERVICE_CAUSE_PROJECT_SPENDING,
  OA_SERVICE_CAUSE_ORGANIZATION_USAGE,
  OA_SERVICE_CAUSE_BILLING_LIMIT,
} OaServiceCause;

/* @code: of an error, or NULL. */
OaServiceCause oa_service_cause_from_code (const gchar *code);

/* No quota is left, by its type or its code; FALSE for NULL. */
gboolean oa_service_error_is_quota (const OaServiceError *error);

G_END_DECLS
