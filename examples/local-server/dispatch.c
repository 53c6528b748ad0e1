/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dispatch.c - see dispatch.h. */

#include "config.h"

#include "dispatch.h"

#include "clientitem.h"
#include "mcp.h"
#include "misbehaviour.h"
#include "protocol/base64.h"
#include "protocol/json.h"
#include "protocol/sessionpath.h"
#include "redact.h"
#include "response.h"
#include "rules.h"
#include "sessionconfig.h"
#include "translation.h"
#include "turns.h"

#define MAX_APPEND_BYTES (15 * 1024 * 1024)
/* Of a session's settings: objects in them grow with each update, and each
 * response may have a copy. */
#define MAX_CONFIG_BYTES (1024 * 1024)
/* That a scenario holds. */
#define MAX_HELD_UPDATES 64

/* Answers one kind of event, whose members were checked. */
typedef gboolean (
    *Handler) (OrsSession *session, JsonObject *event, OrsProblem *problem);

typedef struct
{
  GQueue held;        /* JsonObject, not answered yet */
  guint n_held;       /* of all times */
  gsize config_bytes; /* of the session's settings, at most */
  gsize event_bytes;  /* of the client's event that is answered */
} Updates;

static void
clear_updates (gpointer data)
{
  Updates *self = data;

  g_queue_clear_full (&self->held, (GDestroyNotify) json_object_unref);
}

static Updates *
get_updates (OrsSession *session)
{
  return ors_session_get_part (session, ORS_PART_UPDATES, sizeof (Updates),
      clear_updates);
}

/* What other services do not know. */
static gboolean
check_unknown_fields (OrsSession *session, JsonObject *update,
    OrsProblem *problem)
{
  JsonArray *fields =
      oa_json_get_array (ors_session_get_scenario (session)->parameters,
          "fields");

  for (guint i = 0; fields != NULL && i < json_array_get_length (fields); i++) {
    const gchar *field = oa_json_array_get_string (fields, i);
    g_autofree gchar *param = g_strconcat ("session.", field, NULL);

    if (field != NULL && oa_session_path_has (update, field))
      return ors_problem_set (problem, "unknown_parameter", param,
          "Unknown parameter: '%s'.", param);
  }
  return TRUE;
}

static gboolean
refuse_update (OrsSession *session, OrsProblem *problem)
{
  const OrsScenario *scenario = ors_session_get_scenario (session);

  return ors_problem_set (problem,
      ors_scenario_get_string (scenario, "code", "unknown_parameter"),
      ors_scenario_get_string (scenario, "param", "session.instructions"),
      "Refused by the scenario.");
}

static gboolean
check_update_faults (OrsSession *session, JsonObject *update,
    OrsProblem *problem)
{
  if (ors_session_has_fault (session, ORS_FAULT_UNKNOWN_FIELDS))
    return check_unknown_fields (session, update, problem);
  if (ors_session_has_fault (session, ORS_FAULT_REFUSE_UPDATE))
    return refuse_update (session, problem);
  return TRUE;
}

/* What all updates had in them is more than what is left of it. */
static gboolean
check_size (OrsSession *session, JsonObject *config, OrsProblem *problem)
{
  Updates *updates = get_updates (session);
  g_autofree gchar *text = NULL;

  updates->config_bytes += updates->event_bytes;
  if (updates->config_bytes <= MAX_CONFIG_BYTES)
    return TRUE;
  text = oa_json_object_to_text (config);
  updates->config_bytes = strlen (text);
  return updates->config_bytes <= MAX_CONFIG_BYTES
      || ors_problem_set (problem, "invalid_value", "session",
          "Invalid 'session': at most 1 MiB is allowed.");
}

static void
force_formats (OrsSession *session, JsonObject *config)
{
  const OrsScenario *scenario = ors_session_get_scenario (session);

  ors_session_config_force_formats (config,
      ors_scenario_get_string (scenario, "input", NULL),
      ors_scenario_get_string (scenario, "output", NULL));
}

