/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* about.c - see about.h. */

#include "about.h"

#include "config.h"
#include "protocol/json.h"

struct _OvsAbout
{
  OvsOffice *office;
  OvsCalls *calls;
  OvsAboutFunc webrtc; /* or NULL */
};

/* Those of the service; a custom voice_… is as good. */
static const gchar *const voices[] = { "alloy", "ash", "ballad", "cedar",
  "coral", "echo", "marin", "sage", "shimmer", "verse" };

static JsonArray *
list_agents (OvsAbout *self)
{
  g_autoptr (GPtrArray) agents = ovs_agent_set_list (self->office->agents);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < agents->len; i++) {
    OvsAgent *agent = agents->pdata[i];
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "name", ovs_agent_get_name (agent));
    oa_json_set_string (object, "voice", ovs_agent_get_voice (agent));
    json_object_set_boolean_member (object, "usual",
        g_strcmp0 (self->office->agent, ovs_agent_get_name (agent)) == 0);
    json_array_add_object_element (array, object);
  }
  return array;
}

static JsonArray *
list_voices (void)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (voices); i++)
    json_array_add_string_element (array, voices[i]);
  return array;
}

/* For those who may ask. */
static void
add_all (OvsAbout *self, JsonObject *object)
{
  const OvsOffice *office = self->office;

  json_object_set_string_member (object, "version", PACKAGE_VERSION);
  oa_json_set_string (object, "currency", office->currency);
  json_object_set_string_member (object, "service",
      office->service_uri != NULL ? "local" : "openai");
  json_object_set_array_member (object, "agents", list_agents (self));
  json_object_set_array_member (object, "voices", list_voices ());
  if (self->webrtc != NULL) {
    JsonObject *webrtc = json_object_new ();

    self->webrtc (office->settings, webrtc);
    json_object_set_object_member (object, "webrtc", webrtc);
  }
}

static void
on_me (AppHttpRequest *request, gpointer user_data)
{
  OvsAbout *self = user_data;
  const gchar *token = self->office->settings->secrets.api_token;
  JsonObject *object = json_object_new ();
  const gchar *sentence = NULL;
  gboolean allowed = app_http_request_is_allowed (request, &sentence);

  json_object_set_boolean_member (object, "token_required", token != NULL);
  json_object_set_boolean_member (object, "logged_in", allowed);
  json_object_set_boolean_member (object, "draining",
      ovs_calls_is_draining (self->calls));
  if (allowed)
    add_all (self, object);
  else
    json_object_set_string_member (object, "sentence", sentence);
  app_http_request_answer_object (request, 200, object);
}

static const AppHttpRoute routes[] = {
  { "GET", "/api/me", APP_HTTP_PAGES, 0, on_me }, { NULL }
};

OvsAbout *
ovs_about_new (OvsOffice *office, OvsCalls *calls, AppHttpServer *http)
{
  OvsAbout *self = g_new0 (OvsAbout, 1);

  self->office = office;
  self->calls = calls;
  app_http_server_add (http, routes, self);
  return self;
}

void
ovs_about_free (OvsAbout *self)
{
  g_free (self);
}

void
ovs_about_set_webrtc (OvsAbout *self, OvsAboutFunc func)
{
  self->webrtc = func;
}
