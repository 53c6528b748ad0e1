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

#include "calls.h"
#include "items.h"
#include "pendingitems.h"

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
  gboolean (*call_is_open) (const gchar *call_id, gpointer data);
  /* A turn of the user whose audio is sent again. */
  gboolean (*will_be_resent) (const gchar *item_id, gpointer data);
  gpointer data;
  /* Calls of our functions: neither are those told that are open here. */
  const OaCalls *calls;
} OaHistoryRules;

/* Items as item.create takes them, in order: array of JsonObject (transfer
 * full). A call without an output, that is not open either, gets one which
 * says that it was lost. */
GPtrArray *oa_history_new (const OaItems *items, const OaHistoryRules *rules);

/* A message as item.create takes it, with its id; NULL when it has no words.
 * (transfer full) */
JsonObject *oa_history_item_to_object (const OaItem *item);

/* Tells a new session: the history, what of @pending the one before may not
 * have got, and a word about what happened, so that the model goes on instead
 * of beginning anew. @response_cut: its last answer was cut off. Turns that
 * will be resent are taken out of @items. Returns whether there was any
 * history; appends to an array of OaAction. */
gboolean oa_history_replay (OaItems *items, GQueue *pending,
    const OaHistoryRules *rules, gboolean response_cut, GPtrArray *actions);

G_END_DECLS
