/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* server.c - see server.h. */

#include "server.h"

#include "common/http.h"
#include "common/mainloop.h"
#include "log.h"

#include <string.h>

#define MAX_CLIENTS 512
#define MAX_HEAD 32768
#define DEADLINE_MS 10000

struct _OvsServer
{
  const OvsSettings *settings;
  AppMainLoop loop;
  AppHttpServer *http;
  GTlsCertificate *certificate;
  gchar **origins;
  gchar *public_host;
};

/*** what it answers of itself ***/

static void
on_health (AppHttpRequest *request, gpointer user_data)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "status", "ok");
  app_http_request_answer_object (request, 200, object);
}

static void
on_ready (AppHttpRequest *request, gpointer user_data)
{
  OvsServer *self = user_data;
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "ready", !self->loop.ending);
  app_http_request_answer_object (request, self->loop.ending ? 503 : 200,
      object);
}

static const AppHttpRoute routes[] = { { "GET", "/health", APP_HTTP_OPEN, 0,
                                           on_health },
  { "GET", "/ready", APP_HTTP_OPEN, 0, on_ready }, { NULL } };

/*** its address ***/

static gboolean
load_certificate (OvsServer *self, GError **error)
{
  const OvsSettings *settings = self->settings;

  if (settings->tls_cert == NULL)
    return TRUE;
  self->certificate = g_tls_certificate_new_from_files (settings->tls_cert,
      settings->tls_key, error);
  if (self->certificate == NULL)
    g_prefix_error (error,
        "The certificate %s or its key %s: ", settings->tls_cert,
        settings->tls_key);
  return self->certificate != NULL;
}

static void
find_names (OvsServer *self)
{
  const OvsSettings *settings = self->settings;
  g_autoptr (GUri) uri = settings->public_url != NULL
      ? g_uri_parse (settings->public_url, G_URI_FLAGS_NONE, NULL)
      : NULL;

  self->public_host = uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
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
    .token = settings->secrets.api_token,
    .origins = (const gchar *const *) self->origins,
    .public_host = self->public_host,
    .limits = { MAX_CLIENTS, MAX_HEAD, DEADLINE_MS },
  };

  self->http = app_http_server_new (&config, error);
  if (self->http != NULL)
    app_http_server_add (self->http, routes, self);
  return self->http != NULL;
}

static gboolean
write_port (OvsServer *self, GError **error)
{
  g_autofree gchar *text =
      g_strdup_printf ("%u\n", app_http_server_get_port (self->http));

  return self->settings->port_file == NULL
      || g_file_set_contents (self->settings->port_file, text, -1, error);
}

/*** life ***/

static void
on_end (gpointer user_data)
{
  OvsServer *self = user_data;

  ovs_log (OVS_LOG_INFO, NULL, "drain",
      "No new calls; the last one ends this.");
  g_main_loop_quit (self->loop.loop);
}

OvsServer *
ovs_server_new (const OvsSettings *settings, GError **error)
{
  OvsServer *self = g_new0 (OvsServer, 1);

  self->settings = settings;
  app_main_loop_init (&self->loop, on_end, self);
  find_names (self);
  if (!load_certificate (self, error) || !open_http (self, error)
      || !write_port (self, error)) {
    ovs_server_free (self);
    return NULL;
  }
  return self;
}

void
ovs_server_free (OvsServer *self)
{
  g_clear_pointer (&self->http, app_http_server_free);
  g_clear_object (&self->certificate);
  app_main_loop_clear (&self->loop);
  g_strfreev (self->origins);
  g_free (self->public_host);
  g_free (self);
}

void
ovs_server_run (OvsServer *self)
{
  ovs_log (OVS_LOG_INFO, NULL, "listening", "Listening on %s://%s:%u",
      self->certificate != NULL ? "https" : "http", self->settings->host,
      app_http_server_get_port (self->http));
  g_main_loop_run (self->loop.loop);
}
