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

#include "gstopenairealtimeactions.h"

#include <string.h>

#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* In base64 it must stay below what the service takes as one message. */
#define MAX_IMAGE (10 * 1024 * 1024)

OaSession *
oa_action_begin (GstOpenaiRealtime *self, const gchar *action)
{
  OaSession *session = gst_openai_realtime_ref_session (self);

  if (session == NULL)
    GST_WARNING_OBJECT (self,
        "%s: no session; set the element to PAUSED or "
        "PLAYING first",
        action);
  return session;
}

/* Takes the request. */
static gboolean
ask (GstOpenaiRealtime *self, const gchar *action, OaRequest *request)
{
  OaSession *session = oa_action_begin (self, action);

  if (session == NULL) {
    oa_request_unref (request);
    return FALSE;
  }
  oa_session_request (session, request);
  oa_session_unref (session);
  return TRUE;
}

gboolean
oa_action_is_text (const gchar *text)
{
  return text != NULL && strlen (text) <= OA_ACTION_MAX_TEXT
      && g_utf8_validate (text, -1, NULL);
}

static gboolean
check_text (GstOpenaiRealtime *self, const gchar *text, const gchar *action)
{
  if (oa_action_is_text (text))
    return TRUE;
  GST_WARNING_OBJECT (self, "%s: the text must be UTF-8 of at most %d bytes",
      action, OA_ACTION_MAX_TEXT);
  return FALSE;
}

static gboolean
send_text (GstOpenaiRealtime *self, const gchar *text, gboolean respond)
{
  return check_text (self, text, "send-text")
      && ask (self, "send-text",
          oa_request_new_item (oa_item_new_text (OA_ROLE_USER, text), TRUE,
              respond));
}

static gboolean
add_message (GstOpenaiRealtime *self, const gchar *nick, const gchar *text)
{
  OaRole role = oa_role_from_nick (nick);

  if (role == OA_ROLE_NONE) {
    GST_WARNING_OBJECT (self,
        "add-message: the role must be system, user or "
        "assistant");
    return FALSE;
  }
  return check_text (self, text, "add-message")
      && ask (self, "add-message",
          oa_request_new_item (oa_item_new_text (role, text), FALSE, FALSE));
}

static gboolean
send_image (GstOpenaiRealtime *self, const gchar *mime_type, GBytes *image,
    gboolean respond)
{
  if (g_strcmp0 (mime_type, "image/png") != 0
      && g_strcmp0 (mime_type, "image/jpeg") != 0) {
    GST_WARNING_OBJECT (self,
        "send-image: the service takes image/png and "
        "image/jpeg; convert with pngenc or jpegenc");
    return FALSE;
  }
  if (image == NULL || g_bytes_get_size (image) == 0
      || g_bytes_get_size (image) > MAX_IMAGE) {
    GST_WARNING_OBJECT (self,
        "send-image: the image must have 1 to %d bytes; "
        "scale it down",
        MAX_IMAGE);
    return FALSE;
  }
  return ask (self, "send-image",
      oa_request_new_item (oa_item_new_image (mime_type, image, NULL), TRUE,
          respond));
}

static JsonObject *
parse_argument (GstOpenaiRealtime *self, const gchar *json, const gchar *action)
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

/* Actions that are a request of one kind, which is their data. */

static const gchar *const names[] = {
  [OA_REQUEST_RESPONSE] = "create-response",
  [OA_REQUEST_REPLACE] = "replace-response",
  [OA_REQUEST_COMMIT] = "commit",
  [OA_REQUEST_CLEAR] = "clear-input",
  [OA_REQUEST_INTERRUPT] = "interrupt",
  [OA_REQUEST_DELETE] = "delete-item",
  [OA_REQUEST_RETRIEVE] = "retrieve-item",
  [OA_REQUEST_END] = "end-after-response",
  [OA_REQUEST_RENEW] = "renew",
};

static gboolean
ask_plainly (GstOpenaiRealtime *self, gpointer data)
{
  OaRequestKind kind = GPOINTER_TO_INT (data);

  return ask (self, names[kind], oa_request_new (kind));
}

static gboolean
ask_of_item (GstOpenaiRealtime *self, const gchar *item_id, gpointer data)
{
  OaRequestKind kind = GPOINTER_TO_INT (data);

  return item_id != NULL
      && ask (self, names[kind], oa_request_new_with_item_id (kind, item_id));
}

