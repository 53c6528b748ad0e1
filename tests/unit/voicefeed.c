/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voicefeed.c - the events of a call: numbered, kept in bounds, told to
 * watchers at their own pace; and the commands that a call takes. */

#include "config.h"

#include "feed/commandrules.h"
#include "feed/eventtext.h"
#include "feed/feeds.h"
#include "feed/kinds.h"
#include "protocol/json.h"
#include "../support/testcase.h"

#include <stdio.h>
#include <string.h>

/* A watcher that takes so many, then is full. */
typedef struct
{
  OvsFeed *feed;
  GString *told; /* "1 2 gap:5 6 " */
  guint room;
  guint number;
  gboolean leaves, adds;
} Watcher;

static gboolean
on_event (gint64 id, const gchar *kind, const gchar *json, gpointer user_data)
{
  Watcher *self = user_data;
  g_autoptr (JsonObject) event =
      oa_json_parse_object (json, -1, OVS_EVENT_MAX, "event", NULL);

  g_assert_nonnull (event);
  g_assert_cmpstr (oa_json_get_string (event, "kind"), ==, kind);
  g_assert_cmpint (oa_json_get_int (event, "id", 0), ==, id);
  g_assert_cmpint (oa_json_get_int (event, "time", 0), >, 0);
  g_assert_null (strchr (json, '\n'));
  if (g_str_equal (kind, "gap"))
    g_string_append_printf (self->told, "gap:%" G_GINT64_FORMAT " ",
        oa_json_get_int (oa_json_get_object (event, "data"), "lost", 0));
  else
    g_string_append_printf (self->told, "%" G_GINT64_FORMAT " ", id);
  if (self->adds) {
    self->adds = FALSE;
    ovs_feed_add (self->feed, "more", json_object_new ());
  }
  if (self->leaves)
    ovs_feed_unwatch (self->feed, self->number);
  return --self->room > 0;
}

static void
watch (Watcher *self, OvsFeed *feed, gint64 after, guint room)
{
  self->feed = feed;
  self->told = g_string_new (NULL);
  self->room = room;
  self->number = ovs_feed_watch (feed, after, on_event, self);
}

static void
expect (Watcher *self, const gchar *told)
{
  g_assert_cmpstr (self->told->str, ==, told);
  g_string_truncate (self->told, 0);
}

static void
end (Watcher *self)
{
  ovs_feed_unwatch (self->feed, self->number);
  g_string_free (self->told, TRUE);
}

static void
add (OvsFeed *feed, guint n)
{
  for (guint i = 0; i < n; i++)
    ovs_feed_add (feed, "fact", json_object_new ());
}

TEST (events_are_told_in_order_from_where_one_asks)
{
  g_autoptr (OvsFeed) feed = ovs_feed_new ();
  Watcher all = { 0 }, later = { 0 };

  add (feed, 3);
  watch (&all, feed, 0, 100);
  expect (&all, "1 2 3 ");
  watch (&later, feed, 2, 100);
  expect (&later, "3 ");
  add (feed, 1);
  expect (&all, "4 ");
  expect (&later, "4 ");
  end (&all);
  add (feed, 1);
  expect (&later, "5 ");
  end (&later);
  g_assert_false (ovs_feed_is_watched (feed));
}

TEST (an_id_of_another_life_begins_anew)
{
  g_autoptr (OvsFeed) feed = ovs_feed_new ();
  Watcher all = { 0 };

  add (feed, 2);
  watch (&all, feed, 900, 100);
  expect (&all, "1 2 ");
  end (&all);
}

TEST (a_full_watcher_goes_on_where_it_was)
{
  g_autoptr (OvsFeed) feed = ovs_feed_new ();
  Watcher slow = { 0 };

  watch (&slow, feed, 0, 2);
  add (feed, 5);
  ovs_feed_flash (feed, "level", json_object_new ());
  expect (&slow, "1 2 ");
  slow.room = 1;
  ovs_feed_resume (feed, slow.number);
  expect (&slow, "3 ");
  slow.room = 100;
  ovs_feed_resume (feed, slow.number);
  expect (&slow, "4 5 ");
  ovs_feed_flash (feed, "level", json_object_new ());
  expect (&slow, "0 ");
  end (&slow);
}

