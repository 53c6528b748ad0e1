/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* plan.h - what a response is made of: the pieces that the mind hands over
 * become outputs. Puts out nothing but calls of the service itself. */

#pragma once

#include "mind.h"
#include "output.h"

G_BEGIN_DECLS

typedef struct _OrsPlan OrsPlan;

/* Borrows all but @input. */
OrsPlan *ors_plan_new (OrsSession *session, const gchar *response_id,
    JsonObject *settings, gboolean in_conversation, JsonArray *input,
    const OrsWaker *waker);
/* Cancels the mind and the voice. */
void ors_plan_free (OrsPlan *self);

/* FALSE: it must be known first what the user said. If that is never known,
 * there is no answer. */
gboolean ors_plan_ask (OrsPlan *self);
/* Takes all pieces that there are by now. */
void ors_plan_think (OrsPlan *self);
/* Nothing more is wanted of the mind. */
void ors_plan_end (OrsPlan *self);

/* The first that is not done, or NULL for now. */
OrsOutput *ors_plan_get_current (OrsPlan *self);
/* That one is done. */
void ors_plan_go_on (OrsPlan *self);
guint ors_plan_count_done (OrsPlan *self);
OrsOutput *ors_plan_get_output (OrsPlan *self, guint index);
gboolean ors_plan_has_item (OrsPlan *self, OrsItem *item);

/* How the answer ended; NULL before all is done. */
const OrsPiece *ors_plan_get_end (OrsPlan *self);

G_END_DECLS
