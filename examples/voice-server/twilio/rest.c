/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* rest.c - see rest.h. */

#include "rest.h"

#include "common/mainloop.h"
#include "form.h"
#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <libsoup/soup.h>
#include <string.h>

#define TIMEOUT_S 15
#define MAX_ANSWER (256 * 1024)
/* So many calls wait for their turn. */
#define MAX_WAITING 1000
/* Twilio's word for "there is no such call any more". */
#define CODE_GONE 20404

struct _OvsTwilioRest
{
  const OvsSettings *settings;
  SoupSession *session;
  GCancellable *cancellable;
  gchar *authorization;
  GQueue waiting; /* requests for new calls */
  guint timer;    /* while one of them must wait */
  gint64 next;    /* when the next may go, monotonic */
  guint running;  /* requests that are under way */
};

typedef struct
{
  OvsTwilioRest *rest; /* not when it was cancelled */
  GCancellable *cancellable;
  SoupMessage *message;
  const gchar *what; /* for sentences */
  gboolean gone_is_fine;
  OvsTwilioDialFunc dialed;
  OvsDoneFunc done;
  gpointer data;
} Request;

OvsTwilioRest *
ovs_twilio_rest_new (const OvsSettings *settings)
{
  const OvsSecrets *secrets = &settings->secrets;
  g_autofree gchar *pair = NULL;
  g_autofree gchar *encoded = NULL;
  OvsTwilioRest *self;

  if (secrets->twilio_account == NULL || secrets->twilio_token == NULL)
    return NULL;
  self = g_new0 (OvsTwilioRest, 1);
  self->settings = settings;
  self->cancellable = g_cancellable_new ();
  self->session = soup_session_new_with_options ("timeout", TIMEOUT_S,
      "user-agent", "openai-voice-server", NULL);
  pair =
      g_strconcat (secrets->twilio_account, ":", secrets->twilio_token, NULL);
  encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  self->authorization = g_strconcat ("Basic ", encoded, NULL);
  return self;
}

static void
finish (Request *self, const gchar *sid, const GError *error)
{
  if (self->dialed != NULL)
    self->dialed (sid, error, self->data);
  else if (self->done != NULL)
    self->done (error, self->data);
  g_object_unref (self->cancellable);
  g_object_unref (self->message);
  g_free (self);
}

static void
cancel (Request *self, const gchar *sentence)
{
  g_autoptr (GError) error =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, sentence);

  finish (self, NULL, error);
}

static void
cancel_at_end (gpointer request)
{
  cancel (request, "The server ended.");
}

void
ovs_twilio_rest_free (OvsTwilioRest *self)
{
  g_cancellable_cancel (self->cancellable);
  soup_session_abort (self->session);
  if (self->timer != 0)
    g_source_remove (self->timer);
  g_queue_clear_full (&self->waiting, cancel_at_end);
  g_object_unref (self->session);
  g_object_unref (self->cancellable);
  memset (self->authorization, 0, strlen (self->authorization));
  g_free (self->authorization);
  g_free (self);
}

/*** answers ***/

gboolean
ovs_twilio_is_sid (const gchar *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]))
      return FALSE;
  return length > 0 && length <= 64;
}

/* Its own words, which end in no stop and may be long. */
static GError *
make_error (const Request *self, guint status, JsonObject *answer)
{
  const gchar *text = oa_json_get_string (answer, "message");
  g_autofree gchar *words = oa_text_make_printable (text, 300);
  gint64 code = oa_json_get_int (answer, "code", 0);
  const gchar *next = status == 401
      ? " Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."
      : status == 429 ? " Lower --calls-per-second."
                      : "";

  return g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
      "Twilio did not %s: %s (status %u, code %" G_GINT64_FORMAT ").%s",
      self->what, words != NULL ? words : "it did not say why", status, code,
      next);
}

static void
take_answer (Request *self, GBytes *bytes)
{
  guint status = soup_message_get_status (self->message);
  gsize length;
  const gchar *data = g_bytes_get_data (bytes, &length);
  g_autoptr (JsonObject) answer = length > 0
      ? oa_json_parse_object (data, length, MAX_ANSWER, "The answer", NULL)
      : NULL;
  g_autoptr (GError) error = NULL;
  const gchar *sid = oa_json_get_string (answer, "sid");

  if (status / 100 != 2
      && !(self->gone_is_fine && status == 404
          && oa_json_get_int (answer, "code", CODE_GONE) == CODE_GONE))
    error = make_error (self, status, answer);
  else if (self->dialed != NULL && !ovs_twilio_is_sid (sid))
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        "Twilio's answer names no call. Check --twilio-api.");
  finish (self, error == NULL ? sid : NULL, error);
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

  if (!g_cancellable_is_cancelled (self->cancellable))
    self->rest->running--;
  if (bytes != NULL && g_bytes_get_size (bytes) <= MAX_ANSWER) {
    take_answer (self, bytes);
    return;
  }
  error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
      "Twilio did not %s: %s. Look at the network and at --twilio-api.",
      self->what, cause != NULL ? cause->message : "its answer is too long");
  finish (self, NULL, error);
}

/*** requests ***/

