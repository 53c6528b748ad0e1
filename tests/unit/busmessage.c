/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* busmessage.c - what a notice is on the bus. */

#include "report/message.h"
#include "../support/testcase.h"

static guint64
get_count (const GstStructure *fields, const gchar *name)
{
  guint64 count;

  g_assert_true (gst_structure_get_uint64 (fields, name, &count));
  return count;
}

/* Each kind of token has a price of its own, cached ones another. */
TEST (tokens_by_kind)
{
  const OaNotice notice = { OA_NOTICE_RESPONSE_DONE, (gchar *) "resp_1",
    .response = { .status = (gchar *) "completed",
        .has_usage = TRUE,
        .usage = { .total_tokens = 90,
            .input_text_tokens = 20,
            .input_audio_tokens = 30,
            .cached_tokens = 25,
            .cached_text_tokens = 11,
            .cached_audio_tokens = 14,
            .output_text_tokens = 10,
            .output_audio_tokens = 30 } } };
  g_autoptr (GstStructure) fields = oa_message_new_structure (&notice);

  g_assert_cmpstr (gst_structure_get_name (fields), ==,
      "openairealtime/response-done");
  g_assert_cmpstr (gst_structure_get_string (fields, "response-id"), ==,
      "resp_1");
  g_assert_cmpuint (get_count (fields, "total-tokens"), ==, 90);
  g_assert_cmpuint (get_count (fields, "input-text-tokens"), ==, 20);
  g_assert_cmpuint (get_count (fields, "input-audio-tokens"), ==, 30);
  g_assert_cmpuint (get_count (fields, "cached-tokens"), ==, 25);
  g_assert_cmpuint (get_count (fields, "cached-text-tokens"), ==, 11);
  g_assert_cmpuint (get_count (fields, "cached-audio-tokens"), ==, 14);
  g_assert_cmpuint (get_count (fields, "output-text-tokens"), ==, 10);
  g_assert_cmpuint (get_count (fields, "output-audio-tokens"), ==, 30);
}

TEST_MAIN (gst_init (NULL, NULL))
