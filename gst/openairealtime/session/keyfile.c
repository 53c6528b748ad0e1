/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* keyfile.c - reads a key out of a file, and checks that it is one. */

#include "session/keyfile.h"
#include "session/regularfile.h"
#include "transport/secret.h"

/* With spaces and line ends around it. */
#define MAX_TEXT (2 * OA_SECRET_MAX_KEY)

gchar *
oa_key_file_read (const gchar *path, GError **error)
{
  gchar *text = oa_regular_file_read (path, MAX_TEXT, error);

  if (text == NULL) {
    g_prefix_error (error, "api-key-file: ");
    return NULL;
  }
  if (oa_secret_is_key (g_strstrip (text)))
    return text;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
      "api-key-file: %s does not hold a key: one line of printable "
      "characters without spaces.", path);
  oa_secret_free (text);
  return NULL;
}
