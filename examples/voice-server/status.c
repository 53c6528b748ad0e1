/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* status.c - see status.h. */

#include "status.h"

struct _OvsStatus
{
  OvsOffice *office;
  OvsCalls *calls;
  AppHttpServer *http;
};

static void
on_health (AppHttpRequest *request, gpointer user_data)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "status", "ok");
  app_http_request_answer_object (request, 200, object);
}

/* Anybody may ask: what is wrong, with whose address, is in the log. */
static void
add_records (OvsStatus *self, JsonObject *object)
{
  JsonObject *records = json_object_new ();
  OvsStoreHealth health = { 0 };

  ovs_store_get_health (self->office->store, &health);
  json_object_set_boolean_member (records, "writing", health.writing);
  json_object_set_int_member (records, "backlog", health.backlog);
  json_object_set_int_member (records, "dropped", health.dropped);
  json_object_set_object_member (object, "records", records);
  ovs_store_health_clear (&health);
}

/* Whether a balancer shall send calls here. A database that is away is told of
 * and costs nobody a call. */
static void
on_ready (AppHttpRequest *request, gpointer user_data)
{
  OvsStatus *self = user_data;
  guint count = ovs_calls_count (self->calls);
  guint most = self->office->settings->max_calls;
  gboolean draining = ovs_calls_is_draining (self->calls);
  gboolean ready = !draining && count < most;
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "ready", ready);
  json_object_set_boolean_member (object, "draining", draining);
  json_object_set_int_member (object, "calls", count);
  json_object_set_int_member (object, "max_calls", most);
  add_records (self, object);
  app_http_request_answer_object (request, ready ? 200 : 503, object);
}

static void
on_metrics (AppHttpRequest *request, gpointer user_data)
{
  OvsStatus *self = user_data;
  GString *text = ovs_metrics_to_text (self->office->metrics);
  OvsStoreHealth health = { 0 };

  ovs_store_get_health (self->office->store, &health);
  ovs_metrics_append (text, "records_backlog", "gauge",
      "Records that wait for the database.", health.backlog);
  ovs_metrics_append (text, "records_dropped_total", "counter",
      "Records that were lost.", health.dropped);
  ovs_metrics_append (text, "http_clients", "gauge",
      "Connections of clients that ask.",
      app_http_server_get_clients (self->http));
  ovs_metrics_append (text, "draining", "gauge",
      "1: no new calls are taken any more.",
      ovs_calls_is_draining (self->calls));
  ovs_store_health_clear (&health);
  app_http_request_answer (request, 200,
      "text/plain; version=0.0.4; charset=utf-8", text->str, text->len);
  g_string_free (text, TRUE);
}

static void
add_stream (OvsCall *call, gpointer user_data)
{
  JsonObject *object = ovs_call_describe_stream (call);

  if (object != NULL)
    json_array_add_object_element (user_data, object);
}

static void
add_session (OvsCall *call, gpointer user_data)
{
  JsonObject *object = ovs_call_describe_session (call);

  if (object != NULL)
    json_array_add_object_element (user_data, object);
}

static void
answer_list (OvsStatus *self, AppHttpRequest *request, const gchar *member,
    void (*add) (OvsCall *call, gpointer user_data))
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  ovs_calls_foreach (self->calls, add, array);
  json_object_set_array_member (object, member, array);
  app_http_request_answer_object (request, 200, object);
}

static void
on_streams (AppHttpRequest *request, gpointer user_data)
{
  answer_list (user_data, request, "streams", add_stream);
}

static void
on_sessions (AppHttpRequest *request, gpointer user_data)
{
  answer_list (user_data, request, "sessions", add_session);
}

static const AppHttpRoute routes[] = {
  { "GET", "/health", APP_HTTP_OPEN, 0, on_health },
  { "GET", "/ready", APP_HTTP_OPEN, 0, on_ready },
  { "GET", "/metrics", APP_HTTP_PROTECTED, 0, on_metrics },
  { "GET", "/streams", APP_HTTP_PROTECTED, 0, on_streams },
  { "GET", "/realtime/sessions", APP_HTTP_PROTECTED, 0, on_sessions }, { NULL }
};

OvsStatus *
ovs_status_new (OvsOffice *office, OvsCalls *calls, AppHttpServer *http)
{
  OvsStatus *self = g_new0 (OvsStatus, 1);

  self->office = office;
  self->calls = calls;
  self->http = http;
  app_http_server_add (http, routes, self);
  return self;
}

void
ovs_status_free (OvsStatus *self)
{
  g_free (self);
}
