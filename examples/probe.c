/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* probe.c - what does a service accept?
 *
 *   openairealtime-probe [PROPERTY=VALUE…]
 *
 * Connects with the properties of the element as given (uri, model, dialect,
 * auth, session-type, …), then asks for one field of the session at a time and
 * prints which are taken. The report has no key, no header and no instructions:
 * it can go into a bug report as it is. */

#include "common/options.h"

#include <gst/gst.h>
#include <json-glib/json-glib.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* How long the service may take for one answer. */
#define PATIENCE_US (10 * G_USEC_PER_SEC)

typedef struct
{
  const gchar *dialect;
  const gchar *name;    /* of the field */
  const gchar *session; /* a session with that field only */
} Question;

#define INPUT(field) "{\"type\":\"%s\",\"audio\":{\"input\":{" field "}}}"
#define OUTPUT(field) "{\"type\":\"%s\",\"audio\":{\"output\":{" field "}}}"

static const Question questions[] = {
  { "ga", "instructions", "{\"type\":\"%s\",\"instructions\":\"Be brief.\"}" },
  { "ga", "output_modalities",
      "{\"type\":\"%s\",\"output_modalities\":"
      "[\"text\"]}" },
  { "ga", "audio.input.format, mu-law",
      INPUT ("\"format\":{\"type\":"
             "\"audio/pcmu\"}") },
  { "ga", "audio.output.format, mu-law",
      OUTPUT ("\"format\":{\"type\":"
              "\"audio/pcmu\"}") },
  { "ga", "audio.input.turn_detection, none",
      INPUT ("\"turn_detection\":"
             "null") },
  { "ga", "audio.input.turn_detection, semantic_vad",
      INPUT ("\"turn_detection\":{\"type\":\"semantic_vad\"}") },
  { "ga", "audio.input.turn_detection.idle_timeout_ms",
      INPUT ("\"turn_detection\":{\"type\":\"server_vad\","
             "\"idle_timeout_ms\":6000}") },
  { "ga", "audio.input.noise_reduction",
      INPUT ("\"noise_reduction\":"
             "{\"type\":\"near_field\"}") },
  { "ga", "audio.input.transcription",
      INPUT ("\"transcription\":{\"model\":"
             "\"gpt-transcribe\"}") },
  { "ga", "audio.output.speed", OUTPUT ("\"speed\":1.1") },
  { "ga", "tools",
      "{\"type\":\"%s\",\"tools\":[{\"type\":\"function\","
      "\"name\":\"probe\"}]}" },
  { "ga", "max_output_tokens", "{\"type\":\"%s\",\"max_output_tokens\":100}" },
  { "ga", "reasoning", "{\"type\":\"%s\",\"reasoning\":{\"effort\":\"low\"}}" },
  { "ga", "parallel_tool_calls",
      "{\"type\":\"%s\",\"parallel_tool_calls\":"
      "true}" },
  { "ga", "truncation", "{\"type\":\"%s\",\"truncation\":\"auto\"}" },
  { "ga", "include",
      "{\"type\":\"%s\",\"include\":["
      "\"item.input_audio_transcription.logprobs\"]}" },
  { "beta", "instructions", "{\"instructions\":\"Be brief.\"}" },
  { "beta", "modalities", "{\"modalities\":[\"text\"]}" },
  { "beta", "input_audio_format, mu-law",
      "{\"input_audio_format\":\"g711_ulaw\"}" },
  { "beta", "output_audio_format, mu-law",
      "{\"output_audio_format\":\"g711_ulaw\"}" },
  { "beta", "turn_detection, none", "{\"turn_detection\":null}" },
  { "beta", "turn_detection, semantic_vad",
      "{\"turn_detection\":{\"type\":\"semantic_vad\"}}" },
  { "beta", "input_audio_noise_reduction",
      "{\"input_audio_noise_reduction\":{\"type\":\"near_field\"}}" },
  /* The name that services know which imitate the old API. */
  { "beta", "input_audio_transcription",
      "{\"input_audio_transcription\":{\"model\":\"gpt-transcribe\"}}" },
  { "beta", "speed", "{\"speed\":1.1}" },
  { "beta", "tools",
      "{\"tools\":[{\"type\":\"function\",\"name\":"
      "\"probe\"}]}" },
  { "beta", "max_response_output_tokens",
      "{\"max_response_output_tokens\":100}" },
  { "beta", "temperature", "{\"temperature\":0.8}" },
};

