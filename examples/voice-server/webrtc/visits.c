/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* visits.c - see visits.h. */

#include "visits.h"

#include "apierror.h"
#include "log.h"
#include "loglimit.h"
#include "webrtc/listeners.h"
#include "webrtc/offerrequest.h"
#include "webrtc/webrtcleg.h"

struct _OvsVisits
{
  OvsOffice *office;
  OvsCalls *calls;
  OvsSessions *sessions;
  OvsListeners *listeners;
  OvsLogLimit limit; /* of refusals */
};

/*** an offer ***/

static void
count_visitor (OvsCall *call, gpointer user_data)
{
  if (ovs_webrtc_leg_cast (ovs_call_get_leg (call)) != NULL)
    ++*(guint *) user_data;
}

static gboolean
can_begin (OvsVisits *self, AppHttpRequest *request)
{
  const gint most = self->office->settings->webrtc.max_visitors;
  const gchar *why = "As many visitors as --max-visitors allows are here. Try "
                     "again later.";
  guint n = 0, left_out = 0;

  ovs_calls_foreach (self->calls, count_visitor, &n);
  if ((most == 0 || n < (guint) most)
      && ovs_calls_can_begin (self->calls, &why))
    return TRUE;
  if (ovs_log_limit_pass (&self->limit, g_get_monotonic_time (), &left_out))
    ovs_log (OVS_LOG_WARNING, NULL, "call-refused", "%s%s", why,
        left_out > 0 ? " Others were refused before." : "");
  if (!ovs_calls_is_draining (self->calls))
    app_http_request_set_header (request, "Retry-After", "30");
  app_http_request_fail (request, 503, "%s", why);
  return FALSE;
}

/* Who asks with a session has that one's agent. */
typedef struct
{
  const gchar *session; /* NULL: the API's own user */
  OvsAgent *agent;
  JsonObject *metadata;
} Asker;

static void
answer_visit (OvsVisits *self, AppHttpRequest *request, OvsOffer *offer,
    const OvsCallPlan *plan, gboolean is_guest)
{
  g_autoptr (GError) error = NULL;
  OvsLeg *leg = ovs_webrtc_leg_new (offer, self->office->settings, &error);
  OvsCall *call = NULL;
  if (leg != NULL)
    call = ovs_calls_begin (self->calls, leg, plan, &error);
  if (call == NULL) {
    ovs_api_answer_error (request, error);
    return;
  }
  ovs_webrtc_leg_answer (leg, call, is_guest, ovs_offer_request_answer,
      ovs_offer_request_new (request, self->office->settings, plan->id,
          is_guest));
}

static void
begin_visit (OvsVisits *self, AppHttpRequest *request, OvsOffer *offer,
    const Asker *asker)
{
  g_autofree gchar *id = ovs_call_make_id ();
  g_autofree gchar *from = app_http_request_dup_address (request);
  GHashTable *query = app_http_request_get_query (request);
  const OvsCallPlan plan = {
    .id = id,
    .direction = "in",
    .agent = g_hash_table_lookup (query, "agent"),
    .own_agent = asker->agent,
    .from = from,
    .parameters = asker->metadata,
  };

  answer_visit (self, request, offer, &plan, asker->session != NULL);
}

/* The id of a session is the right to ask. */
static gboolean
may_ask (OvsVisits *self, AppHttpRequest *request, const Asker *asker)
{
  if (asker->session == NULL)
    return app_http_request_may_ask (request);
  if (ovs_sessions_has (self->sessions, asker->session,
          g_get_monotonic_time ()))
    return TRUE;
  app_http_request_fail (request, 403,
      "The session is not known, was used, or is over. Make another one by "
      "POST /api/session.");
  return FALSE;
}

static void
answer_listener (OvsVisits *self, AppHttpRequest *request, const gchar *call_id)
{
  if (app_http_request_may_ask (request))
    ovs_listeners_add (self->listeners, request, call_id);
}

static void
on_offer (AppHttpRequest *request, gpointer user_data)
{
  OvsVisits *self = user_data;
  const gchar *call_id =
      g_hash_table_lookup (app_http_request_get_query (request), "listen");
  Asker asker = { g_hash_table_lookup (app_http_request_get_query (request),
      "session") };
  OvsOffer *offer;

  if (call_id != NULL) {
    answer_listener (self, request, call_id);
    return;
  }
  if (!may_ask (self, request, &asker) || !can_begin (self, request))
    return;
  offer = ovs_offer_request_read (request,
      (OvsCodec) self->office->settings->webrtc.codec);
  if (offer == NULL)
    return;
  if (asker.session != NULL)
    ovs_sessions_take (self->sessions, asker.session, g_get_monotonic_time (),
        &asker.agent, &asker.metadata);
  begin_visit (self, request, offer, &asker);
  g_clear_pointer (&asker.agent, ovs_agent_unref);
  g_clear_pointer (&asker.metadata, json_object_unref);
}

/*** a visit ***/

static void
answer_done (AppHttpRequest *request)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "done", TRUE);
  app_http_request_answer_object (request, 200, object);
}

/* Who has a session has no token: the id of the visit is the right to end it.
 */
static void
on_leave (AppHttpRequest *request, gpointer user_data)
{
  OvsVisits *self = user_data;
  const gchar *id = app_http_request_get_part (request, 0);
  OvsCall *call = ovs_calls_find (self->calls, id);
  OvsLeg *leg = call != NULL ? ovs_webrtc_leg_cast (ovs_call_get_leg (call))
                             : NULL;

  if ((leg == NULL || !ovs_webrtc_leg_is_guest (leg))
      && !app_http_request_may_ask (request))
    return;
  if (leg != NULL) {
    ovs_webrtc_leg_leave (leg);
    answer_done (request);
  } else if (ovs_listeners_remove (self->listeners, id)) {
    answer_done (request);
  } else {
    app_http_request_fail (request, 404,
        "There is no such visit. It may have ended already.");
  }
}

static void
on_patch (AppHttpRequest *request, gpointer user_data)
{
  app_http_request_set_header (request, "Allow", "DELETE");
  app_http_request_fail (request, 405,
      "Candidates are not taken one by one. Wait until they are gathered, and "
      "post the whole offer; for a new network, post a new one.");
}

static const AppHttpRoute routes[] = { { "POST", "/api/webrtc", APP_HTTP_OPEN,
                                           OVS_OFFER_MAX_BYTES, on_offer },
  { "DELETE", "/api/webrtc/{ID}", APP_HTTP_OPEN, 0, on_leave },
  { "PATCH", "/api/webrtc/{ID}", APP_HTTP_PROTECTED, OVS_OFFER_MAX_BYTES,
      on_patch },
  { NULL } };

OvsVisits *
ovs_visits_new (OvsOffice *office, OvsCalls *calls, OvsSessions *sessions,
    AppHttpServer *http)
{
  OvsVisits *self = g_new0 (OvsVisits, 1);

  self->office = office;
  self->calls = calls;
  self->sessions = sessions;
  self->listeners = ovs_listeners_new (office, calls);
  app_http_server_add (http, routes, self);
  return self;
}

void
ovs_visits_free (OvsVisits *self)
{
  ovs_listeners_free (self->listeners);
  g_free (self);
}
