/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* debug.c - no class here to register the category with, so the first user does
 * it. */

#include "session/debug.h"

GstDebugCategory *
oa_session_debug_category (void)
{
  static gsize category;

  if (g_once_init_enter (&category)) {
    gsize made = (gsize) _gst_debug_category_new ("openairealtime-session", 0,
        "OpenAI Realtime session");

    g_once_init_leave (&category, made);
  }
  return (GstDebugCategory *) category;
}
