/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* output.h - one output item of a response: the events from
 * response.output_item.added to response.output_item.done. What it says comes
 * piece by piece. */

#pragma once

#include "session.h"
#include "spoken.h"

G_BEGIN_DECLS

typedef struct _OrsOutput OrsOutput;

/* Where the item belongs. */
typedef struct
{
  OrsSession *session;
  const gchar *response_id;
  guint index;              /* output_index */
  gboolean in_conversation; /* FALSE for an out-of-band response */
} OrsPlace;

OrsOutput *ors_output_new_speech (const OrsPlace *place,
    const OrsManner *manner, const OrsWaker *waker);
OrsOutput *ors_output_new_text (const OrsPlace *place);
OrsOutput *ors_output_new_call (const OrsPlace *place, const gchar *name,
    const gchar *arguments);
void ors_output_free (OrsOutput *self);

/* Of a message that takes more text. */
gboolean ors_output_takes_text (OrsOutput *self);
void ors_output_add_text (OrsOutput *self, const gchar *text);
/* For now there is no more. */
void ors_output_pause_text (OrsOutput *self);
void ors_output_end_text (OrsOutput *self);
/* The item will not be whole. */
void ors_output_cut (OrsOutput *self);

/* Cuts what would cost more tokens. -1 stands for no limit. Call before it is
 * opened. */
void ors_output_limit (OrsOutput *self, gint64 tokens);
gint64 ors_output_count_tokens (OrsOutput *self);
gboolean ors_output_was_limited (OrsOutput *self);

gboolean ors_output_is_open (OrsOutput *self);
OrsItem *ors_output_get_item (OrsOutput *self);

/* Milliseconds of audio that were sent so far. */
guint ors_output_get_sent_ms (OrsOutput *self);

/* Is there something for the next step? @failure: a sentence. */
OrsSpokenState ors_output_prepare (OrsOutput *self, guint chunk_ms,
    gchar **failure);

void ors_output_open (OrsOutput *self);

/* Once prepared, the next delta; FALSE when none was left. */
gboolean ors_output_step (OrsOutput *self, guint chunk_ms);

/* @interrupted leaves out conversation.item.done, as was observed at a
 * barge-in, and what was not said. */
void ors_output_close (OrsOutput *self, gboolean interrupted);

/* One more delta, although it is too late; for a scenario. */
void ors_output_send_late_delta (OrsOutput *self);

G_END_DECLS
