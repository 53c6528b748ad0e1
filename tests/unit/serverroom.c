/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* serverroom.c - see serverroom.h. */

#include "config.h"

#include "serverroom.h"

#include "dispatch.h"
#include "protocol/json.h"
#include "response.h"
#include "turns.h"

#include <string.h>

static void
do_nothing (gpointer user_data)
{}

void
server_room_begin (ServerRoom *self, OrsKind kind)
{
  static const OrsSessionFuncs funcs = { do_nothing, do_nothing, do_nothing };

  g_clear_pointer (&self->session, ors_session_free);
  self->session = ors_session_new (&self->context, 1, kind, "gpt-realtime-2.1",
      ors_scenario_new (NULL, NULL), &funcs, NULL);
  ors_turns_watch (self->session);
}

void
server_room_set_up (ServerRoom *self)
{
  *self = (ServerRoom){ .options = { .forget = TRUE, .chunk_ms = 200 } };
  self->fake = fake_backend_new ();
  self->context.options = &self->options;
  self->context.log = ors_log_new (NULL, FALSE, FALSE, NULL);
  self->context.ears = fake_backend_get_ears (self->fake);
  self->context.mind = fake_backend_get_mind (self->fake);
  self->context.voice = fake_backend_get_voice (self->fake);
  server_room_begin (self, ORS_KIND_REALTIME);
}

void
server_room_update (ServerRoom *self, const gchar *members)
{
  g_autofree gchar *update =
      g_strdup_printf ("{\"type\":\"session.update\",\"session\":"
                       "{\"type\":\"realtime\",%s}}",
          members);

  server_room_send (self, update);
  server_room_expect (self, "");
}

void
server_room_tear_down (ServerRoom *self)
{
  ors_session_free (self->session);
  fake_backend_free (self->fake);
  ors_log_free (self->context.log);
}

void
server_room_send (ServerRoom *self, const gchar *json)
{
  ors_dispatch_text (self->session, json, strlen (json));
}

void
server_room_send_audio (ServerRoom *self, guint ms, gboolean loud)
{
  gsize n = ms * 24;
  g_autofree gint16 *samples = g_new0 (gint16, n);
  g_autofree gchar *base64 = NULL, *json = NULL;

  for (gsize i = 0; loud && i < n; i++)
    samples[i] = GINT16_TO_LE (i / 20 % 2 ? 8000 : -8000);
  base64 = g_base64_encode ((const guchar *) samples, n * 2);
  json = g_strdup_printf ("{\"type\":\"%sinput_audio_buffer.append\","
                          "\"audio\":\"%s\"}",
      ors_session_get_kind (self->session) == ORS_KIND_TRANSLATION ? "session."
                                                                   : "",
      base64);
  server_room_send (self, json);
}

/* Another part of an event's type, and what it is called. */
static const struct
{
  const gchar *type;
  const gchar *name;
  const gchar *member; /* of the event or the object in it, or NULL */
  const gchar *object;
} names[] = {
  { "response.created", "created", NULL, NULL },
  { "response.output_item.added", "begin", NULL, NULL },
  { "response.output_item.done", "end:", "status", "item" },
  { "response.done", "done:", "status", "response" },
  { "response.output_text.delta", "'", "delta", NULL },
  { "response.output_audio_transcript.delta", "'", "delta", NULL },
  { "response.function_call_arguments.delta", "'", "delta", NULL },
  { "response.output_audio.delta", "audio", NULL, NULL },
  { "input_audio_buffer.speech_started", "started", NULL, NULL },
  { "input_audio_buffer.speech_stopped", "stopped", NULL, NULL },
  { "conversation.item.input_audio_transcription.delta", "heard '", "delta",
      NULL },
  { "conversation.item.input_audio_transcription.completed",
      "heard:", "transcript", NULL },
  { "conversation.item.input_audio_transcription.failed", "deaf:", "message",
      "error" },
  { "session.output_transcript.delta", "'", "delta", NULL },
  { "session.closed", "closed", NULL, NULL },
  { "error", "error:", "code", "error" },
};

static void
append_failure (GString *text, JsonObject *event)
{
  JsonObject *details =
      oa_json_get_object (oa_json_get_object (event, "response"),
          "status_details");
  const gchar *message =
      oa_json_get_string (oa_json_get_object (details, "error"), "message");

  if (message != NULL)
    g_string_append_printf (text, ":%s", message);
}

static void
append_event (GString *text, JsonObject *event)
{
  const gchar *type = oa_json_get_string (event, "type");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    JsonObject *object = names[i].object != NULL
        ? oa_json_get_object (event, names[i].object)
        : event;

    if (!g_str_equal (type, names[i].type)
        || (names[i].member == NULL && g_str_has_suffix (text->str, "audio")
            && g_str_equal (names[i].name, "audio")))
      continue;
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
        names[i].name);
    if (names[i].member != NULL)
      g_string_append (text, oa_json_get_string (object, names[i].member));
    if (g_str_has_suffix (names[i].name, "'"))
      g_string_append_c (text, '\'');
    append_failure (text, event);
  }
}

/* A client that reads all that there is. */
void
server_room_expect (ServerRoom *self, const gchar *expected)
{
  OrsOutbox *outbox = ors_session_get_outbox (self->session);
  g_autoptr (GString) text = g_string_new (NULL);
  OrsMessage *message;

  do {
    while ((message = ors_outbox_take (outbox)) != NULL) {
      g_autoptr (JsonObject) event =
          oa_json_parse_object (g_bytes_get_data (message->text, NULL),
              g_bytes_get_size (message->text), 0, "event", NULL);

      append_event (text, event);
      ors_message_free (message);
    }
    ors_response_continue_all (self->session);
  } while (ors_outbox_get_length (outbox) > 0);
  g_assert_cmpstr (text->str, ==, expected);
}

void
server_room_pass (ServerRoom *self, guint ms)
{
  fake_backend_pass (self->fake, ms);
}