static gboolean
apply_update (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  OrsSessionMoment moment;
  JsonObject *config, *answer;

  ors_response_get_moment (session, &moment);
  if (!check_update_faults (session, oa_json_get_object (event, "session"),
          problem))
    return FALSE;
  config = ors_session_config_update (ors_session_get_config (session),
      oa_json_get_object (event, "session"), &moment, problem);
  if (config != NULL && !check_size (session, config, problem))
    g_clear_pointer (&config, json_object_unref);
  if (config == NULL)
    return FALSE;

  if (ors_session_has_fault (session, ORS_FAULT_OTHER_FORMATS))
    force_formats (session, config);
  ors_session_set_config (session, config);
  if (!ors_session_has_fault (session, ORS_FAULT_NO_SESSION_UPDATED)) {
    answer = ors_event_new ("session.updated");
    json_object_set_object_member (answer, "session",
        oa_json_object_copy (config));
    ors_session_send (session, answer);
  }
  ors_mcp_list_tools (session);
  if (ors_session_has_fault (session, ORS_FAULT_ERROR_STORM))
    ors_misbehaviour_send_storm (session);
  return TRUE;
}

static gboolean
on_session_update (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  Updates *updates = get_updates (session);
  gint64 most = ors_scenario_get_int (ors_session_get_scenario (session),
      "count", G_MAXINT);

  if (!ors_session_has_fault (session, ORS_FAULT_HOLD_UPDATES)
      || updates->n_held >= most)
    return apply_update (session, event, problem);
  if (updates->held.length == MAX_HELD_UPDATES)
    return ors_problem_set (problem, "rate_limit_exceeded", NULL,
        "At most %d updates wait at the same time.", MAX_HELD_UPDATES);
  updates->n_held++;
  g_queue_push_tail (&updates->held, json_object_ref (event));
  return TRUE;
}

void
ors_dispatch_answer_update (OrsSession *session, gboolean accept)
{
  g_auto (OrsProblem) problem = ORS_PROBLEM_INIT;
  g_autoptr (JsonObject) event = g_queue_pop_head (
      &get_updates (session)->held);
  gboolean ok;

  if (event == NULL)
    return;
  ok = accept ? apply_update (session, event, &problem)
              : refuse_update (session, &problem);
  if (!ok)
    ors_session_send_error (session, &problem,
        oa_json_get_string (event, "event_id"));
}

static gboolean
on_append (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  const gchar *base64 = oa_json_get_string (event, "audio");
  g_autoptr (GBytes) audio = oa_base64_decode (base64, strlen (base64));

  if (audio == NULL)
    return ors_problem_set (problem, "invalid_value", "audio.audio",
        "Invalid 'audio'. Expected base64-encoded audio bytes (mono PCM16 at "
        "24kHz or G.711), but got an invalid value.");
  if (g_bytes_get_size (audio) > MAX_APPEND_BYTES)
    return ors_problem_set (problem, "invalid_value", "audio.audio",
        "Invalid 'audio'. At most 15 MiB are allowed per event.");
  if (ors_session_get_kind (session) == ORS_KIND_TRANSLATION)
    ors_translation_append (session, audio);
  else
    ors_turns_append (session, audio);
  return TRUE;
}

static gboolean
on_commit (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  return ors_turns_commit (session, problem);
}

static gboolean
on_clear (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  ors_turns_clear (session);
  return TRUE;
}

/* The service knows a call only once its response is done. */
static gboolean
is_unfinished (OrsItem *item, gpointer user_data)
{
  return ors_response_is_making (user_data, item);
}

