/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* keytones.h - the sound of a telephone's keys, in the format of the line.
 * Pure; one thread at a time. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OVS_LINE_S16LE,
  OVS_LINE_MULAW,
  OVS_LINE_ALAW,
} OvsLineFormat;

typedef struct _OvsKeyTones OvsKeyTones;

/* @digits: 0 to 9, *, #, A to D, and w for a pause of half a second; up to 64.
 * NULL: they are not. */
OvsKeyTones *ovs_key_tones_new (const gchar *digits, OvsLineFormat format,
    guint rate);
void ovs_key_tones_free (OvsKeyTones *self);
/* Behind those that have not sounded to their end. @digits: that were good for
 * another. FALSE: too many would wait, and nothing is added. */
gboolean ovs_key_tones_add (OvsKeyTones *self, const gchar *digits);

/* Fills @data; FALSE: they are over, and it was not touched. */
gboolean ovs_key_tones_fill (OvsKeyTones *self, guint8 *data, gsize size);

G_END_DECLS
