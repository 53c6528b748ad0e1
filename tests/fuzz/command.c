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
{}

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

/* RAW goes out as it is; the others must have been given what they need. */
static JsonObject *
take_object_of (FuzzInput *input, OaCommandKind kind)
{
  switch (kind) {
    case OA_COMMAND_CONFIGURE:
    case OA_COMMAND_RAW:
      return take_some_object (input);
    case OA_COMMAND_RESPOND:
      return take_object (input);
    case OA_COMMAND_ADD_ITEM:
      return take_item (input);
    default:
      return NULL;
  }
}

/* Only what its kind has, and what may be missing only now and then. */
static OaCommand *
take_command (FuzzInput *input)
{
  OaCommandKind kind = fuzz_take_number (input, OA_COMMAND_RAW + 1);
  g_autoptr (JsonObject) object = take_object_of (input, kind);
  g_autofree gchar *first = fuzz_take_line (input);
  g_autofree gchar *second = fuzz_take_line (input);
  g_autofree gchar *third = fuzz_take_line (input);
  guint number = fuzz_take_byte (input);
  gboolean has_item = kind == OA_COMMAND_DECIDE
      || kind == OA_COMMAND_RETRIEVE_ITEM || kind == OA_COMMAND_TRUNCATE_ITEM
      || kind == OA_COMMAND_DELETE_ITEM;
  const OaCommand command = {
    .kind = kind,
    .event_id = number & 8 ? third : NULL,
    .object = object,
    .item_id = has_item ? first : NULL,
    .previous_id = kind == OA_COMMAND_ADD_ITEM && number & 1 ? first : NULL,
    .response_id = kind == OA_COMMAND_CANCEL && number & 1 ? first : NULL,
    .call_id = first,
    .request_id = second,
    .approve = number & 1,
    .text = kind == OA_COMMAND_INFORM || number & 2 ? third : NULL,
    .role = OA_ROLE_SYSTEM + number % 3,
    .content_index = number,
    .audio_end_ms = fuzz_take_int64 (input),
    .say = { number % (OA_SAY_FILLER + 1), second, number & 4 },
  };

  return oa_command_copy (&command);
}

static void
check_texts (const OaCommand *command, JsonObject *sent)
{
  const gchar *item_id = oa_json_get_string (sent, "item_id");

  if (command->kind == OA_COMMAND_RAW)
    return;
  if (command->kind == OA_COMMAND_TRUNCATE_ITEM
      || command->kind == OA_COMMAND_RETRIEVE_ITEM
      || command->kind == OA_COMMAND_DELETE_ITEM)
    g_assert_cmpstr (item_id, ==, command->item_id);
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
  if (command->kind != OA_COMMAND_RAW)
    g_assert_cmpstr (oa_json_get_string (sent, "type"), ==, name);
  check_texts (command, sent);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  OaCommand *command = take_command (&input);

  for (guint d = 0; d <= GST_OPENAI_REALTIME_DIALECT_BETA; d++)
    for (guint t = 0; t <= GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION; t++)
      encode (command, oa_dialect_get (d, t));
  oa_command_free (command);
}
