/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolsattach.c - a registry and its element.
 *
 * The element owns its registry (by the handler of its signal), the registry
 * knows the element weakly. */

#include "toolsprivate.h"

#include "protocol/commanditem.h"

#define UNKNOWN "There is no such function any more."

/* Of an element: the registry that is attached, which its signal keeps. */
static G_DEFINE_QUARK (gst-openai-realtime-tools, attached);

/* Protects the registry of every element; held for a look-up only. */
static GMutex attach_lock;

/*** telling the element ***/

static gboolean
must_publish_again (GstOpenaiRealtimeTools *self)
{
  gboolean again;

  g_mutex_lock (&self->lock);
  again = self->changed;
  self->changed = FALSE;
  self->publishing = again;
  g_mutex_unlock (&self->lock);
  return again;
}

static GstOpenaiRealtimeTools *
ref_attached (GstElement *element)
{
  GstOpenaiRealtimeTools *attached;

  g_mutex_lock (&attach_lock);
  attached = g_object_get_qdata (G_OBJECT (element), attached_quark ());
  if (attached != NULL)
    g_object_ref (attached);
  g_mutex_unlock (&attach_lock);
  return attached;
}

/* Another registry may have come meanwhile, or none: its functions count. */
static void
push_to_element (GstOpenaiRealtimeTools *self, GstElement *element)
{
  gchar *json = gst_openai_realtime_tools_to_json (self);
  GstOpenaiRealtimeTools *attached;

  g_object_set (element, "tools", json, NULL);
  g_free (json);
  attached = ref_attached (element);
  if (attached == NULL)
    g_object_set (element, "tools", NULL, NULL);
  else if (attached != self)
    oa_tools_publish (attached);
  g_clear_object (&attached);
}

void
oa_tools_publish (GstOpenaiRealtimeTools *self)
{
  gboolean busy;

  g_mutex_lock (&self->lock);
  busy = self->publishing;
  self->publishing = TRUE;
  self->changed = busy;
  g_mutex_unlock (&self->lock);
  if (busy)
    return;
  do {
    GstElement *element = g_weak_ref_get (&self->element);

    if (element != NULL)
      push_to_element (self, element);
    gst_clear_object (&element);
  } while (must_publish_again (self));
}

/*** the element's side ***/

/* Connected after the application's own handlers: what they answer does not
 * come here. */
static gchar *
on_function_call (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer user_data)
{
  GstOpenaiRealtimeTools *self = user_data;
  OaToolFunction *function = oa_tools_ref_function (self, name);
  gchar *output;

  if (function == NULL)
    return oa_item_make_error_output (UNKNOWN);
  output = oa_tool_function_call (function, element, call_id, arguments);
  oa_tool_function_unref (function);
  return output;
}

static void
release_registry (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

static gboolean
check_element (GstElement *element, GError **error)
{
  if (g_signal_lookup ("function-call", G_OBJECT_TYPE (element)) != 0
      && g_signal_lookup ("send-function-output", G_OBJECT_TYPE (element)) != 0
      && g_object_class_find_property (G_OBJECT_GET_CLASS (element), "tools")
          != NULL)
    return TRUE;
  g_set_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_ELEMENT,
      "%s is no element with function "
      "calls; attach to an openairealtime element.",
      G_OBJECT_TYPE_NAME (element));
  return FALSE;
}

/* The registry that was attached before, or NULL. (transfer full) */
static GstOpenaiRealtimeTools *
exchange_attached (GstElement *element, GstOpenaiRealtimeTools *expected,
    GstOpenaiRealtimeTools *self)
{
  GstOpenaiRealtimeTools *old;

  g_mutex_lock (&attach_lock);
  old = g_object_get_qdata (G_OBJECT (element), attached_quark ());
  if (expected != NULL && old != expected)
    old = NULL;
  else
    g_object_set_qdata (G_OBJECT (element), attached_quark (), self);
  if (old != NULL)
    g_object_ref (old);
  g_mutex_unlock (&attach_lock);
  return old;
}

static void
disconnect_element (GstOpenaiRealtimeTools *self, GstElement *element)
{
  gulong handler;

  g_mutex_lock (&self->lock);
  handler = self->handler;
  self->handler = 0;
  g_weak_ref_set (&self->element, NULL);
  g_mutex_unlock (&self->lock);
  if (handler != 0)
    g_signal_handler_disconnect (element, handler);
}

