/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventids.c - which event is one of the latest once more. */

#include "protocol/eventdecode.h"
#include "protocol/eventids.h"
#include "../support/testcase.h"

#include <string.h>

/* "id:content"; no id: an event without one. */
static gboolean
is_repeated (OaEventIds *ids, const gchar *word)
{
  g_auto (GStrv) parts = g_strsplit (word, ":", 2);
  g_autofree gchar *id = *parts[0] != '\0'
      ? g_strdup_printf ("\"event_id\":\"%s\",", parts[0])
      : g_strdup ("");
  g_autofree gchar *text = g_strdup_printf (
      "{%s\"type\":"
      "\"response.output_audio.delta\",\"item_id\":\"i\",\"delta\":\"%s\"}",
      id, parts[1]);
  g_autoptr (GBytes) raw = g_bytes_new (text, strlen (text));
  g_autoptr (OaEvent) event = oa_event_decode (NULL, raw, NULL);

  g_assert_nonnull (event);
  return oa_event_ids_is_repeated (ids, event);
}

TEST (the_same_twice)
{
  OaEventIds ids = {
    { 0 },
  };

  g_assert_false (is_repeated (&ids, "e1:AAAA"));
  g_assert_true (is_repeated (&ids, "e1:AAAA"));
  g_assert_true (is_repeated (&ids, "e1:AAAA"));
  g_assert_false (is_repeated (&ids, "e2:AAAA"));
  g_assert_true (is_repeated (&ids, "e1:AAAA"));
  g_assert_false (is_repeated (&ids, ":AAAA"));
  g_assert_false (is_repeated (&ids, ":AAAA"));
}

TEST (the_latest_are_remembered)
{
  OaEventIds ids = {
    { 0 },
  };

  for (guint i = 0; i <= OA_EVENT_IDS_MAX; i++) {
    g_autofree gchar *word = g_strdup_printf ("event_%u:AAAA", i);

    g_assert_false (is_repeated (&ids, word));
  }
  g_assert_true (is_repeated (&ids, "event_1:AAAA"));
  g_assert_true (is_repeated (&ids, "event_64:AAAA"));
  g_assert_false (is_repeated (&ids, "event_0:AAAA"));
}

/* Ids that begin anew with each response, or never change, mean nothing. */
TEST (ids_that_mean_nothing)
{
  OaEventIds ids = {
    { 0 },
  };

  g_assert_false (is_repeated (&ids, "e:AAAA"));
  g_assert_false (is_repeated (&ids, "e:BBBB"));
  g_assert_false (is_repeated (&ids, "e:BBBB"));
  g_assert_false (is_repeated (&ids, "f:BBBB"));
  g_assert_false (is_repeated (&ids, "f:BBBB"));
}

/* Long ones are told apart by their beginning and their end. */
TEST (long_events)
{
  g_autofree gchar *zeroes = g_strnfill (4096, 'A');
  g_autofree gchar *first = g_strconcat ("e:", zeroes, "AAAA", NULL);
  g_autofree gchar *second = g_strconcat ("e:", zeroes, "BAAA", NULL);
  OaEventIds ids = {
    { 0 },
  };

  g_assert_false (is_repeated (&ids, first));
  g_assert_true (is_repeated (&ids, first));
  g_assert_false (is_repeated (&ids, second));
}

TEST_MAIN ()