static gboolean
on_item_create (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  g_autofree gchar *id = ors_session_new_id (session, "item");
  OrsItems *items = ors_session_get_items (session);
  OaAudioFormat format = ors_session_config_get_input_format (
      ors_session_get_config (session));
  g_autoptr (OrsItem) item =
      ors_client_item_new (oa_json_get_object (event, "item"), items, format,
          id, is_unfinished, session, problem);

  if (item != NULL)
    item->size = get_updates (session)->event_bytes;
  if (item == NULL || !ors_mcp_check_decision (session, item, problem)
      || !ors_items_insert (items, item,
          oa_json_get_string (event, "previous_item_id"), problem))
    return FALSE;
  ors_items_limit_audio (items);
  ors_session_send_item (session, "conversation.item.added", item);
  ors_session_send_item (session, "conversation.item.done", item);
  ors_mcp_decide (session, item);
  return TRUE;
}

static gboolean
on_item_retrieve (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  const gchar *id = oa_json_get_string (event, "item_id");
  OrsItem *item = ors_items_find (ors_session_get_items (session), id);
  JsonObject *answer;

  if (item == NULL)
    return ors_problem_set (problem, "item_retrieve_invalid_item_id", "item_id",
        "Error retrieving item: the item with id '%s' does not exist.", id);

  answer = ors_event_new ("conversation.item.retrieved");
  json_object_set_object_member (answer, "item",
      ors_item_dup_with_audio (item));
  ors_session_send (session, answer);
  return TRUE;
}

static gboolean
check_truncate_faults (OrsSession *session, gint64 end_ms, OrsProblem *problem)
{
  if (!ors_session_has_fault (session, ORS_FAULT_REFUSE_TRUNCATE))
    return TRUE;
  return ors_problem_set (problem, "invalid_value", "audio_end_ms",
      "Audio content of %" G_GINT64_FORMAT
      "ms is already shorter than %" G_GINT64_FORMAT "ms",
      ors_scenario_get_int (ors_session_get_scenario (session), "audio_ms", 10),
      end_ms);
}

static gboolean
on_item_truncate (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  const gchar *id = oa_json_get_string (event, "item_id");
  gint64 content_index = oa_json_get_int (event, "content_index", 0);
  gint64 end_ms = oa_json_get_int (event, "audio_end_ms", 0);
  JsonObject *answer;

  if (!check_truncate_faults (session, end_ms, problem)
      || !ors_items_truncate (ors_session_get_items (session), id,
          content_index, end_ms, problem))
    return FALSE;
  answer = ors_event_new ("conversation.item.truncated");
  json_object_set_string_member (answer, "item_id", id);
  json_object_set_int_member (answer, "content_index", content_index);
  json_object_set_int_member (answer, "audio_end_ms", end_ms);
  ors_session_send (session, answer);
  return TRUE;
}

static gboolean
on_item_delete (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  const gchar *id = oa_json_get_string (event, "item_id");
  JsonObject *answer;

  if (!ors_items_delete (ors_session_get_items (session), id, problem))
    return FALSE;
  answer = ors_event_new ("conversation.item.deleted");
  json_object_set_string_member (answer, "item_id", id);
  ors_session_send (session, answer);
  return TRUE;
}

/* A response keeps its settings as long as it runs; its input only until the
 * mind has seen it. */
static gboolean
check_response_size (OrsSession *session, JsonObject *request,
    OrsProblem *problem)
{
  g_autoptr (GList) names = request != NULL ? json_object_get_members (request)
                                            : NULL;
  gsize size = 0;

  if (get_updates (session)->event_bytes <= MAX_CONFIG_BYTES)
    return TRUE;
  for (GList *l = names; l != NULL; l = l->next) {
    g_autofree gchar *text = oa_json_node_to_text (
        json_object_get_member (request, l->data));

    size += g_str_equal (l->data, "input") ? 0 : strlen (text);
  }
  return size <= MAX_CONFIG_BYTES
      || ors_problem_set (problem, "invalid_value", "response",
          "Invalid 'response': at most 1 MiB is allowed beside its input.");
}