static void
connect_element (GstOpenaiRealtimeTools *self, GstElement *element)
{
  gulong handler = g_signal_connect_data (element, "function-call",
      G_CALLBACK (on_function_call), g_object_ref (self), release_registry,
      G_CONNECT_AFTER);

  g_mutex_lock (&self->lock);
  self->handler = handler;
  g_weak_ref_set (&self->element, element);
  g_mutex_unlock (&self->lock);
}

/* Makes @self the registry of @element, and @element its only one. */
static void
take_element (GstOpenaiRealtimeTools *self, GstElement *element)
{
  GstElement *before = g_weak_ref_get (&self->element);
  GstOpenaiRealtimeTools *old;

  if (before != NULL && before != element)
    gst_openai_realtime_tools_detach (self);
  old = exchange_attached (element, NULL, self);
  if (old != self) {
    connect_element (self, element);
    if (old != NULL)
      disconnect_element (old, element);
  }
  g_clear_object (&old);
  gst_clear_object (&before);
}

/**
 * gst_openai_realtime_tools_attach:
 * @self: a registry
 * @element: an `openairealtime` element, in any state
 * @error: return location of an error
 *
 * Lets the model of @element call the functions: sets the property `tools`, now
 * and whenever a function is added or removed, and answers `function-call`
 * where no handler of the application's does. From then on the element keeps
 * the registry.
 *
 * An element has one registry, and a registry one element: what was attached
 * before is not any more. Calls that are under way are answered all the same.
 *
 * Returns: %FALSE when @element has no function calls
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tools_attach (GstOpenaiRealtimeTools *self,
    GstElement *element, GError **error)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), FALSE);
  g_return_val_if_fail (GST_IS_ELEMENT (element), FALSE);

  if (!check_element (element, error))
    return FALSE;
  take_element (self, element);
  oa_tools_publish (self);
  return TRUE;
}

static void
switch_agent (GstOpenaiRealtimeTools *self, GstElement *element,
    const GstStructure *agent)
{
  GstStructure *fields = gst_structure_copy (agent);
  gchar *json = gst_openai_realtime_tools_to_json (self);
  gboolean ok;

  gst_structure_set (fields, "tools", G_TYPE_STRING, json, NULL);
  g_signal_emit_by_name (element, "switch-agent", fields, &ok);
  g_free (json);
  gst_structure_free (fields);
}

/**
 * gst_openai_realtime_tools_hand_over:
 * @self: a registry
 * @element: an `openairealtime` element, in any state
 * @agent: fields as for the element's action `switch-agent`: `instructions`,
 *   `voice`, …
 * @error: return location of an error
 *
 * Attaches the registry as gst_openai_realtime_tools_attach() does, and gives
 * the conversation to another agent: its settings and these functions reach the
 * service in one step. May be called in a function of the registry that was
 * attached before.
 *
 * Returns: %FALSE when @element has no function calls
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tools_hand_over (GstOpenaiRealtimeTools *self,
    GstElement *element, const GstStructure *agent, GError **error)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), FALSE);
  g_return_val_if_fail (GST_IS_ELEMENT (element), FALSE);
  g_return_val_if_fail (agent != NULL, FALSE);

  if (!check_element (element, error))
    return FALSE;
  take_element (self, element);
  switch_agent (self, element, agent);
  /* Nothing is sent for this, unless the functions changed meanwhile. */
  oa_tools_publish (self);
  return TRUE;
}

/**
 * gst_openai_realtime_tools_detach:
 * @self: a registry
 *
 * Takes the functions away from the model: `tools` of the element is empty
 * then. Calls that are under way are answered all the same. Does nothing when
 * the registry is not attached.
 *
 * Since: 0.1
 */
void
gst_openai_realtime_tools_detach (GstOpenaiRealtimeTools *self)
{
  GstOpenaiRealtimeTools *old;
  GstElement *element;

  g_return_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self));

  element = g_weak_ref_get (&self->element);
  if (element == NULL)
    return;
  old = exchange_attached (element, self, NULL);
  if (old != NULL) {
    disconnect_element (self, element);
    g_object_set (element, "tools", NULL, NULL);
    g_object_unref (old);
  }
  gst_object_unref (element);
}
