/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* items.c - order, text and JSON of items; and the names of notices. */

#include "conversation/items.h"
#include "conversation/notice.h"
#include "../support/testcase.h"

#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OaItems, oa_items_free)

static OaItem *
put (OaItems *items, const gchar *id, gboolean has_previous,
    const gchar *previous)
{
  OaItemInfo info = {
    (gchar *) id,
    OA_ITEM_MESSAGE,
    OA_ROLE_USER,
  };

  return oa_items_update (items, &info, has_previous, previous);
}

static void
assert_order (OaItems *items, const gchar *expected)
{
  g_autofree gchar *text = oa_items_to_json (items);
  g_autoptr (JsonArray) array =
      oa_json_parse_array (text, -1, 0, "items", NULL);
  g_autoptr (GString) order = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append (order,
        oa_json_get_string (oa_json_array_get_object (array, i), "id"));
  g_assert_cmpstr (order->str, ==, expected);
}

TEST (order_by_previous)
{
  g_autoptr (OaItems) items = oa_items_new ();

  put (items, "a", FALSE, NULL);
  put (items, "c", TRUE, "a");
  put (items, "b", TRUE, "a");
  assert_order (items, "abc");
  put (items, "d", TRUE, "c");
  assert_order (items, "abcd");
  put (items, "z", TRUE, NULL);
  assert_order (items, "zabcd");
  put (items, "z", TRUE, "d");
  assert_order (items, "abcdz");
  put (items, "b", FALSE, NULL); /* stays */
  assert_order (items, "abcdz");
  put (items, "b", TRUE, "b"); /* nonsense */
  put (items, "b", TRUE, "nobody");
  assert_order (items, "abcdz");
  put (items, "z", TRUE, "a");
  put (items, "y", FALSE, NULL);
  assert_order (items, "azbcdy");
}

/* A service that never ends its text takes no memory without end. */
TEST (text_is_cut_between_characters)
{
  OaItems *items = oa_items_new ();
  OaItem *item = oa_items_ensure (items, "a", OA_ROLE_ASSISTANT);
  g_autofree gchar *most = g_strnfill (OA_ITEM_MAX_TEXT - 3, 'x');

  oa_items_set_text (items, item, most);
  oa_items_append_text (items, item, "\303\266\303\266");
  g_assert_cmpuint (item->text->len, ==, OA_ITEM_MAX_TEXT - 1);
  oa_items_append_text (items, item, "\303\266");
  oa_items_append_text (items, item, "yz");
  g_assert_cmpuint (item->text->len, ==, OA_ITEM_MAX_TEXT);
  g_assert_true (g_str_has_suffix (item->text->str, "x\303\266y"));
  oa_items_free (items);
}

TEST (the_oldest_of_too_many_items_go)
{
  g_autoptr (OaItems) items = oa_items_new ();

  for (guint i = 0; i <= OA_ITEMS_MAX; i++) {
    g_autofree gchar *id = g_strdup_printf ("i%u", i);

    oa_items_ensure (items, id, OA_ROLE_USER);
  }
  g_assert_null (oa_items_find (items, "i0"));
  g_assert_nonnull (oa_items_find (items, "i1"));
}

/* Texts, arguments and outputs count alike. */
TEST (the_oldest_of_too_many_bytes_go)
{
  OaItems *items = oa_items_new ();
  g_autofree gchar *mega = g_strnfill (OA_ITEM_MAX_TEXT + 5, 'x');
  OaItemInfo info = {
    NULL,
    OA_ITEM_FUNCTION_CALL_OUTPUT,
  };
  OaItem *item = NULL;

  info.output = mega;
  for (guint i = 0; i < 40; i++) {
    g_autofree gchar *id = g_strdup_printf ("i%u", i);

    info.id = id;
    if (i % 2 == 0)
      oa_items_update (items, &info, FALSE, NULL);
    else
      oa_items_append_text (items, oa_items_ensure (items, id, OA_ROLE_USER),
          mega);
  }
  g_assert_null (oa_items_find (items, "i0"));
  g_assert_null (oa_items_find (items, "i24"));
  g_assert_nonnull (oa_items_find (items, "i25"));
  item = oa_items_find (items, "i38");
  g_assert_cmpuint (strlen (item->info->output), ==, OA_ITEM_MAX_TEXT);
  item = oa_items_find (items, "i39");
  g_assert_cmpuint (item->text->len, ==, OA_ITEM_MAX_TEXT);
  oa_items_free (items);
}

/* Half of an id names nothing, half of the arguments are no JSON. */
TEST (long_members_are_left_out)
{
  OaItems *items = oa_items_new ();
  g_autofree gchar *mega = g_strnfill (OA_ITEM_MAX_TEXT + 5, 'x');
  OaItemInfo info = {
    (gchar *) "a",
    OA_ITEM_FUNCTION_CALL,
  };
  OaItem *item;

  g_assert_null (oa_items_ensure (items, mega, OA_ROLE_USER));
  info.name = info.arguments = info.text = mega;
  item = oa_items_update (items, &info, FALSE, NULL);
  g_assert_cmpuint (strlen (item->info->name), <=, 1024);
  g_assert_null (item->info->arguments);
  g_assert_cmpuint (item->text->len, ==, OA_ITEM_MAX_TEXT);
  oa_items_update (items, &info, FALSE, NULL);
  g_assert_cmpuint (item->text->len, ==, OA_ITEM_MAX_TEXT);
  info.id = mega;
  g_assert_null (oa_items_update (items, &info, FALSE, NULL));
  oa_items_free (items);
}

