/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* places.c - see places.h. */

#include "records/places.h"

#include <string.h>

static gchar *
build_path (const gchar *name)
{
  const gchar *given = g_getenv ("STATE_DIRECTORY");

  if (given != NULL && *given != '\0' && strchr (given, ':') == NULL)
    return g_build_filename (given, name, NULL);
  return g_build_filename (g_get_user_state_dir (), "openai-voice-server", name,
      NULL);
}

gchar *
ovs_store_get_default_url (void)
{
  g_autofree gchar *path = build_path ("calls.db");

  return g_strconcat ("sqlite:", path, NULL);
}

gchar *
ovs_store_get_default_folder (void)
{
  return build_path ("journal");
}
