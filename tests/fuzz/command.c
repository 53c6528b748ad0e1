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

/* RAW goes out as it is; the others must have been given what they need. */
static OaCommand *
take_command (FuzzInput *input)
{
  OaCommandType type = fuzz_take_number (input, OA_COMMAND_RAW + 1);
  OaCommand *command = oa_command_new (type);
  gsize size;
  const guint8 *audio;

  command->item_id = fuzz_take_line (input);
  if (fuzz_take_byte (input) & 1)
    command->event_id = fuzz_take_line (input);
  if (fuzz_take_byte (input) & 1)
    command->previous_item_id = fuzz_take_line (input);
  if (fuzz_take_byte (input) & 1)
    command->response_id = fuzz_take_line (input);
  command->content_index = fuzz_take_byte (input);
  command->audio_end_ms = fuzz_take_int64 (input);
  if (type == OA_COMMAND_ITEM_CREATE)
    command->object = take_item (input);
  else
    command->object = take_object (input);
  if (command->object == NULL && type != OA_COMMAND_RESPONSE_CREATE)
    command->object = json_object_new ();
  audio = fuzz_take_bytes (input, 64, &size);
  command->audio = g_bytes_new (audio, size);
  return command;
}

static void
check_texts (const OaCommand *command, JsonObject *sent)
{
  switch (command->type) {
    case OA_COMMAND_ITEM_RETRIEVE:
    case OA_COMMAND_ITEM_TRUNCATE:
    case OA_COMMAND_ITEM_DELETE:
      g_assert_cmpstr (oa_json_get_string (sent, "item_id"), ==,
          command->item_id);
      break;
    case OA_COMMAND_RAW:
    case OA_COMMAND_APPEND:
      return;
    default:
      break;
  }
  g_assert_cmpstr (oa_json_get_string (sent, "event_id"), ==,
      command->event_id);
}

static void
encode (const OaCommand *command, const OaDialect *dialect)
{
  g_autoptr (GBytes) message = oa_command_encode (command, dialect);
  const gchar *name = oa_command_get_name (command, dialect);
  g_autoptr (JsonObject) sent = NULL;
  gsize size;
  const gchar *text;

  g_assert_nonnull (name);
  if (message == NULL)
    return;
  text = g_bytes_get_data (message, &size);
  sent = oa_json_parse_object (text, size, 0, "ours", NULL);
  g_assert_nonnull (sent);
  if (command->type != OA_COMMAND_RAW)
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
