/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outputs.h - the files that a recording gives, whole, in work. */

#pragma once

#include "channel.h"
#include "results/settings.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Blocks. channels: of OrbChannel, with resolved times. Returns an array of
 * objects with "from" and "to", for the journal; NULL with an error. */
JsonArray *orb_outputs_write (const OrbSettings *settings, AppFolder *folder,
    const gchar *name, GPtrArray *channels, GError **error);

/* Nothing that would be written has the name of a file that is not in `own`:
 * results of earlier runs. */
gboolean orb_outputs_is_free (const OrbSettings *settings, AppFolder *folder,
    const gchar *name, GHashTable *own);

/* The items of all channels; of several, in the order of time. Not owned. */
GPtrArray *orb_outputs_merge_items (GPtrArray *channels);

/* Of those files that will not be needed. */
void orb_outputs_drop (AppFolder *folder, JsonArray *files);

G_END_DECLS
