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

/* Behind a line, before it is taken for not answered. */
#define PATIENCE_S 60
#define MAX_LATE_CALLS 1000

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

/* FALSE: it cannot be said, and no answer will come. */
static gboolean
say (GstOpenaiRealtimeConversation *self, gchar *line)
{
  gboolean taken;

  gst_openai_realtime_print ("You: %s", line);
  taken = gst_openai_realtime_send_text (self->element, line, TRUE);
  g_free (line);
  if (!taken)
    fail (self,
        "This cannot be said: it is no UTF-8, or longer than 1 MiB, or "
        "there is no session.");
  return taken;
}

static void
say_next (GstOpenaiRealtimeConversation *self)
{
  gchar *line;

  while (self->in_lines && !g_atomic_int_get (&self->ending)) {
    line = g_queue_pop_head (&self->lines);
    if (line == NULL)
      gst_openai_realtime_conversation_end (self);
    else if (say (self, line))
      return;
  }
}

/* A program that is not answered must not wait for ever. */
static void
begin_lines (GstOpenaiRealtimeConversation *self)
{
  gchar *greeting;
  guint max_idle;

  if (!self->in_lines)
    return;
  g_object_get (self->element, "greeting", &greeting, "max-idle", &max_idle,
      NULL);
  if (max_idle == 0)
    g_object_set (self->element, "max-idle", PATIENCE_S, NULL);
  if (greeting == NULL || *greeting == '\0')
    say_next (self);
  g_free (greeting);
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
gst_openai_realtime_conversation_replace_answer (
    GstOpenaiRealtimeConversation *self, const gchar *item_id,
    const gchar *json)
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

/* On the thread on which the element tells texts and ends, in their order. */
static void
on_transcript (GstElement *element, const gchar *role, const gchar *item_id,
    const gchar *text, gboolean final, GstOpenaiRealtimeConversation *self)
{
  if (g_strcmp0 (role, "assistant") == 0)
    oa_answer_guard_text (&self->guard, item_id);
}

static void
on_response_done (GstElement *element, const GstStructure *response,
    GstOpenaiRealtimeConversation *self)
{
  oa_answer_guard_done (&self->guard,
      gst_structure_get_string (response, "response-id"));
}

/* An answer is over. One that called functions is followed by another. The
 * service tells why it failed once more, as an error. */
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
  g_free (self->failure);
  self->failure = failure;
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
  gchar *clean;

  gst_openai_realtime_message_parse_error (message, NULL, &type, &text, NULL);
  clean = gst_openai_realtime_printable (text);
  if (self->failure == NULL || !g_str_has_suffix (self->failure, clean))
    tell_failure (self, text);
  g_free (clean);
  g_clear_pointer (&self->failure, g_free);
  self->called = self->called || g_strcmp0 (type, "function_call") == 0;
}

/* Which of them is a planned end only the application knows. */
static void
take_limit (GstOpenaiRealtimeConversation *self, GstMessage *message)
{
  const gchar *limit;

  gst_openai_realtime_message_parse_limit (message, &limit);
  if (self->in_lines && g_strcmp0 (limit, "idle") == 0)
    fail (self, "No answer came.");
}

static void
take_element_message (GstOpenaiRealtimeConversation *self, GstMessage *message)
{
  switch (gst_openai_realtime_message_get_kind (message)) {
    case GST_OPENAI_REALTIME_MESSAGE_TRANSCRIPT:
      take_text (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_FUNCTION_CALL:
    case GST_OPENAI_REALTIME_MESSAGE_MCP_CALL:
      self->called = TRUE;
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RESPONSE_DONE:
      finish_answer (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_ERROR:
      take_error (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_LIMIT:
      take_limit (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RECONNECTED:
    case GST_OPENAI_REALTIME_MESSAGE_RENEWED:
      /* An answer of the session before has no end any more. */
      oa_answer_guard_undo (&self->guard);
      break;
    default:
      break;
  }
}

static void
quit (GstOpenaiRealtimeConversation *self)
{
  g_atomic_int_set (&self->over, TRUE);
  g_main_loop_quit (self->loop);
}

static void
on_message (GstBus *bus, GstMessage *message,
    GstOpenaiRealtimeConversation *self)
{
  GError *error;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      if (GST_MESSAGE_SRC (message) == GST_OBJECT (self->element))
        take_element_message (self, message);
      break;
    case GST_MESSAGE_WARNING:
      gst_message_parse_warning (message, &error, NULL);
      tell_failure (self, error->message);
      g_error_free (error);
      break;
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      fail (self, error->message);
      g_error_free (error);
      quit (self);
      break;
    case GST_MESSAGE_EOS:
      quit (self);
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (self->pipeline));
      break;
    default:
      break;
  }
}

/* The last answer is heard and a file is complete; asked again, it ends now. */
static gboolean
on_signal (gpointer data)
{
  GstOpenaiRealtimeConversation *self = data;

  if (self->interrupted)
    quit (self);
  else
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
  self->interrupted = TRUE;
  g_atomic_int_set (&self->ending, TRUE);
  return G_SOURCE_CONTINUE;
}

/*** running ***/

/**
 * gst_openai_realtime_conversation_end:
 * @self: a conversation
 *
 * Ends it when the answers under way and asked for, such as a goodbye, have
 * been heard; lines that wait are not said any more. May be called from any
 * thread.
 *
 * Since: 0.1
 */
void
gst_openai_realtime_conversation_end (GstOpenaiRealtimeConversation *self)
{
  g_return_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self));

  g_atomic_int_set (&self->ending, TRUE);
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

  quit (self);
}

/* An element that cannot start may have posted why, or not. */
static void
start (GstOpenaiRealtimeConversation *self, GstBus *bus)
{
  GstMessage *message;

  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING)
      != GST_STATE_CHANGE_FAILURE) {
    begin_lines (self);
    return;
  }
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  if (message != NULL)
    on_message (bus, message, self);
  else
    fail (self, "The pipeline cannot play.");
  g_clear_pointer (&message, gst_message_unref);
  quit (self);
}

/* Calls that came as it ended wait in the main context: what they use may be
 * gone once the program goes on. */
static void
finish_calls (void)
{
  guint i;

  for (i = 0; i < MAX_LATE_CALLS && g_main_context_iteration (NULL, FALSE); i++)
    ;
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
  gulong watch;
  guint on_int, on_term;

  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self), 1);

  bus = gst_element_get_bus (self->pipeline);
  on_int = g_unix_signal_add (SIGINT, on_signal, self);
  on_term = g_unix_signal_add (SIGTERM, on_signal, self);
  g_signal_connect_object (self->element, "transcript",
      G_CALLBACK (on_transcript), self, 0);
  g_signal_connect_object (self->element, "response-done",
      G_CALLBACK (on_response_done), self, 0);
  gst_bus_add_signal_watch (bus);
  watch = g_signal_connect (bus, "message", G_CALLBACK (on_message), self);
  start (self, bus);
  if (!g_atomic_int_get (&self->over))
    g_main_loop_run (self->loop);

  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_signal_handler_disconnect (bus, watch);
  gst_bus_remove_signal_watch (bus);
  gst_object_unref (bus);
  g_source_remove (on_term);
  g_source_remove (on_int);
  finish_calls ();
  return self->failed ? 1 : 0;
}
