/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "secret.h"

gboolean
oa_secret_is_key (const gchar *key)
{
  const gchar *p;

  for (p = key; *p != '\0'; p++) {
    if (!g_ascii_isgraph (*p))
      return FALSE;
  }
  return p > key && p - key <= OA_SECRET_MAX_KEY;
}

void
oa_secret_free (gchar *secret)
{
  /* Volatile, or the compiler drops writes to memory that is freed next. */
  volatile gchar *p = secret;

  while (p != NULL && *p != '\0')
    *p++ = '\0';
  g_free (secret);
}
