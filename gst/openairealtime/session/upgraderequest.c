/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* upgraderequest.c - address, credentials and headers of the request for a
 * WebSocket, and the limits of the connection. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/upgraderequest.h"
#include "protocol/endpoint.h"
#include "transport/secret.h"

/* Pings find a dead peer, and their answers tell what has arrived: the user's
 * audio is kept until then. */
#define KEEPALIVE_MS 2000
#define SILENCE_TIMEOUT 35000
#define MAX_QUEUED_BYTES (64 * 1024 * 1024)

static void
add_header (GPtrArray *headers, const gchar *name, const gchar *value)
{
  if (value == NULL || *value == '\0')
    return;
  g_ptr_array_add (headers, g_strdup (name));
  g_ptr_array_add (headers, g_strdup (value));
}

static gboolean
add_credentials (GPtrArray *headers, const OaElementSettings *settings,
    OaFailure **failure)
{
  const gchar *key;
  gchar *value;

  if (settings->connection.auth == GST_OPENAI_REALTIME_AUTH_NONE)
    return TRUE;
  key = oa_element_settings_get_key (settings);
  if (key == NULL || !oa_secret_is_key (key)) {
    *failure = key == NULL ? oa_failure_no_key () : oa_failure_bad_key ();
    return FALSE;
  }
  if (settings->connection.auth == GST_OPENAI_REALTIME_AUTH_API_KEY) {
    add_header (headers, "api-key", key);
    return TRUE;
  }
  value = g_strconcat ("Bearer ", key, NULL);
  g_ptr_array_add (headers, g_strdup ("Authorization"));
  g_ptr_array_add (headers, value);
  return TRUE;
}

static gboolean
has_header (const GPtrArray *headers, guint length, const gchar *name)
{
  guint i;

  for (i = 0; i < length; i += 2) {
    if (g_ascii_strcasecmp (headers->pdata[i], name) == 0)
      return TRUE;
  }
  return FALSE;
}

typedef struct
{
  GPtrArray *headers;
  guint n_own; /* names and values of the element's own */
  OaFailure **failure;
} Extra;

/* The same header twice means whatever the service takes it for. */
static gboolean
add_extra_header (GQuark name, const GValue *value, gpointer data)
{
  Extra *extra = data;
  const gchar *header = g_quark_to_string (name);

  if (!G_VALUE_HOLDS_STRING (value))
    return TRUE;
  if (has_header (extra->headers, extra->n_own, header)) {
    *extra->failure = oa_failure_header_twice (header,
        g_ascii_strncasecmp (header, "OpenAI-", 7) == 0
            ? "a property of its name, or from dialect"
            : "the API key");
    return FALSE;
  }
  add_header (extra->headers, header, g_value_get_string (value));
  return TRUE;
}

static gboolean
collect_headers (OaConnectionConfig *config, const OaElementSettings *settings,
    const OaDialect *dialect, OaFailure **failure)
{
  GPtrArray *headers = g_ptr_array_new ();
  Extra extra = { headers, 0, failure };
  gboolean ok = add_credentials (headers, settings, failure);

  add_header (headers, "OpenAI-Organization",
      settings->connection.organization);
  add_header (headers, "OpenAI-Project", settings->connection.project);
  add_header (headers, "OpenAI-Safety-Identifier",
      settings->connection.safety_identifier);
  if (dialect->header_name != NULL)
    add_header (headers, dialect->header_name, dialect->header_value);
  extra.n_own = headers->len;
  ok = ok
      && (settings->connection.extra_headers == NULL
          || gst_structure_foreach (settings->connection.extra_headers,
              add_extra_header, &extra));
  /* Headers of the user's own may carry credentials of a gateway. */
  config->has_secret = settings->connection.auth
          != GST_OPENAI_REALTIME_AUTH_NONE
      || settings->connection.extra_headers != NULL;
  g_ptr_array_add (headers, NULL);
  g_strfreev (config->headers);
  config->headers = (gchar **) g_ptr_array_free (headers, FALSE);
  return ok;
}

static gboolean
set_address (OaConnectionConfig *config, const OaElementSettings *settings,
    OaFailure **failure)
{
  GError *error = NULL;
  gchar *shown;

  config->uri = oa_endpoint_build (settings->connection.uri,
      settings->session.session_type, settings->connection.model,
      settings->connection.call_id, &error);
  if (config->uri != NULL)
    return TRUE;
  if (settings->connection.uri_is_ours) {
    shown = oa_endpoint_for_display (settings->connection.uri);
    *failure = oa_failure_bad_base_url (shown);
    g_free (shown);
  } else {
    *failure = oa_failure_from_settings (error);
  }
  g_error_free (error);
  return FALSE;
}

gboolean
oa_upgrade_request_configure (OaConnectionConfig *config,
    const OaElementSettings *settings, const OaDialect *dialect,
    OaFailure **failure)
{
  GError *error = NULL;

  oa_connection_config_init (config);
  if (!collect_headers (config, settings, dialect, failure)
      || !set_address (config, settings, failure))
    return FALSE;
  g_free (config->user_agent);
  config->user_agent = settings->connection.user_agent != NULL
      ? g_strdup (settings->connection.user_agent)
      : g_strdup ("openairealtime/" PACKAGE_VERSION " GStreamer");
  config->proxy = g_strdup (settings->connection.proxy);
  config->tls_database = g_strdup (settings->connection.tls_database);
  config->ssl_strict = settings->connection.ssl_strict;
  config->allow_insecure = settings->connection.allow_insecure;
  config->connect_timeout = settings->retry.connect_timeout;
  config->keepalive_interval = KEEPALIVE_MS;
  config->silence_timeout = SILENCE_TIMEOUT;
  config->max_message_size = OA_EVENT_MAX_SIZE;
  config->max_queued_bytes = MAX_QUEUED_BYTES;
  if (oa_connection_config_check (config, &error))
    return TRUE;
  *failure = oa_failure_from_settings (error);
  g_error_free (error);
  return FALSE;
}
