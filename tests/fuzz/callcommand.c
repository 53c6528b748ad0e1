/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callcommand.c - any bytes as a message of a page's data channel.
 *
 * A command that is taken has a type, and says nothing that its rules do not
 * have; what is refused is refused by a sentence. */

#include "fuzz.h"

#include "feed/commandrules.h"
#include "protocol/json.h"

#include <string.h>

const gchar fuzz_name[] = "callcommand";
const guint fuzz_mutations = 20000;

void
fuzz_set_up (void)
{}

static void
check (JsonObject *command, OvsCommander who)
{
  OvsCommandType type = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) checked =
      ovs_call_command_check (command, who, &type, &error);

  g_assert_true ((checked != NULL) == (error == NULL));
  if (checked == NULL) {
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return;
  }
  g_assert_cmpint (type, <=, OVS_COMMAND_HANG_UP);
  g_assert_nonnull (oa_json_get_string (checked, "type"));
  g_assert_false (json_object_has_member (checked, "ref"));
  if (type == OVS_COMMAND_SAY)
    g_assert_cmpint (who, ==, OVS_COMMANDER_OPERATOR);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  g_autofree gchar *text = g_malloc0 (size + 1);
  g_autoptr (JsonObject) command = NULL;

  memcpy (text, data, size);
  command = oa_json_parse_object (text, size, OVS_COMMAND_MAX, "It", NULL);
  if (command == NULL)
    return;
  check (command, OVS_COMMANDER_OPERATOR);
  check (command, OVS_COMMANDER_VISITOR);
}
