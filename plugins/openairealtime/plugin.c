/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* plugin.c - the plugin's entry, nothing else. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstopenairealtime.h"

static gboolean
plugin_init (GstPlugin *plugin)
{
  return GST_ELEMENT_REGISTER (openairealtime, plugin);
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, openairealtime,
    "A realtime speech model in a pipeline (OpenAI Realtime API)", plugin_init,
    PACKAGE_VERSION, GST_LICENSE, PACKAGE_NAME, PACKAGE_ORIGIN)
