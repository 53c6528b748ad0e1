/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* synthesizer.h - the one function that makes sound of text: espeak.c or
 * tones.c. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Samples (gint16, mono) at *@rate, added to @samples as long as there are
 * fewer than @most and @cancellable is not cancelled. Blocks; never two calls
 * at a time. */
void ors_synthesize (const gchar *text, const gchar *voice, gdouble speed,
    GArray *samples, gsize most, guint *rate, GCancellable *cancellable);

G_END_DECLS
