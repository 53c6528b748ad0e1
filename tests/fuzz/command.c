/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* command.c - any texts in any request, in every dialect.
 *
 * What goes out is a JSON object with the name that is logged, and says what it
 * was told: the texts come back as they went in. */

#include "fuzz.h"

#include "protocol/command.h"

#include <string.h>

const gchar fuzz_name[] = "command";
const guint fuzz_mutations = 10000;

void
fuzz_set_up (void)
{
}

/* Arguments that an application or the user gives. */
static JsonObject *
take_object (FuzzInput *input)
{
  g_autofree gchar *line = fuzz_take_line (input);

  return oa_json_parse_object (line, -1, 0, "object", NULL);
}

static JsonObject *
take_item (FuzzInput *input)
{
  g_autofree gchar *first = NULL;
  g_autofree gchar *second = NULL;
  g_autoptr (GBytes) image = NULL;
  JsonObject *object;
  guint kind = fuzz_take_number (input, 4);

  if (kind == 0) {
    object = take_object (input);
    return object != NULL ? object : json_object_new ();
  }
  first = fuzz_take_line (input);
  second = fuzz_take_line (input);
  if (kind == 1)
    return oa_item_new_text (OA_ROLE_SYSTEM + fuzz_take_number (input, 3),
        first);
  if (kind == 2)
    return oa_item_new_function_output (first, second);
  image = g_bytes_new (second, strlen (second));
  return oa_item_new_image (first, image,
      fuzz_take_byte (input) & 1 ? "low" : NULL);
}

static JsonObject *
take_some_object (FuzzInput *input)
{
  JsonObject *object = take_object (input);

  return object != NULL ? object : json_object_new ();
}

static OaCommand *
take_texts (FuzzInput *input, OaCommandKind kind)
{
  g_autofree gchar *first = fuzz_take_line (input);
  g_autofree gchar *second = fuzz_take_line (input);
  g_autofree gchar *third = fuzz_take_line (input);
  guint number = fuzz_take_byte (input);
  OaSay say = { number % (OA_SAY_FILLER + 1), second, number & 4 };

  switch (kind) {
    case OA_COMMAND_INFORM:
      return oa_command_new_inform (OA_ROLE_SYSTEM + number % 3, first);
    case OA_COMMAND_ANSWER_CALL:
      return oa_command_new_answer_call (first, number & 1 ? second : NULL);
    case OA_COMMAND_DECIDE:
      return oa_command_new_decide (first, second, number & 1,
          number & 2 ? third : NULL);
    case OA_COMMAND_RETRIEVE_ITEM:
      return oa_command_new_retrieve_item (first);
    case OA_COMMAND_TRUNCATE_ITEM:
      return oa_command_new_truncate_item (first, number,
          fuzz_take_int64 (input));
    case OA_COMMAND_DELETE_ITEM:
      return oa_command_new_delete_item (first);
    case OA_COMMAND_SAY:
      return oa_command_new_say (&say);
    case OA_COMMAND_CANCEL:
      return oa_command_new_cancel (number & 1 ? first : NULL);
    default:
      return oa_command_new (kind);
  }
}

/* RAW goes out as it is; the others must have been given what they need. */
static OaCommand *
take_command (FuzzInput *input)
{
  OaCommandKind kind = fuzz_take_number (input, OA_COMMAND_RAW + 1);
  g_autofree gchar *previous = fuzz_take_line (input);
  OaCommand *command;

  if (kind == OA_COMMAND_CONFIGURE)
    command = oa_command_new_configure (take_some_object (input));
  else if (kind == OA_COMMAND_RESPOND)
    command = oa_command_new_respond (take_object (input));
  else if (kind == OA_COMMAND_RAW)
    command = oa_command_new_raw (take_some_object (input));
  else if (kind == OA_COMMAND_ADD_ITEM)
    command = oa_command_new_add_item (take_item (input),
        fuzz_take_byte (input) & 1 ? previous : NULL);
  else
    command = take_texts (input, kind);
  if (fuzz_take_byte (input) & 1)
    command->event_id = fuzz_take_line (input);
  return command;
}

static void
check_texts (const OaCommand *command, JsonObject *sent)
{
  const gchar *item_id = oa_json_get_string (sent, "item_id");

  if (command->kind == OA_COMMAND_RAW)
    return;
  if (command->kind == OA_COMMAND_TRUNCATE_ITEM)
    g_assert_cmpstr (item_id, ==, command->truncation.item_id);
  else if (command->kind == OA_COMMAND_RETRIEVE_ITEM
      || command->kind == OA_COMMAND_DELETE_ITEM)
    g_assert_cmpstr (item_id, ==, command->item_id);
  g_assert_cmpstr (oa_json_get_string (sent, "event_id"), ==,
      command->event_id);
}

static void
encode (const OaCommand *command, const OaDialect *dialect)
{
  g_autoptr (GPtrArray) messages = oa_command_encode (command, dialect);
  const gchar *name = oa_command_get_name (command, dialect);
  g_autoptr (JsonObject) sent = NULL;
  gsize size;
  const gchar *text;

  g_assert_nonnull (name);
  if (messages->len == 0)
    return;
  text = g_bytes_get_data (messages->pdata[0], &size);
  sent = oa_json_parse_object (text, size, 0, "ours", NULL);
  g_assert_nonnull (sent);
  if (command->kind != OA_COMMAND_RAW)
    g_assert_cmpstr (oa_json_get_string (sent, "type"), ==, name);
  check_texts (command, sent);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  g_autoptr (OaCommand) command = take_command (&input);

  for (guint d = 0; d <= GST_OPENAI_REALTIME_DIALECT_BETA; d++)
    for (guint t = 0; t <= GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION; t++)
      encode (command, oa_dialect_get (d, t));
}
