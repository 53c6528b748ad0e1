/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* history.h - what was said so far, told to a new session.
 *
 * Speech becomes its text: the user's as it was written down, the model's as
 * far as it was heard. Function calls come with their outputs. Pure. */

#pragma once

#include "items.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Of the latest items: a session that ran for an hour must not begin with a
 * message storm. */
#define OA_HISTORY_MAX_ITEMS 400
#define OA_HISTORY_MAX_BYTES (256 * 1024)

/* What is not told: each may be NULL. */
typedef struct
{
  /* A function call whose output is still to come. */
  gboolean (*call_is_open) (const gchar * call_id, gpointer data);
  /* A turn of the user whose audio is sent again. */
  gboolean (*will_be_resent) (const gchar * item_id, gpointer data);
  gpointer data;
} OaHistoryRules;

/* Items as item.create takes them, in order: array of JsonObject (transfer
 * full). A call without an output, that is not open either, gets one which
 * says that it was lost. */
GPtrArray *oa_history_new (const OaItems * items,
    const OaHistoryRules * rules);

/* A message as item.create takes it, with its id; NULL when it has no words.
 * (transfer full) */
JsonObject *oa_history_item_to_object (const OaItem * item);

/* A word to the model about what happened, so that it goes on instead of
 * beginning anew. @unfinished: its last answer was cut off. */
const gchar *oa_history_get_note (gboolean unfinished);

G_END_DECLS
