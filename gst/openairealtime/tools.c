/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tools.c - the registry: which functions there are, and the element that is
 * told of them.
 *
 * The element owns its registry (by the handler of its signal), the registry
 * knows the element weakly. How a call is run is toolfunction.c's business. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "tools.h"

#include "protocol/json.h"
#include "toolcallprivate.h"
#include "toolfunction.h"
#include "tooltype.h"

#include <string.h>

#define MAX_NAME 64
#define MAX_PARAMETERS (256 * 1024)
#define UNKNOWN "There is no such function any more."

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
struct _GstOpenaiRealtimeTools
{
  GObject parent;

  GMutex lock;                  /* protects what follows; never held while
                                 * anything outside of the registry runs */
  GPtrArray *functions;         /* of ToolFunction, in the order of adding */
  GWeakRef element;
  gulong handler;               /* of the element's function-call */
  gboolean publishing;          /* a thread is setting the element's tools */
  gboolean changed;             /* since it looked */
};

G_DEFINE_FINAL_TYPE (GstOpenaiRealtimeTools, gst_openai_realtime_tools,
    G_TYPE_OBJECT)

G_DEFINE_QUARK (gst-openai-realtime-tools-error-quark,
    gst_openai_realtime_tools_error)

/* Of an element: the registry that is attached, which its signal keeps. */
static G_DEFINE_QUARK (gst-openai-realtime-tools, attached)

/* Who is attached to what; for the moment of a look only. */
static GMutex attach_lock;

/*** the functions ***/

static guint
find (GstOpenaiRealtimeTools *self, const gchar *name)
{
  guint i;

  for (i = 0; i < self->functions->len; i++) {
    if (g_str_equal (tool_function_get_name (g_ptr_array_index
                (self->functions, i)), name))
      break;
  }
  return i;
}

static ToolFunction *
ref_function (GstOpenaiRealtimeTools *self, const gchar *name)
{
  ToolFunction *function = NULL;
  guint i;

  g_mutex_lock (&self->lock);
  i = find (self, name);
  if (i < self->functions->len)
    function = tool_function_ref (g_ptr_array_index (self->functions, i));
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
    names[i] = g_strdup (tool_function_get_name (g_ptr_array_index
            (self->functions, i)));
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
    g_string_append (text, tool_function_get_definition (g_ptr_array_index
            (self->functions, i)));
  }
  g_mutex_unlock (&self->lock);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

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

/* One thread at a time, so that the last change is the last one told. */
static void
publish (GstOpenaiRealtimeTools *self)
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
    gchar *json = gst_openai_realtime_tools_to_json (self);

    if (element != NULL) {
      g_object_set (element, "tools", json, NULL);
      gst_object_unref (element);
    }
    g_free (json);
  } while (must_publish_again (self));
}

/*** adding and removing ***/

static gboolean
check_name (const gchar *name, GError **error)
{
  gsize length = strspn (name, "abcdefghijklmnopqrstuvwxyz"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

  if (length > 0 && length <= MAX_NAME && name[length] == '\0')
    return TRUE;
  g_set_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_NAME, "A function's name must be 1 to "
      "%d letters, digits, \"_\" and \"-\".", MAX_NAME);
  return FALSE;
}

static gboolean
check_description (const gchar *description, GError **error)
{
  if (description == NULL || g_utf8_validate (description, -1, NULL))
    return TRUE;
  g_set_error_literal (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_NAME,
      "A function's description must be UTF-8.");
  return FALSE;
}

static JsonObject *
parse_schema (const gchar *parameters, GError **error)
{
  GError *cause = NULL;
  JsonObject *schema = oa_json_parse_object (parameters != NULL ? parameters
      : "{\"type\":\"object\",\"properties\":{}}", -1, MAX_PARAMETERS,
      "The schema of the parameters", &cause);

  if (schema != NULL)
    return schema;
  g_set_error_literal (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_PARAMETERS, cause->message);
  g_error_free (cause);
  return NULL;
}

static JsonObject *
make_schema (GType type, const gchar *const *required, GError **error)
{
  gchar *why = NULL;
  JsonObject *schema = oa_tool_type_to_schema (type, required, &why);

  if (schema != NULL)
    return schema;
  g_set_error_literal (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_PARAMETERS, why);
  g_free (why);
  return NULL;
}

/* Takes @function. What it replaces is let go with no lock held: that runs the
 * application's code. */
static void
put (GstOpenaiRealtimeTools *self, ToolFunction *function)
{
  ToolFunction *old = NULL;
  guint i;

  g_mutex_lock (&self->lock);
  i = find (self, tool_function_get_name (function));
  if (i < self->functions->len) {
    old = g_ptr_array_index (self->functions, i);
    g_ptr_array_index (self->functions, i) = function;
  } else {
    g_ptr_array_add (self->functions, function);
  }
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, tool_function_unref);
  publish (self);
}

