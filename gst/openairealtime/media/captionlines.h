/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionlines.h - text that comes in pieces, cut to lines that can be shown.
 *
 * A line is a sentence, or as much of one as fits: words stay whole. Each line
 * tells where in the text it lies, counted in weights: roughly how long a
 * character takes to say.
 *
 * Pure; not thread safe. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Columns of a line; East Asian wide characters count as two. */
#define OA_CAPTION_COLUMNS 84

typedef struct _OaCaptionLines OaCaptionLines;

/* What stands before a place in the text: how likely a speaker pauses there. */
typedef enum
{
  OA_CAPTION_BREAK_WORD,
  OA_CAPTION_BREAK_CLAUSE,   /* , ; : */
  OA_CAPTION_BREAK_SENTENCE, /* . ! ? and the beginning */
} OaCaptionBreak;

typedef struct
{
  gdouble begin; /* weight of the text before it */
  gdouble end;   /* the same, and its own */
  OaCaptionBreak before;
  OaCaptionBreak after;
  gboolean closed; /* more text cannot change it */
  gboolean stop;   /* open, but it looks like a whole sentence */
  gsize size;      /* bytes that take() would take */
} OaCaptionLine;

OaCaptionLines *oa_caption_lines_new (void);
void oa_caption_lines_free (OaCaptionLines *self);

/* Text beyond 1 MiB is left out. */
void oa_caption_lines_append (OaCaptionLines *self, const gchar *delta);

/* No more will come. @whole: the text as a whole, or NULL; what differs from
 * the pieces and was not taken yet is replaced by it. */
void oa_caption_lines_finish (OaCaptionLines *self, const gchar *whole);
gboolean oa_caption_lines_is_finished (const OaCaptionLines *self);

/* The next line. FALSE when there is none; an open one ends, for now, with the
 * last whole word or sentence. */
gboolean oa_caption_lines_peek (const OaCaptionLines *self,
    OaCaptionLine *line);

/* Its text, without space around it. (transfer full) */
gchar *oa_caption_lines_take (OaCaptionLines *self, const OaCaptionLine *line);

/* Of all the text so far. */
gdouble oa_caption_lines_get_weight (const OaCaptionLines *self);

G_END_DECLS
