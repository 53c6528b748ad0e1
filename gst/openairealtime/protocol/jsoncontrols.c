/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsoncontrols.c - what people write by hand, and json-glib from 1.10 on
 * refuses. */

#include "jsoncontrols.h"

gchar *
oa_json_escape_controls (const gchar *text, gsize *length, gsize controls)
{
  gchar *escaped = g_malloc (*length + 5 * controls + 1);
  gboolean in_string = FALSE;
  gchar *to = escaped;

  for (const gchar *p = text; p < text + *length; p++) {
    if (in_string && (guchar) *p < 0x20) {
      to += g_snprintf (to, 7, "\\u%04x", (guchar) *p);
      continue;
    }
    if (*p == '"')
      in_string = !in_string;
    *to++ = *p;
    if (in_string && *p == '\\')
      *to++ = *++p;
  }
  *to = '\0';
  *length = to - escaped;
  return escaped;
}
