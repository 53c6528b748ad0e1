/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionapi.c - see sessionapi.h. */

#include "sessionapi.h"

#include "agents/agentderive.h"
#include "agents/agentrun.h"
#include "apierror.h"
#include "common/jsonrules.h"
#include "openai/control.h"
#include "openai/servicesession.h"
#include "ownaddress.h"
#include "protocol/json.h"
#include "webrtc/iceservers.h"

#include <string.h>

#define MAX_BODY (256 * 1024)
#define MAX_METADATA (16 * 1024)
/* From the session to its visit. */
#define LIFE_S 600
#define WHAT "The body"

static const gchar *const modes[] = { "visit", "direct", NULL };

static const AppJsonRule rules[] = {
  { "name", APP_JSON_TEXT, FALSE, 1, 64 },
  { "agent", APP_JSON_TEXT, FALSE, 1, 64 },
  { "instructions", APP_JSON_LINES, FALSE, 1, 65536 },
  { "model", APP_JSON_TEXT, FALSE, 1, 128 },
  { "voice", APP_JSON_TEXT, FALSE, 1, 128 },
  { "metadata", APP_JSON_ANY_OBJECT },
  { "mode", APP_JSON_WORD, FALSE, 0, 0, "\"visit\"", modes },
  { NULL },
};

struct _OvsSessionApi
{
  OvsOffice *office;
  OvsSessions *sessions;
  OvsOpenaiControl *control; /* NULL: there is no key of the service */
};

/*** what is asked for ***/

static gboolean
refuse (GError **error, gint code, const gchar *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, code, sentence);
  return FALSE;
}

/* All but what the agent file's own reader checks. */
static JsonObject *
check (JsonObject *body, GError **error)
{
  g_autoptr (JsonObject) rest = oa_json_object_copy (body);
  g_autofree gchar *text = NULL;

  if (json_object_has_member (rest, "tools"))
    json_object_remove_member (rest, "tools");
  text = oa_json_object_to_text (rest);
  return app_json_rules_read (rules, text, strlen (text), MAX_BODY * 2, WHAT,
      error);
}

static gboolean
check_metadata (JsonObject *metadata, GError **error)
{
  g_autofree gchar *text = metadata != NULL ? oa_json_object_to_text (metadata)
                                            : NULL;

  return text == NULL || strlen (text) <= MAX_METADATA
      || refuse (error, G_IO_ERROR_INVALID_ARGUMENT,
          "\"metadata\" is larger than 16 KiB. Put less into it.");
}

static JsonObject *
pick_changes (JsonObject *body)
{
  static const gchar *const members[] = { "name", "instructions", "model",
    "voice", "tools" };
  JsonObject *changes = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (body, members[i]))
      json_object_set_member (changes, members[i],
          oa_json_node_copy (json_object_get_member (body, members[i])));
  return changes;
}

/* Instructions without an agent are a new one. */
static gboolean
find_base (OvsSessionApi *self, JsonObject *body, OvsAgent **base,
    GError **error)
{
  OvsOffice *office = self->office;
  const gchar *name = oa_json_get_string (body, "agent");

  *base = NULL;
  if (name == NULL && json_object_has_member (body, "instructions"))
    return TRUE;
  if (name == NULL)
    name = office->agent;
  if (name != NULL)
    *base = ovs_agent_set_find (office->agents, name);
  return *base != NULL
      || refuse (error, G_IO_ERROR_NOT_FOUND,
          name != NULL
              ? "There is no such agent. GET /api/agents lists those there are."
              : "Name an \"agent\", or give \"instructions\".");
}

static OvsAgent *
make_agent (OvsSessionApi *self, JsonObject *body, GError **error)
{
  g_autoptr (JsonObject) changes = pick_changes (body);
  OvsAgent *base;

  if (!find_base (self, body, &base, error))
    return NULL;
  return ovs_agent_derive (base, changes, error);
}

/*** a visit ***/

static void
answer_visit (OvsSessionApi *self, AppHttpRequest *request, OvsAgent *agent,
    JsonObject *metadata)
{
  gint64 now = g_get_monotonic_time ();
  const OvsIceUser guest = { "guest", g_get_real_time () / G_USEC_PER_SEC,
    TRUE };
  g_autofree gchar *base = ovs_own_address (self->office->settings, request);
  g_autofree gchar *id = ovs_sessions_add (self->sessions, agent, metadata, now,
      now + LIFE_S * (gint64) G_USEC_PER_SEC);
  g_autofree gchar *url = NULL;
  JsonObject *object;

  if (id == NULL) {
    app_http_request_fail (request, 503,
        "Too many sessions wait for their pages. Try again later.");
    return;
  }
  url =
      g_strconcat (base != NULL ? base : "", "/api/webrtc?session=", id, NULL);
  object = json_object_new ();
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "url", url);
  json_object_set_int_member (object, "expires_at", guest.now + LIFE_S);
  ovs_ice_servers_describe (self->office->settings, &guest, object);
  app_http_request_answer_object (request, 201, object);
}

/*** with the service itself ***/

