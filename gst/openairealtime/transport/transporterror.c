/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transporterror.h"

#include "certificate.h"

#include <libsoup/soup.h>

G_DEFINE_QUARK (oa-transport-error-quark, oa_transport_error);

void
oa_transport_end_clear (OaTransportEnd *end)
{
  g_clear_error (&end->error);
  g_clear_pointer (&end->close_reason, g_free);
  g_clear_pointer (&end->api_error_code, g_free);
  g_clear_pointer (&end->api_error_type, g_free);
  g_clear_pointer (&end->api_message, g_free);
}

static GError *
tls_error (const GError *cause, const gchar *host,
    GTlsCertificateFlags tls_errors)
{
  gchar *faults;
  GError *error;

  if (tls_errors == G_TLS_CERTIFICATE_NO_FLAGS)
    return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS,
        "No encrypted connection to %s could be made (%s). Check that the "
        "address speaks TLS (is it a ws:// address?), and proxies on the way.",
        host, cause->message);

  faults = oa_certificate_describe_faults (tls_errors);
  error = g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS,
      "The certificate of %s is not accepted: %s. Check the address and the "
      "clock of this machine; for an authority of your own set tls-database.",
      host, faults);
  g_free (faults);
  return error;
}

static GError *
proxy_error (const GError *cause)
{
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_PROXY,
      "The proxy did not let the connection through (%s). Check the proxy's "
      "address, user name and password.",
      cause->message);
}

static gboolean
is_proxy_error (const GError *cause)
{
  static const gint codes[] = {
    G_IO_ERROR_PROXY_FAILED,
    G_IO_ERROR_PROXY_AUTH_FAILED,
    G_IO_ERROR_PROXY_NEED_AUTH,
    G_IO_ERROR_PROXY_NOT_ALLOWED,
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (codes); i++) {
    if (g_error_matches (cause, G_IO_ERROR, codes[i]))
      return TRUE;
  }
  return FALSE;
}

/* The peer, or something on the way, hung up: restarts do that. */
static gboolean
is_torn (const GError *cause, GTlsCertificateFlags tls_errors)
{
  return g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
      || (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF)
          && tls_errors == G_TLS_CERTIFICATE_NO_FLAGS);
}

static GError *
torn_error (const GError *cause, const gchar *host)
{
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_FAILED,
      "%s hung up before the connection was made (%s). Check the address and "
      "proxies on the way, or try again later.",
      host, cause->message);
}

static GError *
io_error (const GError *cause, const gchar *host)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_CONNECT,
        "%s refused the connection. Check the port, and that the service "
        "runs.",
        host);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TIMEOUT,
        "%s did not answer in time. Check the address and the network.", host);
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_CONNECT,
      "%s cannot be reached (%s). Check the address and the network.", host,
      cause->message);
}

static GError *
not_websocket_error (const gchar *host)
{
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_PROTOCOL,
      "%s did not answer as a WebSocket service. Check the address, and "
      "proxies on the way.",
      host);
}

GError *
oa_transport_error_from_plain (const GError *cause, const gchar *host)
{
  /* What a service does that expects TLS, or that restarts. */
  if (!is_torn (cause, G_TLS_CERTIFICATE_NO_FLAGS))
    return NULL;
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_FAILED,
      "%s hung up before the connection was made (%s). Check the address (is "
      "it wss://?), or try again later.",
      host, cause->message);
}

GError *
oa_transport_error_met_tls (const gchar *host)
{
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_PROTOCOL,
      "%s wants an encrypted connection. Use a wss:// address.", host);
}

