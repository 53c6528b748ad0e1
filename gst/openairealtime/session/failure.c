/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* failure.c - making failures: domain, code, sentence and details. The failures
 * themselves are in failureservice.c, failuresettings.c, failuretransport.c and
 * failuremedia.c, by where they come from. */

#include "session/failure.h"

const gchar *
oa_failure_class_get_nick (OaFailureClass class)
{
  static const gchar *const nicks[] = { "auth", "quota", "model", "config",
    "rate", "network", "tls", "server", "content", "protocol" };

  return nicks[class];
}

OaFailure *
oa_failure_new (OaFailureClass class, GQuark domain, gint code,
    const gchar *format, ...)
{
  OaFailure *failure = g_new0 (OaFailure, 1);
  va_list args;

  va_start (args, format);
  failure->message = g_strdup_vprintf (format, args);
  va_end (args);
  failure->class = class;
  failure->domain = domain;
  failure->code = code;
  failure->retry_after = -1;
  failure->details = gst_structure_new ("details", "error-class", G_TYPE_STRING,
      oa_failure_class_get_nick (class), NULL);
  return failure;
}

void
oa_failure_free (OaFailure *failure)
{
  if (failure == NULL)
    return;
  g_free (failure->message);
  g_free (failure->debug);
  gst_structure_free (failure->details);
  g_free (failure);
}

void
oa_failure_add_text (OaFailure *failure, const gchar *field, const gchar *text)
{
  if (text != NULL)
    gst_structure_set (failure->details, field, G_TYPE_STRING, text, NULL);
}

void
oa_failure_add_number (OaFailure *failure, const gchar *field, guint number)
{
  if (number != 0)
    gst_structure_set (failure->details, field, G_TYPE_UINT, number, NULL);
}

void
oa_failure_append (OaFailure *failure, const gchar *format, ...)
{
  gchar *start = failure->message, *more;
  va_list args;

  va_start (args, format);
  more = g_strdup_vprintf (format, args);
  va_end (args);
  failure->message = g_strconcat (start, " ", more, NULL);
  g_free (more);
  g_free (start);
}
