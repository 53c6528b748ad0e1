/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
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
/* In base64 it must stay below what the service takes as one message. */
#define MAX_IMAGE (10 * 1024 * 1024)

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
check_text (GstOpenaiRealtime *self, const gchar *text, const gchar *action)
{
  if (text != NULL && strlen (text) <= MAX_TEXT
      && g_utf8_validate (text, -1, NULL))
    return TRUE;
  GST_WARNING_OBJECT (self, "%s: the text must be UTF-8 of at most %d bytes",
      action, MAX_TEXT);
  return FALSE;
}

/* Takes the item. */
static gboolean
send_item (GstOpenaiRealtime *self, JsonObject *item, gboolean turn,
    gboolean respond, const gchar *action)
{
  OaSession *session = get_session (self, action);

  if (session == NULL) {
    json_object_unref (item);
    return FALSE;
  }
  oa_session_send_item (session, item, turn, respond);
  oa_session_unref (session);
  return TRUE;
}

static gboolean
send_text (GstOpenaiRealtime *self, const gchar *text, gboolean respond)
{
  if (!check_text (self, text, "send-text"))
    return FALSE;
  return send_item (self, oa_item_new_text (OA_ROLE_USER, text), TRUE,
      respond, "send-text");
}

static gboolean
add_message (GstOpenaiRealtime *self, const gchar *nick, const gchar *text)
{
  OaRole role = oa_role_from_nick (nick);

  if (role == OA_ROLE_NONE) {
    GST_WARNING_OBJECT (self, "add-message: the role must be system, user or "
        "assistant");
    return FALSE;
  }
  if (!check_text (self, text, "add-message"))
    return FALSE;
  return send_item (self, oa_item_new_text (role, text), FALSE, FALSE,
      "add-message");
}

static gboolean
send_image (GstOpenaiRealtime *self, const gchar *mime_type, GBytes *image,
    gboolean respond)
{
  if (g_strcmp0 (mime_type, "image/png") != 0
      && g_strcmp0 (mime_type, "image/jpeg") != 0) {
    GST_WARNING_OBJECT (self, "send-image: the service takes image/png and "
        "image/jpeg; convert with pngenc or jpegenc");
    return FALSE;
  }
  if (image == NULL || g_bytes_get_size (image) == 0
      || g_bytes_get_size (image) > MAX_IMAGE) {
    GST_WARNING_OBJECT (self, "send-image: the image must have 1 to %d bytes; "
        "scale it down", MAX_IMAGE);
    return FALSE;
  }
  return send_item (self, oa_item_new_image (mime_type, image, NULL), TRUE,
      respond, "send-image");
}

static gboolean
delete_item (GstOpenaiRealtime *self, const gchar *item_id)
{
  OaSession *session = get_session (self, "delete-item");

  if (session == NULL || item_id == NULL) {
    g_clear_pointer (&session, oa_session_unref);
    return FALSE;
  }
  oa_session_delete_item (session, item_id);
  oa_session_unref (session);
  return TRUE;
}

