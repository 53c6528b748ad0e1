/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The settings of a connection: defaults, copies that leave no secret behind
 * in freed memory, and the checks that need no network. */

#include "config.h"

#include "connectionconfig.h"

#include "address.h"
#include "headers.h"
#include "secret.h"
#include "transporterror.h"

#include "protocol/endpoint.h"

#define DEFAULT_USER_AGENT PACKAGE_NAME "/" PACKAGE_VERSION
#define DEFAULT_CONNECT_TIMEOUT 10000
#define DEFAULT_KEEPALIVE_INTERVAL 10000
#define DEFAULT_SILENCE_TIMEOUT 45000
#define DEFAULT_MAX_MESSAGE_SIZE (32 * 1024 * 1024)
#define DEFAULT_MAX_QUEUED_BYTES (64 * 1024 * 1024)

void
oa_connection_config_init (OaConnectionConfig *config)
{
  memset (config, 0, sizeof (*config));
  config->user_agent = g_strdup (DEFAULT_USER_AGENT);
  config->ssl_strict = TRUE;
  config->connect_timeout = DEFAULT_CONNECT_TIMEOUT;
  config->keepalive_interval = DEFAULT_KEEPALIVE_INTERVAL;
  config->silence_timeout = DEFAULT_SILENCE_TIMEOUT;
  config->max_message_size = DEFAULT_MAX_MESSAGE_SIZE;
  config->max_queued_bytes = DEFAULT_MAX_QUEUED_BYTES;
}

void
oa_connection_config_copy (OaConnectionConfig *config,
    const OaConnectionConfig *from)
{
  *config = *from;
  config->uri = g_strdup (from->uri);
  config->headers = g_strdupv (from->headers);
  config->user_agent = g_strdup (from->user_agent);
  config->proxy = g_strdup (from->proxy);
  config->tls_database = g_strdup (from->tls_database);
  config->identity = from->identity != NULL ? oa_identity_ref (from->identity)
                                            : NULL;
  config->protocols = g_strdupv (from->protocols);
}

void
oa_connection_config_wipe_headers (OaConnectionConfig *config)
{
  guint i;

  for (i = 0; config->headers != NULL && config->headers[i] != NULL; i++)
    g_clear_pointer (&config->headers[i], oa_secret_free);
  g_clear_pointer (&config->headers, g_free);
}

void
oa_connection_config_clear (OaConnectionConfig *config)
{
  oa_connection_config_wipe_headers (config);
  /* Queries and proxies may carry a password. */
  g_clear_pointer (&config->uri, oa_secret_free);
  g_clear_pointer (&config->proxy, oa_secret_free);
  g_clear_pointer (&config->user_agent, g_free);
  g_clear_pointer (&config->tls_database, g_free);
  g_clear_pointer (&config->identity, oa_identity_unref);
  g_clear_pointer (&config->protocols, g_strfreev);
}

/* Asked only for plain ws to a loopback host: by itself harmless, but a proxy
 * would read what is meant for this machine. */
static gboolean
is_far_proxy (const gchar *proxy)
{
  GUri *uri;
  gboolean result;

  if (proxy == NULL || *proxy == '\0')
    return FALSE;
  uri = g_uri_parse (proxy, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL)
    return TRUE;
  result = !oa_address_is_loopback (uri);
  g_uri_unref (uri);
  return result;
}

static gboolean
check_secrecy (const OaConnectionConfig *config, GUri *uri, GError **error)
{
  if (!config->has_secret || config->allow_insecure
      || oa_address_is_secure (uri))
    return TRUE;
  if (oa_address_is_loopback (uri) && !is_far_proxy (config->proxy))
    return TRUE;

  g_set_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_INSECURE,
      "The key would go to %s unencrypted, readable for everybody on the way. "
      "Use a wss:// address, or set allow-insecure where the way is safe.",
      g_uri_get_host (uri));
  return FALSE;
}

static gboolean
has_good_host (const gchar *address)
{
  GUri *uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  gboolean result;

  if (uri == NULL)
    return FALSE;
  result = oa_endpoint_is_host (g_uri_get_host (uri));
  g_uri_unref (uri);
  return result;
}

static gboolean
check_proxy (const OaConnectionConfig *config, GError **error)
{
  const gchar *sentence = NULL;

  if (config->proxy == NULL || *config->proxy == '\0')
    return TRUE;
  if (!has_good_host (config->proxy))
    sentence = "The address of the proxy cannot be understood. "
               "Write it like http://host:port.";
  else if (g_ascii_strncasecmp (config->proxy, "https:", 6) == 0)
    sentence =
        "A proxy that is itself spoken to in TLS is not supported. Use "
        "one with an address like http://host:port; what goes through it is "
        "encrypted.";
  if (sentence != NULL)
    g_set_error_literal (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_PROXY,
        sentence);
  return sentence == NULL;
}

gboolean
oa_connection_config_check (const OaConnectionConfig *config, GError **error)
{
  GUri *uri = oa_address_parse (config->uri, error);
  gboolean result;

  if (uri == NULL)
    return FALSE;

  result = oa_headers_check (config->headers, error)
      && (config->user_agent == NULL
          || oa_header_check ("User-Agent", config->user_agent, error))
      && check_proxy (config, error) && check_secrecy (config, uri, error);
  g_uri_unref (uri);
  return result;
}
