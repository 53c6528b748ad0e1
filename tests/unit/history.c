/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* history.c - what a new session is told of the old one. */

#include "conversation/action.h"
#include "conversation/history.h"
#include "../support/testcase.h"

#include "protocol/json.h"

#include <string.h>

static OaItem *
add (OaItems *items, OaItemInfo info)
{
  return oa_items_update (items, &info, FALSE, NULL);
}

static void
add_message (OaItems *items, gchar *id, OaRole role, gchar *text)
{
  add (items,
      (OaItemInfo){ .id = id,
          .kind = OA_ITEM_MESSAGE,
          .role = role,
          .text = text });
}

static void
add_call (OaItems *items, gchar *id, gchar *call_id, gchar *status)
{
  add (items,
      (OaItemInfo){ .id = id,
          .kind = OA_ITEM_FUNCTION_CALL,
          .name = (gchar *) "look",
          .call_id = call_id,
          .arguments = (gchar *) "{\"at\":1}",
          .status = status });
}

static void
add_output (OaItems *items, gchar *id, gchar *call_id)
{
  add (items,
      (OaItemInfo){ .id = id,
          .kind = OA_ITEM_FUNCTION_CALL_OUTPUT,
          .call_id = call_id,
          .output = (gchar *) "seen" });
}

/* Each object in short: "user:text", "call:id", "output:id:text". */
static gchar *
tell (const OaItems *items, const OaHistoryRules *rules)
{
  g_autoptr (GPtrArray) objects = oa_history_new (items, rules);
  GString *told = g_string_new (NULL);

  for (guint i = 0; i < objects->len; i++) {
    JsonObject *object = objects->pdata[i];
    const gchar *type = oa_json_get_string (object, "type");

    if (g_str_equal (type, "message"))
      g_string_append_printf (told, "%s:%s ",
          oa_json_get_string (object, "role"),
          oa_json_get_string (
              json_array_get_object_element (
                  json_object_get_array_member (object, "content"), 0),
              "text"));
    else if (g_str_equal (type, "function_call"))
      g_string_append_printf (told, "call:%s ",
          oa_json_get_string (object, "call_id"));
    else
      g_string_append_printf (told, "output:%s:%s ",
          oa_json_get_string (object, "call_id"),
          oa_json_get_string (object, "output"));
  }
  return g_string_free (told, FALSE);
}

static const OaHistoryRules all = { NULL, NULL, NULL };

static gboolean
is_it (const gchar *id, gpointer data)
{
  return g_strcmp0 (id, data) == 0;
}

TEST (words_in_order)
{
  OaItems *items = oa_items_new ();
  g_autofree gchar *told = NULL;

  add_message (items, (gchar *) "s", OA_ROLE_SYSTEM, (gchar *) "Ann calls");
  add_message (items, (gchar *) "a", OA_ROLE_USER, (gchar *) "Hi");
  add_message (items, (gchar *) "b", OA_ROLE_ASSISTANT, (gchar *) "Hello");
  /* Never heard, so never said. */
  add_message (items, (gchar *) "c", OA_ROLE_ASSISTANT, NULL);
  add_message (items, (gchar *) "d", OA_ROLE_USER, NULL);
  told = tell (items, &all);
  g_assert_cmpstr (told, ==, "system:Ann calls user:Hi assistant:Hello "
      "user:(The user spoke; it was not written down.) ");
  oa_items_free (items);
}

TEST (calls_have_outputs)
{
  OaItems *items = oa_items_new ();
  g_autofree gchar *told = NULL;

  add_call (items, (gchar *) "a", (gchar *) "c1", (gchar *) "completed");
  add_call (items, (gchar *) "b", (gchar *) "c2", (gchar *) "completed");
  add_output (items, (gchar *) "c", (gchar *) "c1");
  add_call (items, (gchar *) "d", (gchar *) "c3", (gchar *) "in_progress");
  told = tell (items, &all);
  g_assert_cmpstr (told, ==, "call:c1 call:c2 output:c2:{\"error\":\"The "
      "connection was lost before the tool answered.\"} output:c1:seen ");
  oa_items_free (items);
}

/* A tool that still works on it will answer by itself. */
TEST (open_calls_stay_open)
{
  const OaHistoryRules rules = { is_it, NULL, (gpointer) "c1" };
  OaItems *items = oa_items_new ();
  g_autofree gchar *told = NULL;

  add_call (items, (gchar *) "a", (gchar *) "c1", (gchar *) "completed");
  told = tell (items, &rules);
  g_assert_cmpstr (told, ==, "call:c1 ");
  oa_items_free (items);
}

/* A turn whose audio is sent again is not told in words, too. */
TEST (what_comes_again)
{
  const OaHistoryRules rules = { NULL, is_it, (gpointer) "b" };
  OaItems *items = oa_items_new ();
  g_autofree gchar *told = NULL;

  add_message (items, (gchar *) "a", OA_ROLE_USER, (gchar *) "Hi");
  add_message (items, (gchar *) "b", OA_ROLE_USER, NULL);
  told = tell (items, &rules);
  g_assert_cmpstr (told, ==, "user:Hi ");
  oa_items_free (items);
}

/* The oldest go first, and no output stays without its call. */
TEST (limits)
{
  OaItems *items = oa_items_new ();
  g_autoptr (GPtrArray) objects = NULL;

  add_call (items, (gchar *) "call", (gchar *) "c1", (gchar *) "completed");
  add_output (items, (gchar *) "output", (gchar *) "c1");
  for (guint i = 0; i < OA_HISTORY_MAX_ITEMS - 1; i++) {
    g_autofree gchar *id = g_strdup_printf ("m%u", i);

    add_message (items, id, OA_ROLE_USER, id);
  }
  objects = oa_history_new (items, &all);
  g_assert_cmpuint (objects->len, ==, OA_HISTORY_MAX_ITEMS - 1);
  g_assert_cmpstr (oa_json_get_string (objects->pdata[0], "id"), ==, "m0");
  oa_items_free (items);
}

TEST (long_texts_are_limited)
{
  OaItems *items = oa_items_new ();
  g_autofree gchar *text = g_strnfill (100 * 1024, 'x');
  g_autoptr (GPtrArray) objects = NULL;

  for (guint i = 0; i < 10; i++) {
    g_autofree gchar *id = g_strdup_printf ("m%u", i);

    add_message (items, id, OA_ROLE_USER, text);
  }
  objects = oa_history_new (items, &all);
  g_assert_cmpuint (objects->len, ==, 3);
  oa_items_free (items);
}

/* It goes behind what was said. */
TEST (note)
{
  for (guint i = 0; i < 2; i++) {
    OaItems *items = oa_items_new ();
    GQueue pending = G_QUEUE_INIT;
    g_autoptr (GPtrArray) actions = oa_actions_new ();
    const OaCommand *command;

    g_assert_false (oa_history_replay (items, &pending, &all, i == 1, actions));
    g_assert_cmpuint (actions->len, ==, 0);
    add_message (items, (gchar *) "a", OA_ROLE_USER, (gchar *) "Hello");
    g_assert_true (oa_history_replay (items, &pending, &all, i == 1, actions));
    g_assert_cmpuint (actions->len, ==, 2);
    command = ((OaAction *) actions->pdata[1])->command;
    g_assert_cmpint (command->kind, ==, OA_COMMAND_INFORM);
    g_assert_cmpint (command->role, ==, OA_ROLE_SYSTEM);
    g_assert_true ((strstr (command->text, "cut off") != NULL) == (i == 1));
    oa_pending_items_clear (&pending);
    oa_items_free (items);
  }
}

TEST_MAIN ()
