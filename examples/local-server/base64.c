/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* base64.c - see base64.h. g_base64_decode() skips what it does not know. */

#include "config.h"

#include "base64.h"

#include <string.h>

static gboolean
is_symbol (gchar c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/';
}

static gboolean
is_strict (const gchar *text, gsize length)
{
  gsize n = length;

  if (length % 4 != 0)
    return FALSE;
  if (n > 0 && text[n - 1] == '=')
    n--;
  if (n > 0 && n < length && text[n - 1] == '=')
    n--;
  for (gsize i = 0; i < n; i++) {
    if (!is_symbol (text[i]))
      return FALSE;
  }
  return TRUE;
}

GBytes *
ors_base64_decode (const gchar *text)
{
  guchar *data;
  gsize size;

  if (!is_strict (text, strlen (text)))
    return NULL;
  data = g_base64_decode (text, &size);
  return g_bytes_new_take (data, size);
}
