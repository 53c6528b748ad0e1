/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* server.c - see server.h. */

#include "server.h"

#include "api.h"
#include "calls/pipelineend.h"
#include "certificate.h"
#include "common/mainloop.h"
#include "feed/kinds.h"
#include "localservice.h"
#include "log.h"
#include "notify.h"
#include "openai/openaiwebhook.h"
#include "protocol/json.h"
#include "reload.h"
#include "status.h"
#include "twilio/webhooks.h"
#include "web/web.h"
#ifdef OVS_WITH_WEBRTC
#include "webrtc/webrtc.h"
#endif

#include <string.h>

#define MAX_CLIENTS 512
#define MAX_HEAD 32768
#define DEADLINE_MS 10000
#define MAX_PRICES (1024 * 1024)
/* Pipelines that end have this long at the end of the program. */
#define STOP_MS 5000
/* So long the phone company may take to ask what follows the last calls. */
#define QUESTIONS_MS 5000
/* So long behind --drain-timeout the last goodbyes may take. */
#define GOODBYES_S 60

struct _OvsServer
{
  const OvsSettings *settings;
  AppMainLoop loop;
  OvsReload *reload;
  GTlsCertificate *certificate;
  gchar **origins;
  AppHttpSessions *sessions;

  OvsOffice office;
  OvsLocalService *local;
  OvsCalls *calls;
  AppHttpServer *http;
  OvsTwilioLine *line;
  OvsTwilioWebhooks *webhooks;
  OvsOpenaiWebhook *openai;
#ifdef OVS_WITH_WEBRTC
  OvsWebrtc *webrtc;
#endif
  OvsApi *api;
  OvsStatus *status;
  OvsWeb *web;
  guint timer;    /* of the drain */
  guint watchdog; /* systemd's */
};

/*** its address ***/

static gboolean
load_certificate (OvsServer *self, GError **error)
{
  const OvsSettings *settings = self->settings;

  if (settings->tls_cert != NULL)
    self->certificate =
        ovs_certificate_load (settings->tls_cert, settings->tls_key, error);
  return settings->tls_cert == NULL || self->certificate != NULL;
}

static void
find_origins (OvsServer *self)
{
  const OvsSettings *settings = self->settings;

  self->origins =
      g_strsplit (settings->origins != NULL ? settings->origins : "", ",", -1);
  for (guint i = 0; self->origins[i] != NULL; i++)
    g_strstrip (self->origins[i]);
}

static gboolean
open_http (OvsServer *self, GError **error)
{
  const OvsSettings *settings = self->settings;
  const AppHttpConfig config = {
    .host = settings->host,
    .port = settings->port,
    .certificate = self->certificate,
    .access = { .token = settings->secrets.api_token,
        .origins = (const gchar *const *) self->origins,
        .public_url = settings->public_url,
        .is_tls = self->certificate != NULL,
        .is_public = ovs_settings_is_public (settings),
        .sessions = self->sessions },
    .limits = { MAX_CLIENTS, MAX_HEAD, DEADLINE_MS },
  };

  self->http = app_http_server_new (&config, error);
  if (self->http == NULL)
    return FALSE;
  self->line = ovs_twilio_line_new (settings);
  self->webhooks = ovs_twilio_webhooks_new (self->line, &self->office,
      self->calls, self->http);
  self->openai =
      ovs_openai_webhook_new (&self->office, self->calls, self->http);
#ifdef OVS_WITH_WEBRTC
  self->webrtc = ovs_webrtc_new (&self->office, self->calls, self->http);
#endif
  /* Its events go before what takes any id. */
  self->web = ovs_web_new (&self->office, self->calls, self->http);
#ifdef OVS_WITH_WEBRTC
  ovs_about_set_webrtc (ovs_web_get_about (self->web), ovs_webrtc_describe);
#endif
  self->api = ovs_api_new (&self->office, self->calls, self->line, self->http);
  self->status = ovs_status_new (&self->office, self->calls, self->http);
  return TRUE;
}

static gboolean
write_port (OvsServer *self, GError **error)
{
  g_autofree gchar *text =
      g_strdup_printf ("%u\n", app_http_server_get_port (self->http));

  return self->settings->port_file == NULL
      || g_file_set_contents (self->settings->port_file, text, -1, error);
}

