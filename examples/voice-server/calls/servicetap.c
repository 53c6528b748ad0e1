/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* servicetap.c - see servicetap.h. */

#include "servicetap.h"

#include "feed/audiocut.h"
#include "protocol/json.h"

#include <string.h>

#define MAX_WAITING 500
#define MAX_BYTES (1024 * 1024)

typedef struct
{
  gchar *type;
  gchar *json; /* without its sound */
} Event;

struct _OvsServiceTap
{
  gatomicrefcount ref_count;
  GstElement *model;
  gulong handler;
  OvsFeed *feed; /* the main thread's */
  GMainContext *context;

  GMutex lock; /* protects the rest */
  GQueue events;
  gsize bytes;
  guint lost;
  gboolean scheduled;
  gboolean closed;
};

static void
event_free (gpointer data)
{
  Event *event = data;

  g_free (event->type);
  g_free (event->json);
  g_free (event);
}

static OvsServiceTap *
tap_ref (OvsServiceTap *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
tap_unref (gpointer data)
{
  OvsServiceTap *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_queue_clear_full (&self->events, event_free);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
release_closure (gpointer data, GClosure *closure)
{
  tap_unref (data);
}

/*** on the main thread ***/

static Event *
pop (OvsServiceTap *self, guint *lost)
{
  Event *event;

  g_mutex_lock (&self->lock);
  event = self->closed ? NULL : g_queue_pop_head (&self->events);
  *lost = 0;
  if (event != NULL) {
    self->bytes -= strlen (event->json);
  } else {
    *lost = self->lost;
    self->lost = 0;
    self->scheduled = FALSE;
  }
  g_mutex_unlock (&self->lock);
  return event;
}

static void
tell (OvsServiceTap *self, Event *event)
{
  JsonObject *data = json_object_new ();
  JsonObject *parsed =
      oa_json_parse_object (event->json, -1, MAX_BYTES, "The event", NULL);

  json_object_set_string_member (data, "type", event->type);
  if (parsed != NULL) {
    json_object_set_object_member (data, "event", parsed);
  } else {
    JsonObject *size = json_object_new ();

    json_object_set_int_member (size, "bytes", strlen (event->json));
    json_object_set_object_member (data, "event", size);
  }
  ovs_feed_add_service (self->feed, "service", data);
}

static void
tell_lost (OvsServiceTap *self, guint lost)
{
  JsonObject *data = json_object_new ();

  json_object_set_int_member (data, "lost", lost);
  json_object_set_string_member (data, "kind", "service");
  ovs_feed_add_service (self->feed, "gap", data);
}

static gboolean
tell_all (gpointer user_data)
{
  OvsServiceTap *self = user_data;
  Event *event;
  guint lost;

  while ((event = pop (self, &lost)) != NULL) {
    tell (self, event);
    event_free (event);
  }
  if (lost > 0 && !self->closed)
    tell_lost (self, lost);
  return G_SOURCE_REMOVE;
}

/*** on the element's ***/

static void
schedule (OvsServiceTap *self)
{
  GSource *source = g_idle_source_new ();

  g_source_set_callback (source, tell_all, tap_ref (self), tap_unref);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
on_event (GstElement *model, const gchar *type, const gchar *json,
    OvsServiceTap *self)
{
  gchar *text = ovs_cut_audio (type, json);
  gsize size = strlen (text);
  gboolean wakes = FALSE;

  g_mutex_lock (&self->lock);
  if (!self->closed && self->events.length < MAX_WAITING
      && self->bytes + size <= MAX_BYTES) {
    Event *event = g_new (Event, 1);

    *event = (Event){ g_strdup (type), g_steal_pointer (&text) };
    self->bytes += size;
    g_queue_push_tail (&self->events, event);
  } else {
    self->lost++;
  }
  wakes = !self->closed && !self->scheduled;
  self->scheduled |= wakes;
  g_mutex_unlock (&self->lock);
  g_free (text);
  if (wakes)
    schedule (self);
}

OvsServiceTap *
ovs_service_tap_new (GstElement *model, OvsFeed *feed)
{
  OvsServiceTap *self = g_new0 (OvsServiceTap, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->model = gst_object_ref (model);
  self->feed = ovs_feed_ref (feed);
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
  self->handler = g_signal_connect_data (model, "event", G_CALLBACK (on_event),
      tap_ref (self), release_closure, 0);
  return self;
}

void
ovs_service_tap_free (OvsServiceTap *self)
{
  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_mutex_unlock (&self->lock);
  g_signal_handler_disconnect (self->model, self->handler);
  g_clear_object (&self->model);
  g_clear_pointer (&self->feed, ovs_feed_unref);
  tap_unref (self);
}
