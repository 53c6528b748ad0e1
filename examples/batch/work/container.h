/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* container.h - what the structure of a file promises, whatever a demuxer
 * makes of it: its length, whether all of it is there, and whether it is one
 * recording or several joined end to end. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gdouble promised; /* s of audio by the headers; 0 = not told */
  guint parts;      /* recordings in it, one behind the other */
  GArray *starts;   /* guint64: where each begins; or NULL */
  guint64 size;     /* bytes */
  gboolean cut;     /* it ends before its header says */
  gboolean open;    /* it lacks the mark of an end */
} OrbContainer;

/* Reads some bytes here and there. What is not known is left as one whole
 * recording that promises nothing. */
void orb_container_look (const gchar *path, OrbContainer *container);
void orb_container_clear (OrbContainer *container);

G_END_DECLS
