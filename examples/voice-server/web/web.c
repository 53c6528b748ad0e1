/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* web.c - see web.h. */

#include "web.h"

#include "eventroutes.h"
#include "login.h"
#include "pages.h"
#include "recordings.h"

struct _OvsWeb
{
  OvsPages *pages;
  OvsLogin *login;
  OvsAbout *about;
  OvsEventRoutes *events;
  OvsRecordings *recordings;
};

OvsWeb *
ovs_web_new (OvsOffice *office, OvsCalls *calls, AppHttpServer *http)
{
  OvsWeb *self = g_new0 (OvsWeb, 1);

  self->pages = ovs_pages_new (http);
  self->login = ovs_login_new (office, http);
  self->about = ovs_about_new (office, calls, http);
  self->events = ovs_event_routes_new (office, calls, http);
  self->recordings = ovs_recordings_new (office, calls, http);
  return self;
}

void
ovs_web_free (OvsWeb *self)
{
  /* It runs the main context, for which all are there. */
  ovs_recordings_free (self->recordings);
  ovs_event_routes_free (self->events);
  ovs_about_free (self->about);
  ovs_login_free (self->login);
  ovs_pages_free (self->pages);
  g_free (self);
}

OvsAbout *
ovs_web_get_about (OvsWeb *self)
{
  return self->about;
}
