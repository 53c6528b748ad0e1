/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* work.c - bytes from outside as text. */

#include "work.h"

gchar *
ovs_work_to_text (GByteArray *bytes)
{
  /* An array that is empty has no data. */
  if (bytes->len == 0)
    return g_strdup ("");
  return g_strchomp (
      g_utf8_make_valid ((const gchar *) bytes->data, bytes->len));
}
