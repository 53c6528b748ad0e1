/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settings.c - see settings.h. */

#include "settings.h"

#include "records/recording.h"
#include "records/store.h"
#include "secrets.h"

#include <gio/gio.h>
#include <string.h>

static const gchar *const log_words[] = { "text", "json", NULL };

#define AT(member) G_STRUCT_OFFSET (OvsSettings, member)

static const AppOption options[] = {
  { "host", 0, "ADDRESS", "IP address to listen on (default: 127.0.0.1)",
      APP_OPTION_TEXT, AT (host) },
  { "port", 'p', "PORT", "port to listen on (default: 8080; 0 = any free one)",
      APP_OPTION_INT, AT (port), 0, 65535 },
  { "port-file", 0, "FILE", "write the port there when listening",
      APP_OPTION_TEXT, AT (port_file) },
  { "public-url", 'u', "URL",
      "how the phone company reaches this server, as https://agent.example.com",
      APP_OPTION_TEXT, AT (public_url) },
  { "tls-cert", 0, "FILE", "certificate (PEM): serve https and wss",
      APP_OPTION_TEXT, AT (tls_cert) },
  { "tls-key", 0, "FILE", "its private key (PEM)", APP_OPTION_TEXT,
      AT (tls_key) },
  { "allow-origin", 0, "LIST",
      "web pages that may use the API, as https://example.com, with commas",
      APP_OPTION_TEXT, AT (origins) },
  { "agents", 'a', "DIR", "folder of agents (default: the installed ones)",
      APP_OPTION_TEXT, AT (agents) },
  { "agent", 0, "NAME", "who answers a call that asks for nobody",
      APP_OPTION_TEXT, AT (agent) },
  { "local-script", 0, "FILE", "what the local server answers, without a key",
      APP_OPTION_TEXT, AT (local_script) },
  { "database", 'd', "URL",
      "sqlite:FILE, postgresql://… or none (default: sqlite:calls.db in "
      "--state)",
      APP_OPTION_TEXT, AT (database) },
  { "state", 0, "DIR",
      "what it keeps between runs (default: STATE_DIRECTORY, else "
      "~/.local/state/openai-voice-server)",
      APP_OPTION_TEXT, AT (state) },
  { "recordings", 'r', "DIR", "where recordings go (default: none are made)",
      APP_OPTION_TEXT, AT (recordings) },
  { "recording-format", 0, "FORMAT", "wav (default) or opus", APP_OPTION_INDEX,
      AT (recording_format), 0, 0, ovs_recording_formats },
  { "prices", 0, "FILE", "price table, for costs", APP_OPTION_TEXT,
      AT (prices) },
  { "max-calls", 'm', "N", "calls at the same time (default: 100)",
      APP_OPTION_INT, AT (max_calls), 1, 100000 },
  { "drain-timeout", 0, "S",
      "how long running calls may go on after SIGTERM (default: 3600)",
      APP_OPTION_INT, AT (drain_timeout), 0, 604800 },
  { "calls-per-second", 0, "X", "outgoing calls begun in a second (default: 1)",
      APP_OPTION_NUMBER, AT (calls_per_second), 0, 1000, NULL, NULL, TRUE },
  { "api-token", 0, "TOKEN",
      "what users of the API show; others on this machine can see it here: "
      "rather set OPENAI_VOICE_SERVER_API_TOKEN",
      APP_OPTION_TEXT, AT (api_token) },
  { "twilio-number", 0, "NUMBER",
      "who calls, outgoing (default: TWILIO_PHONE_NUMBER)", APP_OPTION_TEXT,
      AT (twilio_number) },
  { "twilio-api", 0, "URL",
      "Twilio's REST API (default: https://api.twilio.com)", APP_OPTION_TEXT,
      AT (twilio_api) },
  { "stun", 0, "URL",
      "STUN server for browsers and this server, as stun:stun.example.com:3478",
      APP_OPTION_TEXT, AT (webrtc.stun) },
  { "turn", 0, "URL",
      "TURN server, as turn:turn.example.com:3478, or some with commas; with "
      "TURN_SECRET, or TURN_USER and TURN_PASSWORD",
      APP_OPTION_TEXT, AT (webrtc.turn) },
  { "ice-ports", 0, "MIN-MAX", "UDP ports for browsers (default: any)",
      APP_OPTION_TEXT, AT (webrtc.ports) },
  { "ice-address", 0, "ADDRESS",
      "the only IP address for browsers (default: all but the loopback's)",
      APP_OPTION_TEXT, AT (webrtc.address) },
  { "webrtc-codec", 0, "CODEC",
      "what browsers shall speak: opus (default), pcmu or pcma",
      APP_OPTION_INDEX, AT (webrtc.codec), 0, 0, ovs_webrtc_codecs },
  { "max-visitors", 0, "N",
      "visitors by a browser at the same time (default: as --max-calls)",
      APP_OPTION_INT, AT (webrtc.max_visitors), 0, 100000 },
  { "log", 'l', "FORM", "text (default) or json", APP_OPTION_INDEX, AT (log), 0,
      0, log_words },
  { "log-private", 0, NULL, "log phone numbers and what is said, too",
      APP_OPTION_SWITCH, AT (log_private) },
  { "check", 0, NULL, "check settings and agents, then exit", APP_OPTION_SWITCH,
      AT (check) },
  { NULL }
};

