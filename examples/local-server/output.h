/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* output.h - one output item of a response: the events from
 * response.output_item.added to response.output_item.done. */

#pragma once

#include "session.h"

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

OrsOutput *ors_output_new_speech (const OrsPlace *place, const gchar *text,
    OaAudioFormat format);
OrsOutput *ors_output_new_text (const OrsPlace *place, const gchar *text);
OrsOutput *ors_output_new_call (const OrsPlace *place, const OrsCall *call);
void ors_output_free (OrsOutput *self);

/* Speech only: what is to be said aloud, and the sound of it. */
const gchar *ors_output_needs_audio (OrsOutput *self);
void ors_output_set_audio (OrsOutput *self, GBytes *audio);

/* Cuts what would cost more; returns the tokens that are left. -1 stands for
 * no limit. Call once all audio is there. */
gint64 ors_output_limit (OrsOutput *self, gint64 tokens);

gboolean ors_output_is_open (OrsOutput *self);
gboolean ors_output_was_limited (OrsOutput *self);
OrsItem *ors_output_get_item (OrsOutput *self);

/* Milliseconds of audio that were sent so far. */
guint ors_output_sent_ms (OrsOutput *self);

void ors_output_open (OrsOutput *self);

/* The next delta; FALSE when none was left. */
gboolean ors_output_step (OrsOutput *self, guint chunk_ms);

/* @status: "completed" or "incomplete". @interrupted leaves out
 * conversation.item.done, as was observed at a barge-in. */
void ors_output_close (OrsOutput *self, const gchar *status,
    gboolean interrupted);

/* One more delta, although it is too late; for a scenario. */
void ors_output_send_late_delta (OrsOutput *self);

G_END_DECLS
