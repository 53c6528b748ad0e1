/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* api.c - see api.h. */

#include "api.h"

#include "apierror.h"
#include "calls/callaudit.h"
#include "outgoing.h"
#include "protocol/json.h"
#include "twilio/twiml.h"

#include <string.h>

#define MAX_BODY 65536
#define MAX_TEXT 4000
#define LIST_LIMIT 100

struct _OvsApi
{
  OvsOffice *office;
  OvsCalls *calls;
  OvsTwilioLine *line;
};

/*** what is asked for ***/

/* The last word of the address is what is asked for. */
static void
note_operator (OvsCall *call, AppHttpRequest *request)
{
  g_autofree gchar *address = app_http_request_dup_address (request);
  g_autofree gchar *target = app_http_request_dup_target (request);
  const gchar *word;

  target[strcspn (target, "?")] = '\0';
  word = strrchr (target, '/') + 1;
  ovs_call_note_hand (call, "operator",
      g_str_equal (word, ovs_call_get_id (call)) ? "end" : word, address);
}

/* For who takes a hand in it. NULL: it was answered that there is none. */
static OvsCall *
find_call (OvsApi *self, AppHttpRequest *request)
{
  const gchar *id = app_http_request_get_part (request, 0);
  OvsCall *call = ovs_calls_find (self->calls, id);

  if (call != NULL)
    note_operator (call, request);
  else
    app_http_request_fail (request, 404,
        "No call %s is running. GET /api/calls lists those that are.", id);
  return call;
}

/* A text that must be there. NULL: it was answered so. */
static const gchar *
read_text (AppHttpRequest *request, JsonObject *body, const gchar *member,
    gsize most)
{
  const gchar *text = oa_json_get_string (body, member);

  if (text != NULL && *text != '\0' && strlen (text) <= most)
    return text;
  app_http_request_fail (request, 400,
      "\"%s\" must be a text of 1 to %u bytes. Put it into the body, a JSON "
      "object.",
      member, (guint) most);
  return NULL;
}

static void
answer_done (AppHttpRequest *request)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "done", TRUE);
  app_http_request_answer_object (request, 200, object);
}

/* Takes a reference of the request's. */
static void
on_done (const GError *error, gpointer user_data)
{
  g_autoptr (AppHttpRequest) request = user_data;

  if (error != NULL)
    ovs_api_answer_error (request, error);
  else
    answer_done (request);
}

/*** lists ***/

static void
add_call (OvsCall *call, gpointer user_data)
{
  json_array_add_object_element (user_data, ovs_call_describe (call));
}

static JsonArray *
list_running (OvsApi *self)
{
  JsonArray *array = json_array_new ();

  ovs_calls_foreach (self->calls, add_call, array);
  return array;
}

typedef struct
{
  AppHttpRequest *request;
  JsonObject *answer;
  const gchar *member;
} Listing;

/* The records may be away; what runs is known all the same. */
static void
on_records (JsonNode *result, const GError *error, gpointer user_data)
{
  Listing *listing = user_data;

  if (result != NULL && !JSON_NODE_HOLDS_NULL (result))
    json_object_set_member (listing->answer, listing->member,
        oa_json_node_copy (result));
  if (error != NULL)
    json_object_set_string_member (listing->answer, "records_error",
        error->message);
  if (error == NULL && json_object_get_size (listing->answer) == 0)
    app_http_request_fail (listing->request, 404, "There is no such call.");
  else
    app_http_request_answer_object (listing->request, 200,
        json_object_ref (listing->answer));
  json_object_unref (listing->answer);
  app_http_request_unref (listing->request);
  g_free (listing);
}

static Listing *
new_listing (AppHttpRequest *request, const gchar *member)
{
  Listing *listing = g_new0 (Listing, 1);

  listing->request = app_http_request_ref (request);
  listing->answer = json_object_new ();
  listing->member = member;
  return listing;
}

static gboolean
read_time (GHashTable *query, const gchar *name, gint64 *time)
{
  const gchar *text = g_hash_table_lookup (query, name);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) value = NULL;

  *time = 0;
  if (text == NULL)
    return TRUE;
  value = g_date_time_new_from_iso8601 (text, utc);
  if (value != NULL)
    *time = g_date_time_to_unix (value) * G_USEC_PER_SEC;
  return value != NULL;
}

static gboolean
read_filter (AppHttpRequest *request, OvsCallFilter *filter)
{
  GHashTable *query = app_http_request_get_query (request);
  const gchar *limit = g_hash_table_lookup (query, "limit");
  guint64 number = LIST_LIMIT;

  if (!read_time (query, "since", &filter->since)
      || !read_time (query, "until", &filter->until)) {
    app_http_request_fail (request, 400,
        "since and until are times as 2026-11-29T12:00:00Z.");
    return FALSE;
  }
  if (limit != NULL
      && !g_ascii_string_to_unsigned (limit, 10, 1, 1000, &number, NULL)) {
    app_http_request_fail (request, 400, "limit is a number from 1 to 1000.");
    return FALSE;
  }
  filter->limit = number;
  filter->agent = g_hash_table_lookup (query, "agent");
  filter->leg = g_hash_table_lookup (query, "leg");
  filter->cause = g_hash_table_lookup (query, "cause");
  filter->from = g_hash_table_lookup (query, "from");
  filter->to = g_hash_table_lookup (query, "to");
  filter->text = g_hash_table_lookup (query, "text");
  return TRUE;
}

