/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* occasion.c - see occasion.h. */

#include "config.h"

#include "occasion.h"

#include "protocol/json.h"

/* The collected facts; strings are owned. */
typedef struct
{
  gchar *text;
  gchar *output;
  const gchar *tool;
  gdouble seconds;
} Facts;

static gboolean
is_role (OrsItem *item, const gchar *role)
{
  return g_strcmp0 (ors_item_get_role (item), role) == 0;
}

/* Looks back to what is to be answered: tool outputs since the last message,
 * and the user's last words. */
/* Of a tool that the model or the server called. */
static gboolean
is_tool_output (OrsItem *item)
{
  const gchar *type = ors_item_get_type (item);

  return g_strcmp0 (type, "function_call_output") == 0
      || (g_strcmp0 (type, "mcp_call") == 0
          && oa_json_get_string (item->json, "output") != NULL);
}

static gboolean
take_fact (Facts *facts, OrsSession *session, OrsItem *item)
{
  const gchar *type = ors_item_get_type (item);
  const gchar *call_id = oa_json_get_string (item->json, "call_id");
  OrsItem *call;

  if (g_strcmp0 (type, "function_call_output") == 0 && facts->output == NULL) {
    facts->output = ors_item_dup_text (item);
    call = ors_items_find_call (session->items, call_id);
    facts->tool = call != NULL ? oa_json_get_string (call->json, "name") : NULL;
  }
  if (g_strcmp0 (type, "mcp_call") == 0 && facts->output == NULL
      && is_tool_output (item)) {
    facts->output = g_strdup (oa_json_get_string (item->json, "output"));
    facts->tool = oa_json_get_string (item->json, "name");
  }
  if (is_role (item, "user")) {
    facts->text = ors_item_dup_text (item);
    facts->seconds = ors_item_audio_ms (item) / 1000.0;
  }
  return is_role (item, "user");
}

static void
look_back (Facts *facts, OrsSession *session)
{
  gboolean after_message = FALSE;

  for (guint i = ors_items_count (session->items); i > 0; i--) {
    OrsItem *item = ors_items_get (session->items, i - 1);

    /* Outputs before the last answer were told already. */
    after_message |= is_role (item, "assistant");
    if (is_tool_output (item) && after_message)
      continue;
    if (take_fact (facts, session, item))
      break;
  }
}

static void
look_at_input (Facts *facts, OrsSession *session, JsonArray *input)
{
  for (guint i = json_array_get_length (input); i > 0; i--) {
    JsonObject *object = oa_json_array_get_object (input, i - 1);
    OrsItem *known =
        ors_items_find (session->items, oa_json_get_string (object, "id"));
    g_autoptr (OrsItem) item = NULL;

    if (object == NULL)
      continue;
    item = known != NULL ? ors_item_ref (known)
                         : ors_item_new (json_object_ref (object));
    if (take_fact (facts, session, item))
      break;
  }
}

OrsReply *
ors_occasion_reply (OrsSession *session, JsonArray *input)
{
  Facts facts = { NULL };
  OrsOccasion occasion;
  OrsReply *reply;

  if (input != NULL)
    look_at_input (&facts, session, input);
  else
    look_back (&facts, session);

  occasion.turn = session->turns_answered;
  occasion.text = facts.text;
  occasion.tool = facts.tool;
  occasion.output = facts.output;
  occasion.seconds = facts.seconds;
  reply = ors_script_reply (session->context->script, &occasion);

  g_free (facts.text);
  g_free (facts.output);
  return reply;
}
