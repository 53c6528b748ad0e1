/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "secretname.h"

#include <string.h>

static const struct
{
  const gchar *word;
  gboolean anywhere; /* FALSE: other words have it in them */
} words[] = {
  { "auth", TRUE },
  { "authorization", TRUE },
  { "bearer", TRUE },
  { "cookie", TRUE },
  { "cookies", TRUE },
  { "credential", TRUE },
  { "credentials", TRUE },
  { "key", TRUE },
  { "passphrase", TRUE },
  { "password", TRUE },
  { "secret", TRUE },
  { "sig", FALSE },
  { "signature", TRUE },
  { "token", TRUE },
};

static gboolean
find (const gchar *name, gboolean anywhere)
{
  gchar *lower = g_ascii_strdown (name, -1);
  gboolean found = FALSE;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (words) && !found; i++)
    found = anywhere && words[i].anywhere
        ? strstr (lower, words[i].word) != NULL
        : g_str_has_suffix (lower, words[i].word);
  g_free (lower);
  return found;
}

gboolean
oa_secret_name_holds (const gchar *name)
{
  return find (name, TRUE);
}

gboolean
oa_secret_name_ends (const gchar *name)
{
  return find (name, FALSE);
}
