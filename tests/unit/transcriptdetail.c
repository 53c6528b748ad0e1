/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transcriptdetail.c - what events say beside a text, and that hostile ones do
 * no harm. */

#include "protocol/json.h"
#include "protocol/transcriptdetail.h"
#include "../support/testcase.h"

static OaTranscriptDetail *
detail_of (const gchar *text)
{
  g_autoptr (JsonObject) event = NULL;
  g_autofree gchar *json = g_strdelimit (g_strdup (text), "'", '"');

  event = oa_json_parse_object (json, -1, 0, "test", NULL);
  g_assert_nonnull (event);
  return oa_transcript_detail_new (event);
}

TEST (nothing)
{
  g_assert_null (detail_of ("{'transcript':'x'}"));
  g_assert_null (detail_of ("{'logprobs':null,'segments':7,'words':{}}"));
}

TEST (all)
{
  OaTranscriptDetail *detail = detail_of (
      "{'logprobs':[{'token':'a',"
      "'logprob':-1.5"
      "}],'words':[{'word':'hi','start':0.5,'end':1}],'segments':[{'id':'s',"
      "'text':'hi','speaker':'B','start':0,'end':2}],'languages':[{'code':'de'"
      "},'en']}");
  const OaTimedText *word = &g_array_index (detail->words, OaTimedText, 0);

  g_assert_cmpuint (detail->logprobs->len, ==, 1);
  g_assert_cmpfloat (g_array_index (detail->logprobs, OaLogprob, 0).logprob,
      ==, -1.5);
  g_assert_cmpstr (word->text, ==, "hi");
  g_assert_cmpfloat (word->start, ==, 0.5);
  g_assert_cmpfloat (word->end, ==, 1);
  g_assert_null (word->speaker);
  g_assert_cmpstr (g_array_index (detail->segments, OaTimedText, 0).speaker,
      ==, "B");
  g_assert_cmpuint (detail->languages->len, ==, 2);
  g_assert_cmpstr (detail->languages->pdata[1], ==, "en");
  oa_transcript_detail_unref (detail);
}

/* Of the wrong types: left out, or without what is wrong. */
TEST (wrong_types)
{
  OaTranscriptDetail *detail = detail_of (
      "{'logprobs':[1,null,'x',[],"
      "{'token':5}]"
      ",'words':[{'start':-7,'end':'never'}],'languages':[null,3,{'code':1}]}");

  g_assert_cmpuint (detail->logprobs->len, ==, 1);
  g_assert_null (g_array_index (detail->logprobs, OaLogprob, 0).token);
  g_assert_cmpfloat (g_array_index (detail->words, OaTimedText, 0).start, ==,
      -1);
  g_assert_cmpfloat (g_array_index (detail->words, OaTimedText, 0).end, ==,
      -1);
  g_assert_cmpuint (detail->languages->len, ==, 0);
  oa_transcript_detail_unref (detail);
}

TEST (bounded)
{
  g_autoptr (GString) text = g_string_new ("{'logprobs':[{}");
  OaTranscriptDetail *detail;

  for (guint i = 0; i < OA_TRANSCRIPT_MAX_ENTRIES + 10; i++)
    g_string_append (text, ",{}");
  g_string_append (text, "]}");
  detail = detail_of (text->str);
  g_assert_cmpuint (detail->logprobs->len, ==, OA_TRANSCRIPT_MAX_ENTRIES);
  oa_transcript_detail_unref (detail);
}

TEST_MAIN ()
