/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* csv.c - see csv.h. */

#include "csv.h"

#include <string.h>

void
app_csv_append_text (GString *out, const gchar *text)
{
  if (text == NULL)
    text = "";
  g_string_append_c (out, '"');
  if (*text != '\0' && strchr ("=+-@\t\r\n", *text) != NULL)
    g_string_append_c (out, '\'');
  for (; *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *text);
  }
  g_string_append_c (out, '"');
}

void
app_csv_append_number (GString *out, gdouble number)
{
  gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (number >= 0)
    g_string_append (out,
        g_ascii_formatd (buffer, sizeof (buffer), "%.10g", number));
}
