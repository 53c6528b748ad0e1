/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* times.c - see times.h. */

#include "records/times.h"

#include <string.h>

#define MAX_AGO G_GINT64_CONSTANT (100000)

gchar *
ovs_time_format (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (
      time / G_USEC_PER_SEC);
  g_autofree gchar *text = NULL;

  if (date == NULL || time < 0)
    return NULL;
  text = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03dZ", text,
      (gint) (time % G_USEC_PER_SEC / 1000));
}

gchar *
ovs_time_format_local (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (
      time / G_USEC_PER_SEC);

  return date != NULL && time >= 0
      ? g_date_time_format (date, "%Y-%m-%d %H:%M:%S")
      : NULL;
}

static gint64
to_time (GDateTime *date)
{
  return g_date_time_to_unix (date) * G_USEC_PER_SEC
      + g_date_time_get_microsecond (date);
}

gint64
ovs_time_parse (const gchar *text)
{
  g_autoptr (GDateTime) date =
      text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return date != NULL ? to_time (date) : -1;
}

/* The midnight before, some days earlier. */
static gboolean
read_day (const gchar *text, gint64 now, gint64 *time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (
      now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) day = NULL, midnight = NULL;
  gboolean yesterday = g_str_equal (text, "yesterday");

  if (!yesterday && !g_str_equal (text, "today"))
    return FALSE;
  day = g_date_time_add_days (date, yesterday ? -1 : 0);
  midnight = g_date_time_new_local (g_date_time_get_year (day),
      g_date_time_get_month (day), g_date_time_get_day_of_month (day), 0, 0, 0);
  *time = to_time (midnight);
  return TRUE;
}

/* A number and a letter. */
static gboolean
read_ago (const gchar *text, gint64 now, gint64 *time)
{
  static const gchar letters[] = "smhdw";
  static const gint64 seconds[] = { 1, 60, 3600, 86400, 7 * 86400 };
  gchar *end;
  gint64 count = g_ascii_strtoll (text, &end, 10);
  const gchar *letter = *end != '\0' ? strchr (letters, *end) : NULL;

  if (!g_ascii_isdigit (*text) || letter == NULL || end[1] != '\0'
      || count > MAX_AGO)
    return FALSE;
  *time = now - count * seconds[letter - letters] * G_USEC_PER_SEC;
  return TRUE;
}

/* GLib wants seconds: what is left out is midnight, or the full minute. */
static GDateTime *
read_date (const gchar *text)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree gchar *whole = NULL;

  if (strlen (text) == strlen ("2026-11-29"))
    whole = g_strconcat (text, "T00:00:00", NULL);
  else if (strlen (text) == strlen ("2026-11-29T10:15"))
    whole = g_strconcat (text, ":00", NULL);
  return g_date_time_new_from_iso8601 (whole != NULL ? whole : text, zone);
}

gboolean
ovs_time_read (const gchar *text, gint64 now, gint64 *time)
{
  g_autoptr (GDateTime) date = NULL;

  if (read_ago (text, now, time) || read_day (text, now, time))
    return TRUE;
  date = read_date (text);
  if (date == NULL)
    return FALSE;
  *time = to_time (date);
  return *time >= 0;
}