/*** its parts ***/

static gboolean
check_agent (OvsServer *self, OvsAgentSet *agents, GError **error)
{
  const gchar *name = self->settings->agent;
  g_autoptr (GPtrArray) all = ovs_agent_set_list (agents);

  if (all->len == 0)
    return app_fail (error,
        "No agents are in %s. Put files as hotel.json there, or name another "
        "folder with --agents.",
        self->settings->agents);
  if (name == NULL || ovs_agent_set_find (agents, name) != NULL)
    return TRUE;
  return app_fail (error,
      "No agent \"%s\" is in %s. Name one of those that are with --agent.",
      name, self->settings->agents);
}

/* A sole agent needs no name. One that is chosen stays so while it is there. */
static void
choose_agent (OvsServer *self)
{
  OvsAgentSet *agents = self->office.agents;
  g_autoptr (GPtrArray) all = ovs_agent_set_list (agents);

  if (self->settings->agent != NULL)
    self->office.agent = self->settings->agent;
  else if (self->office.agent == NULL
      || ovs_agent_set_find (agents, self->office.agent) == NULL)
    self->office.agent = all->len == 1
        ? g_intern_string (ovs_agent_get_name (all->pdata[0]))
        : NULL;
}

static void
say_who_answers (OvsServer *self)
{
  if (self->office.agent == NULL)
    ovs_log (OVS_LOG_WARNING, NULL, "no-agent",
        "Nobody answers calls that name no agent: choose one with --agent, or "
        "put ?agent=NAME behind the webhook's address.");
}

static gboolean
load_agents (OvsServer *self, GError **error)
{
  self->office.agents = ovs_agent_set_load (self->settings->agents, error);
  if (self->office.agents == NULL
      || !check_agent (self, self->office.agents, error))
    return FALSE;
  choose_agent (self);
  return TRUE;
}

static gboolean
load_currency (OvsServer *self, GError **error)
{
  const gchar *path = self->settings->prices;
  g_autofree gchar *text = NULL;
  g_autoptr (JsonObject) prices = NULL;

  if (path == NULL)
    return TRUE;
  if (g_file_get_contents (path, &text, NULL, error))
    prices =
        oa_json_parse_object (text, -1, MAX_PRICES, "The price table", error);
  if (prices == NULL)
    return FALSE;
  self->office.currency = oa_json_dup_string (prices, "currency");
  return TRUE;
}

static void
on_store_note (const gchar *sentence, gpointer user_data)
{
  ovs_log (OVS_LOG_WARNING, NULL, "records", "%s", sentence);
}

/* The script that ships with the agent, where no other is named. */
static gchar *
find_script (OvsServer *self)
{
  const gchar *agent = self->office.agent;
  g_autofree gchar *folder = g_path_get_dirname (self->settings->agents);
  g_autofree gchar *base = g_strconcat (agent, ".json", NULL);
  g_autofree gchar *path = g_build_filename (folder, "scripts", base, NULL);

  if (self->settings->local_script != NULL)
    return g_strdup (self->settings->local_script);
  if (agent == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  return g_steal_pointer (&path);
}

/* A service that the environment names needs no key of ours. */
static gboolean
open_service (OvsServer *self, GError **error)
{
  const OvsSettings *settings = self->settings;
  const gchar *base = g_getenv ("OPENAI_BASE_URL");
  g_autofree gchar *script = NULL;

  self->office.service_key = settings->secrets.openai_key;
  if (settings->secrets.openai_key != NULL || (base != NULL && *base != '\0'))
    return TRUE;
  script = find_script (self);
  self->local = ovs_local_service_new (script, error);
  if (self->local == NULL)
    return FALSE;
  self->office.service_uri = ovs_local_service_get_uri (self->local);
  self->office.service_key = ovs_local_service_get_key (self->local);
  return TRUE;
}

static gboolean
open_parts (OvsServer *self, GError **error)
{
  const OvsSettings *settings = self->settings;

  self->office.store = ovs_store_open (settings->database, settings->journal,
      on_store_note, self, error);
  self->calls = ovs_calls_new (&self->office);
  return self->office.store != NULL && open_service (self, error)
      && open_http (self, error) && write_port (self, error);
}

static void
say_what_is_found (OvsServer *self)
{
  g_autoptr (GPtrArray) all = ovs_agent_set_list (self->office.agents);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < all->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
        ovs_agent_get_name (g_ptr_array_index (all, i)));
  g_print ("Settings and agents are fine: %s.\n", names->str);
  g_string_free (names, TRUE);
}