static const gchar summary[] =
    "Answers and makes phone calls with a realtime speech model: the OpenAI\n"
    "Realtime API behind Twilio Media Streams or OpenAI's own SIP.";

static const gchar description[] =
    "Examples:\n"
    "  openai-voice-server --public-url https://agent.example.com\n"
    "  openai-voice-server --agents agents/ --agent hotel --check\n"
    "  openai-voice-server calls\n"
    "\n"
    "Secrets come from the environment, or from files that variables with\n"
    "_FILE behind their names name: OPENAI_API_KEY, TWILIO_ACCOUNT_SID,\n"
    "TWILIO_AUTH_TOKEN, OPENAI_WEBHOOK_SECRET, OPENAI_VOICE_SERVER_API_TOKEN,\n"
    "TURN_SECRET, TURN_USER, TURN_PASSWORD.\n"
    "Without a key, openai-realtime-server is started and answers from a\n"
    "script.\n"
    "\n"
    "SIGTERM: no new calls, running ones finish; a second one ends now.\n"
    "SIGHUP: agents are read anew, for new calls, and the certificate.\n"
    "\n"
    "Exit status: 0 after an orderly end, 1 when it could not begin, 2 wrong\n"
    "use.";

const AppProgram ovs_program = { "openai-voice-server", "", summary,
  description, options, "voice-server", NULL };

static OvsSettings *
settings_new (void)
{
  OvsSettings *self = g_new0 (OvsSettings, 1);

  self->host = g_strdup ("127.0.0.1");
  self->port = 8080;
  self->max_calls = 100;
  self->drain_timeout = 3600;
  self->calls_per_second = 1;
  self->twilio_api = g_strdup ("https://api.twilio.com");
  return self;
}

void
ovs_settings_free (OvsSettings *self)
{
  ovs_secret_free (self->secrets.openai_key);
  ovs_secret_free (self->secrets.openai_webhook);
  ovs_secret_free (self->secrets.twilio_account);
  ovs_secret_free (self->secrets.twilio_token);
  ovs_secret_free (self->secrets.api_token);
  ovs_secret_free (self->secrets.turn_secret);
  ovs_secret_free (self->secrets.turn_user);
  ovs_secret_free (self->secrets.turn_password);
  app_options_clear (&ovs_program, self);
  g_free (self->journal);
  g_free (self);
}

gboolean
ovs_settings_is_loopback (const OvsSettings *self)
{
  g_autoptr (GInetAddress) ip = g_inet_address_new_from_string (self->host);

  return g_str_equal (self->host, "localhost")
      || (ip != NULL && g_inet_address_get_is_loopback (ip));
}

gboolean
ovs_settings_is_public (const OvsSettings *self)
{
  return self->public_url != NULL || self->secrets.openai_webhook != NULL
      || !ovs_settings_is_loopback (self);
}

/*** secrets ***/

