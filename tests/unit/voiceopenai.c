/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voiceopenai.c - the signature of OpenAI's webhooks. */

#include "config.h"

#include "../support/testcase.h"
#include "openai/signature.h"

#define SECRET "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
#define TIME "1763596800"
#define NOW G_GINT64_CONSTANT (1763596800)
#define SIGNATURE "v1,gXgbeRDSWb5df8nU/qkNsiMYNtm8X9mC7LvL4/u/om8="

static const gchar body[] =
    "{\"id\":\"evt_1\",\"object\":\"event\",\"created_at\":1763596800,\"type\":"
    "\"realtime.call.incoming\",\"data\":{\"call_id\":\"rtc_1\","
    "\"sip_headers\":[{\"name\":\"From\","
    "\"value\":\"sip:+15550100@sip.example.com\"}]}}";

static gboolean
check (const gchar *secret, const gchar *id, const gchar *time,
    const gchar *signatures, gint64 now)
{
  return ovs_openai_signature_check (secret, id, time, body, strlen (body),
      signatures, now);
}

TEST (the_published_signature)
{
  g_assert_cmpuint (strlen (body), ==, 186);
  g_assert_true (check (SECRET, "wh_1", TIME, SIGNATURE, NOW));
  g_assert_true (check (SECRET, "wh_1", TIME, SIGNATURE, NOW + 300));
  g_assert_true (check (SECRET, "wh_1", TIME, SIGNATURE, NOW - 300));
  g_assert_true (
      check (SECRET, "wh_1", TIME, "v1,AAAA nonsense " SIGNATURE, NOW));
  g_assert_true (
      check ("0123456789abcdef0123456789abcdef", "wh_1", TIME, SIGNATURE, NOW));
}

TEST (what_is_not_openais)
{
  static const gchar *const signatures[] = { NULL, "", "v1,", "v1,AAAA", " ",
    "v1,hXgbeRDSWb5df8nU/qkNsiMYNtm8X9mC7LvL4/u/om8=" };

  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    g_assert_false (check (SECRET, "wh_1", TIME, signatures[i], NOW));
  g_assert_false (check (SECRET, "wh_2", TIME, SIGNATURE, NOW));
  g_assert_false (check (SECRET, NULL, TIME, SIGNATURE, NOW));
  g_assert_false (check ("whsec_AAAA", "wh_1", TIME, SIGNATURE, NOW));
  g_assert_false (check (SECRET, "wh_1", "1763596801", SIGNATURE, NOW));
  g_assert_false (ovs_openai_signature_check (SECRET, "wh_1", TIME, body,
      strlen (body) - 1, SIGNATURE, NOW));
}

TEST (what_is_too_old_or_of_the_future)
{
  g_assert_false (check (SECRET, "wh_1", TIME, SIGNATURE, NOW + 301));
  g_assert_false (check (SECRET, "wh_1", TIME, SIGNATURE, NOW - 301));
  g_assert_false (check (SECRET, "wh_1", NULL, SIGNATURE, NOW));
  g_assert_false (check (SECRET, "wh_1", "", SIGNATURE, NOW));
  g_assert_false (check (SECRET, "wh_1", "1763596800.5", SIGNATURE, NOW));
  g_assert_false (
      check (SECRET, "wh_1", "99999999999999999999", SIGNATURE, NOW));
}

TEST_MAIN ()
