/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationrun.c - a conversation under way: its lines, its answers, the
 * bus, Ctrl-C and the exit status. */

#include "conversationprivate.h"

#include "actions.h"
#include "messages.h"

#include <glib-unix.h>

static void
tell_failure (GstOpenaiRealtimeConversation *self, const gchar *text)
{
  gboolean handled;

  g_signal_emit_by_name (self, "failed", text, &handled);
}

/* Something that the exit status tells, too. */
static void
fail (GstOpenaiRealtimeConversation *self, const gchar *text)
{
  self->failed = TRUE;
  tell_failure (self, text);
}

/*** lines ***/

static void
say_next (GstOpenaiRealtimeConversation *self)
{
  gchar *line;

  if (!self->in_lines || self->interrupted)
    return;
  line = g_queue_pop_head (&self->lines);
  if (line == NULL) {
    gst_openai_realtime_conversation_end (self);
    return;
  }
  gst_openai_realtime_print ("You: %s", line);
  gst_openai_realtime_send_text (self->element, line, TRUE);
  g_free (line);
}

/*** answers ***/

/**
 * gst_openai_realtime_conversation_replace_answer:
 * @self: a conversation
 * @item_id: an item of the answer that is coming in, as the element's signal
 *   `transcript` tells it
 * @json: (nullable): as for gst_openai_realtime_create_response()
 *
 * For guard rails: stops the answer and asks for another one. What takes its
 * place is not replaced itself, since it may quote what it declines, and that
 * would not end. The text of the item is not told by the signal `text`.
 *
 * May be called from any thread; best from a handler of the element's signal
 * `transcript`, which is ahead of the sound.
 *
 * Returns: %FALSE when the answer was stopped before, takes the place of
 *   another one, or cannot be replaced
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_conversation_replace_answer (GstOpenaiRealtimeConversation
    *self, const gchar *item_id, const gchar *json)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self), FALSE);
  g_return_val_if_fail (item_id != NULL, FALSE);

  if (!oa_answer_guard_stop (&self->guard, item_id))
    return FALSE;
  if (gst_openai_realtime_replace_response (self->element, json))
    return TRUE;
  oa_answer_guard_undo (&self->guard);
  return FALSE;
}

/* On the thread on which the element tells texts, in the same order. */
static void
on_response_done (GstElement *element, const GstStructure *response,
    GstOpenaiRealtimeConversation *self)
{
  oa_answer_guard_done (&self->guard, gst_structure_get_string (response,
          "response-id"));
}

/* An answer is over. One that called functions is followed by another. */
static void
finish_answer (GstOpenaiRealtimeConversation *self, GstMessage *message)
{
  const gchar *response_id;
  gchar *failure = gst_openai_realtime_message_dup_failure (message);
  gboolean goes_on;

  gst_openai_realtime_message_parse_response_done (message, &response_id, NULL,
      NULL, NULL);
  goes_on = (self->called && failure == NULL)
      || oa_answer_guard_was_stopped (&self->guard, response_id);
  if (failure != NULL)
    fail (self, failure);
  g_free (failure);
  self->called = FALSE;
  if (!goes_on)
    say_next (self);
}

/*** the bus ***/

static void
take_text (GstOpenaiRealtimeConversation *self, GstMessage *message)
{
  const gchar *role, *id, *text;
  gboolean final, handled;

  gst_openai_realtime_message_parse_transcript (message, &role, &id, &text,
      &final);
  if (final && !oa_answer_guard_was_stopped (&self->guard, id))
    g_signal_emit_by_name (self, "text", role, id, text, &handled);
}

/* Of one thing. The model is told of a call that was refused, and answers. */
static void
take_error (GstOpenaiRealtimeConversation *self, GstMessage *message)
{
  const gchar *type, *text;

  gst_openai_realtime_message_parse_error (message, NULL, &type, &text, NULL);
  tell_failure (self, text);
  self->called = self->called || g_strcmp0 (type, "function_call") == 0;
}

static void
take_element_message (GstOpenaiRealtimeConversation *self,
    GstMessage *message)
{
  switch (gst_openai_realtime_message_get_kind (message)) {
    case GST_OPENAI_REALTIME_MESSAGE_TRANSCRIPT:
      take_text (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_FUNCTION_CALL:
      self->called = TRUE;
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RESPONSE_DONE:
      finish_answer (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_ERROR:
      take_error (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_LIMIT:
      fail (self, "No answer came.");
      break;
    default:
      break;
  }
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  GstOpenaiRealtimeConversation *self = data;
  GError *error;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      take_element_message (self, message);
      break;
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      fail (self, error->message);
      g_error_free (error);
      g_main_loop_quit (self->loop);
      break;
    case GST_MESSAGE_EOS:
      g_main_loop_quit (self->loop);
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

/* The last answer is heard and a file is complete; asked again, it ends now. */
static gboolean
on_signal (gpointer data)
{
  GstOpenaiRealtimeConversation *self = data;

  if (self->interrupted)
    g_main_loop_quit (self->loop);
  else
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
  self->interrupted = TRUE;
  return G_SOURCE_CONTINUE;
}

/*** running ***/

/**
 * gst_openai_realtime_conversation_end:
 * @self: a conversation
 *
 * Ends it when the answers under way and asked for, such as a goodbye, have
 * been heard. May be called from any thread.
 *
 * Since: 0.1
 */
void
gst_openai_realtime_conversation_end (GstOpenaiRealtimeConversation *self)
{
  g_return_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self));

  gst_openai_realtime_end_after_response (self->element);
}

/**
 * gst_openai_realtime_conversation_quit:
 * @self: a conversation
 *
 * Ends it now. May be called from any thread.
 *
 * Since: 0.1
 */
void
gst_openai_realtime_conversation_quit (GstOpenaiRealtimeConversation *self)
{
  g_return_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self));

  g_main_loop_quit (self->loop);
}

/**
 * gst_openai_realtime_conversation_run:
 * @self: a conversation
 *
 * Runs it to its end, in the default main context, and handles SIGINT and
 * SIGTERM meanwhile. It runs once.
 *
 * Returns: the exit status of the program: 0, or 1 when the session, an answer
 *   or the pipeline failed
 *
 * Since: 0.1
 */
gint
gst_openai_realtime_conversation_run (GstOpenaiRealtimeConversation *self)
{
  GstBus *bus;
  gulong handler;
  guint on_int, on_term;

  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self), 1);

  bus = gst_element_get_bus (self->pipeline);
  on_int = g_unix_signal_add (SIGINT, on_signal, self);
  on_term = g_unix_signal_add (SIGTERM, on_signal, self);
  handler = g_signal_connect (self->element, "response-done",
      G_CALLBACK (on_response_done), self);
  gst_bus_add_watch (bus, on_message, self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  say_next (self);
  g_main_loop_run (self->loop);

  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_signal_handler_disconnect (self->element, handler);
  gst_bus_remove_watch (bus);
  gst_object_unref (bus);
  g_source_remove (on_term);
  g_source_remove (on_int);
  return self->failed ? 1 : 0;
}
