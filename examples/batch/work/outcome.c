/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outcome.c - see outcome.h. */

#include "outcome.h"

void
orb_outcome_fail (OrbOutcome *self, OrbFailure failure, const gchar *cause)
{
  if (self->failure != ORB_FAILURE_NONE)
    return;
  self->failure = failure;
  self->cause = g_strdup (cause);
}

/* By the word that the element has for it. */
static OrbFailure
classify (const gchar *class, guint http_status)
{
  static const gchar *const hopeless[] = { "auth", "quota", "model", "config",
    "tls", NULL };

  if (class != NULL && g_strv_contains (hopeless, class))
    return ORB_FAILURE_ALL;
  if (g_strcmp0 (class, "rate") == 0 || http_status == 503)
    return ORB_FAILURE_BUSY;
  /* What was said offends: another try would end the same. */
  if (g_strcmp0 (class, "content") == 0)
    return ORB_FAILURE_RECORDING;
  return ORB_FAILURE_SERVICE;
}

/* A recording that comes over a network may come the next time, unless its
 * server knows that it will not. */
static OrbFailure
classify_source (const GError *error, guint status, gboolean is_file)
{
  if (is_file || error->domain != GST_RESOURCE_ERROR)
    return ORB_FAILURE_RECORDING;
  return status >= 400 && status < 500 && status != 408 && status != 425
          && status != 429
      ? ORB_FAILURE_RECORDING
      : ORB_FAILURE_SOURCE;
}

static guint
get_number (const GstStructure *details, const gchar *field)
{
  guint number = 0;

  if (details != NULL)
    gst_structure_get_uint (details, field, &number);
  return number;
}

void
orb_outcome_take_element_error (OrbOutcome *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  const GstStructure *details = NULL;

  gst_message_parse_error (message, &error, NULL);
  gst_message_parse_error_details (message, &details);
  if (details != NULL && gst_structure_has_field (details, "retry-after"))
    self->retry_after = get_number (details, "retry-after");
  orb_outcome_fail (self,
      classify (details != NULL
              ? gst_structure_get_string (details, "error-class")
              : NULL,
          get_number (details, "http-status-code")),
      error->message);
}

void
orb_outcome_take_source_error (OrbOutcome *self, GstMessage *message,
    gboolean is_file)
{
  g_autoptr (GError) error = NULL;
  const GstStructure *details = NULL;

  gst_message_parse_error (message, &error, NULL);
  gst_message_parse_error_details (message, &details);
  orb_outcome_fail (self,
      classify_source (error, get_number (details, "http-status-code"),
          is_file),
      error->message);
}
