/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimeactions.c - the action signals: checks, then the session.
 *
 * They run in the caller's thread, may be called from any, and return at once.
 * FALSE means that nothing will happen: the element is not in PAUSED or
 * PLAYING, or the argument was refused with a warning in the log. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstopenairealtime.h"

#include <string.h>

#define GST_CAT_DEFAULT gst_openai_realtime_debug

#define MAX_TEXT (1024 * 1024)

static OaSession *
get_session (GstOpenaiRealtime *self, const gchar *action)
{
  OaSession *session = gst_openai_realtime_ref_session (self);

  if (session == NULL)
    GST_WARNING_OBJECT (self, "%s: no session; set the element to PAUSED or "
        "PLAYING first", action);
  return session;
}

static gboolean
send_text (GstOpenaiRealtime *self, const gchar *text, gboolean respond)
{
  OaSession *session;

  if (text == NULL || strlen (text) > MAX_TEXT
      || !g_utf8_validate (text, -1, NULL)) {
    GST_WARNING_OBJECT (self, "send-text: the text must be UTF-8 of at most "
        "%d bytes", MAX_TEXT);
    return FALSE;
  }
  session = get_session (self, "send-text");
  if (session == NULL)
    return FALSE;
  oa_session_send_text (session, text, respond);
  oa_session_unref (session);
  return TRUE;
}

static JsonObject *
parse_argument (GstOpenaiRealtime *self, const gchar *json,
    const gchar *action)
{
  GError *error = NULL;
  JsonObject *object =
      oa_json_parse_object (json, -1, OA_EVENT_MAX_SIZE, action, &error);

  if (object == NULL) {
    GST_WARNING_OBJECT (self, "%s", error->message);
    g_error_free (error);
  }
  return object;
}

static gboolean
create_response (GstOpenaiRealtime *self, const gchar *json)
{
  JsonObject *response = NULL;
  OaSession *session;

  if (json != NULL && *json != '\0') {
    response = parse_argument (self, json, "create-response");
    if (response == NULL)
      return FALSE;
  }
  session = get_session (self, "create-response");
  if (session == NULL) {
    g_clear_pointer (&response, json_object_unref);
    return FALSE;
  }
  oa_session_create_response (session, response);
  oa_session_unref (session);
  return TRUE;
}

static gboolean
send_event (GstOpenaiRealtime *self, const gchar *json)
{
  OaSession *session;
  JsonObject *event;

  if (json == NULL)
    return FALSE;
  event = parse_argument (self, json, "send-event");
  if (event == NULL)
    return FALSE;
  session = get_session (self, "send-event");
  if (session == NULL || oa_json_get_string (event, "type") == NULL) {
    GST_WARNING_OBJECT (self, "send-event: needs a session and a \"type\"");
    json_object_unref (event);
    g_clear_pointer (&session, oa_session_unref);
    return FALSE;
  }
  oa_session_send_event (session, event);
  oa_session_unref (session);
  return TRUE;
}

static gboolean
commit (GstOpenaiRealtime *self)
{
  OaSession *session = get_session (self, "commit");

  if (session == NULL)
    return FALSE;
  oa_session_commit (session);
  oa_session_unref (session);
  return TRUE;
}

static gboolean
clear_input (GstOpenaiRealtime *self)
{
  OaSession *session = get_session (self, "clear-input");

  if (session == NULL)
    return FALSE;
  oa_session_clear_input (session);
  oa_session_unref (session);
  return TRUE;
}

static gboolean
interrupt (GstOpenaiRealtime *self)
{
  OaSession *session = get_session (self, "interrupt");

  if (session == NULL)
    return FALSE;
  oa_session_interrupt (session);
  oa_session_unref (session);
  return TRUE;
}

static gboolean
end_after_response (GstOpenaiRealtime *self)
{
  OaSession *session = get_session (self, "end-after-response");

  if (session == NULL)
    return FALSE;
  oa_session_end_after_response (session);
  oa_session_unref (session);
  return TRUE;
}

static gboolean
renew (GstOpenaiRealtime *self)
{
  OaSession *session = get_session (self, "renew");

  if (session == NULL)
    return FALSE;
  oa_session_renew (session);
  oa_session_unref (session);
  return TRUE;
}

static void
new_action (GObjectClass *klass, const gchar *name, GCallback handler,
    guint n_params, ...)
{
  GClosure *closure = g_cclosure_new (handler, NULL, NULL);
  va_list args;

  g_closure_set_marshal (closure, g_cclosure_marshal_generic);
  va_start (args, n_params);
  g_signal_new_valist (name, G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, closure, NULL, NULL, NULL,
      G_TYPE_BOOLEAN, n_params, args);
  va_end (args);
}

void
gst_openai_realtime_install_actions (GObjectClass *klass)
{
  /**
   * GstOpenaiRealtime::send-text:
   * @self: the element
   * @text: what the user says, UTF-8, at most 1 MiB
   * @respond: whether an answer is wanted
   *
   * Adds a text message of the user to the conversation.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "send-text", G_CALLBACK (send_text), 2, G_TYPE_STRING,
      G_TYPE_BOOLEAN);

  /**
   * GstOpenaiRealtime::create-response:
   * @self: the element
   * @json: (nullable): members of `response` that override the session, as a
   *   JSON object
   *
   * Asks for an answer. Goes out as soon as no other response is under way.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "create-response", G_CALLBACK (create_response), 1,
      G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::send-event:
   * @self: the element
   * @json: a client event of the Realtime API
   *
   * Sends any client event: the way to everything that has no action.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "send-event", G_CALLBACK (send_event), 1, G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::commit:
   * @self: the element
   *
   * Ends the user's turn at the audio that has come in so far.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "commit", G_CALLBACK (commit), 0);

  /**
   * GstOpenaiRealtime::clear-input:
   * @self: the element
   *
   * Forgets audio of the user that is not part of a turn yet, here and at the
   * service. Speech that is held (`interrupt-hold`) goes on. With
   * `turn-detection` none the user begins a new turn by that: an answer that is
   * speaking is interrupted, if `interrupt-response` is set.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "clear-input", G_CALLBACK (clear_input), 0);

  /**
   * GstOpenaiRealtime::interrupt:
   * @self: the element
   *
   * Stops the answer at once, as if the user had begun to speak: speech that
   * waits is dropped, the response is cancelled, and the service learns what
   * was heard.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "interrupt", G_CALLBACK (interrupt), 0);

  /**
   * GstOpenaiRealtime::renew:
   * @self: the element
   *
   * Makes another session ready, which takes over in the next pause and knows
   * what was said: for a new model or voice in the middle of a call, set before
   * with g_object_set(). The old session works until then.
   *
   * Returns: %FALSE when there is no session
   * Since: 0.1
   */
  new_action (klass, "renew", G_CALLBACK (renew), 0);

  /**
   * GstOpenaiRealtime::end-after-response:
   * @self: the element
   *
   * Ends the stream when the answer under way, and those that are asked for,
   * have been sounded to their end: a goodbye is never cut. The user is not
   * heard from now on. EOS leaves with the last sample, also when an answer
   * shows no sign of life for `drain-timeout`.
   *
   * Returns: %FALSE when there is no session
   * Since: 0.1
   */
  new_action (klass, "end-after-response", G_CALLBACK (end_after_response), 0);
}