TEST (what_is_lost_is_told_as_one_gap)
{
  g_autoptr (OvsFeed) feed = ovs_feed_new ();
  Watcher slow = { 0 };

  watch (&slow, feed, 0, 2);
  add (feed, OVS_FEED_MAX_EVENTS + 10);
  expect (&slow, "1 2 ");
  slow.room = 3;
  ovs_feed_resume (feed, slow.number);
  expect (&slow, "gap:8 11 12 ");
  end (&slow);
  watch (&slow, feed, 0, 2);
  expect (&slow, "gap:10 11 ");
  end (&slow);
}

static void
add_service (OvsFeed *feed, guint n)
{
  for (guint i = 0; i < n; i++)
    ovs_feed_add_service (feed, "service", json_object_new ());
}

TEST (events_of_the_service_push_no_others_out)
{
  g_autoptr (OvsFeed) feed = ovs_feed_new ();
  Watcher all = { 0 };

  add (feed, 2);
  add_service (feed, OVS_FEED_MAX_SERVICE_EVENTS + 7);
  add (feed, 1);
  watch (&all, feed, 0, 3);
  expect (&all, "gap:7 1 2 ");
  end (&all);
  /* Also behind some of those that are gone. */
  watch (&all, feed, 4, 2);
  expect (&all, "gap:5 10 ");
  end (&all);
  watch (&all, feed, OVS_FEED_MAX_SERVICE_EVENTS + 8, 9);
  expect (&all, "509 510 ");
  end (&all);
}

TEST (a_watcher_of_the_call_is_told_nothing_of_the_service)
{
  g_autoptr (OvsFeed) feed = ovs_feed_new ();
  Watcher plain = { .feed = feed, .room = 100 }, all = { 0 };

  plain.told = g_string_new (NULL);
  add (feed, 1);
  add_service (feed, 1000);
  plain.number = ovs_feed_watch_call (feed, on_event, &plain);
  g_assert_false (ovs_feed_wants_service (feed));
  add (feed, 1);
  expect (&plain, "1 1002 ");
  plain.room = 1;
  add (feed, OVS_FEED_MAX_EVENTS + 3);
  expect (&plain, "1003 ");
  plain.room = 2;
  ovs_feed_resume (feed, plain.number);
  expect (&plain, "gap:2 1006 ");
  watch (&all, feed, 3005, 100);
  g_assert_true (ovs_feed_wants_service (feed));
  end (&all);
  g_assert_false (ovs_feed_wants_service (feed));
  g_assert_true (ovs_feed_is_watched (feed));
  end (&plain);
}

/* Also behind large ones, of which the first are lost. */
TEST (there_is_room_for_as_many_as_are_kept)
{
  g_autoptr (OvsFeed) feed = ovs_feed_new ();
  g_autofree gchar *text = g_strnfill (60000, 'x');
  Watcher all = { 0 };
  guint lost, first;

  for (guint i = 0; i < 50; i++)
    ovs_feed_add_fact (feed, "large", text);
  add (feed, 1500);
  watch (&all, feed, 0, 2);
  g_assert_cmpint (sscanf (all.told->str, "gap:%u %u", &lost, &first), ==, 2);
  g_assert_cmpuint (first, ==, lost + 1);
  g_assert_cmpuint (lost, <=, 20);
  end (&all);
  watch (&all, feed, 1547, 100);
  expect (&all, "1548 1549 1550 ");
  end (&all);
}

TEST (a_million_events_take_no_more_memory_than_a_few)
{
  g_autoptr (OvsFeed) feed = ovs_feed_new ();
  g_autofree gchar *text = g_strnfill (16000, 'x');
  Watcher last = { 0 };
  guint lost, first;

  add (feed, 1000000);
  for (guint i = 0; i < 1000; i++)
    ovs_feed_add_fact (feed, "large", text);
  watch (&last, feed, 0, 2);
  g_assert_cmpint (sscanf (last.told->str, "gap:%u %u", &lost, &first), ==, 2);
  g_assert_cmpuint (first, ==, lost + 1);
  /* So many of the large ones are two megabytes. */
  g_assert_cmpuint (1001000 - lost, <=, OVS_FEED_MAX_BYTES / 16000);
  g_assert_cmpuint (1001000 - lost, >=, OVS_FEED_MAX_BYTES / 16200);
  end (&last);
}

