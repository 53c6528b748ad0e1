/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mediainfo.h - is this a recording, and of what kind? */

#pragma once

#include "container.h"
#include "inputs.h"

G_BEGIN_DECLS

typedef struct
{
  gdouble duration; /* s; 0 = not known */
  guint channels;
  gboolean counts;        /* its stamps are only counted bytes */
  gboolean in_order;      /* to be read from its beginning to its end */
  gboolean told_end;      /* what it promises is the last stamp */
  OrbContainer container; /* of a file */
} OrbMediaInfo;

/* Blocks while it reads the beginning. The error is one sentence; with the
 * domain GST_RESOURCE_ERROR it did not come over the network, and may come the
 * next time. */
gboolean orb_media_info_read (const OrbInput *input, OrbMediaInfo *media,
    GError **error);
void orb_media_info_clear (OrbMediaInfo *media);

G_END_DECLS