static gboolean
ask_response (GstOpenaiRealtime *self, const gchar *json, gpointer data)
{
  OaRequestKind kind = GPOINTER_TO_INT (data);
  JsonObject *response = NULL;

  if (json != NULL && *json != '\0') {
    response = parse_argument (self, json, names[kind]);
    if (response == NULL)
      return FALSE;
  }
  return ask (self, names[kind], oa_request_new_with_object (kind, response));
}

static gboolean
send_event (GstOpenaiRealtime *self, const gchar *json)
{
  JsonObject *event = json != NULL ? parse_argument (self, json, "send-event")
                                   : NULL;

  if (event == NULL)
    return FALSE;
  if (oa_json_get_string (event, "type") == NULL) {
    GST_WARNING_OBJECT (self, "send-event: the event needs a \"type\"");
    json_object_unref (event);
    return FALSE;
  }
  return ask (self, "send-event",
      oa_request_new_with_object (OA_REQUEST_EVENT, event));
}

static gboolean
talk_start (GstOpenaiRealtime *self)
{
  OaSession *session = oa_action_begin (self, "talk-start");
  gboolean started;

  if (session == NULL)
    return FALSE;
  started = oa_media_talk_start (self->media);
  if (started) {
    oa_session_request (session, oa_request_new (OA_REQUEST_TALK));
    oa_session_wake (session);
  } else {
    GST_INFO_OBJECT (self,
        "talk-start: needs push-to-talk and live input, and "
        "no press under way");
  }
  oa_session_unref (session);
  return started;
}

static gboolean
talk_stop (GstOpenaiRealtime *self)
{
  OaSession *session = oa_action_begin (self, "talk-stop");
  gboolean stopped;

  if (session == NULL)
    return FALSE;
  stopped = oa_media_talk_stop (self->media);
  if (stopped)
    oa_session_wake (session);
  oa_session_unref (session);
  return stopped;
}

void
oa_action_add (GObjectClass *klass, const gchar *name, GCallback handler,
    gint data, guint n_params, ...)
{
  GClosure *closure = g_cclosure_new (handler, GINT_TO_POINTER (data), NULL);
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
  oa_action_add (klass, "send-text", G_CALLBACK (send_text), 0, 2,
      G_TYPE_STRING, G_TYPE_BOOLEAN);

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
  oa_action_add (klass, "send-image", G_CALLBACK (send_image), 0, 3,
      G_TYPE_STRING, G_TYPE_BYTES, G_TYPE_BOOLEAN);

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
  oa_action_add (klass, "add-message", G_CALLBACK (add_message), 0, 2,
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
  oa_action_add (klass, "delete-item", G_CALLBACK (ask_of_item),
      OA_REQUEST_DELETE, 1, G_TYPE_STRING);

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
  oa_action_add (klass, "retrieve-item", G_CALLBACK (ask_of_item),
      OA_REQUEST_RETRIEVE, 1, G_TYPE_STRING);

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
  oa_action_add (klass, "replace-response", G_CALLBACK (ask_response),
      OA_REQUEST_REPLACE, 1, G_TYPE_STRING);

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
  oa_action_add (klass, "create-response", G_CALLBACK (ask_response),
      OA_REQUEST_RESPONSE, 1, G_TYPE_STRING);

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
  oa_action_add (klass, "send-event", G_CALLBACK (send_event), 0, 1,
      G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::commit:
   * @self: the element
   *
   * Ends the user's turn at the audio that has come in so far.
   *
   * Returns: %FALSE when nothing was sent
   * Since: 0.1
   */
  oa_action_add (klass, "commit", G_CALLBACK (ask_plainly), OA_REQUEST_COMMIT,
      0);

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
  oa_action_add (klass, "clear-input", G_CALLBACK (ask_plainly),
      OA_REQUEST_CLEAR, 0);

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
  oa_action_add (klass, "interrupt", G_CALLBACK (ask_plainly),
      OA_REQUEST_INTERRUPT, 0);

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
  oa_action_add (klass, "renew", G_CALLBACK (ask_plainly), OA_REQUEST_RENEW, 0);

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
  oa_action_add (klass, "end-after-response", G_CALLBACK (ask_plainly),
      OA_REQUEST_END, 0);

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
  oa_action_add (klass, "talk-start", G_CALLBACK (talk_start), 0, 0);

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
  oa_action_add (klass, "talk-stop", G_CALLBACK (talk_stop), 0, 0);
}