typedef struct
{
  GMutex lock;
  GCond cond;
  gchar *question; /* event_id of what was asked */
  gboolean answered;
  gchar *refusal; /* NULL = accepted */
} Answers;

static const gchar *
get_text (JsonObject *object, const gchar *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
      ? json_node_get_string (node)
      : NULL;
}

/* The code of an error; its sentence could quote a secret. */
static gchar *
get_code (JsonObject *error)
{
  const gchar *code = get_text (error, "code");
  gsize length = code != NULL ? strspn (code, "abcdefghijklmnopqrstuvwxyz_")
                              : 0;

  return length > 0 ? g_strndup (code, MIN (length, 60)) : g_strdup ("refused");
}

/* What is refused, or NULL when the error is about something else: the element
 * has questions of its own. Some services do not repeat the id. */
static gchar *
get_refusal (const gchar *json, const gchar *question)
{
  JsonNode *node = json_from_string (json, NULL);
  JsonObject *event = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
      ? json_node_get_object (node)
      : NULL;
  JsonNode *member = event != NULL ? json_object_get_member (event, "error")
                                   : NULL;
  JsonObject *error = member != NULL && JSON_NODE_HOLDS_OBJECT (member)
      ? json_node_get_object (member)
      : NULL;
  const gchar *id = error != NULL ? get_text (error, "event_id") : NULL;
  gchar *refusal = NULL;

  if (error != NULL && (id == NULL || g_strcmp0 (id, question) == 0))
    refusal = get_code (error);
  g_clear_pointer (&node, json_node_unref);
  return refusal;
}

static void
on_event (GstElement *element, const gchar *type, const gchar *json,
    gpointer data)
{
  gboolean is_error = strcmp (type, "error") == 0;
  Answers *answers = data;
  gchar *refusal;

  if (!is_error && !g_str_has_suffix (type, "session.updated"))
    return;
  g_mutex_lock (&answers->lock);
  refusal = is_error ? get_refusal (json, answers->question) : NULL;
  if ((!is_error || refusal != NULL) && !answers->answered) {
    answers->refusal = refusal;
    answers->answered = TRUE;
    g_cond_signal (&answers->cond);
  } else {
    g_free (refusal);
  }
  g_mutex_unlock (&answers->lock);
}

/* NULL = accepted; "" = no answer. (transfer full) */
static gchar *
wait_for_answer (Answers *answers)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_US;
  gboolean in_time = TRUE;
  gchar *refusal;

  g_mutex_lock (&answers->lock);
  while (!answers->answered && in_time)
    in_time = g_cond_wait_until (&answers->cond, &answers->lock, end);
  refusal = answers->answered ? g_steal_pointer (&answers->refusal)
                              : g_strdup ("");
  answers->answered = TRUE; /* what comes late is no answer to the next */
  g_mutex_unlock (&answers->lock);
  return refusal;
}

static gchar *
ask (GstElement *element, Answers *answers, guint number,
    const gchar *session_type)
{
  gchar **parts = g_strsplit (questions[number].session, "%s", 2);
  gchar *session = g_strjoinv (session_type, parts);
  gchar *id = g_strdup_printf ("probe_%u", number);
  gchar *event = g_strdup_printf ("{\"type\":\"session.update\","
                                  "\"event_id\":\"%s\",\"session\":%s}",
      id, session);
  gboolean ok;

  g_mutex_lock (&answers->lock);
  answers->answered = FALSE;
  g_free (answers->question);
  answers->question = id;
  g_mutex_unlock (&answers->lock);
  g_signal_emit_by_name (element, "send-event", event, &ok);
  g_strfreev (parts);
  g_free (event);
  g_free (session);
  return wait_for_answer (answers);
}

static gchar *
get_nick (GstElement *element, const gchar *property)
{
  GValue value = G_VALUE_INIT;
  GEnumValue *found;
  gchar *nick;

  g_object_get_property (G_OBJECT (element), property, &value);
  found = g_enum_get_value (G_ENUM_CLASS (
                                g_type_class_peek (G_VALUE_TYPE (&value))),
      g_value_get_enum (&value));
  nick = g_strdup (found->value_nick);
  g_value_unset (&value);
  return nick;
}

