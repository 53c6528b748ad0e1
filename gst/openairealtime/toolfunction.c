/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolfunction.c - from a call's text to the application's function. */

#include "toolfunction.h"

#include "protocol/commanditem.h"
#include "protocol/json.h"
#include "protocol/jsonschema.h"
#include "toolcallprivate.h"
#include "tooltype.h"

#include <string.h>

#define GST_CAT_DEFAULT get_category ()
#define MAX_ARGUMENTS (1024 * 1024)

/* What runs; apart, so that a call that waits in a main context does not keep
 * that context. */
typedef struct
{
  GstOpenaiRealtimeToolFunc func;
  gpointer user_data;
  GDestroyNotify notify;
} FunctionClosure;

struct _OaToolFunction
{
  gatomicrefcount ref_count;
  gchar *name;
  gchar *definition;
  JsonNode *schema; /* only read, and never referenced: json-glib's
                     * counts are not for several threads */
  GType type;
  GMainContext *context; /* NULL = the thread that tells of the call */
  FunctionClosure *closure;
};

static GstDebugCategory *
get_category (void)
{
  static gsize category = 0;

  if (g_once_init_enter (&category))
    g_once_init_leave (&category,
        (gsize) _gst_debug_category_new ("openairealtime-tools", 0,
            "OpenAI Realtime tool registry"));
  return (GstDebugCategory *) category;
}

static gchar *
define (const gchar *name, const gchar *description, JsonObject *schema)
{
  JsonObject *definition = json_object_new ();
  gchar *text;

  json_object_set_string_member (definition, "type", "function");
  json_object_set_string_member (definition, "name", name);
  if (description != NULL)
    json_object_set_string_member (definition, "description", description);
  json_object_set_object_member (definition, "parameters",
      json_object_ref (schema));
  text = oa_json_object_to_text (definition);
  json_object_unref (definition);
  return text;
}

OaToolFunction *
oa_tool_function_new (const gchar *name, const gchar *description,
    JsonObject *schema, GType type, GstOpenaiRealtimeToolFlags flags,
    GstOpenaiRealtimeToolFunc func, gpointer user_data, GDestroyNotify notify)
{
  OaToolFunction *self = g_new0 (OaToolFunction, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->definition = define (name, description, schema);
  self->schema = json_node_init_object (json_node_alloc (), schema);
  json_object_unref (schema);
  self->type = type;
  if ((flags & GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT) != 0)
    self->context = g_main_context_ref_thread_default ();
  self->closure = g_atomic_rc_box_new0 (FunctionClosure);
  self->closure->func = func;
  self->closure->user_data = user_data;
  self->closure->notify = notify;
  return self;
}

static void
function_closure_clear (gpointer data)
{
  FunctionClosure *closure = data;

  if (closure->notify != NULL)
    closure->notify (closure->user_data);
}

static void
function_closure_release (FunctionClosure *closure)
{
  g_atomic_rc_box_release_full (closure, function_closure_clear);
}

OaToolFunction *
oa_tool_function_ref (OaToolFunction *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
oa_tool_function_unref (OaToolFunction *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  function_closure_release (self->closure);
  g_clear_pointer (&self->context, g_main_context_unref);
  json_node_unref (self->schema);
  g_free (self->definition);
  g_free (self->name);
  g_free (self);
}

const gchar *
oa_tool_function_get_name (const OaToolFunction *self)
{
  return self->name;
}

const gchar *
oa_tool_function_get_definition (const OaToolFunction *self)
{
  return self->definition;
}

/*** arguments ***/

static gchar *
check_schema (const OaToolFunction *self, JsonObject *json)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), json);
  gchar *why = oa_json_schema_check (self->schema, node, "arguments");

  json_node_unref (node);
  return why;
}

/* FALSE and a sentence when the arguments are not what the function wants. */
static gboolean
parse (const OaToolFunction *self, const gchar *text, JsonObject **json,
    GObject **object, gchar **why)
{
  GError *error = NULL;

  /* No arguments at all are told as an empty text by some services. */
  *json = oa_json_parse_object (*text != '\0' ? text : "{}", -1, MAX_ARGUMENTS,
      "The arguments", &error);
  if (*json == NULL) {
    *why = g_strdup (error->message);
    g_error_free (error);
    return FALSE;
  }
  if (self->type != G_TYPE_NONE)
    oa_tool_arguments_drop_nulls (*json);
  *why = check_schema (self, *json);
  if (*why == NULL && G_TYPE_IS_OBJECT (self->type))
    *object = oa_tool_type_instantiate (self->type, *json, why);
  if (*why == NULL)
    return TRUE;
  g_clear_pointer (json, json_object_unref);
  return FALSE;
}

/*** running ***/

/* The text is dropped when the function has answered the call otherwise. */
static gchar *
run (const FunctionClosure *closure, GstOpenaiRealtimeToolCall *call)
{
  gchar *output = closure->func (call, closure->user_data);

  if (output != NULL && gst_openai_realtime_tool_call_is_answered (call)) {
    GST_WARNING_OBJECT (call,
        "function %s returned an output for call %s, "
        "which was answered before; dropped",
        gst_openai_realtime_tool_call_get_name (call),
        gst_openai_realtime_tool_call_get_id (call));
    g_clear_pointer (&output, g_free);
  }
  return output;
}

typedef struct
{
  FunctionClosure *closure;
  GstOpenaiRealtimeToolCall *call;
} IdleCall;

static void
idle_call_free (gpointer data)
{
  IdleCall *idle = data;

  /* Of a context that ended without having run it: the model is told so. */
  g_object_unref (idle->call);
  function_closure_release (idle->closure);
  g_free (idle);
}

static gboolean
run_in_context (gpointer data)
{
  IdleCall *idle = data;
  gchar *output = run (idle->closure, idle->call);

  if (output != NULL
      && !gst_openai_realtime_tool_call_answer (idle->call, output))
    GST_WARNING_OBJECT (idle->call,
        "the output of function %s for call %s "
        "comes too late, or is no text; dropped",
        gst_openai_realtime_tool_call_get_name (idle->call),
        gst_openai_realtime_tool_call_get_id (idle->call));
  g_free (output);
  return G_SOURCE_REMOVE;
}

/* Never by g_main_context_invoke(): where no loop runs the context, it would
 * run the function here. */
static void
send_to_context (OaToolFunction *self, GstOpenaiRealtimeToolCall *call)
{
  GSource *source = g_idle_source_new ();
  IdleCall *idle = g_new0 (IdleCall, 1);

  idle->closure = g_atomic_rc_box_acquire (self->closure);
  idle->call = g_object_ref (call);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_in_context, idle, idle_call_free);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

/* TRUE when the text is the answer: it goes back by the signal. */
static gboolean
claim (GstOpenaiRealtimeToolCall *call, const gchar *output)
{
  return output != NULL && oa_tool_call_claim (call);
}

gchar *
oa_tool_function_call (OaToolFunction *self, GstElement *element,
    const gchar *call_id, const gchar *arguments)
{
  GstOpenaiRealtimeToolCall *call;
  JsonObject *json = NULL;
  GObject *object = NULL;
  gchar *why = NULL, *output = NULL;

  if (!parse (self, arguments, &json, &object, &why)) {
    output = oa_item_make_error_output (why);
    g_free (why);
    return output;
  }
  call =
      oa_tool_call_new (element, call_id, self->name, arguments, json, object);
  if (self->context != NULL)
    send_to_context (self, call);
  else
    output = run (self->closure, call);
  if (!claim (call, output))
    g_clear_pointer (&output, g_free);
  g_object_unref (call);
  return output;
}
