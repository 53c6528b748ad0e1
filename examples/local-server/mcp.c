/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mcp.c - see mcp.h. */

#include "config.h"

#include "mcp.h"

#include "protocol/json.h"

/* Of a session, over all its updates. */
#define MAX_SERVERS 1000
/* That are not over; most wait for an approval. With more, the oldest is
 * forgotten. */
#define MAX_CALLS 256

/* A call that is not over. */
typedef struct
{
  OrsSession *session;
  OrsItem *item;
  gchar *response_id;
  guint index;   /* output_index */
  gchar *output; /* NULL = it fails */
  guint delay_ms;
  gchar *approval_id; /* that it waits for, or NULL */
  GSource *timer;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  ors_timer_clear (&job->timer);
  ors_item_unref (job->item);
  g_free (job->response_id);
  g_free (job->output);
  g_free (job->approval_id);
  g_free (job);
}

/* Of a session. */
typedef struct
{
  GPtrArray *jobs;     /* Job */
  GHashTable *servers; /* labels whose tools were listed */
} Mcp;

static void
clear_mcp (gpointer data)
{
  Mcp *self = data;

  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_clear_pointer (&self->servers, g_hash_table_unref);
}

static Mcp *
get_mcp (OrsSession *session)
{
  Mcp *self =
      ors_session_get_part (session, ORS_PART_MCP, sizeof (Mcp), clear_mcp);

  if (self->jobs == NULL) {
    self->jobs = g_ptr_array_new_with_free_func (job_free);
    self->servers =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  }
  return self;
}

/*** servers ***/

static JsonObject *
tool_new (const gchar *name, const gchar *description)
{
  JsonObject *tool = json_object_new ();
  JsonObject *schema = json_object_new ();

  json_object_set_string_member (schema, "type", "object");
  json_object_set_string_member (tool, "name", name);
  json_object_set_string_member (tool, "description", description);
  json_object_set_object_member (tool, "input_schema", schema);
  json_object_set_null_member (tool, "annotations");
  return tool;
}

static void
send_list_event (OrsSession *session, const gchar *suffix, const gchar *id)
{
  g_autofree gchar *type = g_strconcat ("mcp_list_tools.", suffix, NULL);
  JsonObject *event = ors_event_new (type);

  json_object_set_string_member (event, "item_id", id);
  ors_session_send (session, event);
}

static void
add_item (OrsSession *session, OrsItem *item)
{
  ors_items_append (ors_session_get_items (session), item);
  ors_session_send_item (session, "conversation.item.added", item);
  ors_session_send_item (session, "conversation.item.done", item);
}

static void
send_list (OrsSession *session, const gchar *id, const gchar *label)
{
  JsonObject *json = json_object_new ();
  JsonArray *tools = json_array_new ();
  g_autoptr (OrsItem) item = NULL;

  json_array_add_object_element (tools,
      tool_new ("search", "Finds documents."));
  json_array_add_object_element (tools,
      tool_new ("fetch", "Brings a document."));
  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "type", "mcp_list_tools");
  json_object_set_string_member (json, "server_label", label);
  json_object_set_array_member (json, "tools", tools);
  item = ors_item_new (json);
  add_item (session, item);
}

static void
list_server (OrsSession *session, JsonObject *tool)
{
  const gchar *label = oa_json_get_string (tool, "server_label");
  const gchar *url = oa_json_get_string (tool, "server_url");
  g_autofree gchar *id = ors_session_new_id (session, "mcpl");
  gboolean fails = url != NULL && strstr (url, "unreachable") != NULL;

  GHashTable *servers = get_mcp (session)->servers;

  if (g_hash_table_size (servers) >= MAX_SERVERS
      || !g_hash_table_add (servers, g_strdup (label)))
    return;
  send_list_event (session, "in_progress", id);
  if (!fails)
    send_list (session, id, label);
  send_list_event (session, fails ? "failed" : "completed", id);
}

static JsonArray *
get_tools (OrsSession *session)
{
  return oa_json_get_array (ors_session_get_config (session), "tools");
}

static JsonObject *
nth_server (OrsSession *session, guint n)
{
  JsonObject *tool = oa_json_array_get_object (get_tools (session), n);

  return g_strcmp0 (oa_json_get_string (tool, "type"), "mcp") == 0 ? tool
                                                                   : NULL;
}

static guint
count_tools (OrsSession *session)
{
  JsonArray *tools = get_tools (session);

  return tools != NULL ? json_array_get_length (tools) : 0;
}

void
ors_mcp_list_tools (OrsSession *session)
{
  for (guint i = 0; i < count_tools (session); i++) {
    JsonObject *tool = nth_server (session, i);

    if (tool != NULL)
      list_server (session, tool);
  }
}

/* Always, unless the session says never. */
static gboolean
needs_approval (OrsSession *session, const gchar *label)
{
  for (guint i = 0; i < count_tools (session); i++) {
    JsonObject *tool = nth_server (session, i);

    if (tool != NULL
        && g_strcmp0 (oa_json_get_string (tool, "server_label"), label) == 0)
      return g_strcmp0 (oa_json_get_string (tool, "require_approval"), "never")
          != 0;
  }
  return TRUE;
}

/*** calls ***/

static void
send_with_item (Job *job, const gchar *type)
{
  JsonObject *event = ors_event_new (type);

  json_object_set_string_member (event, "response_id", job->response_id);
  json_object_set_int_member (event, "output_index", job->index);
  json_object_set_object_member (event, "item",
      oa_json_object_copy (job->item->json));
  ors_session_send (job->session, event);
}

