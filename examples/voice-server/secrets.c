/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* secrets.c - see secrets.h. */

#include "secrets.h"

#include "common/options.h"

#include <string.h>

/* One line of text. */
#define MAX_BYTES 4096

static gboolean
check (const gchar *from, const gchar *value, GError **error)
{
  gsize length = strlen (value);

  for (gsize i = 0; i < length; i++)
    if (value[i] <= ' ' || value[i] == 0x7f)
      return app_fail (error,
          "%s must be one word of printable ASCII. Write the value alone "
          "there, without spaces.",
          from);
  return length <= MAX_BYTES
      || app_fail (error,
          "%s is longer than %d bytes; that is no secret. Write the value "
          "alone there.",
          from, MAX_BYTES);
}

static gboolean
read_file (const gchar *variable, const gchar *path, gchar **value,
    GError **error)
{
  gsize length;

  if (!g_file_get_contents (path, value, &length, error)) {
    g_prefix_error (error, "%s: ", variable);
    return FALSE;
  }
  g_strstrip (*value);
  if (strlen (*value) == 0)
    return app_fail (error,
        "%s names the file %s, which is empty. Write the value there, or "
        "unset the variable.",
        variable, path);
  return check (variable, *value, error);
}

gboolean
ovs_secret_read (const gchar *variable, gchar **value, GError **error)
{
  g_autofree gchar *of_file = g_strconcat (variable, "_FILE", NULL);
  const gchar *text = g_getenv (variable), *path = g_getenv (of_file);
  g_autofree gchar *found = NULL;
  gboolean ok = TRUE;

  *value = NULL;
  if (text != NULL && *text != '\0') {
    found = g_strdup (text);
    ok = check (variable, found, error);
  } else if (path != NULL && *path != '\0') {
    ok = read_file (of_file, path, &found, error);
  }
  if (ok)
    *value = g_steal_pointer (&found);
  return ok;
}

void
ovs_secret_free (gchar *value)
{
  if (value != NULL)
    explicit_bzero (value, strlen (value));
  g_free (value);
}

gboolean
ovs_secret_equal (const gchar *a, const gchar *b)
{
  gsize length;
  guint8 differs = 0;

  if (a == NULL || b == NULL)
    return FALSE;
  length = strlen (a);
  if (strlen (b) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    differs |= a[i] ^ b[i];
  return differs == 0;
}