/*** reload ***/

static void
take_certificate (OvsServer *self, const OvsReloaded *reload)
{
  if (reload->certificate != NULL) {
    app_http_server_set_certificate (self->http, reload->certificate);
    ovs_log (OVS_LOG_INFO, NULL, "reloaded",
        "New connections have the certificate as it is now.");
  } else if (reload->certificate_error != NULL) {
    ovs_log (OVS_LOG_ERROR, NULL, "reload-failed",
        "%s The certificate stays as it was.",
        reload->certificate_error->message);
  }
}

static void
take_agents (OvsServer *self, OvsReloaded *reload)
{
  if (reload->agents != NULL
      && check_agent (self, reload->agents, &reload->agents_error)) {
    ovs_agent_set_unref (self->office.agents);
    self->office.agents = g_steal_pointer (&reload->agents);
    choose_agent (self);
    ovs_log (OVS_LOG_INFO, NULL, "reloaded", "New calls have the new agents.");
    say_who_answers (self);
  } else {
    ovs_log (OVS_LOG_ERROR, NULL, "reload-failed",
        "%s The agents stay as they were.", reload->agents_error->message);
  }
}

/* What cannot be used changes nothing. */
static void
on_reloaded (OvsReloaded *reloaded, gpointer user_data)
{
  OvsServer *self = user_data;

  take_certificate (self, reloaded);
  take_agents (self, reloaded);
}

static void
on_reload (gpointer user_data)
{
  OvsServer *self = user_data;

  ovs_reload_ask (self->reload);
}

/*** the end ***/

static void
on_drained (gpointer user_data)
{
  OvsServer *self = user_data;

  ovs_log (OVS_LOG_INFO, NULL, "drained", "The last call is over.");
  g_main_loop_quit (self->loop.loop);
}

static gboolean
on_goodbyes_late (gpointer user_data)
{
  OvsServer *self = user_data;

  self->timer = 0;
  g_main_loop_quit (self->loop.loop);
  return G_SOURCE_REMOVE;
}

static void
wind_up (OvsCall *call, gpointer user_data)
{
  ovs_call_wind_up (call, "drained", "The server ends.");
}

static gboolean
on_drain_late (gpointer user_data)
{
  OvsServer *self = user_data;

  ovs_log (OVS_LOG_WARNING, NULL, "drain", "%u calls must end now.",
      ovs_calls_count (self->calls));
  self->timer = g_timeout_add_seconds (GOODBYES_S, on_goodbyes_late, self);
  ovs_calls_foreach (self->calls, wind_up, NULL);
  return G_SOURCE_REMOVE;
}

static void
tell_drain (OvsCall *call, gpointer user_data)
{
  ovs_feed_add_note (ovs_call_get_feed (call), OVS_NOTE_WARNING,
      "The server is about to end. This call may go on.");
}

static void
on_end (gpointer user_data)
{
  OvsServer *self = user_data;

  ovs_notify ("STOPPING=1");
  ovs_log (OVS_LOG_INFO, NULL, "drain",
      "No new calls; %u finish. Another signal ends them now.",
      ovs_calls_count (self->calls));
  self->timer = g_timeout_add_seconds (self->settings->drain_timeout,
      on_drain_late, self);
  ovs_calls_foreach (self->calls, tell_drain, NULL);
  ovs_calls_drain (self->calls, on_drained, self);
}

/*** life ***/

