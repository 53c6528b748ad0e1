/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolcall.c - one call of a function, answered once: by the first answer, or
 * with an error when its last reference is dropped. */

#include "toolcallprivate.h"

#include "protocol/commanditem.h"
#include "protocol/json.h"

#include <string.h>

/* What the element takes as an output. */
#define MAX_OUTPUT (1024 * 1024)
#define DROPPED "The function ended without an answer."
#define UNUSABLE "The function gave no usable answer."

/**
 * GstOpenaiRealtimeToolCall:
 *
 * A call of a function that was added to a #GstOpenaiRealtimeTools.
 *
 * It is answered exactly once: by what the function returns, or later, from any
 * thread, by gst_openai_realtime_tool_call_answer(). When the last reference is
 * gone and there was no answer, the model gets an error as output. A call
 * belongs to one thread at a time; answering and looking whether it is answered
 * may be done from any.
 *
 * Since: 0.1
 */
struct _GstOpenaiRealtimeToolCall
{
  GObject parent;

  GWeakRef element;
  gchar *id;
  gchar *name;
  gchar *arguments;
  JsonObject *json;
  GObject *object;

  gint answered; /* atomic */
};

G_DEFINE_FINAL_TYPE (GstOpenaiRealtimeToolCall, gst_openai_realtime_tool_call,
    G_TYPE_OBJECT)

GstOpenaiRealtimeToolCall *
oa_tool_call_new (GstElement *element, const gchar *id, const gchar *name,
    const gchar *arguments, JsonObject *json, GObject *object)
{
  GstOpenaiRealtimeToolCall *self =
      g_object_new (GST_TYPE_OPENAI_REALTIME_TOOL_CALL, NULL);

  g_weak_ref_set (&self->element, element);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->arguments = g_strdup (arguments);
  self->json = json;
  self->object = object;
  return self;
}

/*** answering ***/

gboolean
oa_tool_call_claim (GstOpenaiRealtimeToolCall *self)
{
  return g_atomic_int_compare_and_exchange (&self->answered, FALSE, TRUE);
}

static gboolean
send_output (GstOpenaiRealtimeToolCall *self, const gchar *output)
{
  GstElement *element = g_weak_ref_get (&self->element);
  gboolean taken = FALSE;

  if (element == NULL)
    return FALSE;
  g_signal_emit_by_name (element, "send-function-output", self->id, output,
      &taken);
  gst_object_unref (element);
  return taken;
}

static gboolean
send_error (GstOpenaiRealtimeToolCall *self, const gchar *message)
{
  gchar *output = oa_item_make_error_output (message);
  gboolean taken = send_output (self, output);

  g_free (output);
  return taken;
}

static gboolean
is_usable (const gchar *text)
{
  return strlen (text) <= MAX_OUTPUT && g_utf8_validate (text, -1, NULL);
}

/**
 * gst_openai_realtime_tool_call_answer:
 * @self: a call
 * @output: what the function gave, for the model; UTF-8, at most 1 MiB
 *
 * Answers the call. May be called from any thread. With a text that cannot be
 * sent the model gets an error in its place.
 *
 * Returns: %FALSE when the call was answered before, or the answer is not
 *   waited for any more: its timeout is over, or the session is
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tool_call_answer (GstOpenaiRealtimeToolCall *self,
    const gchar *output)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), FALSE);
  g_return_val_if_fail (output != NULL, FALSE);

  if (!oa_tool_call_claim (self))
    return FALSE;
  if (!is_usable (output)) {
    send_error (self, UNUSABLE);
    return FALSE;
  }
  return send_output (self, output);
}

/**
 * gst_openai_realtime_tool_call_answer_error:
 * @self: a call
 * @message: a sentence for the model that says what went wrong
 *
 * Answers the call with `{"error": @message}`. May be called from any thread.
 *
 * Returns: as gst_openai_realtime_tool_call_answer()
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tool_call_answer_error (GstOpenaiRealtimeToolCall *self,
    const gchar *message)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  if (!oa_tool_call_claim (self))
    return FALSE;
  return send_error (self, is_usable (message) ? message : UNUSABLE);
}

/**
 * gst_openai_realtime_tool_call_is_answered:
 * @self: a call
 *
 * Tells whether the call has its answer. May be called from any thread.
 *
 * Returns: %TRUE when further answers will be refused
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tool_call_is_answered (GstOpenaiRealtimeToolCall *self)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), FALSE);

  return g_atomic_int_get (&self->answered);
}

/*** what was asked ***/

/**
 * gst_openai_realtime_tool_call_get_id:
 * @self: a call
 *
 * Gets the id that the service gave the call: never the same twice, so that it
 * can serve as the key under which a function remembers what it has done.
 *
 * Returns: (transfer none): the id
 *
 * Since: 0.1
 */
const gchar *
gst_openai_realtime_tool_call_get_id (GstOpenaiRealtimeToolCall *self)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), NULL);

  return self->id;
}

