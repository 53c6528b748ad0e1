/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventroutes.c - see eventroutes.h. */

#include "eventroutes.h"

#include "apierror.h"
#include "calls/callaudit.h"
#include "eventclients.h"
#include "feed/commands.h"
#include "protocol/json.h"
#include "summary.h"

/* How often those who watch all calls are told how each of them is. */
#define SUMMARY_MS 1000
/* Between its parts: who reads them keeps up. */
#define PART_MS 10

struct _OvsEventRoutes
{
  OvsOffice *office;
  OvsCalls *calls;
  OvsEventClients *clients;
  guint timer;      /* while all calls are watched */
  GQueue *summary;  /* parts that are still to be told, or NULL */
  guint part_timer; /* while there are some */
};

/*** of all calls ***/

static void
add_call (OvsCall *call, gpointer user_data)
{
  json_array_add_object_element (user_data, ovs_call_describe_live (call));
}

static void
drop_summary (OvsEventRoutes *self)
{
  g_clear_handle_id (&self->part_timer, g_source_remove);
  if (self->summary != NULL)
    g_queue_free_full (self->summary, (GDestroyNotify) json_object_unref);
  self->summary = NULL;
}

static gboolean
on_part (gpointer user_data)
{
  OvsEventRoutes *self = user_data;
  JsonObject *data = g_queue_pop_head (self->summary);

  ovs_feed_flash (ovs_feeds_get_all (self->office->feeds), "calls", data);
  if (self->summary->length > 0)
    return G_SOURCE_CONTINUE;
  self->part_timer = 0;
  drop_summary (self);
  return G_SOURCE_REMOVE;
}

static void
tell_summary (OvsEventRoutes *self)
{
  JsonArray *calls;

  if (self->summary != NULL)
    return;
  calls = json_array_new ();
  ovs_calls_foreach (self->calls, add_call, calls);
  self->summary =
      ovs_summary_split (calls, ovs_calls_is_draining (self->calls));
  json_array_unref (calls);
  if (on_part (self))
    self->part_timer = g_timeout_add (PART_MS, on_part, self);
}

static gboolean
on_summary (gpointer user_data)
{
  OvsEventRoutes *self = user_data;

  if (ovs_feed_is_watched (ovs_feeds_get_all (self->office->feeds))) {
    tell_summary (self);
    return G_SOURCE_CONTINUE;
  }
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

static void
on_all (AppHttpRequest *request, gpointer user_data)
{
  OvsEventRoutes *self = user_data;

  ovs_event_clients_add (self->clients, request,
      ovs_feeds_get_all (self->office->feeds));
  if (self->timer == 0)
    self->timer = g_timeout_add (SUMMARY_MS, on_summary, self);
  tell_summary (self);
}

/*** of one ***/

static void
on_call (AppHttpRequest *request, gpointer user_data)
{
  OvsEventRoutes *self = user_data;
  const gchar *id = app_http_request_get_part (request, 0);
  OvsFeed *feed = ovs_feeds_find (self->office->feeds, id);

  if (feed != NULL)
    ovs_event_clients_add (self->clients, request, feed);
  else
    app_http_request_fail (request, 404,
        "No call %s is running, or has ended in the last minute. GET "
        "/api/calls lists those that are.",
        id);
}

static void
on_command (AppHttpRequest *request, gpointer user_data)
{
  OvsEventRoutes *self = user_data;
  const gchar *id = app_http_request_get_part (request, 0);
  OvsCall *call = ovs_calls_find (self->calls, id);
  g_autofree gchar *address = app_http_request_dup_address (request);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) checked = NULL;
  g_autoptr (GError) error = NULL;
  OvsCommandType type;
  JsonObject *done;

  if (call == NULL) {
    app_http_request_fail (request, 404,
        "No call %s is running. GET /api/calls lists those that are.", id);
    return;
  }
  body = app_http_request_read_json (request);
  if (body == NULL)
    return;
  checked =
      ovs_call_command_check (body, OVS_COMMANDER_OPERATOR, &type, &error);
  if (checked != NULL)
    ovs_call_note_hand (call, "operator", oa_json_get_string (body, "type"),
        address);
  if (checked == NULL
      || !ovs_call_command (call, OVS_COMMANDER_OPERATOR, body, &error)) {
    ovs_api_answer_error (request, error);
    return;
  }
  done = json_object_new ();
  json_object_set_boolean_member (done, "done", TRUE);
  app_http_request_answer_object (request, 200, done);
}

/*** life ***/

/* "events" goes before the route that takes any id. */
static const AppHttpRoute routes[] = { { "GET", "/api/calls/events",
                                           APP_HTTP_PROTECTED, 0, on_all },
  { "GET", "/api/calls/{ID}/events", APP_HTTP_PROTECTED, 0, on_call },
  { "POST", "/api/calls/{ID}/command", APP_HTTP_PROTECTED, OVS_COMMAND_MAX,
      on_command },
  { NULL } };

OvsEventRoutes *
ovs_event_routes_new (OvsOffice *office, OvsCalls *calls, AppHttpServer *http)
{
  OvsEventRoutes *self = g_new0 (OvsEventRoutes, 1);

  self->office = office;
  self->calls = calls;
  self->clients = ovs_event_clients_new (office->feeds, office->metrics);
  app_http_server_add (http, routes, self);
  return self;
}

void
ovs_event_routes_free (OvsEventRoutes *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  drop_summary (self);
  ovs_event_clients_free (self->clients);
  g_free (self);
}