OvsServer *
ovs_server_new (const OvsSettings *settings, GError **error)
{
  OvsServer *self = g_new0 (OvsServer, 1);

  self->settings = settings;
  self->office.settings = settings;
  self->office.metrics = ovs_metrics_new ();
  self->office.feeds = ovs_feeds_new ();
  app_main_loop_init (&self->loop, on_end, self);
  app_main_loop_set_reload (&self->loop, on_reload);
  self->reload = ovs_reload_new (settings, on_reloaded, self);
  find_origins (self);
  self->sessions = app_http_sessions_new ();
  if (load_certificate (self, error) && load_agents (self, error)
      && load_currency (self, error)
      && (settings->check || open_parts (self, error)))
    return self;
  ovs_server_free (self);
  return NULL;
}

void
ovs_server_free (OvsServer *self)
{
  if (self->timer != 0)
    g_source_remove (self->timer);
  if (self->watchdog != 0)
    g_source_remove (self->watchdog);
  g_clear_pointer (&self->reload, ovs_reload_free);
  g_clear_pointer (&self->web, ovs_web_free);
  /* Nobody asks any more: what follows runs the main context. */
  g_clear_pointer (&self->http, app_http_server_free);
#ifdef OVS_WITH_WEBRTC
  g_clear_pointer (&self->webrtc, ovs_webrtc_free);
#endif
  g_clear_pointer (&self->webhooks, ovs_twilio_webhooks_free);
  g_clear_pointer (&self->calls, ovs_calls_free);
  /* The far ends of calls that were ended are told so. */
  if (self->line != NULL && self->line->rest != NULL)
    ovs_twilio_rest_wait (self->line->rest, STOP_MS);
  if (self->openai != NULL)
    ovs_openai_webhook_wait (self->openai, STOP_MS);
  ovs_pipelines_wait (STOP_MS);
  g_clear_pointer (&self->openai, ovs_openai_webhook_free);
  g_clear_pointer (&self->api, ovs_api_free);
  g_clear_pointer (&self->status, ovs_status_free);
  g_clear_pointer (&self->line, ovs_twilio_line_free);
  g_clear_pointer (&self->office.store, ovs_store_close);
  g_clear_pointer (&self->local, ovs_local_service_free);
  g_clear_pointer (&self->office.agents, ovs_agent_set_unref);
  ovs_feeds_free (self->office.feeds);
  ovs_metrics_free (self->office.metrics);
  g_free (self->office.currency);
  g_clear_object (&self->certificate);
  app_main_loop_clear (&self->loop);
  g_strfreev (self->origins);
  app_http_sessions_free (self->sessions);
  g_free (self);
}

static gboolean
on_watchdog (gpointer user_data)
{
  ovs_notify ("WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

static void
start_watchdog (OvsServer *self)
{
  const gchar *text = g_getenv ("WATCHDOG_USEC");
  guint64 us;

  if (text != NULL
      && g_ascii_string_to_unsigned (text, 10, 1000000, G_MAXINT32, &us, NULL))
    self->watchdog = g_timeout_add (us / 2000, on_watchdog, NULL);
}

void
ovs_server_check (OvsServer *self)
{
  say_what_is_found (self);
}

void
ovs_server_run (OvsServer *self)
{
  const OvsSettings *settings = self->settings;

  if (settings->secrets.twilio_token == NULL)
    ovs_log (OVS_LOG_WARNING, NULL, "unsigned",
        "Without TWILIO_AUTH_TOKEN, whoever reaches this server may begin "
        "calls.");
  if (ovs_settings_is_public (settings) && settings->secrets.api_token == NULL)
    ovs_log (OVS_LOG_WARNING, NULL, "no-api-token",
        "Others reach this server, so /api, /metrics, /streams and "
        "/realtime/sessions are for nobody without a token. Set "
        "OPENAI_VOICE_SERVER_API_TOKEN to use them.");
  say_who_answers (self);
  ovs_log (OVS_LOG_INFO, NULL, "listening", "Listening on %s://%s:%u",
      self->certificate != NULL ? "https" : "http", settings->host,
      app_http_server_get_port (self->http));
  ovs_notify ("READY=1");
  start_watchdog (self);
  g_main_loop_run (self->loop.loop);
  /* Who is still on the line would hear an error of the phone company's. */
  ovs_twilio_line_wait (self->line, QUESTIONS_MS);
  app_http_server_wait (self->http, STOP_MS);
}