/**
 * gst_openai_realtime_tools_add:
 * @self: a registry
 * @name: the function's name, 1 to 64 letters, digits, '_' and '-'
 * @description: (nullable): what the function does and when to call it, for the
 *   model
 * @parameters: (nullable): a JSON Schema of type object, as text; %NULL = none
 * @flags: where the function runs
 * @func: (scope notified) (closure user_data) (destroy notify): the function
 * @user_data: for @func
 * @notify: (nullable): frees @user_data when the function is removed and no
 *   call of it runs, on any thread; also when adding fails
 * @error: return location of an error
 *
 * Adds a function, or replaces the one of that name. A call whose arguments do
 * not fit @parameters is answered with an error; @func does not see it. While
 * the registry is attached, the model learns of the function at once.
 *
 * Returns: %TRUE when the function was added
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tools_add (GstOpenaiRealtimeTools *self,
    const gchar *name, const gchar *description, const gchar *parameters,
    GstOpenaiRealtimeToolFlags flags, GstOpenaiRealtimeToolFunc func,
    gpointer user_data, GDestroyNotify notify, GError **error)
{
  JsonObject *schema = NULL;

  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), FALSE);
  g_return_val_if_fail (name != NULL && func != NULL, FALSE);

  if (check_name (name, error) && check_description (description, error))
    schema = parse_schema (parameters, error);
  if (schema == NULL) {
    if (notify != NULL)
      notify (user_data);
    return FALSE;
  }
  put (self, tool_function_new (name, description, schema, G_TYPE_NONE, flags,
          func, user_data, notify));
  return TRUE;
}

/**
 * gst_openai_realtime_tools_add_typed:
 * @self: a registry
 * @name: the function's name, 1 to 64 letters, digits, '_' and '-'
 * @description: (nullable): what the function does and when to call it, for the
 *   model
 * @type: a class of objects that can be made; its writable properties are the
 *   parameters
 * @required: (nullable) (array zero-terminated=1): properties that the model
 *   must give, beside those that are construct-only
 * @flags: where the function runs
 * @func: (scope notified) (closure user_data) (destroy notify): the function
 * @user_data: for @func
 * @notify: (nullable): as for gst_openai_realtime_tools_add()
 * @error: return location of an error
 *
 * Adds a function whose parameters are properties: blurbs are descriptions,
 * ranges are minimum and maximum, nicks of enumerations are the choices. Text,
 * integers, floating point numbers, booleans, enumerations, flags, lists of
 * text and objects are possible. Names have '_' for '-'.
 *
 * The function gets an instance, gst_openai_realtime_tool_call_get_object().
 * Arguments that are no property are ignored, null counts as not given; what
 * does not fit is answered with an error. The instance is made, and its setters
 * run, on a thread of the element's.
 *
 * Returns: %TRUE when the function was added
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tools_add_typed (GstOpenaiRealtimeTools *self,
    const gchar *name, const gchar *description, GType type,
    const gchar *const *required, GstOpenaiRealtimeToolFlags flags,
    GstOpenaiRealtimeToolFunc func, gpointer user_data,
    GDestroyNotify notify, GError **error)
{
  JsonObject *schema = NULL;

  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), FALSE);
  g_return_val_if_fail (name != NULL && func != NULL, FALSE);

  if (check_name (name, error) && check_description (description, error))
    schema = make_schema (type, required, error);
  if (schema == NULL) {
    if (notify != NULL)
      notify (user_data);
    return FALSE;
  }
  put (self, tool_function_new (name, description, schema, type, flags, func,
          user_data, notify));
  return TRUE;
}

/**
 * gst_openai_realtime_tools_remove:
 * @self: a registry
 * @name: a function
 *
 * Removes a function. Calls that are under way are still answered.
 *
 * Returns: %FALSE when there is no such function
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tools_remove (GstOpenaiRealtimeTools *self,
    const gchar *name)
{
  ToolFunction *old = NULL;
  guint i;

  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  g_mutex_lock (&self->lock);
  i = find (self, name);
  if (i < self->functions->len)
    old = g_ptr_array_steal_index (self->functions, i);
  g_mutex_unlock (&self->lock);
  if (old == NULL)
    return FALSE;
  tool_function_unref (old);
  publish (self);
  return TRUE;
}

/*** the element's side ***/

/* Connected after the application's own handlers: what they answer does not
 * come here. */
static gchar *
on_function_call (GstElement *element, const gchar *call_id,
    const gchar *name, const gchar *arguments, gpointer user_data)
{
  GstOpenaiRealtimeTools *self = user_data;
  ToolFunction *function = ref_function (self, name);
  gchar *output;

  if (function == NULL)
    return gst_openai_realtime_tool_error_output (UNKNOWN);
  output = tool_function_call (function, element, call_id, arguments);
  tool_function_unref (function);
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
      && g_signal_lookup ("send-function-output",
          G_OBJECT_TYPE (element)) != 0
      && g_object_class_find_property (G_OBJECT_GET_CLASS (element),
          "tools") != NULL)
    return TRUE;
  g_set_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_ELEMENT, "%s is no element with function "
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
 * and whenever a function is added or removed, and answers `function-call` where
 * no handler of the application's does. From then on the element keeps the
 * registry.
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
  publish (self);
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
  publish (self);
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
  self->functions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tool_function_unref);
}

static void
gst_openai_realtime_tools_class_init (GstOpenaiRealtimeToolsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_openai_realtime_tools_finalize;
}
