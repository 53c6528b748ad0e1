/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* webrtc.c - see webrtc.h. */

#include "webrtc.h"

#include "webrtc/sessionapi.h"
#include "webrtc/visits.h"

struct _OvsWebrtc
{
  OvsSessions *sessions;
  OvsSessionApi *session_api;
  OvsVisits *visits;
};

OvsWebrtc *
ovs_webrtc_new (OvsOffice *office, OvsCalls *calls, AppHttpServer *http)
{
  OvsWebrtc *self = g_new0 (OvsWebrtc, 1);

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