static gboolean
read_secrets (OvsSettings *self, GError **error)
{
  OvsSecrets *secrets = &self->secrets;
  const struct
  {
    const gchar *variable;
    gchar **value;
  } all[] = {
    { "OPENAI_API_KEY", &secrets->openai_key },
    { "OPENAI_WEBHOOK_SECRET", &secrets->openai_webhook },
    { "TWILIO_ACCOUNT_SID", &secrets->twilio_account },
    { "TWILIO_AUTH_TOKEN", &secrets->twilio_token },
    { "OPENAI_VOICE_SERVER_API_TOKEN", &secrets->api_token },
    { "TURN_SECRET", &secrets->turn_secret },
    { "TURN_USER", &secrets->turn_user },
    { "TURN_PASSWORD", &secrets->turn_password },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (!ovs_secret_read (all[i].variable, all[i].value, error))
      return FALSE;
  if (self->api_token != NULL) {
    ovs_secret_free (secrets->api_token);
    secrets->api_token = g_steal_pointer (&self->api_token);
  }
  if (self->twilio_number == NULL)
    return ovs_secret_read ("TWILIO_PHONE_NUMBER", &self->twilio_number, error);
  return TRUE;
}

/*** checks ***/

static gboolean
is_written_out (const gchar *url)
{
  for (; *url != '\0'; url++)
    if (!g_ascii_isgraph (*url))
      return FALSE;
  return TRUE;
}

/* Signatures are made over it: it must be exactly what the other side uses. */
static gboolean
check_url (const gchar *option, gchar **url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  gsize length;

  if (*url == NULL)
    return TRUE;
  uri = g_uri_parse (*url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || !is_written_out (*url)
      || (!g_str_equal (g_uri_get_scheme (uri), "https")
          && !g_str_equal (g_uri_get_scheme (uri), "http"))
      || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL)
    return app_fail (error,
        "%s is an address as https://agent.example.com, without user, query "
        "and fragment, in ASCII with escapes as %%20, not \"%s\".",
        option, *url);
  length = strlen (*url);
  while (length > 0 && (*url)[length - 1] == '/')
    (*url)[--length] = '\0';
  return TRUE;
}

static gboolean
check_host (const OvsSettings *self, GError **error)
{
  g_autoptr (GInetAddress) ip = g_inet_address_new_from_string (self->host);

  if (ip == NULL && !g_str_equal (self->host, "localhost"))
    return app_fail (error,
        "host is an IP address or localhost, \"%s\" is not.", self->host);
  if (ovs_settings_is_loopback (self) || self->secrets.api_token != NULL)
    return TRUE;
  return app_fail (error,
      "Whoever reaches %s could make calls by the API. Set "
      "OPENAI_VOICE_SERVER_API_TOKEN, or listen on 127.0.0.1.",
      self->host);
}

static gboolean
check_token (const OvsSettings *self, GError **error)
{
  const gchar *token = self->secrets.api_token;

  return token == NULL || strlen (token) >= 16
      || app_fail (error,
          "The API's token has less than 16 characters and can be guessed. "
          "Make one by \"openssl rand -hex 32\".");
}

static gboolean
check_tls (const OvsSettings *self, GError **error)
{
  return (self->tls_cert == NULL) == (self->tls_key == NULL)
      || app_fail (error,
          "tls-cert and tls-key go together. Name both, or neither.");
}

static gboolean
check_twilio (const OvsSettings *self, GError **error)
{
  if (self->secrets.twilio_token == NULL
      && self->secrets.twilio_account != NULL)
    return app_fail (error,
        "TWILIO_ACCOUNT_SID is set without TWILIO_AUTH_TOKEN. Set it, too: "
        "both are on the first page of Twilio's console.");
  return self->secrets.twilio_token == NULL || self->public_url != NULL
      || app_fail (error,
          "Twilio signs the address that it calls. Name it with "
          "--public-url, or unset TWILIO_AUTH_TOKEN.");
}

static gboolean
check_webrtc (OvsSettings *self, GError **error)
{
  const OvsSecrets *secrets = &self->secrets;

  return ovs_webrtc_settings_check (&self->webrtc,
      secrets->turn_secret != NULL
          || (secrets->turn_user != NULL && secrets->turn_password != NULL),
      error);
}

static void
fill_in (OvsSettings *self)
{
  if (self->agents == NULL)
    self->agents = g_strdup (OVS_AGENTS_DIR);
  self->journal = self->state != NULL
      ? g_build_filename (self->state, "journal", NULL)
      : ovs_store_get_default_folder ();
  if (self->database == NULL)
    self->database = self->state != NULL
        ? g_strconcat ("sqlite:", self->state, "/calls.db", NULL)
        : ovs_store_get_default_url ();
}

static gboolean
check_rest (GStrv rest, GError **error)
{
  return rest == NULL || rest[0] == NULL
      || app_fail (error, "\"%s\" is no option; --help shows those there are.",
          rest[0]);
}

OvsSettings *
ovs_settings_read (gint argc, gchar **argv, GError **error)
{
  OvsSettings *self = settings_new ();
  g_auto (GStrv) rest = NULL;

  if (!app_options_read (&ovs_program, self, argc, argv, &rest, error)
      || !check_rest (rest, error) || !read_secrets (self, error)
      || !check_url ("public-url", &self->public_url, error)
      || !check_url ("twilio-api", &self->twilio_api, error)
      || !check_host (self, error) || !check_token (self, error)
      || !check_tls (self, error) || !check_twilio (self, error)
      || !check_webrtc (self, error)) {
    ovs_settings_free (self);
    return NULL;
  }
  fill_in (self);
  return self;
}
