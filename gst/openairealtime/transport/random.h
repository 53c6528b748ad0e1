/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* random.h - numbers that a peer cannot guess. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE: there are none, and nothing may be sent that needs them. */
gboolean oa_random_fill (gpointer data, gsize size);

/* For one frame; from a batch, because each costs a call into OpenSSL. */
gboolean oa_random_mask (guint32 *mask);

G_END_DECLS