/* Takes @body. @path: behind that of the account. */
static Request *
new_request (OvsTwilioRest *self, const gchar *what, const gchar *path,
    gchar *body)
{
  g_autofree gchar *url = g_strdup_printf ("%s/2010-04-01/Accounts/%s/%s",
      self->settings->twilio_api, self->settings->secrets.twilio_account, path);
  Request *request = g_new0 (Request, 1);
  g_autoptr (GBytes) bytes = g_bytes_new_take (body, strlen (body));

  request->rest = self;
  request->cancellable = g_object_ref (self->cancellable);
  request->what = what;
  request->message = soup_message_new ("POST", url);
  soup_message_add_flags (request->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (
                                    request->message),
      "Authorization", self->authorization);
  soup_message_set_request_body_from_bytes (request->message,
      "application/x-www-form-urlencoded", bytes);
  return request;
}

static void
send_request (Request *request)
{
  request->rest->running++;
  soup_session_send_and_read_async (request->rest->session, request->message,
      G_PRIORITY_DEFAULT, request->rest->cancellable, on_answer, request);
}

/*** new calls, each at its time ***/

static gboolean on_turn (gpointer user_data);

static void
send_due (OvsTwilioRest *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 interval = G_USEC_PER_SEC / self->settings->calls_per_second;

  while (self->waiting.length > 0 && self->next <= now) {
    self->next = now + interval;
    send_request (g_queue_pop_head (&self->waiting));
  }
  if (self->waiting.length > 0 && self->timer == 0)
    self->timer = g_timeout_add ((self->next - now) / 1000 + 1, on_turn, self);
}

static gboolean
on_turn (gpointer user_data)
{
  OvsTwilioRest *self = user_data;

  self->timer = 0;
  send_due (self);
  return G_SOURCE_REMOVE;
}

void
ovs_twilio_rest_dial (OvsTwilioRest *self, const OvsTwilioDial *dial,
    OvsTwilioDialFunc func, gpointer user_data)
{
  g_autofree gchar *ring = g_strdup_printf ("%u", dial->ring_s);
  const gchar *machine = dial->detect_machine ? "Enable" : NULL;
  const gchar *async = dial->detect_machine ? "true" : NULL;
  const gchar *events = dial->status_url;
  gchar *body = ovs_form_make ("To", dial->to, "From", dial->from, "Url",
      dial->twiml_url, "Timeout", ring, "StatusCallback", dial->status_url,
      "StatusCallbackEvent", events != NULL ? "initiated" : NULL,
      "StatusCallbackEvent", events != NULL ? "ringing" : NULL,
      "StatusCallbackEvent", events != NULL ? "answered" : NULL,
      "StatusCallbackEvent", events != NULL ? "completed" : NULL,
      "MachineDetection", machine, "AsyncAmd", async, "AsyncAmdStatusCallback",
      dial->detect_machine ? dial->status_url : NULL, NULL);
  Request *request = new_request (self, "make the call", "Calls.json", body);
  g_autoptr (GError) error = NULL;

  request->dialed = func;
  request->data = user_data;
  if (self->waiting.length >= MAX_WAITING) {
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_BUSY,
        "%d calls wait to be made already. Try again later.", MAX_WAITING);
    finish (request, NULL, error);
    return;
  }
  g_queue_push_tail (&self->waiting, request);
  send_due (self);
}

void
ovs_twilio_rest_give_up (OvsTwilioRest *self, gpointer user_data)
{
  for (GList *l = self->waiting.head; l != NULL; l = l->next) {
    Request *request = l->data;

    if (request->data != user_data)
      continue;
    g_queue_delete_link (&self->waiting, l);
    cancel (request, "The call was given up.");
    return;
  }
}

/*** calls that are ***/

static void
change (OvsTwilioRest *self, const gchar *what, const gchar *sid, gchar *body,
    gboolean gone_is_fine, OvsDoneFunc done, gpointer done_data)
{
  g_autofree gchar *path = g_strdup_printf ("Calls/%s.json", sid);
  Request *request = new_request (self, what, path, body);

  request->gone_is_fine = gone_is_fine;
  request->done = done;
  request->data = done_data;
  send_request (request);
}

void
ovs_twilio_rest_hang_up (OvsTwilioRest *self, const gchar *sid,
    OvsDoneFunc done, gpointer done_data)
{
  change (self, "end the call", sid,
      ovs_form_make ("Status", "completed", NULL), TRUE, done, done_data);
}

void
ovs_twilio_rest_redirect (OvsTwilioRest *self, const gchar *sid,
    const gchar *twiml, OvsDoneFunc done, gpointer done_data)
{
  change (self, "pass the call on", sid, ovs_form_make ("Twiml", twiml, NULL),
      FALSE, done, done_data);
}

void
ovs_twilio_rest_send_sms (OvsTwilioRest *self, const gchar *from,
    const gchar *to, const gchar *text, OvsDoneFunc done, gpointer done_data)
{
  Request *request = new_request (self, "send the message", "Messages.json",
      ovs_form_make ("To", to, "From", from, "Body", text, NULL));

  request->done = done;
  request->data = done_data;
  send_request (request);
}

/*** the end ***/

void
ovs_twilio_rest_wait (OvsTwilioRest *self, guint ms)
{
  app_main_loop_wait (&self->running, ms);
}
