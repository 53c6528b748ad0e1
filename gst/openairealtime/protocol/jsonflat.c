/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonflat.c - see jsonflat.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "jsonflat.h"

#include "json.h"

#include <string.h>

void
oa_json_flatten (JsonObject **object, gchar **text)
{
  gchar *flat;

  if (*object == NULL)
    return;
  flat = oa_json_object_to_text (*object);
  if (!oa_json_check (flat, strlen (flat), 0, NULL)) {
    g_free (flat);
    return;
  }
  g_clear_pointer (object, json_object_unref);
  *text = flat;
}

void
oa_json_unfold (JsonObject **object, gchar **text)
{
  if (*text == NULL)
    return;
  *object = oa_json_parse_object (*text, -1, 0, "session", NULL);
  g_clear_pointer (text, g_free);
}
