/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* control.c - see control.h. */

#include "control.h"

#include "common/mainloop.h"
#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <libsoup/soup.h>
#include <string.h>

#define DEFAULT_BASE "https://api.openai.com/v1"
#define TIMEOUT_S 15
#define MAX_ANSWER (256 * 1024)

struct _OvsOpenaiControl
{
  gchar *base;
  const gchar *key;
  SoupSession *session;
  GCancellable *cancellable;
  guint running; /* requests that are under way */
};

typedef struct
{
  OvsOpenaiControl *control; /* not when it was cancelled */
  GCancellable *cancellable;
  SoupMessage *message;
  const gchar *what; /* for sentences */
  OvsDoneFunc done;
  OvsControlFunc answered; /* in the place of done */
  gpointer data;
} Request;

const gchar *
ovs_openai_control_get_base (void)
{
  const gchar *base = g_getenv ("OPENAI_BASE_URL");

  return base != NULL && *base != '\0' ? base : DEFAULT_BASE;
}

OvsOpenaiControl *
ovs_openai_control_new (const gchar *base, const gchar *key)
{
  OvsOpenaiControl *self = g_new0 (OvsOpenaiControl, 1);

  self->base = g_strdup (base);
  self->key = key;
  self->cancellable = g_cancellable_new ();
  self->session = soup_session_new_with_options ("timeout", TIMEOUT_S,
      "user-agent", "openai-voice-server", NULL);
  return self;
}

void
ovs_openai_control_free (OvsOpenaiControl *self)
{
  g_cancellable_cancel (self->cancellable);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_object_unref (self->cancellable);
  g_free (self->base);
  g_free (self);
}

static GError *
make_error (const Request *self, guint status, GBytes *bytes)
{
  gsize length;
  const gchar *data = g_bytes_get_data (bytes, &length);
  g_autoptr (JsonObject) answer = length > 0
      ? oa_json_parse_object (data, length, MAX_ANSWER, "The answer", NULL)
      : NULL;
  g_autofree gchar *words = oa_text_make_printable (
      oa_json_get_string (oa_json_get_object (answer, "error"), "message"),
      300);

  return g_error_new (G_IO_ERROR,
      status == 404 ? G_IO_ERROR_NOT_FOUND : G_IO_ERROR_FAILED,
      "OpenAI did not %s: %s (status %u).%s", self->what,
      words != NULL ? words : "it did not say why", status,
      status == 401 ? " Check OPENAI_API_KEY." : "");
}

static void
tell_answer (const Request *self, GBytes *bytes, const GError *error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;
  const gchar *data;

  if (error == NULL) {
    data = g_bytes_get_data (bytes, &length);
    answer = oa_json_parse_object (data, length, MAX_ANSWER,
        "The answer of OpenAI", &cause);
  }
  self->answered (answer, error != NULL ? error : cause, self->data);
}

static void
on_answer (GObject *session, GAsyncResult *result, gpointer user_data)
{
  Request *self = user_data;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (SOUP_SESSION (session), result,
          &cause);
  guint status = soup_message_get_status (self->message);

  if (!g_cancellable_is_cancelled (self->cancellable))
    self->control->running--;
  if (bytes == NULL)
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
        "OpenAI did not %s: %s. Look at the network and at OPENAI_BASE_URL.",
        self->what, cause->message);
  else if (status / 100 != 2)
    error = make_error (self, status, bytes);
  if (self->done != NULL)
    self->done (error, self->data);
  if (self->answered != NULL)
    tell_answer (self, bytes, error);
  g_object_unref (self->cancellable);
  g_object_unref (self->message);
  g_free (self);
}

/* Takes @body. */
static Request *
send (OvsOpenaiControl *self, const gchar *what, const gchar *url,
    JsonObject *body)
{
  g_autofree gchar *bearer = g_strconcat ("Bearer ", self->key, NULL);
  g_autoptr (GBytes) bytes = oa_json_object_to_bytes (body);
  Request *request = g_new0 (Request, 1);

  json_object_unref (body);
  request->control = self;
  request->cancellable = g_object_ref (self->cancellable);
  request->what = what;
  request->message = soup_message_new ("POST", url);
  soup_message_add_flags (request->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (
                                    request->message),
      "Authorization", bearer);
  soup_message_set_request_body_from_bytes (request->message,
      "application/json", bytes);
  self->running++;
  soup_session_send_and_read_async (self->session, request->message,
      G_PRIORITY_DEFAULT, self->cancellable, on_answer, request);
  return request;
}

static void
ask (OvsOpenaiControl *self, const gchar *what, const gchar *call_id,
    const gchar *action, JsonObject *body, OvsDoneFunc done, gpointer done_data)
{
  g_autofree gchar *url =
      g_strdup_printf ("%s/realtime/calls/%s/%s", self->base, call_id, action);
  Request *request = send (self, what, url, body);

  request->done = done;
  request->data = done_data;
}

void
ovs_openai_control_make_secret (OvsOpenaiControl *self, JsonObject *body,
    OvsControlFunc done, gpointer done_data)
{
  g_autofree gchar *url =
      g_strconcat (self->base, "/realtime/client_secrets", NULL);
  Request *request = send (self, "make a client secret", url, body);

  request->answered = done;
  request->data = done_data;
}

void
ovs_openai_control_accept (OvsOpenaiControl *self, const gchar *call_id,
    JsonObject *session, OvsDoneFunc done, gpointer done_data)
{
  ask (self, "accept the call", call_id, "accept", session, done, done_data);
}

void
ovs_openai_control_reject (OvsOpenaiControl *self, const gchar *call_id,
    guint status)
{
  JsonObject *body = json_object_new ();

  json_object_set_int_member (body, "status_code", status);
  ask (self, "reject the call", call_id, "reject", body, NULL, NULL);
}

void
ovs_openai_control_refer (OvsOpenaiControl *self, const gchar *call_id,
    const gchar *target, OvsDoneFunc done, gpointer done_data)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "target_uri", target);
  ask (self, "pass the call on", call_id, "refer", body, done, done_data);
}

void
ovs_openai_control_hang_up (OvsOpenaiControl *self, const gchar *call_id)
{
  ask (self, "end the call", call_id, "hangup", json_object_new (), NULL, NULL);
}

void
ovs_openai_control_wait (OvsOpenaiControl *self, guint ms)
{
  app_main_loop_wait (&self->running, ms);
}
