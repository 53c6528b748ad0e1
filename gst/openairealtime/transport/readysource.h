/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* readysource.h - a GSource for what the loop knows to be ready, without a
 * descriptor of its own. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef gboolean (*OaReadyFunc) (gpointer data);

/* Dispatches a GPollableSourceFunc with @stream, which may be NULL, whenever
 * @is_ready. @data belongs to the source, which frees it by @unref, which may
 * be NULL. */
GSource *oa_ready_source_new (GObject *stream, OaReadyFunc is_ready,
    gpointer data, GDestroyNotify unref);
/* Of one that is attached, or NULL: it is dispatched no more. */
void oa_ready_source_clear (GSource **source);

G_END_DECLS
