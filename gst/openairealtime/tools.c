/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tools.c - the registry: which functions there are. toolsattach.c gives them
 * to an element, toolsadd.c checks what is added, toolfunction.c runs a call.
 */

#include "toolsprivate.h"

/**
 * GstOpenaiRealtimeTools:
 *
 * Functions that the model may call.
 *
 * A function is added with its description and its parameters, as a JSON Schema
 * or as a type of objects with properties. The registry is then attached to an
 * `openairealtime` element: it sets the element's `tools`, checks the arguments
 * of every call, runs the function and sees to it that there is exactly one
 * answer. All functions may be called from any thread; attaching and detaching
 * one registry, from one at a time.
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (GstOpenaiRealtimeTools, gst_openai_realtime_tools,
    G_TYPE_OBJECT)

G_DEFINE_QUARK (gst-openai-realtime-tools-error-quark, gst_openai_realtime_tools_error);

/*** the functions ***/

static guint
find (GstOpenaiRealtimeTools *self, const gchar *name)
{
  guint i;

  for (i = 0; i < self->functions->len; i++) {
    if (g_str_equal (oa_tool_function_get_name (
                         g_ptr_array_index (self->functions, i)),
            name))
      break;
  }
  return i;
}

OaToolFunction *
oa_tools_ref_function (GstOpenaiRealtimeTools *self, const gchar *name)
{
  OaToolFunction *function = NULL;
  guint i;

  g_mutex_lock (&self->lock);
  i = find (self, name);
  if (i < self->functions->len)
    function = oa_tool_function_ref (g_ptr_array_index (self->functions, i));
  g_mutex_unlock (&self->lock);
  return function;
}

/**
 * gst_openai_realtime_tools_list_names:
 * @self: a registry
 *
 * Lists the functions in the order in which they were added.
 *
 * Returns: (transfer full) (array zero-terminated=1): their names
 *
 * Since: 0.1
 */
gchar **
gst_openai_realtime_tools_list_names (GstOpenaiRealtimeTools *self)
{
  gchar **names;
  guint i;

  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), NULL);

  g_mutex_lock (&self->lock);
  names = g_new0 (gchar *, self->functions->len + 1);
  for (i = 0; i < self->functions->len; i++)
    names[i] = g_strdup (
        oa_tool_function_get_name (g_ptr_array_index (self->functions, i)));
  g_mutex_unlock (&self->lock);
  return names;
}

/**
 * gst_openai_realtime_tools_to_json:
 * @self: a registry
 *
 * Gets what the element's property `tools` is set to.
 *
 * Returns: (transfer full): a JSON array as text
 *
 * Since: 0.1
 */
gchar *
gst_openai_realtime_tools_to_json (GstOpenaiRealtimeTools *self)
{
  GString *text;
  guint i;

  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), NULL);

  text = g_string_new ("[");
  g_mutex_lock (&self->lock);
  for (i = 0; i < self->functions->len; i++) {
    if (i > 0)
      g_string_append_c (text, ',');
    g_string_append (text,
        oa_tool_function_get_definition (
            g_ptr_array_index (self->functions, i)));
  }
  g_mutex_unlock (&self->lock);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

OaToolFunction *
oa_tools_store (GstOpenaiRealtimeTools *self, OaToolFunction *function)
{
  OaToolFunction *old = NULL;
  guint i;

  g_mutex_lock (&self->lock);
  i = find (self, oa_tool_function_get_name (function));
  if (i < self->functions->len) {
    old = g_ptr_array_index (self->functions, i);
    g_ptr_array_index (self->functions, i) = function;
  } else {
    g_ptr_array_add (self->functions, function);
  }
  g_mutex_unlock (&self->lock);
  return old;
}

OaToolFunction *
oa_tools_steal (GstOpenaiRealtimeTools *self, const gchar *name)
{
  OaToolFunction *old = NULL;
  guint i;

  g_mutex_lock (&self->lock);
  i = find (self, name);
  if (i < self->functions->len)
    old = g_ptr_array_steal_index (self->functions, i);
  g_mutex_unlock (&self->lock);
  return old;
}

/*** life ***/

/**
 * gst_openai_realtime_tools_new:
 *
 * Makes a registry without functions.
 *
 * Returns: (transfer full): a registry
 *
 * Since: 0.1
 */
GstOpenaiRealtimeTools *
gst_openai_realtime_tools_new (void)
{
  return g_object_new (GST_TYPE_OPENAI_REALTIME_TOOLS, NULL);
}

static void
gst_openai_realtime_tools_finalize (GObject *object)
{
  GstOpenaiRealtimeTools *self = GST_OPENAI_REALTIME_TOOLS (object);

  g_ptr_array_unref (self->functions);
  g_weak_ref_clear (&self->element);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (gst_openai_realtime_tools_parent_class)->finalize (object);
}

static void
gst_openai_realtime_tools_init (GstOpenaiRealtimeTools *self)
{
  g_mutex_init (&self->lock);
  g_weak_ref_init (&self->element, NULL);
  self->functions = g_ptr_array_new_with_free_func (
      (GDestroyNotify) oa_tool_function_unref);
}

static void
gst_openai_realtime_tools_class_init (GstOpenaiRealtimeToolsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_openai_realtime_tools_finalize;
}
