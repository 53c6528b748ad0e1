/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* options.h - the settings from the configuration file, the environment and
 * the command line. */

#pragma once

#include "common/options.h"
#include "results/settings.h"

G_BEGIN_DECLS

extern const AppProgram orb_program;

/* Prints --help and --version itself, then returns NULL without an error. */
OrbSettings *orb_options_read (gint argc, gchar **argv, GError **error);
gboolean orb_options_set_work (OrbSettings *settings, const gchar *word,
    GError **error);
void orb_settings_free (OrbSettings *settings);

G_END_DECLS