typedef struct
{
  AppHttpRequest *request;
  JsonObject *session; /* as it was asked for */
  gchar *url;
} Direct;

static void
direct_free (Direct *self)
{
  app_http_request_unref (self->request);
  json_object_unref (self->session);
  g_free (self->url);
  g_free (self);
}

static void
on_secret (JsonObject *answer, const GError *error, gpointer user_data)
{
  Direct *self = user_data;
  const gchar *value = answer != NULL ? oa_json_get_string (answer, "value")
                                      : NULL;
  JsonObject *object;

  if (value == NULL) {
    app_http_request_fail (self->request, 502, "%s",
        error != NULL ? error->message
                      : "OpenAI answered without a client secret. Check the "
                        "address of OPENAI_BASE_URL.");
    direct_free (self);
    return;
  }
  object = json_object_new ();
  json_object_set_string_member (object, "value", value);
  json_object_set_int_member (object, "expires_at",
      oa_json_get_int (answer, "expires_at", 0));
  if (oa_json_get_object (answer, "session") != NULL)
    json_object_set_object_member (object, "session",
        oa_json_object_copy (oa_json_get_object (answer, "session")));
  json_object_set_string_member (object, "url", self->url);
  app_http_request_answer_object (self->request, 201, object);
  direct_free (self);
}

static void
hear_nothing (const gchar *sentence, gpointer user_data)
{}

/* As the agent configures its model in a call. */
static JsonObject *
make_session (OvsSessionApi *self, OvsAgent *agent, JsonObject *metadata,
    GError **error)
{
  static const OvsAgentHost nobody = { .note = hear_nothing };
  GstElement *model = gst_element_factory_make ("openairealtime", NULL);
  g_autoptr (OvsAgentRun) run = NULL;
  JsonObject *session = NULL;

  if (model == NULL) {
    refuse (error, G_IO_ERROR_FAILED,
        "GStreamer has no element openairealtime. Install its plugin, or set "
        "GST_PLUGIN_PATH.");
    return NULL;
  }
  gst_object_ref_sink (model);
  run = ovs_agent_run_new (self->office->agents, agent, model, metadata,
      &nobody, NULL, error);
  if (run != NULL)
    session = ovs_service_session_new (model);
  g_clear_pointer (&run, ovs_agent_run_free);
  gst_object_unref (model);
  return session;
}

static void
answer_direct (OvsSessionApi *self, AppHttpRequest *request, OvsAgent *agent,
    JsonObject *metadata)
{
  g_autoptr (GError) error = NULL;
  JsonObject *session, *body;
  Direct *direct;

  if (self->control == NULL) {
    app_http_request_fail (request, 409,
        "Without OPENAI_API_KEY there are no client secrets. Set it, or leave "
        "out \"mode\".");
    return;
  }
  session = make_session (self, agent, metadata, &error);
  if (session == NULL) {
    ovs_api_answer_error (request, error);
    return;
  }
  body = json_object_new ();
  json_object_set_object_member (body, "session", json_object_ref (session));
  direct = g_new (Direct, 1);
  *direct = (Direct){ app_http_request_ref (request), session,
    g_strconcat (ovs_openai_control_get_base (), "/realtime/calls", NULL) };
  ovs_openai_control_make_secret (self->control, body, on_secret, direct);
}

/*** the address ***/

static void
on_make (AppHttpRequest *request, gpointer user_data)
{
  OvsSessionApi *self = user_data;
  g_autoptr (JsonObject) body = app_http_request_read_json (request);
  g_autoptr (JsonObject) checked = NULL;
  g_autoptr (OvsAgent) agent = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *metadata;

  if (body == NULL)
    return;
  checked = check (body, &error);
  if (checked != NULL
      && check_metadata (oa_json_get_object (checked, "metadata"), &error))
    agent = make_agent (self, body, &error);
  if (agent == NULL) {
    app_http_request_fail (request,
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ? 404 : 400,
        "%s", error->message);
    return;
  }
  metadata = oa_json_get_object (checked, "metadata");
  if (g_strcmp0 (oa_json_get_string (checked, "mode"), "direct") == 0)
    answer_direct (self, request, agent, metadata);
  else
    answer_visit (self, request, agent, metadata);
}

static const AppHttpRoute routes[] = {
  { "POST", "/api/session", APP_HTTP_PROTECTED, MAX_BODY, on_make }, { NULL }
};

OvsSessionApi *
ovs_session_api_new (OvsOffice *office, OvsSessions *sessions,
    AppHttpServer *http)
{
  OvsSessionApi *self = g_new0 (OvsSessionApi, 1);
  const gchar *key = office->settings->secrets.openai_key;

  self->office = office;
  self->sessions = sessions;
  if (key != NULL)
    self->control =
        ovs_openai_control_new (ovs_openai_control_get_base (), key);
  app_http_server_add (http, routes, self);
  return self;
}

void
ovs_session_api_free (OvsSessionApi *self)
{
  g_clear_pointer (&self->control, ovs_openai_control_free);
  g_free (self);
}
