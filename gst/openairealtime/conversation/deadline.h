/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* deadline.h - moments at which there is something to do; -1 = never. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

static inline gint64
oa_deadline_earlier (gint64 a, gint64 b)
{
  return a < 0 || b < 0 ? MAX (a, b) : MIN (a, b);
}

G_END_DECLS
