/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listeners.c - see listeners.h. */

#include "listeners.h"

#include "apierror.h"
#include "calls/callaudit.h"
#include "log.h"
#include "webrtc/listening.h"
#include "webrtc/offerrequest.h"

#include <string.h>

#define MAX_LISTENERS 32

struct _OvsListeners
{
  OvsOffice *office;
  OvsCalls *calls;
  GHashTable *table; /* id -> Listener */
  guint timer;       /* while there are some */
};

typedef struct
{
  OvsListeners *owner;
  gchar *id;
  gchar *call_id;
  OvsListening *listening;
} Listener;

static void
listener_free (gpointer data)
{
  Listener *self = data;

  if (self->listening != NULL) {
    ovs_metrics_add (self->owner->office->metrics, OVS_COUNT_LISTENERS, -1);
    ovs_listening_give_up (self->listening, "The call is over.");
  }
  g_free (self->call_id);
  g_free (self->id);
  g_free (self);
}

static void
on_ended (OvsListening *listening, const gchar *sentence, gpointer user_data)
{
  Listener *listener = user_data;

  ovs_log (OVS_LOG_INFO, listener->call_id, "listener-left", "%s", sentence);
  g_hash_table_remove (listener->owner->table, listener->id);
}

static gboolean
is_of_the_past (gpointer key, gpointer value, gpointer user_data)
{
  const Listener *listener = value;

  return ovs_calls_find (user_data, listener->call_id) == NULL;
}

static gboolean
on_timer (gpointer user_data)
{
  OvsListeners *self = user_data;

  g_hash_table_foreach_remove (self->table, is_of_the_past, self->calls);
  if (g_hash_table_size (self->table) > 0)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

static void
insert (OvsListeners *self, Listener *listener, const gchar *address)
{
  OvsCall *call = ovs_calls_find (self->calls, listener->call_id);

  if (call != NULL)
    ovs_call_note_hand (call, "listened_in", "webrtc", address);
  g_hash_table_insert (self->table, listener->id, listener);
  ovs_metrics_add (self->office->metrics, OVS_COUNT_LISTENERS, 1);
  if (self->timer == 0)
    self->timer = g_timeout_add (500, on_timer, self);
  ovs_log (OVS_LOG_INFO, listener->call_id, "listener",
      "Somebody listens in by WebRTC.");
}

static Listener *
new_listener (OvsListeners *self, const gchar *call_id)
{
  Listener *listener = g_new0 (Listener, 1);
  g_autofree gchar *call = ovs_call_make_id ();

  listener->owner = self;
  listener->id = g_strconcat ("listen", call + strlen ("call"), NULL);
  listener->call_id = g_strdup (call_id);
  return listener;
}

/* NULL: it was answered why not. */
static GstElement *
find_phone (OvsListeners *self, AppHttpRequest *request, const gchar *call_id)
{
  OvsCall *call = ovs_calls_find (self->calls, call_id);
  GstElement *phone = call != NULL ? ovs_call_get_phone (call) : NULL;

  if (call == NULL)
    app_http_request_fail (request, 404,
        "No such call is running. GET /api/calls lists those that are.");
  else if (phone == NULL)
    app_http_request_fail (request, 409,
        "The sound of this call is not here, or not yet: nobody can listen "
        "in.");
  return phone;
}

static void
begin (OvsListeners *self, AppHttpRequest *request, const OvsOffer *offer,
    GstElement *phone, const gchar *call_id)
{
  Listener *listener = new_listener (self, call_id);
  g_autofree gchar *address = app_http_request_dup_address (request);
  OvsOfferRequest *answer = ovs_offer_request_new (request,
      self->office->settings, listener->id, FALSE);
  const OvsListeningFuncs funcs = { ovs_offer_request_answer, answer, on_ended,
    listener };
  g_autoptr (GError) error = NULL;

  listener->listening =
      ovs_listening_new (phone, offer, self->office->settings, &funcs, &error);
  if (listener->listening != NULL) {
    insert (self, listener, address);
    return;
  }
  ovs_offer_request_answer (NULL, error->message, answer);
  listener_free (listener);
}

void
ovs_listeners_add (OvsListeners *self, AppHttpRequest *request,
    const gchar *call_id)
{
  GstElement *phone = find_phone (self, request, call_id);
  g_autoptr (OvsOffer) offer = NULL;

  if (phone == NULL)
    return;
  if (g_hash_table_size (self->table) >= MAX_LISTENERS) {
    app_http_request_set_header (request, "Retry-After", "30");
    app_http_request_fail (request, 503,
        "As many listeners as may are here. Let one of them leave.");
    return;
  }
  offer = ovs_offer_request_read (request, OVS_CODEC_OPUS);
  if (offer == NULL)
    return;
  if (offer->codec != OVS_CODEC_OPUS)
    app_http_request_fail (request, 422,
        "Who listens in hears both sides in stereo. Offer opus/48000/2.");
  else
    begin (self, request, offer, phone, call_id);
}

gboolean
ovs_listeners_remove (OvsListeners *self, const gchar *id)
{
  return g_hash_table_remove (self->table, id);
}

OvsListeners *
ovs_listeners_new (OvsOffice *office, OvsCalls *calls)
{
  OvsListeners *self = g_new0 (OvsListeners, 1);

  self->office = office;
  self->calls = calls;
  self->table =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, listener_free);
  return self;
}

void
ovs_listeners_free (OvsListeners *self)
{
  if (self->timer != 0)
    g_source_remove (self->timer);
  g_hash_table_unref (self->table);
  g_free (self);
}
