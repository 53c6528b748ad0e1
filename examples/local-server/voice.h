/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voice.h - the one function that makes sound of text: espeak.c or tones.c. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Samples (gint16, mono) at *@rate. Blocks; never two calls at a time. */
GArray *ors_voice_speak (const gchar *text, const gchar *voice, gdouble speed,
    guint *rate);

G_END_DECLS
