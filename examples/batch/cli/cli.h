/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* cli.h - options from the configuration file, the environment and the
 * command line; the later ones win. */

#pragma once

#include "options.h"

G_BEGIN_DECLS

/* Prints --help and --version itself, then returns NULL without an error. */
OrbOptions *orb_cli_read (gint argc, gchar **argv, GError **error);

/* A file of the form of a GKeyFile with a group [batch]. */
gboolean orb_cli_read_config (OrbOptions *options, const gchar *path,
    GError **error);

/* OPENAI_REALTIME_BATCH_ and the option's name in capitals. */
gboolean orb_cli_read_environment (OrbOptions *options, GError **error);

G_END_DECLS
