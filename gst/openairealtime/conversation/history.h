/* openairealtime - a realtime speech model in a media pipeline
 *
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

/* A function call whose output is still to come. */
typedef gboolean (*OaCallIsOpen) (const gchar * call_id, gpointer data);

/* Items as item.create takes them, in order: array of JsonObject (transfer
 * full). A call without an output, that is not open either, gets one which
 * says that it was lost. */
GPtrArray *oa_history_new (const OaItems * items, OaCallIsOpen is_open,
    gpointer data);

/* A word to the model about what happened, so that it goes on instead of
 * beginning anew. @unfinished: its last answer was cut off. */
JsonObject *oa_history_new_note (gboolean unfinished);

G_END_DECLS