static void
send_progress (Job *job, const gchar *suffix)
{
  g_autofree gchar *type = g_strconcat ("response.mcp_call.", suffix, NULL);
  JsonObject *event = ors_event_new (type);

  json_object_set_string_member (event, "item_id", ors_item_get_id (job->item));
  json_object_set_int_member (event, "output_index", job->index);
  ors_session_send (job->session, event);
}

static void
send_arguments (Job *job, const gchar *suffix, const gchar *member,
    const gchar *arguments)
{
  g_autofree gchar *type =
      g_strconcat ("response.mcp_call_arguments.", suffix, NULL);
  JsonObject *event = ors_event_new (type);

  json_object_set_string_member (event, "response_id", job->response_id);
  json_object_set_string_member (event, "item_id", ors_item_get_id (job->item));
  json_object_set_int_member (event, "output_index", job->index);
  json_object_set_string_member (event, member, arguments);
  ors_session_send (job->session, event);
}

static void
set_result (Job *job)
{
  JsonObject *error;

  if (job->output != NULL) {
    json_object_set_string_member (job->item->json, "output", job->output);
    return;
  }
  error = json_object_new ();
  json_object_set_string_member (error, "type", "tool_execution_error");
  json_object_set_string_member (error, "message", "The tool failed.");
  json_object_set_object_member (job->item->json, "error", error);
}

static void
finish (Job *job)
{
  OrsSession *session = job->session;

  set_result (job);
  send_progress (job, job->output != NULL ? "completed" : "failed");
  ors_session_send_item (session, "conversation.item.done", job->item);
  send_with_item (job, "response.output_item.done");
  g_ptr_array_remove (get_mcp (session)->jobs, job);
}

static gboolean
on_time (gpointer user_data)
{
  finish (user_data);
  return G_SOURCE_REMOVE;
}

static void
begin (Job *job)
{
  g_clear_pointer (&job->approval_id, g_free);
  send_progress (job, "in_progress");
  if (job->delay_ms > 0)
    job->timer = ors_timer_new (job->delay_ms, on_time, job);
  else
    finish (job);
}

static JsonObject *
call_json (const gchar *id, const gchar *type, const OrsMcpCall *call,
    const gchar *arguments)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "type", type);
  json_object_set_string_member (json, "server_label", call->server);
  json_object_set_string_member (json, "name", call->name);
  json_object_set_string_member (json, "arguments", arguments);
  return json;
}

static void
ask_approval (Job *job, const OrsMcpCall *call)
{
  g_autofree gchar *id = ors_session_new_id (job->session, "mcpr");
  g_autoptr (OrsItem) item = ors_item_new (
      call_json (id, "mcp_approval_request", call, call->arguments));

  job->approval_id = g_strdup (id);
  json_object_set_string_member (job->item->json, "approval_request_id", id);
  add_item (job->session, item);
}

static Job *
job_new (OrsSession *session, const gchar *response_id, guint index,
    const OrsMcpCall *call)
{
  g_autofree gchar *id = ors_session_new_id (session, "mcp");
  GPtrArray *jobs = get_mcp (session)->jobs;
  Job *job = g_new0 (Job, 1);

  if (jobs->len == MAX_CALLS)
    g_ptr_array_remove_index (jobs, 0);
  job->session = session;
  job->response_id = g_strdup (response_id);
  job->index = index;
  job->output = g_strdup (call->output);
  job->delay_ms = call->delay_ms;
  job->item = ors_item_new (call_json (id, "mcp_call", call, ""));
  g_ptr_array_add (jobs, job);
  return job;
}

void
ors_mcp_call (OrsSession *session, const gchar *response_id, guint index,
    const OrsMcpCall *call)
{
  Job *job = job_new (session, response_id, index, call);

  send_with_item (job, "response.output_item.added");
  ors_items_append (ors_session_get_items (session), job->item);
  ors_session_send_item (session, "conversation.item.added", job->item);
  send_arguments (job, "delta", "delta", call->arguments);
  send_arguments (job, "done", "arguments", call->arguments);
  json_object_set_string_member (job->item->json, "arguments", call->arguments);
  if (needs_approval (session, call->server))
    ask_approval (job, call);
  else
    begin (job);
}

/*** decisions ***/

static Job *
find_job (OrsSession *session, OrsItem *item)
{
  const gchar *id = oa_json_get_string (item->json, "approval_request_id");
  GPtrArray *jobs = get_mcp (session)->jobs;

  for (guint i = 0; i < jobs->len; i++) {
    Job *job = g_ptr_array_index (jobs, i);

    if (job->approval_id != NULL && g_strcmp0 (job->approval_id, id) == 0)
      return job;
  }
  return NULL;
}

static gboolean
is_decision (OrsItem *item)
{
  return g_strcmp0 (ors_item_get_type (item), "mcp_approval_response") == 0;
}

gboolean
ors_mcp_check_decision (OrsSession *session, OrsItem *item, OrsProblem *problem)
{
  if (!is_decision (item) || find_job (session, item) != NULL)
    return TRUE;
  return ors_problem_set (problem, "invalid_value", "item.approval_request_id",
      "Approval request not found, or decided "
      "already.");
}

void
ors_mcp_decide (OrsSession *session, OrsItem *item)
{
  Job *job = is_decision (item) ? find_job (session, item) : NULL;

  if (job == NULL)
    return;
  if (oa_json_get_boolean (item->json, "approve", FALSE))
    begin (job);
  else
    g_ptr_array_remove (get_mcp (session)->jobs, job);
}