TEST (remove)
{
  g_autoptr (OaItems) items = oa_items_new ();

  put (items, "a", FALSE, NULL);
  put (items, "b", FALSE, NULL);
  oa_items_remove (items, "a");
  oa_items_remove (items, "a");
  oa_items_remove (items, NULL);
  g_assert_null (oa_items_find (items, "a"));
  g_assert_null (oa_items_find (items, NULL));
  put (items, "c", TRUE, "b");
  assert_order (items, "bc");
}

/* A session of days deletes items all the time. */
TEST (of_deleted_items_only_the_latest_are_known)
{
  g_autoptr (OaItems) items = oa_items_new ();
  guint i, known = 0;

  for (i = 0; i < 1000; i++) {
    g_autofree gchar *id = g_strdup_printf ("item_%u", i);

    oa_items_unlist (items, oa_items_ensure (items, id, OA_ROLE_USER),
        OA_ITEM_DELETED);
  }
  for (i = 0; i < 1000; i++) {
    g_autofree gchar *id = g_strdup_printf ("item_%u", i);

    known += oa_items_find (items, id) != NULL;
  }
  g_assert_cmpuint (known, <=, 100);
  g_assert_nonnull (oa_items_find (items, "item_999"));
}

TEST (ensure_makes_a_message_once)
{
  g_autoptr (OaItems) items = oa_items_new ();
  OaItem *item = oa_items_ensure (items, "a", OA_ROLE_USER);

  g_assert_true (oa_items_ensure (items, "a", OA_ROLE_ASSISTANT) == item);
  g_assert_cmpint (item->info->role, ==, OA_ROLE_USER);
  g_assert_cmpint (item->heard_ms, ==, -1);
}

TEST (text_grows_and_is_replaced)
{
  g_autoptr (OaItems) items = oa_items_new ();
  OaItem *item = oa_items_ensure (items, "a", OA_ROLE_USER);
  OaItemInfo info = {
    (gchar *) "a",
    OA_ITEM_MESSAGE,
    OA_ROLE_USER,
  };

  oa_items_append_text (items, item, "Hel");
  oa_items_append_text (items, item, "lo");
  g_assert_cmpstr (item->text->str, ==, "Hello");
  oa_items_update (items, &info, FALSE, NULL); /* without text */
  g_assert_cmpstr (item->text->str, ==, "Hello");
  info.text = (gchar *) "Hello!";
  oa_items_update (items, &info, FALSE, NULL);
  g_assert_cmpstr (item->text->str, ==, "Hello!");
  oa_items_set_text (items, item, "Bye");
  g_assert_cmpstr (item->text->str, ==, "Bye");
}

TEST (json)
{
  OaItems *items = oa_items_new ();
  OaItemInfo call = {
    (gchar *) "f",
    OA_ITEM_FUNCTION_CALL,
    OA_ROLE_NONE,
  };
  g_autofree gchar *none = oa_items_to_json (items);
  g_autofree gchar *text = NULL;
  OaItem *item = oa_items_ensure (items, "a", OA_ROLE_ASSISTANT);

  oa_items_set_text (items, item, "\"Hi\"");
  item->samples = 36000;
  item->rate = 24000;
  item->heard_ms = 700;
  call.name = (gchar *) "get";
  call.call_id = (gchar *) "c1";
  call.arguments = (gchar *) "{}";
  oa_items_update (items, &call, FALSE, NULL);
  text = oa_items_to_json (items);
  g_assert_cmpstr (none, ==, "[]");
  g_assert_cmpstr (text, ==,
      "[{\"id\":\"a\",\"type\":\"message\",\"role\":\"assistant\","
      "\"text\":\"\\\"Hi\\\"\",\"audio-ms\":1500,\"heard-ms\":700},"
      "{\"id\":\"f\",\"type\":\"function_call\",\"name\":\"get\","
      "\"call-id\":\"c1\",\"arguments\":\"{}\"}]");
  oa_items_free (items);
}

TEST (every_notice_has_a_name)
{
  for (gint i = OA_NOTICE_CONNECTED; i <= OA_NOTICE_EVENT; i++)
    g_assert_nonnull (oa_notice_kind_get_nick (i));
  g_assert_cmpstr (oa_notice_kind_get_nick (OA_NOTICE_RESPONSE_DONE), ==,
      "response-done");
  g_assert_cmpstr (oa_notice_kind_get_nick (OA_NOTICE_EVENT), ==, "event");
}

TEST (a_new_notice_knows_nothing)
{
  OaNotice *notice = oa_notice_new (
      &(OaNotice){ OA_NOTICE_RESPONSE_DONE, (gchar *) "r1",
          .response = {
              (gchar *) "completed",
          } });

  g_assert_cmpstr (notice->id, ==, "r1");
  g_assert_cmpstr (notice->response.status, ==, "completed");
  g_assert_null (notice->response.reason);
  g_assert_null (oa_notice_get_error (notice));
  g_assert_cmpint (notice->running_time, ==, -1);
  g_assert_cmpint (notice->response.first_delta_latency, ==, -1);
  g_assert_false (notice->response.has_usage);
  oa_notice_free (notice);
  oa_notice_free (NULL);
}

TEST_MAIN ()