TEST (a_watcher_may_leave_or_add_while_it_is_told)
{
  g_autoptr (OvsFeed) feed = ovs_feed_new ();
  Watcher leaver = { 0 }, other = { 0 };

  watch (&leaver, feed, 0, 100);
  watch (&other, feed, 0, 100);
  leaver.adds = TRUE;
  add (feed, 1);
  expect (&leaver, "1 2 ");
  expect (&other, "1 2 ");
  leaver.leaves = TRUE;
  add (feed, 2);
  expect (&leaver, "3 ");
  expect (&other, "3 4 ");
  end (&leaver);
  end (&other);
}

static void
on_changed (gpointer user_data)
{
  ++*(guint *) user_data;
}

TEST (a_feed_tells_whether_it_is_watched)
{
  g_autoptr (OvsFeed) feed = ovs_feed_new ();
  Watcher one = { 0 };
  guint changes = 0;

  ovs_feed_set_changed (feed, on_changed, &changes);
  watch (&one, feed, 0, 100);
  g_assert_true (ovs_feed_is_watched (feed));
  g_assert_false (ovs_feed_wants_levels (feed));
  ovs_feed_want_levels (feed, TRUE);
  g_assert_true (ovs_feed_wants_levels (feed));
  ovs_feed_want_levels (feed, FALSE);
  g_assert_false (ovs_feed_wants_levels (feed));
  end (&one);
  g_assert_cmpuint (changes, ==, 4);
}

TEST (feeds_are_found_by_their_calls)
{
  OvsFeeds *feeds = ovs_feeds_new ();
  OvsFeed *feed = ovs_feeds_open (feeds, "call_1");

  g_assert_true (ovs_feeds_find (feeds, "call_1") == feed);
  g_assert_null (ovs_feeds_find (feeds, "call_2"));
  ovs_feed_unref (feed);
  ovs_feeds_close (feeds, "call_1");
  g_assert_true (ovs_feeds_find (feeds, "call_1") == feed);
  for (guint i = 0; i < 200; i++) {
    g_autofree gchar *id = g_strdup_printf ("short_%u", i);

    ovs_feed_unref (ovs_feeds_open (feeds, id));
    ovs_feeds_close (feeds, id);
  }
  g_assert_null (ovs_feeds_find (feeds, "call_1"));
  g_assert_nonnull (ovs_feeds_find (feeds, "short_199"));
  ovs_feeds_free (feeds);
}

/*** texts ***/

static JsonObject *
read_event (const gchar *text)
{
  JsonObject *event =
      oa_json_parse_object (text, -1, OVS_EVENT_MAX, "event", NULL);

  g_assert_nonnull (event);
  g_assert_cmpuint (strlen (text), <=, OVS_EVENT_MAX);
  return event;
}

TEST (html_stays_text)
{
  JsonObject *data = json_object_new ();
  const gchar *html = "</script><b onclick='x'>\r\n\xe2\x80\xa8";
  g_autofree gchar *text = NULL;
  g_autoptr (JsonObject) event = NULL;

  json_object_set_string_member (data, "text", html);
  text = ovs_event_to_text (5, "fact", data);
  g_assert_null (strchr (text, '<'));
  g_assert_null (strpbrk (text, "\r\n"));
  event = read_event (text);
  g_assert_cmpstr (oa_json_get_string (oa_json_get_object (event, "data"),
                       "text"),
      ==, html);
}

static void
check_cut (JsonObject *data, gboolean whole)
{
  g_autofree gchar *text = ovs_event_to_text (1, "service", data);
  g_autoptr (JsonObject) event = read_event (text);
  JsonObject *read = oa_json_get_object (event, "data");

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpint (json_object_has_member (read, "bytes"), ==, !whole);
}

