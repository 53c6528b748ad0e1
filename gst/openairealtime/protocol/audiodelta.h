/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audiodelta.h - audio in messages, without a JSON tree.
 *
 * Recognizes exactly an audio delta event as services write it and decodes its
 * base64 in place; anything unexpected (escapes, nesting, doubled members) is
 * left to the tree in event.c. Writes outgoing audio messages by hand, since
 * base64 never needs escaping. */

#pragma once

#include "base64.h"
#include "dialect.h"

G_BEGIN_DECLS

/* Pieces of the message text that was scanned; not NUL-terminated. */
typedef struct
{
  const gchar *text;
  gsize length;
} OaSpan;

typedef struct
{
  OaSpan type;
  OaSpan event_id;
  OaSpan response_id;
  OaSpan item_id;
  OaSpan delta; /* base64 */
  gint output_index;
  gint content_index;
  gint64 elapsed_ms; /* translation; -1 = not given */
} OaAudioDelta;

/* TRUE when @text is an audio delta event by @table that can be taken without a
 * tree. Never reads beyond @length. */
gboolean oa_audio_delta_scan (const OaEventTable *table, const gchar *text,
    gsize length, OaAudioDelta *delta);

/* prefix + base64 + suffix as the dialect's append event. */
GBytes *oa_audio_append_encode (const OaDialect *dialect, const guint8 *audio,
    gsize length);

G_END_DECLS
