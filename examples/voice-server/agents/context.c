/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* context.c - joins contexts, within limits. */

#include "context.h"

#include "protocol/json.h"

#include <string.h>

#define MAX_SIZE (256 * 1024)
#define MAX_DEPTH 16

const gchar *
ovs_context_find_reserved (JsonObject *context)
{
  static const gchar *const reserved[] = { OVS_CONTEXT_AGENT,
    OVS_CONTEXT_ARGUMENTS, OVS_CONTEXT_CALL, OVS_CONTEXT_FACTS,
    OVS_CONTEXT_NOW };

  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (json_object_has_member (context, reserved[i]))
      return reserved[i];
  return NULL;
}

static gboolean fail (GError **error, const gchar *format, ...)
    G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const gchar *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
      g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, format,
          arguments));
  va_end (arguments);
  return FALSE;
}

/* What is written is JSON: brackets outside of texts are its depth. */
static guint
measure_depth (const gchar *text)
{
  guint depth = 0, deepest = 0;
  gboolean in_text = FALSE;

  for (const gchar *p = text; *p != '\0'; p++) {
    if (in_text && *p == '\\' && p[1] != '\0')
      p++;
    else if (*p == '"')
      in_text = !in_text;
    else if (!in_text && (*p == '{' || *p == '['))
      deepest = MAX (deepest, ++depth);
    else if (!in_text && (*p == '}' || *p == ']'))
      depth--;
  }
  return deepest;
}

gboolean
ovs_context_merge (JsonObject **context, JsonObject *patch, GError **error)
{
  const gchar *reserved = ovs_context_find_reserved (patch);
  JsonObject *merged;
  g_autofree gchar *text = NULL;

  if (reserved != NULL)
    return fail (error,
        "The context has the name \"%s\", which is the program's. Take "
        "another one.",
        reserved);
  merged = oa_json_object_copy (*context);
  oa_json_merge (merged, patch, NULL);
  text = oa_json_object_to_text (merged);
  if (strlen (text) > MAX_SIZE || measure_depth (text) > MAX_DEPTH) {
    json_object_unref (merged);
    return fail (error,
        "The context would be larger than %d KiB, or nested more than %d deep. "
        "Send less.",
        MAX_SIZE / 1024, MAX_DEPTH);
  }
  json_object_unref (*context);
  *context = merged;
  return TRUE;
}

JsonObject *
ovs_context_describe_time (GDateTime *time)
{
  static const gchar *const days[] = { "", "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday", "Sunday" };
  JsonObject *now = json_object_new ();
  g_autofree gchar *date = g_date_time_format (time, "%Y-%m-%d");
  g_autofree gchar *clock = g_date_time_format (time, "%H:%M");

  json_object_set_string_member (now, "date", date);
  json_object_set_string_member (now, "time", clock);
  json_object_set_string_member (now, "weekday",
      days[g_date_time_get_day_of_week (time)]);
  json_object_set_int_member (now, "year", g_date_time_get_year (time));
  json_object_set_int_member (now, "month", g_date_time_get_month (time));
  json_object_set_int_member (now, "day", g_date_time_get_day_of_month (time));
  json_object_set_int_member (now, "hour", g_date_time_get_hour (time));
  return now;
}