/**
 * gst_openai_realtime_tool_call_get_name:
 * @self: a call
 *
 * Gets the name of the function.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const gchar *
gst_openai_realtime_tool_call_get_name (GstOpenaiRealtimeToolCall *self)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), NULL);

  return self->name;
}

/**
 * gst_openai_realtime_tool_call_get_arguments:
 * @self: a call
 *
 * Gets the arguments as the model wrote them.
 *
 * Returns: (transfer none): a JSON object as text
 *
 * Since: 0.1
 */
const gchar *
gst_openai_realtime_tool_call_get_arguments (GstOpenaiRealtimeToolCall *self)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), NULL);

  return self->arguments;
}

/**
 * gst_openai_realtime_tool_call_get_json:
 * @self: a call
 *
 * Gets the arguments, checked against the parameters. Members that are null are
 * left out where the parameters come from a type.
 *
 * Returns: (transfer none): the arguments
 *
 * Since: 0.1
 */
JsonObject *
gst_openai_realtime_tool_call_get_json (GstOpenaiRealtimeToolCall *self)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), NULL);

  return self->json;
}

/**
 * gst_openai_realtime_tool_call_get_object:
 * @self: a call
 *
 * Gets the arguments as an instance of the type that was given to
 * gst_openai_realtime_tools_add_typed().
 *
 * Returns: (transfer none) (nullable): the instance, or %NULL when the function
 *   was added with a schema
 *
 * Since: 0.1
 */
GObject *
gst_openai_realtime_tool_call_get_object (GstOpenaiRealtimeToolCall *self)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), NULL);

  return self->object;
}

/**
 * gst_openai_realtime_tool_call_get_string:
 * @self: a call
 * @member: name of an argument
 *
 * Gets an argument that is a text.
 *
 * Returns: (transfer none) (nullable): the text, or %NULL when the argument is
 *   missing or no text
 *
 * Since: 0.1
 */
const gchar *
gst_openai_realtime_tool_call_get_string (GstOpenaiRealtimeToolCall *self,
    const gchar *member)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), NULL);
  g_return_val_if_fail (member != NULL, NULL);

  return oa_json_get_string (self->json, member);
}

/**
 * gst_openai_realtime_tool_call_get_int:
 * @self: a call
 * @member: name of an argument
 * @fallback: what is given when the argument is missing or no number
 *
 * Gets an argument that is an integer.
 *
 * Returns: the number, or @fallback
 *
 * Since: 0.1
 */
gint64
gst_openai_realtime_tool_call_get_int (GstOpenaiRealtimeToolCall *self,
    const gchar *member, gint64 fallback)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), fallback);
  g_return_val_if_fail (member != NULL, fallback);

  return oa_json_get_int (self->json, member, fallback);
}

/**
 * gst_openai_realtime_tool_call_get_double:
 * @self: a call
 * @member: name of an argument
 * @fallback: what is given when the argument is missing or no number
 *
 * Gets an argument that is a number.
 *
 * Returns: the number, or @fallback
 *
 * Since: 0.1
 */
gdouble
gst_openai_realtime_tool_call_get_double (GstOpenaiRealtimeToolCall *self,
    const gchar *member, gdouble fallback)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), fallback);
  g_return_val_if_fail (member != NULL, fallback);

  return oa_json_get_double (self->json, member, fallback);
}

/**
 * gst_openai_realtime_tool_call_get_boolean:
 * @self: a call
 * @member: name of an argument
 * @fallback: what is given when the argument is missing or no boolean
 *
 * Gets an argument that is true or false.
 *
 * Returns: the argument, or @fallback
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tool_call_get_boolean (GstOpenaiRealtimeToolCall *self,
    const gchar *member, gboolean fallback)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), fallback);
  g_return_val_if_fail (member != NULL, fallback);

  return oa_json_get_boolean (self->json, member, fallback);
}

/**
 * gst_openai_realtime_tool_call_dup_element:
 * @self: a call
 *
 * Gets the element that the call came from.
 *
 * Returns: (transfer full) (nullable): the element, or %NULL when it is gone
 *
 * Since: 0.1
 */
GstElement *
gst_openai_realtime_tool_call_dup_element (GstOpenaiRealtimeToolCall *self)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), NULL);

  return g_weak_ref_get (&self->element);
}

/*** class ***/

static void
gst_openai_realtime_tool_call_finalize (GObject *object)
{
  GstOpenaiRealtimeToolCall *self = GST_OPENAI_REALTIME_TOOL_CALL (object);

  if (oa_tool_call_claim (self))
    send_error (self, DROPPED);
  g_weak_ref_clear (&self->element);
  g_free (self->id);
  g_free (self->name);
  g_free (self->arguments);
  g_clear_pointer (&self->json, json_object_unref);
  g_clear_object (&self->object);
  G_OBJECT_CLASS (gst_openai_realtime_tool_call_parent_class)
      ->finalize (object);
}

static void
gst_openai_realtime_tool_call_init (GstOpenaiRealtimeToolCall *self)
{
  g_weak_ref_init (&self->element, NULL);
}

static void
gst_openai_realtime_tool_call_class_init (GstOpenaiRealtimeToolCallClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_openai_realtime_tool_call_finalize;
}