static void
on_list (AppHttpRequest *request, gpointer user_data)
{
  OvsApi *self = user_data;
  OvsCallFilter filter = { 0 };
  Listing *listing;

  if (!read_filter (request, &filter))
    return;
  listing = new_listing (request, "calls");
  json_object_set_array_member (listing->answer, "running",
      list_running (self));
  ovs_store_query_calls (self->office->store, &filter, on_records, listing);
}

static void
on_get (AppHttpRequest *request, gpointer user_data)
{
  OvsApi *self = user_data;
  const gchar *id = app_http_request_get_part (request, 0);
  OvsCall *call = ovs_calls_find (self->calls, id);
  Listing *listing = new_listing (request, "record");

  if (call != NULL)
    json_object_set_object_member (listing->answer, "running",
        ovs_call_describe (call));
  ovs_store_query_call (self->office->store, id, on_records, listing);
}

static void
on_agents (AppHttpRequest *request, gpointer user_data)
{
  OvsApi *self = user_data;
  g_autoptr (GPtrArray) agents = ovs_agent_set_list (self->office->agents);
  JsonObject *object = json_object_new ();
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < agents->len; i++)
    json_array_add_string_element (names,
        ovs_agent_get_name (g_ptr_array_index (agents, i)));
  json_object_set_array_member (object, "agents", names);
  app_http_request_answer_object (request, 200, object);
}

/*** new calls ***/

static void
on_make (AppHttpRequest *request, gpointer user_data)
{
  OvsApi *self = user_data;

  ovs_outgoing_make (self->calls, self->line, request);
}

/*** running calls ***/

static void
on_end (AppHttpRequest *request, gpointer user_data)
{
  OvsCall *call = find_call (user_data, request);

  if (call == NULL)
    return;
  ovs_call_end (call, "api", "The API ended the call.");
  answer_done (request);
}

static void
on_transfer (AppHttpRequest *request, gpointer user_data)
{
  OvsCall *call = find_call (user_data, request);
  g_autoptr (JsonObject) body = NULL;
  g_autofree gchar *dialed = NULL;
  const gchar *number;

  if (call == NULL)
    return;
  body = app_http_request_read_json (request);
  number = body != NULL ? read_text (request, body, "number", 200) : NULL;
  if (number == NULL)
    return;
  dialed = ovs_twiml_make_number (number);
  if (dialed != NULL)
    ovs_call_transfer (call, dialed, on_done, app_http_request_ref (request));
  else
    app_http_request_fail (request, 400, "\"number\" is one as +15550100.");
}

static void
on_dtmf (AppHttpRequest *request, gpointer user_data)
{
  OvsCall *call = find_call (user_data, request);
  g_autoptr (JsonObject) body = NULL;
  const gchar *digits;

  if (call == NULL)
    return;
  body = app_http_request_read_json (request);
  digits = body != NULL ? read_text (request, body, "digits", 64) : NULL;
  if (digits == NULL)
    return;
  if (digits[strspn (digits, "0123456789*#ABCDw")] != '\0')
    app_http_request_fail (request, 400,
        "\"digits\" are of 0 to 9, *, #, A to D and w for a pause.");
  else
    ovs_call_send_dtmf (call, digits, on_done, app_http_request_ref (request));
}

static void
answer_result (AppHttpRequest *request, const GError *error)
{
  if (error == NULL)
    answer_done (request);
  else
    ovs_api_answer_error (request, error);
}

static void
on_say (AppHttpRequest *request, gpointer user_data)
{
  OvsCall *call = find_call (user_data, request);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  const gchar *text;

  if (call == NULL)
    return;
  body = app_http_request_read_json (request);
  text = body != NULL ? read_text (request, body, "text", MAX_TEXT) : NULL;
  if (text == NULL)
    return;
  ovs_call_let_say (call, text, &error);
  answer_result (request, error);
}

static void
on_context (AppHttpRequest *request, gpointer user_data)
{
  OvsCall *call = find_call (user_data, request);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  if (call == NULL)
    return;
  body = app_http_request_read_json (request);
  if (body == NULL)
    return;
  ovs_call_set_context (call, body, &error);
  answer_result (request, error);
}

static const AppHttpRoute routes[] = { { "GET", "/api/calls",
                                           APP_HTTP_PROTECTED, 0, on_list },
  { "POST", "/api/calls", APP_HTTP_PROTECTED, MAX_BODY, on_make },
  { "GET", "/api/calls/{ID}", APP_HTTP_PROTECTED, 0, on_get },
  { "DELETE", "/api/calls/{ID}", APP_HTTP_PROTECTED, MAX_BODY, on_end },
  { "POST", "/api/calls/{ID}/transfer", APP_HTTP_PROTECTED, MAX_BODY,
      on_transfer },
  { "POST", "/api/calls/{ID}/say", APP_HTTP_PROTECTED, MAX_BODY, on_say },
  { "POST", "/api/calls/{ID}/context", APP_HTTP_PROTECTED, MAX_BODY,
      on_context },
  { "POST", "/api/calls/{ID}/dtmf", APP_HTTP_PROTECTED, MAX_BODY, on_dtmf },
  { "GET", "/api/agents", APP_HTTP_PROTECTED, 0, on_agents }, { NULL } };

OvsApi *
ovs_api_new (OvsOffice *office, OvsCalls *calls, OvsTwilioLine *line,
    AppHttpServer *http)
{
  OvsApi *self = g_new0 (OvsApi, 1);

  self->office = office;
  self->calls = calls;
  self->line = line;
  app_http_server_add (http, routes, self);
  return self;
}

void
ovs_api_free (OvsApi *self)
{
  g_free (self);
}
