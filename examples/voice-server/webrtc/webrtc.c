/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* webrtc.c - see webrtc.h. */

#include "webrtc.h"

#include "log.h"
#include "webrtc/iceservers.h"
#include "webrtc/sessionapi.h"
#include "webrtc/visits.h"

struct _OvsWebrtc
{
  OvsSessions *sessions;
  OvsSessionApi *session_api;
  OvsVisits *visits;
};

/* Each visitor takes a port. */
static void
check_ports (const OvsSettings *settings)
{
  const OvsWebrtcSettings *webrtc = &settings->webrtc;
  guint visitors = webrtc->max_visitors > 0 ? webrtc->max_visitors
                                            : settings->max_calls;
  guint ports = webrtc->max_port - webrtc->min_port + 1;

  if (webrtc->max_port > 0 && ports < visitors)
    ovs_log (OVS_LOG_WARNING, NULL, "few-ports",
        "--ice-ports are %u, for %u visitors and those who listen in. Name "
        "more, or allow fewer by --max-visitors.",
        ports, visitors);
}

void
ovs_webrtc_describe (const OvsSettings *settings, JsonObject *object)
{
  const OvsIceUser user = { "page", g_get_real_time () / G_USEC_PER_SEC };

  ovs_ice_servers_describe (settings, &user, object);
}

OvsWebrtc *
ovs_webrtc_new (OvsOffice *office, OvsCalls *calls, AppHttpServer *http)
{
  OvsWebrtc *self = g_new0 (OvsWebrtc, 1);

  check_ports (office->settings);
  self->sessions = ovs_sessions_new ();
  self->session_api = ovs_session_api_new (office, self->sessions, http);
  self->visits = ovs_visits_new (office, calls, self->sessions, http);
  return self;
}

void
ovs_webrtc_free (OvsWebrtc *self)
{
  ovs_visits_free (self->visits);
  ovs_session_api_free (self->session_api);
  ovs_sessions_free (self->sessions);
  g_free (self);
}
