/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listener.c - signals of the element, from its threads to the main context. */

#include "listener.h"

#include "answerguard.h"

#include <gst/openairealtime/openairealtime.h>

/* A main loop that stands still loses what is told, not the memory. */
#define MAX_WAITING 1000

typedef struct
{
  OvsTold what;
  gchar *text;
  guint index;
} Event;

struct _OvsListener
{
  gatomicrefcount ref_count;
  GstElement *element; /* until it is closed */
  gulong handlers[6];
  OvsToldFunc func;
  gpointer user_data;
  GMainContext *context;
  OaAnswerGuard guard;
  OvsSpoken spoken; /* on the element's thread only */

  GMutex lock; /* protects the rest */
  OvsGuardrails *rails;
  gchar **instead;
  GQueue events;
  gboolean scheduled;
  gboolean closed;
};

static void
event_free (gpointer data)
{
  Event *event = data;

  g_free (event->text);
  g_free (event);
}

static OvsListener *
listener_ref (OvsListener *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
listener_unref (gpointer data)
{
  OvsListener *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_main_context_unref (self->context);
  oa_answer_guard_clear (&self->guard);
  ovs_spoken_clear (&self->spoken);
  g_clear_pointer (&self->rails, ovs_guardrails_unref);
  g_strfreev (self->instead);
  g_queue_clear_full (&self->events, event_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
release_closure (gpointer data, GClosure *closure)
{
  listener_unref (data);
}

/*** to the main context ***/

static Event *
pop (OvsListener *self)
{
  Event *event;

  g_mutex_lock (&self->lock);
  event = self->closed ? NULL : g_queue_pop_head (&self->events);
  self->scheduled = event != NULL;
  g_mutex_unlock (&self->lock);
  return event;
}

static gboolean
tell_all (gpointer data)
{
  OvsListener *self = data;
  Event *event;

  while ((event = pop (self)) != NULL) {
    self->func (event->what, event->text, event->index, self->user_data);
    event_free (event);
  }
  return G_SOURCE_REMOVE;
}

static void
schedule (OvsListener *self)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_all, listener_ref (self), listener_unref);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
push (OvsListener *self, OvsTold what, const gchar *text, guint index)
{
  gboolean wakes = FALSE;
  Event *event;

  g_mutex_lock (&self->lock);
  if (!self->closed && self->events.length < MAX_WAITING) {
    event = g_new0 (Event, 1);
    event->what = what;
    event->text = g_strdup (text);
    event->index = index;
    g_queue_push_tail (&self->events, event);
    wakes = !self->scheduled;
    self->scheduled = TRUE;
  }
  g_mutex_unlock (&self->lock);
  if (wakes)
    schedule (self);
}

/*** on the element's thread ***/

/* What takes the place of what @text says, or NULL. (transfer full) */
static gchar *
find_instead (OvsListener *self, const gchar *text, guint *index)
{
  OvsGuardrails *rails;
  gchar *instead = NULL;
  gint found;

  g_mutex_lock (&self->lock);
  rails = self->rails != NULL ? ovs_guardrails_ref (self->rails) : NULL;
  g_mutex_unlock (&self->lock);
  if (rails == NULL)
    return NULL;
  found = ovs_guardrails_match (rails, text);
  if (found >= 0) {
    g_mutex_lock (&self->lock);
    if (rails == self->rails)
      instead = g_strdup (self->instead[found]);
    g_mutex_unlock (&self->lock);
    *index = found;
  }
  ovs_guardrails_unref (rails);
  return instead;
}

static void
guard (OvsListener *self, GstElement *element, const gchar *item_id,
    const gchar *text)
{
  guint index = 0;
  g_autofree gchar *instead = find_instead (self, text, &index);

  if (instead == NULL || !oa_answer_guard_stop (&self->guard, item_id))
    return;
  if (gst_openai_realtime_replace_response (element, instead))
    push (self, OVS_TOLD_GUARDED, NULL, index);
  else
    oa_answer_guard_undo (&self->guard);
}

static void
on_transcript (GstElement *element, const gchar *role, const gchar *item_id,
    const gchar *text, gboolean final, OvsListener *self)
{
  gboolean begins;

  if (g_strcmp0 (role, "user") == 0) {
    if (final)
      push (self, OVS_TOLD_USER, text, 0);
    return;
  }
  oa_answer_guard_text (&self->guard, item_id);
  begins = g_strcmp0 (self->spoken.item_id, item_id) != 0;
  if (begins)
    push (self, OVS_TOLD_ITEM_BEGUN, item_id, 0);
  guard (self, element, item_id,
      ovs_spoken_add (&self->spoken, item_id, text, final));
}

static void
on_response_done (GstElement *element, const GstStructure *response,
    OvsListener *self)
{
  oa_answer_guard_done (&self->guard,
      gst_structure_get_string (response, "response-id"));
}

static void
on_playback_done (GstElement *element, const gchar *item_id, OvsListener *self)
{
  push (self, OVS_TOLD_ITEM_OVER, item_id, 0);
}

/* Of a call whose sound the service plays itself: of the newest item. */
static void
on_far_sound_over (GstElement *element, const gchar *type, const gchar *json,
    OvsListener *self)
{
  if (self->spoken.item_id != NULL)
    push (self, OVS_TOLD_ITEM_OVER, self->spoken.item_id, 0);
}

/* An answer of a session that was lost has no end any more. */
static void
on_state (GstElement *element, GParamSpec *pspec, OvsListener *self)
{
  GstOpenaiRealtimeConnectionState state;

  g_object_get (element, "connection-state", &state, NULL);
  if (state == GST_OPENAI_REALTIME_CONNECTION_STATE_RECONNECTING)
    oa_answer_guard_undo (&self->guard);
}

/*** life ***/

static gulong
connect (OvsListener *self, const gchar *signal, GCallback handler)
{
  return g_signal_connect_data (self->element, signal, handler,
      listener_ref (self), release_closure, 0);
}

OvsListener *
ovs_listener_new (GstElement *element, OvsToldFunc func, gpointer user_data)
{
  OvsListener *self = g_new0 (OvsListener, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->element = gst_object_ref (element);
  self->func = func;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  oa_answer_guard_init (&self->guard);
  ovs_spoken_init (&self->spoken);
  g_mutex_init (&self->lock);
  g_queue_init (&self->events);
  self->handlers[0] = connect (self, "transcript", G_CALLBACK (on_transcript));
  self->handlers[1] =
      connect (self, "response-done", G_CALLBACK (on_response_done));
  self->handlers[2] =
      connect (self, "playback-done", G_CALLBACK (on_playback_done));
  self->handlers[3] =
      connect (self, "notify::connection-state", G_CALLBACK (on_state));
  self->handlers[4] = connect (self, "event::output_audio_buffer.stopped",
      G_CALLBACK (on_far_sound_over));
  self->handlers[5] = connect (self, "event::output_audio_buffer.cleared",
      G_CALLBACK (on_far_sound_over));
  return self;
}

void
ovs_listener_close (OvsListener *self)
{
  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    g_signal_handler_disconnect (self->element, self->handlers[i]);
  g_clear_pointer (&self->element, gst_object_unref);
  listener_unref (self);
}

void
ovs_listener_set_rails (OvsListener *self, OvsGuardrails *rails,
    const gchar *const *instead)
{
  OvsGuardrails *old;

  ovs_guardrails_ref (rails);
  g_mutex_lock (&self->lock);
  old = self->rails;
  self->rails = rails;
  g_strfreev (self->instead);
  self->instead = g_strdupv ((gchar **) instead);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, ovs_guardrails_unref);
}