GError *
oa_transport_error_from_connect (const GError *cause, const gchar *host,
    gboolean by_proxy, GTlsCertificateFlags tls_errors)
{
  if (!by_proxy && is_torn (cause, tls_errors))
    return torn_error (cause, host);
  if (cause->domain == G_TLS_ERROR)
    return tls_error (cause, host, tls_errors);
  if (by_proxy || is_proxy_error (cause))
    return proxy_error (cause);
  if (cause->domain == G_RESOLVER_ERROR)
    return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_RESOLVE,
        "The host name %s is unknown. Check its spelling, and that this "
        "machine is online.",
        host);
  if (cause->domain == G_IO_ERROR)
    return io_error (cause, host);
  if (cause->domain == SOUP_WEBSOCKET_ERROR)
    return not_websocket_error (host);
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_FAILED,
      "The connection to %s failed (%s). Try again.", host, cause->message);
}

GError *
oa_transport_error_from_timeout (const gchar *host, const gchar *phase,
    gboolean maybe_plain)
{
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TIMEOUT,
      /* What was left for this try is not what the user has set. */
      "%s was not connected in time, still %s. Check the address%s "
      "and the network, or raise connect-timeout.",
      host, phase, maybe_plain ? " (is it ws://?)" : "");
}

GError *
oa_transport_error_no_random (const gchar *host)
{
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_FAILED,
      "%s cannot be asked for a connection: this machine gives no random "
      "numbers. Try again later.",
      host);
}

GError *
oa_transport_error_from_rules (const gchar *host)
{
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_PROTOCOL,
      "%s broke the WebSocket protocol. Check proxies on the way, and report "
      "this to the service.",
      host);
}

static GError *
websocket_error (const GError *cause, const gchar *host)
{
  if (cause->code == SOUP_WEBSOCKET_CLOSE_TOO_BIG)
    return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TOO_LARGE,
        "%s sent a message above the limit. Ask for shorter answers, or raise "
        "the limit.",
        host);
  return oa_transport_error_from_rules (host);
}

/* A cut connection, however the layer below puts it. */
static gboolean
is_cut (const GError *cause)
{
  return g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
      || g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF);
}

GError *
oa_transport_error_from_stream (const GError *cause, const gchar *host)
{
  if (cause->domain == SOUP_WEBSOCKET_ERROR)
    return websocket_error (cause, host);
  if (is_cut (cause))
    return oa_transport_error_from_close (host, SOUP_WEBSOCKET_CLOSE_ABNORMAL,
        NULL);
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_FAILED,
      "The connection to %s broke (%s). Check the network and connect again.",
      host, cause->message);
}

static const gchar *
close_advice (guint code)
{
  switch (code) {
    case SOUP_WEBSOCKET_CLOSE_NORMAL:
    case SOUP_WEBSOCKET_CLOSE_GOING_AWAY:
    case SOUP_WEBSOCKET_CLOSE_NO_STATUS:
      return "The session is over. Connect again for a new one.";
    case SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION:
    case 3000: /* registered as "unauthorized" */
    case 3003: /* registered as "forbidden" */
      return "Check the key and what it is allowed to do.";
    case SOUP_WEBSOCKET_CLOSE_TOO_BIG:
      return "Send smaller messages.";
    case SOUP_WEBSOCKET_CLOSE_SERVER_ERROR:
    case 1012: /* service restart */
    case 1013: /* try again later */
    case 1014: /* bad gateway */
      return "The service is in trouble. Try again later.";
    default:
      return "Check the settings of the session against the reason.";
  }
}

GError *
oa_transport_error_from_close (const gchar *host, guint code,
    const gchar *reason)
{
  if (code == SOUP_WEBSOCKET_CLOSE_ABNORMAL)
    return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_CLOSED,
        "The connection to %s was cut without a word (1006). Check the "
        "network and connect again.",
        host);
  if (code == SOUP_WEBSOCKET_CLOSE_NO_STATUS)
    return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_CLOSED,
        "%s closed the connection without a code (1005). %s", host,
        close_advice (code));
  if (reason == NULL || *reason == '\0')
    return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_CLOSED,
        "%s closed the connection with code %u. %s", host, code,
        close_advice (code));
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_CLOSED,
      "%s closed the connection with code %u, \"%s\". %s", host, code, reason,
      close_advice (code));
}
