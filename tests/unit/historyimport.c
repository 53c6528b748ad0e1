/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* historyimport.c - a conversation of before, and texts that are none. */

#include "conversation/historyimport.h"
#include "../support/testcase.h"

#include "protocol/json.h"

TEST (what_conversation_gives)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) objects = oa_history_import (
      "["
      "{\"id\":\"x\",\"type\":\"message\",\"role\":\"user\",\"text\":\"Hi\"},"
      "{\"id\":\"y\",\"type\":\"message\",\"role\":\"assistant\","
      "\"status\":\"completed\",\"text\":\"Hello\",\"audio-ms\":900,"
      "\"heard-ms\":900},"
      "{\"type\":\"function_call\",\"name\":\"look\",\"call-id\":\"c\","
      "\"arguments\":\"{}\"},"
      "{\"type\":\"function_call_output\",\"call-id\":\"c\","
      "\"output\":\"seen\"},"
      "{\"type\":\"mcp_call\",\"name\":\"no\"}]",
      &error);

  g_assert_no_error (error);
  g_assert_cmpuint (objects->len, ==, 4);
  g_assert_cmpstr (oa_json_get_string (objects->pdata[0], "role"), ==,
      "user");
  g_assert_cmpstr (oa_json_get_string (objects->pdata[1], "id"), ==,
      "before_1");
  g_assert_cmpstr (oa_json_get_string (objects->pdata[3], "output"), ==,
      "seen");
}

TEST (role_and_text_are_enough)
{
  g_autoptr (GPtrArray) objects =
      oa_history_import ("[{\"role\":\"system\",\"text\":\"Ann calls\"}]",
          NULL);

  g_assert_cmpuint (objects->len, ==, 1);
}

TEST (what_is_none)
{
  static const gchar *const texts[] = { "", "{}", "[1]", "[{}]",
    "[{\"role\":\"king\",\"text\":\"a\"}]", "[{\"role\":\"user\"}]",
    "[{\"type\":\"function_call\"}]",
    "[{\"type\":\"function_call_output\",\"call-id\":\"c\"}]", "[[[[" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (oa_history_import (texts[i], &error));
    g_assert_nonnull (error);
    g_assert_true (error->domain == OA_PROTOCOL_ERROR);
  }
}

TEST_MAIN ()