static gboolean
on_response_create (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  JsonObject *request = oa_json_get_object (event, "response");

  if (ors_session_has_fault (session, ORS_FAULT_NO_RESPONSE))
    return TRUE;
  return check_response_size (session, request, problem)
      && ors_response_create (session, request, problem);
}

static gboolean
on_response_cancel (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  OrsResponse *response =
      ors_response_find (session, oa_json_get_string (event, "response_id"));

  if (response == NULL)
    return ors_problem_set (problem, "response_cancel_not_active", NULL,
        "Cancellation failed: no active response found");
  ors_response_cancel (response, "client_cancelled");
  return TRUE;
}

/* The server keeps no audio back: there is nothing to be cleared. */
static gboolean
on_output_clear (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  ors_session_send (session, ors_event_new ("output_audio_buffer.cleared"));
  return TRUE;
}

static gboolean
on_close (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  ors_translation_close (session);
  return TRUE;
}

#define COMMON_RULES \
  { "type", ORS_RULE_STRING }, \
  { \
    "event_id", ORS_RULE_STRING \
  }

static const OrsRule bare_rules[] = { COMMON_RULES, { NULL } };

static const OrsRule update_rules[] = { COMMON_RULES,
  { "session", ORS_RULE_OBJECT, .required = TRUE }, { NULL } };

static const OrsRule append_rules[] = { COMMON_RULES,
  { "audio", ORS_RULE_STRING, .required = TRUE }, { NULL } };

static const OrsRule item_create_rules[] = { COMMON_RULES,
  { "item", ORS_RULE_OBJECT, .required = TRUE },
  { "previous_item_id", ORS_RULE_STRING, .nullable = TRUE }, { NULL } };

static const OrsRule item_id_rules[] = { COMMON_RULES,
  { "item_id", ORS_RULE_STRING, .required = TRUE }, { NULL } };

static const OrsRule truncate_rules[] = { COMMON_RULES,
  { "item_id", ORS_RULE_STRING, .required = TRUE },
  { "content_index", ORS_RULE_INTEGER, .required = TRUE, .min = 0,
      .max = G_MAXINT },
  { "audio_end_ms", ORS_RULE_INTEGER, .required = TRUE, .min = 0,
      .max = G_MAXINT },
  { NULL } };

static const OrsRule response_create_rules[] = { COMMON_RULES,
  { "response", ORS_RULE_OBJECT, .nullable = TRUE }, { NULL } };

static const OrsRule response_cancel_rules[] = { COMMON_RULES,
  { "response_id", ORS_RULE_STRING, .nullable = TRUE }, { NULL } };

#define ANSWERING (ORS_KIND_REALTIME | ORS_KIND_SIDEBAND)
#define LISTENING (ORS_KIND_REALTIME | ORS_KIND_TRANSCRIPTION)

static const struct
{
  const gchar *type;
  const OrsRule *rules;
  Handler handler;
  guint kinds;
} events[] = {
  { "session.update", update_rules, on_session_update,
      ANSWERING | ORS_KIND_TRANSCRIPTION | ORS_KIND_TRANSLATION },
  { "session.input_audio_buffer.append", append_rules, on_append,
      ORS_KIND_TRANSLATION },
  { "session.close", bare_rules, on_close, ORS_KIND_TRANSLATION },
  { "input_audio_buffer.append", append_rules, on_append, LISTENING },
  { "input_audio_buffer.commit", bare_rules, on_commit, LISTENING },
  { "input_audio_buffer.clear", bare_rules, on_clear, LISTENING },
  { "conversation.item.create", item_create_rules, on_item_create, ANSWERING },
  { "conversation.item.truncate", truncate_rules, on_item_truncate, ANSWERING },
  { "conversation.item.delete", item_id_rules, on_item_delete,
      ANSWERING | ORS_KIND_TRANSCRIPTION },
  { "conversation.item.retrieve", item_id_rules, on_item_retrieve,
      ANSWERING | ORS_KIND_TRANSCRIPTION },
  { "response.create", response_create_rules, on_response_create, ANSWERING },
  { "response.cancel", response_cancel_rules, on_response_cancel, ANSWERING },
  { "output_audio_buffer.clear", bare_rules, on_output_clear,
      ORS_KIND_SIDEBAND },
};