static void
ask_all (GstElement *element, Answers *answers)
{
  gchar *dialect = get_nick (element, "dialect");
  gchar *type = get_nick (element, "session-type");
  guint i;

  g_print ("dialect   %s\nsession   %s\n\n", dialect, type);
  for (i = 0; i < G_N_ELEMENTS (questions); i++) {
    gchar *refusal;

    if (!g_str_equal (questions[i].dialect, dialect))
      continue;
    refusal = ask (element, answers, i, type);
    g_print ("%-44s %s\n", questions[i].name,
        refusal == NULL        ? "accepted"
            : *refusal == '\0' ? "no answer"
                               : refusal);
    g_free (refusal);
  }
  g_free (dialect);
  g_free (type);
}

/* TRUE when the session is up; else the cause is printed. */
static gboolean
wait_for_session (GstBus *bus)
{
  gboolean up = FALSE, over = FALSE;

  while (!up && !over) {
    GstMessage *message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
        GST_MESSAGE_ELEMENT | GST_MESSAGE_ERROR);
    GError *error = NULL;

    up = gst_message_has_name (message, "openairealtime/connected");
    over = GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR;
    if (over) {
      gst_message_parse_error (message, &error, NULL);
      g_printerr ("%s\n", error->message);
      g_error_free (error);
    }
    gst_message_unref (message);
  }
  return up;
}

static gboolean
set_properties (GstElement *element, gchar **arguments)
{
  for (; *arguments != NULL; arguments++) {
    gchar **pair = g_strsplit (*arguments, "=", 2);
    gboolean ok = pair[1] != NULL
        && g_object_class_find_property (G_OBJECT_GET_CLASS (element), pair[0])
            != NULL;

    if (ok)
      gst_util_set_object_arg (G_OBJECT (element), pair[0], pair[1]);
    else
      g_printerr ("%s is not PROPERTY=VALUE of openairealtime. Its properties "
                  "are shown by gst-inspect-1.0 openairealtime. See --help.\n",
          pair[0]);
    g_strfreev (pair);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static int
probe (GstElement *pipeline, GstElement *element)
{
  Answers answers = { 0 };
  GstBus *bus = gst_element_get_bus (pipeline);
  gboolean up;

  g_mutex_init (&answers.lock);
  g_cond_init (&answers.cond);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  up = wait_for_session (bus);
  if (up) {
    g_signal_connect (element, "event", G_CALLBACK (on_event), &answers);
    ask_all (element, &answers);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_free (answers.refusal);
  g_free (answers.question);
  g_mutex_clear (&answers.lock);
  g_cond_clear (&answers.cond);
  gst_object_unref (bus);
  return up ? EXIT_SUCCESS : EXIT_FAILURE;
}

static const AppOption options[] = { { NULL } };

static const AppProgram program = { "openairealtime-probe", "[PROPERTY=VALUE…]",
  "Prints which fields of a session a service accepts, one by one.\n"
  "The report has no key in it.",
  "The properties are those of openairealtime, for example\n"
  "  openairealtime-probe uri=wss://example.com/v1/realtime model=m\n"
  "  openairealtime-probe dialect=beta auth=api-key\n"
  "OPENAI_API_KEY has the key, or api-key-file=FILE names a file with it.",
  options, NULL, gst_init_get_option_group };

static GstElement *
make_pipeline (GstElement **element)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  *element = gst_element_factory_make ("openairealtime", NULL);
  if (*element == NULL || sink == NULL) {
    g_printerr ("No element openairealtime. Install its plugin or set "
                "GST_PLUGIN_PATH to its folder.\n");
    return NULL;
  }
  gst_bin_add_many (GST_BIN (pipeline), *element, sink, NULL);
  gst_element_link (*element, sink);
  gst_util_set_object_arg (G_OBJECT (*element), "live", "yes");
  return pipeline;
}

int
main (int argc, char **argv)
{
  GstElement *pipeline, *element;
  g_auto (GStrv) properties = NULL;
  g_autoptr (GError) error = NULL;
  int status = EXIT_FAILURE;

  setlocale (LC_ALL, "");
  if (!app_options_read (&program, NULL, argc, argv, &properties, &error)) {
    if (error == NULL)
      return EXIT_SUCCESS;
    g_printerr ("openairealtime-probe: %s\n", error->message);
    return EXIT_FAILURE;
  }
  pipeline = make_pipeline (&element);
  if (pipeline != NULL
      && (properties == NULL || set_properties (element, properties)))
    status = probe (pipeline, element);
  g_clear_object (&pipeline);
  return status;
}
