/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* beta.c - see beta.h. */

#include "config.h"

#include "beta.h"

#include "betashape.h"
#include "protocol/dialectbeta.h"
#include "protocol/json.h"

#define ITEM "conversation.item."

typedef struct
{
  const gchar *today;
  const gchar *then; /* NULL: the beta does not tell of it */
} Name;

static const Name names[] = {
  { "response.output_audio.delta", "response.audio.delta" },
  { "response.output_audio.done", "response.audio.done" },
  { "response.output_audio_transcript.delta",
      "response.audio_transcript.delta" },
  { "response.output_audio_transcript.done", "response.audio_transcript.done" },
  { "response.output_text.delta", "response.text.delta" },
  { "response.output_text.done", "response.text.done" },
  { ITEM "added", ITEM "created" },
  { ITEM "done", NULL },
  { ITEM "input_audio_transcription.segment", NULL },
  { "input_audio_buffer.timeout_triggered", NULL },
  { "input_audio_buffer.dtmf_event_received", NULL },
};

/* Sessions that only transcribe had events of their own. */
static const Name transcription_names[] = {
  { "session.created", "transcription_session.created" },
  { "session.updated", "transcription_session.updated" },
  { "session.update", "transcription_session.update" },
};

static OrsBetaPlace
place_of_session (OrsKind kind)
{
  return kind == ORS_KIND_TRANSCRIPTION ? ORS_BETA_TRANSCRIPTION
                                        : ORS_BETA_SESSION;
}

/*** what a client says ***/

static gboolean
read_session (JsonObject *event, OrsKind kind, OrsProblem *problem)
{
  JsonObject *flat = oa_json_get_object (event, "session");
  JsonObject *session;

  /* The rules of today have the words for one that is missing. */
  if (flat == NULL)
    return TRUE;
  session =
      ors_beta_shape_read (flat, place_of_session (kind), "session", problem);
  if (session == NULL)
    return FALSE;
  json_object_set_string_member (session, "type",
      kind == ORS_KIND_TRANSCRIPTION ? "transcription" : "realtime");
  json_object_set_object_member (event, "session", session);
  return TRUE;
}

static gboolean
read_response (JsonObject *event, OrsProblem *problem)
{
  JsonObject *flat = oa_json_get_object (event, "response");
  JsonArray *input = oa_json_get_array (flat, "input");
  JsonObject *response;

  if (flat == NULL)
    return TRUE;
  for (guint i = 0; input != NULL && i < json_array_get_length (input); i++) {
    JsonObject *item = oa_json_array_get_object (input, i);
    g_autofree gchar *path = g_strdup_printf ("response.input[%u]", i);

    if (item != NULL && !ors_beta_shape_read_item (item, path, problem))
      return FALSE;
  }
  response = ors_beta_shape_read (flat, ORS_BETA_REQUEST, "response", problem);
  if (response == NULL)
    return FALSE;
  json_object_set_object_member (event, "response", response);
  return TRUE;
}

static gboolean
read_type (JsonObject *event, OrsKind kind, OrsProblem *problem)
{
  const gchar *type = oa_json_get_string (event, "type");

  if (kind != ORS_KIND_TRANSCRIPTION)
    return TRUE;
  if (g_strcmp0 (type, "session.update") == 0)
    return ors_problem_set (problem, "invalid_value", "type",
        "Invalid value: '%s' is 'transcription_session.update' here.", type);
  if (g_strcmp0 (type, "transcription_session.update") == 0)
    json_object_set_string_member (event, "type", "session.update");
  return TRUE;
}

gboolean
ors_beta_read (JsonObject *event, OrsKind kind, OrsProblem *problem)
{
  const gchar *type;
  JsonObject *item;

  if (!read_type (event, kind, problem))
    return FALSE;
  type = oa_json_get_string (event, "type");
  item = oa_json_get_object (event, "item");
  if (g_strcmp0 (type, "session.update") == 0)
    return read_session (event, kind, problem);
  if (g_strcmp0 (type, "response.create") == 0)
    return read_response (event, problem);
  return item == NULL || ors_beta_shape_read_item (item, "item", problem);
}

/*** what the server tells ***/

static const Name *
find_name (const Name *table, guint n, const gchar *type)
{
  for (guint i = 0; i < n; i++) {
    if (g_strcmp0 (table[i].today, type) == 0)
      return &table[i];
  }
  return NULL;
}

static gboolean
write_type (JsonObject *event, OrsKind kind)
{
  const gchar *type = oa_json_get_string (event, "type");
  const Name *name = find_name (names, G_N_ELEMENTS (names), type);

  if (name == NULL && kind == ORS_KIND_TRANSCRIPTION)
    name = find_name (transcription_names, G_N_ELEMENTS (transcription_names),
        type);
  if (name == NULL)
    return TRUE;
  if (name->then == NULL)
    return FALSE;
  json_object_set_string_member (event, "type", name->then);
  return TRUE;
}

static void
write_items (JsonObject *response)
{
  JsonArray *items = oa_json_get_array (response, "output");
  JsonArray *written;

  if (items == NULL)
    return;
  written = json_array_new ();
  for (guint i = 0; i < json_array_get_length (items); i++)
    json_array_add_object_element (written,
        oa_dialect_beta_adapt_item (oa_json_array_get_object (items, i)));
  json_object_set_array_member (response, "output", written);
}

gboolean
ors_beta_write (JsonObject *event, OrsKind kind)
{
  JsonObject *session = oa_json_get_object (event, "session");
  JsonObject *response = oa_json_get_object (event, "response");
  JsonObject *item = oa_json_get_object (event, "item");

  if (!write_type (event, kind))
    return FALSE;
  if (session != NULL)
    json_object_set_object_member (event, "session",
        ors_beta_shape_session (session, place_of_session (kind)));
  if (item != NULL)
    json_object_set_object_member (event, "item",
        oa_dialect_beta_adapt_item (item));
  if (response != NULL) {
    ors_beta_shape_response (response);
    write_items (response);
  }
  /* The name is in the item. */
  if (g_strcmp0 (oa_json_get_string (event, "type"),
          "response.function_call_arguments.done")
      == 0)
    json_object_remove_member (event, "name");
  return TRUE;
}
