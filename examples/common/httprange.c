/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httprange.c - see httprange.h. */

#include "httprange.h"

#include <string.h>

#define UNIT "bytes="

/* FALSE: it is none. */
static gboolean
read_number (const gchar *text, gsize length, guint64 *number)
{
  g_autofree gchar *digits = g_strndup (text, length);

  return g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, number, NULL);
}

static AppHttpRange
cut (guint64 size, guint64 first, guint64 last, guint64 *start, guint64 *length)
{
  if (first >= size)
    return APP_HTTP_RANGE_WRONG;
  *start = first;
  *length = MIN (last, size - 1) - first + 1;
  return APP_HTTP_RANGE_PART;
}

AppHttpRange
app_http_range_read (const gchar *header, guint64 size, guint64 *start,
    guint64 *length)
{
  guint64 first = 0, last = G_MAXINT64;
  const gchar *dash, *text;

  *start = 0;
  *length = size;
  if (header == NULL || !g_str_has_prefix (header, UNIT))
    return APP_HTTP_RANGE_NONE;
  text = header + strlen (UNIT);
  dash = strchr (text, '-');
  if (dash == NULL || (dash == text && dash[1] == '\0')
      || (dash > text && !read_number (text, dash - text, &first))
      || (dash[1] != '\0' && !read_number (dash + 1, strlen (dash + 1), &last))
      || (dash > text && last < first))
    return APP_HTTP_RANGE_NONE;
  /* So many at the end. */
  if (dash == text && last == 0)
    return APP_HTTP_RANGE_WRONG;
  if (dash == text)
    return cut (size, size - MIN (last, size), G_MAXINT64, start, length);
  return cut (size, first, last, start, length);
}
