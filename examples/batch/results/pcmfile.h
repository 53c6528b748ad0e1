/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pcmfile.h - audio on its way to a file: mono, 16 bit, at ORB_RATE.
 *
 * Kept in a file, so that memory does not grow with a recording. A track may
 * have holes; they cost nothing and read as silence. Written by one thread,
 * read when it is complete. */

#pragma once

#include "common/folder.h"
#include "results/settings.h"
#include "transcript/answermap.h"

G_BEGIN_DECLS

typedef struct _OrbPcmFile OrbPcmFile;

OrbPcmFile *orb_pcm_file_new (AppFolder *folder, GError **error);
/* Removes the file, too. */
void orb_pcm_file_free (OrbPcmFile *self);

/* Puts samples at a place, behind what is there; FALSE when the disk is full
 * or the like, once; orb_pcm_file_get_error() tells. */
gboolean orb_pcm_file_write (OrbPcmFile *self, guint64 place,
    const gint16 *samples, gsize n);
const GError *orb_pcm_file_get_error (OrbPcmFile *self);
const OrbAnswerMap *orb_pcm_file_get_map (OrbPcmFile *self);

/* Into a file of work, in the format: one track, its holes left out, or two as
 * left and right with their holes. Blocks until it is on the disk. */
gboolean orb_pcm_file_encode_joined (OrbPcmFile *self, AppFolder *folder,
    const gchar *work, OrbAudio format, GError **error);
gboolean orb_pcm_file_encode_pair (OrbPcmFile *left, OrbPcmFile *right,
    AppFolder *folder, const gchar *work, OrbAudio format, GError **error);

G_END_DECLS
