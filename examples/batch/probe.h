/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* probe.h - is this a recording, and of what kind? */

#pragma once

#include "inputs.h"

G_BEGIN_DECLS

typedef struct
{
  gdouble duration;             /* s; 0 = not known */
  guint channels;
} OrbProbe;

/* Blocks while it reads the beginning. The error is one sentence; with the
 * domain GST_RESOURCE_ERROR it did not come over the network, and may come the
 * next time. */
gboolean orb_probe (const OrbInput *input, OrbProbe *probe, GError **error);

G_END_DECLS