static gboolean
retrieve_item (GstOpenaiRealtime *self, const gchar *item_id)
{
  OaSession *session = get_session (self, "retrieve-item");

  if (session == NULL || item_id == NULL) {
    g_clear_pointer (&session, oa_session_unref);
    return FALSE;
  }
  oa_session_retrieve_item (session, item_id);
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
ask (GstOpenaiRealtime *self, const gchar *json, const gchar *action,
    void (*func) (OaSession *session, JsonObject *response))
{
  JsonObject *response = NULL;
  OaSession *session;

  if (json != NULL && *json != '\0') {
    response = parse_argument (self, json, action);
    if (response == NULL)
      return FALSE;
  }
  session = get_session (self, action);
  if (session == NULL) {
    g_clear_pointer (&response, json_object_unref);
    return FALSE;
  }
  func (session, response);
  oa_session_unref (session);
  return TRUE;
}

static gboolean
create_response (GstOpenaiRealtime *self, const gchar *json)
{
  return ask (self, json, "create-response", oa_session_create_response);
}

static gboolean
replace_response (GstOpenaiRealtime *self, const gchar *json)
{
  return ask (self, json, "replace-response", oa_session_replace_response);
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

static gboolean
talk_start (GstOpenaiRealtime *self)
{
  OaSession *session = get_session (self, "talk-start");
  gboolean started;

  if (session == NULL)
    return FALSE;
  started = gst_openai_realtime_talk_start (self);
  if (started) {
    oa_session_talk (session);
    oa_session_wake (session);
  } else {
    GST_INFO_OBJECT (self, "talk-start: needs push-to-talk and live input, and "
        "no press under way");
  }
  oa_session_unref (session);
  return started;
}

static gboolean
talk_stop (GstOpenaiRealtime *self)
{
  OaSession *session = get_session (self, "talk-stop");
  gboolean stopped;

  if (session == NULL)
    return FALSE;
  stopped = gst_openai_realtime_talk_stop (self);
  if (stopped)
    oa_session_wake (session);
  oa_session_unref (session);
  return stopped;
}

/* The update is on its way to the loop before the request is. */
static gboolean
switch_agent (GstOpenaiRealtime *self, const GstStructure *fields)
{
  OaSession *session;

  if (fields == NULL || !gst_openai_realtime_set_together (self, fields))
    return FALSE;
  /* The application may hold back notifications of properties. */
  gst_openai_realtime_settings_changed (self);
  session = gst_structure_has_field (fields, "voice")
      ? gst_openai_realtime_ref_session (self) : NULL;
  if (session != NULL) {
    oa_session_change_voice (session);
    oa_session_unref (session);
  }
  return TRUE;
}

static void
log_refused_output (GstOpenaiRealtime *self, const gchar *call_id,
    OaOutputResult result)
{
  static const gchar *const causes[] = {
    [OA_OUTPUT_UNKNOWN] = "there is no such call",
    [OA_OUTPUT_DUPLICATE] = "the call has an output already",
    [OA_OUTPUT_LATE] = "the call was answered at its timeout; raise "
        "function-timeout, or set function-late-output",
    [OA_OUTPUT_OUT_OF_BAND] =
        "the call is outside of the conversation, nothing "
        "waits for its output",
  };

  GST_WARNING_OBJECT (self, "send-function-output: %s: %s", call_id,
      causes[result]);
}

static gboolean
send_function_output (GstOpenaiRealtime *self, const gchar *call_id,
    const gchar *output)
{
  OaOutputResult result;
  OaSession *session;

  if (call_id == NULL || output == NULL || strlen (output) > MAX_TEXT
      || !g_utf8_validate (output, -1, NULL)) {
    GST_WARNING_OBJECT (self, "send-function-output: needs the id of a call "
        "and an output, UTF-8 of at most %d bytes", MAX_TEXT);
    return FALSE;
  }
  session = get_session (self, "send-function-output");
  if (session == NULL)
    return FALSE;
  result = oa_session_send_function_output (session, call_id, output);
  oa_session_unref (session);
  if (result != OA_OUTPUT_TAKEN)
    log_refused_output (self, call_id, result);
  return result == OA_OUTPUT_TAKEN;
}

static gboolean
check_reason (const gchar *reason)
{
  return reason == NULL || (strlen (reason) <= MAX_TEXT
      && g_utf8_validate (reason, -1, NULL));
}

static gboolean
approve_mcp_call (GstOpenaiRealtime *self, const gchar *approval_id,
    gboolean approve, const gchar *reason)
{
  OaOutputResult result;
  OaSession *session;

  if (approval_id == NULL || !check_reason (reason)) {
    GST_WARNING_OBJECT (self, "approve-mcp-call: needs the id of a request, "
        "and a reason, if any, of at most %d bytes of UTF-8", MAX_TEXT);
    return FALSE;
  }
  session = get_session (self, "approve-mcp-call");
  if (session == NULL)
    return FALSE;
  result = oa_session_approve_mcp (session, approval_id, approve, reason);
  oa_session_unref (session);
  if (result != OA_OUTPUT_TAKEN)
    GST_WARNING_OBJECT (self, "approve-mcp-call: %s: %s", approval_id,
        result == OA_OUTPUT_UNKNOWN ? "there is no such request"
        : "it was decided already");
  return result == OA_OUTPUT_TAKEN;
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
   * GstOpenaiRealtime::send-image:
   * @self: the element
   * @mime_type: image/png or image/jpeg
   * @image: its bytes, at most 10 MiB
   * @respond: whether an answer is asked for
   *
   * Shows the model a picture, as a turn of the user. `jpegenc` and an appsink
   * make one of a video frame.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "send-image", G_CALLBACK (send_image), 3, G_TYPE_STRING,
      G_TYPE_BYTES, G_TYPE_BOOLEAN);

  /**
   * GstOpenaiRealtime::add-message:
   * @self: the element
   * @role: system, user or assistant
   * @text: UTF-8, at most 1 MiB
   *
   * Adds words to the conversation that nobody spoke: what the application
   * knows (system), or what was said elsewhere. Nothing answers it.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "add-message", G_CALLBACK (add_message), 2,
      G_TYPE_STRING, G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::delete-item:
   * @self: the element
   * @item_id: an item of `conversation`
   *
   * Makes the model forget an item.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "delete-item", G_CALLBACK (delete_item), 1,
      G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::retrieve-item:
   * @self: the element
   * @item_id: an item of `conversation`
   *
   * Asks the service for an item as it has it, audio included; it comes as
   * `event::conversation.item.retrieved`.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "retrieve-item", G_CALLBACK (retrieve_item), 1,
      G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::replace-response:
   * @self: the element
   * @json: (nullable): as for #GstOpenaiRealtime::create-response
   *
   * Stops the answer as #GstOpenaiRealtime::interrupt does, and asks for
   * another at once: for guard rails that have seen in the transcript where an
   * answer goes. The transcript is ahead of the sound.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  new_action (klass, "replace-response", G_CALLBACK (replace_response), 1,
      G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::send-function-output:
   * @self: the element
   * @call_id: the call, as `function-call` told it
   * @output: what the function gave, for the model; UTF-8, at most 1 MiB
   *
   * Answers a function call. When all calls of a response have their outputs,
   * the element asks for the answer to them.
   *
   * Returns: %FALSE when the call is not known, or was answered already
   * Since: 0.1
   */
  new_action (klass, "send-function-output",
      G_CALLBACK (send_function_output), 2, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::approve-mcp-call:
   * @self: the element
   * @approval_id: the request, as `mcp-approval-request` told it
   * @approve: whether the service may make the call
   * @reason: (nullable): why, for the model; UTF-8, at most 1 MiB
   *
   * Decides about a call of an MCP tool. When no call is open any more, the
   * element asks for the answer to them, once.
   *
   * Returns: %FALSE when the request is not known, or was decided already
   * Since: 0.1
   */
  new_action (klass, "approve-mcp-call", G_CALLBACK (approve_mcp_call), 3,
      G_TYPE_STRING, G_TYPE_BOOLEAN, G_TYPE_STRING);

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
   * GstOpenaiRealtime::switch-agent:
   * @self: the element
   * @fields: a structure whose fields are named as properties that can change
   *   in PLAYING: instructions, tools, tool-choice, voice, …
   *
   * Sets these properties in one step: the service gets one update, or nothing
   * is set when a field does not fit. The conversation is kept. The model keeps
   * a voice once it has spoken; another `voice` therefore comes with another
   * session, which is made ready and takes over in the next pause as with
   * #GstOpenaiRealtime::renew. Works in any state.
   *
   * Returns: %FALSE when nothing was set
   * Since: 0.1
   */
  new_action (klass, "switch-agent", G_CALLBACK (switch_agent), 1,
      GST_TYPE_STRUCTURE);

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

  /**
   * GstOpenaiRealtime::talk-start:
   * @self: the element
   *
   * The talk button is pressed: with push-to-talk, the input of the last
   * pre-roll goes up, and all that follows. An answer that sounds is
   * interrupted as it would be by the voice: not when it is protected, or
   * interrupt-response is FALSE.
   *
   * Returns: %FALSE when nothing changed: no push-to-talk, a recording, or a
   *   press was under way
   * Since: 0.1
   */
  new_action (klass, "talk-start", G_CALLBACK (talk_start), 0);

  /**
   * GstOpenaiRealtime::talk-stop:
   * @self: the element
   *
   * The talk button is let go: input is held again, and the turn ends behind
   * what has come in so far. With turn-detection=none it is committed, and
   * answered unless create-response is FALSE; else silence follows, so that
   * the service ends it.
   *
   * Returns: %FALSE when no press was under way
   * Since: 0.1
   */
  new_action (klass, "talk-stop", G_CALLBACK (talk_stop), 0);
}