TEST (events_that_are_too_large_are_cut_short)
{
  JsonObject *one = json_object_new (), *many = json_object_new ();
  JsonObject *nested = json_object_new ();
  JsonArray *array = json_array_new ();
  GString *umlauts = g_string_new (NULL);

  for (guint i = 0; i < 100000; i++)
    g_string_append (umlauts, "\xc3\xa4");
  json_object_set_string_member (one, "text", umlauts->str);
  check_cut (one, TRUE);
  for (guint i = 0; i < 20; i++)
    json_array_add_string_element (array, umlauts->str);
  json_object_set_array_member (nested, "texts", array);
  check_cut (nested, TRUE);
  for (guint i = 0; i < 20000; i++) {
    g_autofree gchar *name = g_strdup_printf ("member%u", i);

    json_object_set_int_member (many, name, i);
  }
  check_cut (many, FALSE);
  g_string_free (umlauts, TRUE);
}

/*** commands ***/

static JsonObject *
check (const gchar *json, OvsCommander who, const gchar **words)
{
  g_autoptr (JsonObject) command =
      oa_json_parse_object (json, -1, OVS_COMMAND_MAX, "command", NULL);
  g_autoptr (GError) error = NULL;
  OvsCommandType type;
  JsonObject *checked = ovs_call_command_check (command, who, &type, &error);

  g_assert_cmpint (checked == NULL, ==, error != NULL);
  if (words != NULL) {
    g_assert_nonnull (error);
    g_assert_true (g_str_has_suffix (error->message, "."));
    g_assert_null (strstr (error->message, "secret"));
    *words = g_intern_string (error->message);
  } else {
    g_assert_no_error (error);
  }
  return checked;
}

TEST (commands_that_are_understood)
{
  static const gchar *const commands[] = {
    "{\"type\":\"text\",\"text\":\"Hello\"}",
    "{\"type\":\"text\",\"text\":\"Hello\",\"respond\":false,\"ref\":7}",
    "{\"type\":\"interrupt\",\"ref\":{\"any\":[]}}",
    "{\"type\":\"talk\",\"active\":true}",
    "{\"type\":\"settings\",\"voice\":\"marin\",\"speed\":1.25}",
    "{\"type\":\"settings\",\"turn_detection\":\"none\"}",
    "{\"type\":\"settings\",\"eagerness\":\"low\",\"half_duplex\":true}",
    "{\"type\":\"dtmf\",\"digits\":\"12w#\"}",
    "{\"type\":\"hang_up\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    json_object_unref (check (commands[i], OVS_COMMANDER_VISITOR, NULL));
    json_object_unref (check (commands[i], OVS_COMMANDER_OPERATOR, NULL));
  }
  json_object_unref (check ("{\"type\":\"say\",\"text\":\"Hello\"}",
      OVS_COMMANDER_OPERATOR, NULL));
}

TEST (commands_that_are_refused_by_a_sentence)
{
  static const gchar *const commands[] = {
    "{}",
    "{\"type\":5}",
    "{\"type\":\"shutdown\"}",
    "{\"type\":\"say\",\"text\":\"secret\"}",
    "{\"type\":\"text\"}",
    "{\"type\":\"text\",\"text\":\"\"}",
    "{\"type\":\"text\",\"text\":[\"secret\"]}",
    "{\"type\":\"text\",\"text\":\"x\",\"respond\":\"secret\"}",
    "{\"type\":\"text\",\"text\":\"x\",\"role\":\"system\"}",
    "{\"type\":\"talk\"}",
    "{\"type\":\"talk\",\"active\":1}",
    "{\"type\":\"settings\"}",
    "{\"type\":\"settings\",\"speed\":99}",
    "{\"type\":\"settings\",\"speed\":\"fast\"}",
    "{\"type\":\"settings\",\"voice\":\"a b\"}",
    "{\"type\":\"settings\",\"instructions\":\"secret\"}",
    "{\"type\":\"settings\",\"noise_reduction\":\"some\"}",
    "{\"type\":\"dtmf\",\"digits\":\"12x\"}",
    "{\"type\":\"interrupt\",\"item\":\"x\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    const gchar *words = NULL;

    g_assert_null (check (commands[i], OVS_COMMANDER_VISITOR, &words));
    g_test_message ("%s", words);
  }
}

TEST_MAIN ()
