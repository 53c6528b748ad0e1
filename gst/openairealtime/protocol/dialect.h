/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dialect.h - what differs between the forms of the protocol, as a table.
 *
 * Names of events both ways, what a session can do, and the few functions that
 * shape one. A new dialect is a new row. */

#pragma once

#include "../enums.h"
#include "eventtable.h"
#include "settings.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _OaDialect OaDialect;

struct _OaDialect
{
  const gchar *name;
  const OaEventTable *events; /* of the service */

  /* Client events; NULL = the dialect has no such event. */
  const gchar *session_update;
  const gchar *append;
  const gchar *commit;
  const gchar *clear;
  const gchar *session_close;

  /* A header that the upgrade must carry, or NULL. */
  const gchar *header_name;
  const gchar *header_value;

  /* The complete session that @settings ask for. */
  JsonObject *(*build_session) (const OaSettings *settings);

  /* Members that every session.update must carry beside the changed ones. */
  const gchar *const *mandatory;

  /* What a session of it can do. */
  gboolean client_starts;     /* with its settings; else the service tells of
                               * a session first */
  gboolean has_items;         /* retrieve, delete */
  gboolean has_responses;     /* item create and truncate, response.* */
  gboolean has_turns;         /* of the user's, that the service marks */
  gboolean has_output;        /* speech or text that is no mere transcript of
                               * the user's */
  gboolean continuous_output; /* one track, without items that begin and end */
  gboolean has_formats;       /* may be asked for; else they are given */
  gboolean has_close;         /* asked to end, the service says the rest, and
                               * then that it has */

  /* From GA into the dialect's form; copies. NULL = as they are. */
  JsonObject *(*adapt_item) (JsonObject *item);
  JsonObject *(*adapt_response) (JsonObject *response);
};

const OaDialect *oa_dialect_get (GstOpenaiRealtimeDialect dialect,
    GstOpenaiRealtimeSessionType type);

G_END_DECLS