/* The list names what other kinds of sessions know, too, as was observed; but
 * not what only a call knows. */
static gboolean
refuse_type (const gchar *type, OrsProblem *problem)
{
  GString *known = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    if (events[i].kinds == ORS_KIND_SIDEBAND)
      continue;
    g_string_append_printf (known, "%s'%s'", known->len > 0 ? ", " : "",
        events[i].type);
  }
  ors_problem_set (problem, "invalid_value", "type",
      "Invalid value: '%s'. Supported values are: %s.", type, known->str);
  g_string_free (known, TRUE);
  return FALSE;
}

static gboolean
handle (OrsSession *session, JsonObject *event, OrsProblem *problem)
{
  const gchar *type = oa_json_get_string (event, "type");

  if (type == NULL)
    return ors_problem_set (problem, "invalid_event", NULL,
        "The 'type' field is missing.");
  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    if (!g_str_equal (events[i].type, type)
        || !(events[i].kinds & ors_session_get_kind (session)))
      continue;
    return ors_rules_check (events[i].rules, event, NULL, problem)
        && events[i].handler (session, event, problem);
  }
  return refuse_type (type, problem);
}

/* A log that counts and prints types shall not do what a client wants. */
static const gchar *
known_type (const gchar *type)
{
  if (type == NULL)
    return "(no type)";
  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    if (g_str_equal (events[i].type, type))
      return events[i].type;
  }
  return "(other)";
}

static void
log_event (OrsSession *session, JsonObject *event, gsize size)
{
  const OrsContext *context = ors_session_get_context (session);
  const gchar *type = oa_json_get_string (event, "type");
  g_autofree gchar *text = NULL;

  if (ors_log_wants_text (context->log))
    text = ors_redact_event (event, context->options->log_audio);
  ors_log_add (context->log, ors_session_get_number (session), ORS_FROM_CLIENT,
      known_type (type), text, size);
}

/* What is no event is logged without its bytes. */
static void
refuse_bytes (OrsSession *session, const gchar *label, gsize size,
    const OrsProblem *problem)
{
  g_autofree gchar *record = g_strdup_printf ("{\"type\":\"%s\"}", label);

  ors_log_add (ors_session_get_context (session)->log,
      ors_session_get_number (session), ORS_FROM_CLIENT, label, record, size);
  ors_session_send_error (session, problem, NULL);
}

void
ors_dispatch_text (OrsSession *session, const gchar *text, gsize length)
{
  g_auto (OrsProblem) problem = ORS_PROBLEM_INIT;
  g_autoptr (JsonObject) event =
      oa_json_parse_object (text, length, 0, "event", NULL);

  if (event == NULL) {
    ors_problem_set (&problem, "invalid_json", NULL,
        "Invalid event: failed to parse JSON value.");
    refuse_bytes (session, "(invalid JSON)", length, &problem);
    return;
  }

  get_updates (session)->event_bytes = length;
  log_event (session, event, length);
  ors_misbehaviour_note_event (session, oa_json_get_string (event, "type"));
  if (!handle (session, event, &problem))
    ors_session_send_error (session, &problem,
        oa_json_get_string (event, "event_id"));
}

void
ors_dispatch_binary (OrsSession *session)
{
  g_auto (OrsProblem) problem = ORS_PROBLEM_INIT;

  ors_problem_set (&problem, "invalid_event", NULL,
      "Invalid event: expected a text WebSocket message containing a JSON "
      "event.");
  refuse_bytes (session, "(binary)", 0, &problem);
}
