/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventclients.c - see eventclients.h. */

#include "eventclients.h"

#include <string.h>

#define MAX_CLIENTS 64
#define KEEP_ALIVE_S 15
#define TYPE "text/event-stream; charset=utf-8"
#define RETRY "retry: 2000\n\n"
#define KEEP_ALIVE ": keep-alive\n\n"

typedef struct
{
  OvsEventClients *owner;
  GList link;
  OvsFeed *feed;
  AppHttpStream *stream; /* NULL: it goes on by itself */
  guint watch;
  gboolean over;
} Client;

struct _OvsEventClients
{
  OvsFeeds *feeds;
  OvsMetrics *metrics;
  GQueue clients;
  guint timer; /* while there are clients */
};

OvsEventClients *
ovs_event_clients_new (OvsFeeds *feeds, OvsMetrics *metrics)
{
  OvsEventClients *self = g_new0 (OvsEventClients, 1);

  self->feeds = feeds;
  self->metrics = metrics;
  return self;
}

/* All calls' levels go with the feed of all. */
static void
want_levels (Client *self, gboolean wanted)
{
  OvsFeeds *feeds = self->owner->feeds;

  if (self->feed == ovs_feeds_get_all (feeds))
    ovs_feeds_want_levels (feeds, wanted);
  else
    ovs_feed_want_levels (self->feed, wanted);
}

static void
client_free (Client *self)
{
  g_queue_unlink (&self->owner->clients, &self->link);
  ovs_metrics_add (self->owner->metrics, OVS_COUNT_STREAMS, -1);
  want_levels (self, FALSE);
  ovs_feed_unwatch (self->feed, self->watch);
  ovs_feed_unref (self->feed);
  g_clear_pointer (&self->stream, app_http_stream_free);
  g_free (self);
}

void
ovs_event_clients_free (OvsEventClients *self)
{
  while (self->clients.head != NULL)
    client_free (self->clients.head->data);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self);
}

static gboolean
on_keep_alive (gpointer user_data)
{
  OvsEventClients *self = user_data;

  for (GList *l = self->clients.head; l != NULL; l = l->next) {
    Client *client = l->data;

    app_http_stream_write (client->stream, KEEP_ALIVE, strlen (KEEP_ALIVE));
  }
  if (self->clients.length > 0)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

/*** a client ***/

/* All was told: its stream ends when that was sent. */
static void
finish (Client *self)
{
  app_http_stream_end (g_steal_pointer (&self->stream));
  client_free (self);
}

static gboolean
on_event (gint64 id, const gchar *kind, const gchar *json, gpointer user_data)
{
  Client *self = user_data;
  GString *text = g_string_sized_new (strlen (json) + 64);
  gboolean room;

  if (id > 0)
    g_string_append_printf (text, "id: %" G_GINT64_FORMAT "\n", id);
  g_string_append_printf (text, "event: %s\ndata: %s\n\n", kind, json);
  room = app_http_stream_write (self->stream, text->str, text->len);
  g_string_free (text, TRUE);
  if (!ovs_feed_is_over (self->feed, id))
    return room;
  /* The number of its watch may not be known yet. */
  self->over = TRUE;
  if (self->watch != 0)
    finish (self);
  return FALSE;
}

static void
on_room (gpointer user_data)
{
  Client *self = user_data;

  ovs_feed_resume (self->feed, self->watch);
}

static void
on_gone (gpointer user_data)
{
  client_free (user_data);
}

static const AppHttpStreamFuncs stream_funcs = { on_room, on_gone };

/* What a browser remembers goes before what the page said at first. */
static gint64
read_after (AppHttpRequest *request)
{
  const gchar *text = app_http_request_get_header (request, "Last-Event-ID");
  guint64 id = 0;

  if (text == NULL)
    text = g_hash_table_lookup (app_http_request_get_query (request), "after");
  if (text == NULL
      || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &id, NULL))
    return 0;
  return id;
}

static void
begin (OvsEventClients *self, AppHttpRequest *request, OvsFeed *feed,
    gint64 after_id)
{
  Client *client = g_new0 (Client, 1);

  client->owner = self;
  client->link.data = client;
  client->feed = ovs_feed_ref (feed);
  /* A buffering proxy would hold events back. */
  app_http_request_set_header (request, "X-Accel-Buffering", "no");
  client->stream =
      app_http_request_stream (request, 200, TYPE, -1, &stream_funcs, client);
  app_http_stream_write (client->stream, RETRY, strlen (RETRY));
  g_queue_push_tail_link (&self->clients, &client->link);
  ovs_metrics_add (self->metrics, OVS_COUNT_STREAMS, 1);
  want_levels (client, TRUE);
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (KEEP_ALIVE_S, on_keep_alive, self);
  client->watch = ovs_feed_watch (feed, after_id, on_event, client);
  if (client->over)
    finish (client);
}

static void
refuse (AppHttpRequest *request)
{
  app_http_request_set_header (request, "Retry-After", "30");
  app_http_request_fail (request, 503,
      "As many as can be served watch already. Close another page, or try "
      "again in a minute.");
}

void
ovs_event_clients_add (OvsEventClients *self, AppHttpRequest *request,
    OvsFeed *feed)
{
  gint64 after_id = read_after (request);

  if (app_http_request_is_head (request))
    app_http_request_answer (request, 200, TYPE, "", 0);
  else if (ovs_feed_is_over (feed, after_id))
    /* By which a browser knows that it need not ask again. */
    app_http_request_answer (request, 204, NULL, "", 0);
  else if (self->clients.length >= MAX_CLIENTS)
    refuse (request);
  else
    begin (self, request, feed, after_id);
}
