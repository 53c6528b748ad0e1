/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* turns.c - thousands of turns in one session: each is answered, each answer is
 * sounded to its end, and memory does not grow when old items are deleted, as
 * an application does that wants to talk for hours. Time is a test clock. */

#include "liveharness.h"
#include "soak.h"
#include "../support/testcase.h"

#include <json-glib/json-glib.h>

#define KEPT_ITEMS 50
#define TURNS_PER_PRUNING 25

/* Of both sides, the local server is in this process; for a quick run. */
#define MAX_GROWTH (256 * 1024)

static void
take_turn (GstHarness *h, Told *told, guint turn)
{
  ACT (h->element, "send-text", "Well?", TRUE);
  told_wait (told, &told->responses, turn);
  while (told_get (told, &told->played) < turn)
    gst_buffer_unref (live_harness_next (h));
}

static void
delete_item (GstHarness *h, const gchar *id)
{
  g_autofree gchar *event =
      g_strdup_printf ("{\"type\":\"conversation.item.delete\","
                       "\"item_id\":\"%s\"}",
          id);

  ACT (h->element, "send-event", event);
}

/* Returns how many items were deleted; the oldest are. */
static guint
prune (GstHarness *h)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *items;
  guint excess;
  g_autofree gchar *json = NULL;

  g_object_get (h->element, "conversation", &json, NULL);
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  items = json_node_get_array (json_parser_get_root (parser));
  excess = json_array_get_length (items);
  excess -= MIN (excess, KEPT_ITEMS);
  for (guint i = 0; i < excess; i++)
    delete_item (h,
        json_object_get_string_member (json_array_get_object_element (items, i),
            "id"));
  return excess;
}

static guint64
get_figure (GstElement *element, const gchar *name)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 value = 0;

  g_object_get (element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, name, &value));
  return value;
}

TEST (turns)
{
  guint turns = g_test_slow () ? 10000 : 250, warm_up = turns / 5, turn;
  guint deleted = 0;
  OrsOptions options = { .forget = TRUE, .script = g_getenv ("SOAK_SCRIPT") };
  gsize before = 0, after, resident = 0;
  GstHarness *h;
  Told *told;
  g_auto (Fixture) f = { NULL };

  fixture_start (&f, &options);
  h = live_harness_new (f.server, "pcmu");
  /* Signals tell it: messages would only pile up. */
  gst_element_set_bus (h->element, NULL);
  told = told_new (h->element, NULL);
  for (turn = 1; turn <= turns; turn++) {
    take_turn (h, told, turn);
    if (turn % TURNS_PER_PRUNING == 0) {
      deleted += prune (h);
      await_sent (f.server, "conversation.item.deleted", deleted);
    }
    if (turn == warm_up) {
      before = memory_allocated ();
      resident = memory_resident ();
    }
  }
  after = memory_allocated ();
  g_test_message ("%u turns; allocated %+" G_GSSIZE_FORMAT " bytes, "
                  "resident %+" G_GSSIZE_FORMAT " bytes",
      turns, (gssize) (after - before),
      (gssize) (memory_resident () - resident));
  assert_sent (f.server, "error", 0);
  g_assert_cmpuint (get_figure (h->element, "output-dropped"), ==, 0);
  g_assert_cmpuint (get_figure (h->element, "underruns"), ==, 0);
  if (memory_is_known ())
    g_assert_cmpint ((gssize) (after - before), <, MAX_GROWTH);
  gst_harness_teardown (h);
  told_free (told);
}

TEST_MAIN (fixture_init ())
