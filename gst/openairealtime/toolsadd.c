/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolsadd.c - functions come and go: what is added is checked here, and the
 * element is told. */

#include "toolsprivate.h"

#include "protocol/json.h"
#include "tooltype.h"

#include <string.h>

#define MAX_NAME 64
#define MAX_PARAMETERS (256 * 1024)

static gboolean
check_name (const gchar *name, GError **error)
{
  gsize length = strspn (name,
      "abcdefghijklmnopqrstuvwxyz"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

  if (length > 0 && length <= MAX_NAME && name[length] == '\0')
    return TRUE;
  g_set_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_NAME,
      "A function's name must be 1 to "
      "%d letters, digits, \"_\" and \"-\".",
      MAX_NAME);
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
  JsonObject *schema = oa_json_parse_object (parameters != NULL
          ? parameters
          : "{\"type\":\"object\",\"properties\":{}}",
      -1, MAX_PARAMETERS, "The schema of the parameters", &cause);

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

/* What it replaces is let go with no lock held: that runs the application's
 * code. */
gboolean
oa_tools_add (GstOpenaiRealtimeTools *self, const gchar *name,
    const gchar *description, JsonObject *schema, GType type,
    GstOpenaiRealtimeToolFlags flags, GstOpenaiRealtimeToolFunc func,
    gpointer user_data, GDestroyNotify notify, GError **error)
{
  OaToolFunction *old;

  if (schema == NULL || !check_name (name, error)
      || !check_description (description, error)) {
    g_clear_pointer (&schema, json_object_unref);
    if (notify != NULL)
      notify (user_data);
    return FALSE;
  }
  old = oa_tools_store (self,
      oa_tool_function_new (name, description, schema, type, flags, func,
          user_data, notify));
  g_clear_pointer (&old, oa_tool_function_unref);
  oa_tools_publish (self);
  return TRUE;
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
gst_openai_realtime_tools_add (GstOpenaiRealtimeTools *self, const gchar *name,
    const gchar *description, const gchar *parameters,
    GstOpenaiRealtimeToolFlags flags, GstOpenaiRealtimeToolFunc func,
    gpointer user_data, GDestroyNotify notify, GError **error)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), FALSE);
  g_return_val_if_fail (name != NULL && func != NULL, FALSE);

  return oa_tools_add (self, name, description,
      parse_schema (parameters, error), G_TYPE_NONE, flags, func, user_data,
      notify, error);
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
    GstOpenaiRealtimeToolFunc func, gpointer user_data, GDestroyNotify notify,
    GError **error)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), FALSE);
  g_return_val_if_fail (name != NULL && func != NULL, FALSE);

  return oa_tools_add (self, name, description,
      make_schema (type, required, error), type, flags, func, user_data, notify,
      error);
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
  OaToolFunction *old;

  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  old = oa_tools_steal (self, name);
  if (old == NULL)
    return FALSE;
  oa_tool_function_unref (old);
  oa_tools_publish (self);
  return TRUE;
}
