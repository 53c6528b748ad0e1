/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpaccess.c - see httpaccess.h. */

#include "httpaccess.h"

#include <string.h>

static const gchar *
get_header (SoupServerMessage *message, const gchar *name)
{
  return soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), name);
}

static void
set_header (SoupServerMessage *message, const gchar *name, const gchar *value)
{
  soup_message_headers_replace (
      soup_server_message_get_response_headers (message), name, value);
}

/*** the token, and sessions ***/

gboolean
app_http_access_is_token (const AppHttpAccess *self, const gchar *token)
{
  g_autofree gchar *wanted = NULL;
  g_autofree gchar *given = NULL;
  guint8 differs = 0;

  if (self->token == NULL || token == NULL)
    return FALSE;
  wanted = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->token, -1);
  given = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  for (gsize i = 0; wanted[i] != '\0'; i++)
    differs |= wanted[i] ^ given[i];
  return differs == 0;
}

/* NULL: none is shown. */
static const gchar *
get_bearer (SoupServerMessage *message)
{
  const gchar *authorization = get_header (message, "Authorization");

  return authorization != NULL
          && g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0
      ? authorization + 7
      : NULL;
}

static gchar *
dup_address (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  return G_IS_INET_SOCKET_ADDRESS (address)
      ? g_inet_address_to_string (
          g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)))
      : NULL;
}

/* FALSE: as too many are. */
static gboolean
count_wrong (const AppHttpAccess *self, SoupServerMessage *message)
{
  g_autofree gchar *address = dup_address (message);
  gint64 now = g_get_monotonic_time ();
  gboolean ok;

  if (self->sessions == NULL)
    return TRUE;
  ok = app_http_sessions_may_try (self->sessions, address, now);
  app_http_sessions_count_wrong (self->sessions, address, now);
  return ok;
}

/* Other servers on this host, on other ports, set cookies of the name, too. */
gboolean
app_http_access_has_session (const AppHttpAccess *self,
    SoupServerMessage *message)
{
  const gchar *cookies = get_header (message, "Cookie");
  gint64 now = g_get_monotonic_time ();
  gboolean found = FALSE;
  gchar *id;

  if (self->sessions == NULL)
    return FALSE;
  while (!found
      && (id = app_http_cookie_find (&cookies, APP_HTTP_COOKIE)) != NULL) {
    found = app_http_sessions_has (self->sessions, id, now);
    g_free (id);
  }
  return found;
}

/*** web pages ***/

/* Browsers leave the usual port out of both. */
static gboolean
is_same (const gchar *origin, const gchar *scheme, const gchar *host)
{
  return g_str_has_prefix (origin, scheme)
      && g_ascii_strcasecmp (origin + strlen (scheme), host) == 0;
}

/* Its path is none of an origin. */
static gboolean
is_public_origin (const AppHttpAccess *self, const gchar *origin)
{
  gsize length = strlen (origin);

  return self->public_url != NULL
      && g_ascii_strncasecmp (self->public_url, origin, length) == 0
      && (self->public_url[length] == '\0' || self->public_url[length] == '/');
}

/* A page of ours: by the address that was asked for, or the public one. */
static gboolean
is_own_origin (const AppHttpAccess *self, SoupServerMessage *message,
    const gchar *origin)
{
  const gchar *host = get_header (message, "Host");

  if (is_public_origin (self, origin))
    return TRUE;
  return host != NULL
      && (is_same (origin, "https://", host)
          || (!self->is_tls && is_same (origin, "http://", host)));
}

static gboolean
is_allowed_origin (const AppHttpAccess *self, const gchar *origin)
{
  return origin != NULL && self->origins != NULL
      && g_strv_contains (self->origins, origin);
}

guint
app_http_access_check_page (const AppHttpAccess *self,
    SoupServerMessage *message, const gchar **sentence)
{
  const gchar *origin = get_header (message, "Origin");

  if (origin == NULL || is_own_origin (self, message, origin)
      || is_allowed_origin (self, origin))
    return 0;
  *sentence = "This web page may not use the API. Name it with "
              "--allow-origin.";
  return 403;
}

void
app_http_access_allow_page (const AppHttpAccess *self,
    SoupServerMessage *message)
{
  const gchar *origin = get_header (message, "Origin");

  set_header (message, "Cross-Origin-Resource-Policy", "same-origin");
  if (!is_allowed_origin (self, origin))
    return;
  set_header (message, "Access-Control-Allow-Origin", origin);
  set_header (message, "Access-Control-Expose-Headers", "Location, Link");
  set_header (message, "Vary", "Origin");
}

gboolean
app_http_access_is_preflight (SoupServerMessage *message)
{
  return g_str_equal (soup_server_message_get_method (message), "OPTIONS")
      && get_header (message, "Origin") != NULL
      && get_header (message, "Access-Control-Request-Method") != NULL;
}

void
app_http_access_answer_preflight (const AppHttpAccess *self,
    SoupServerMessage *message, const gchar *methods)
{
  app_http_access_allow_page (self, message);
  set_header (message, "Access-Control-Allow-Methods", methods);
  set_header (message, "Access-Control-Allow-Headers",
      "Authorization, Content-Type, Last-Event-ID");
  set_header (message, "Access-Control-Max-Age", "600");
}

/* A browser sends the cookie also with what other sites make it ask for. */
static gboolean
is_meant (const AppHttpAccess *self, SoupServerMessage *message)
{
  const gchar *method = soup_server_message_get_method (message);
  const gchar *site = get_header (message, "Sec-Fetch-Site");
  gboolean safe = g_str_equal (method, "GET") || g_str_equal (method, "HEAD");

  if (get_header (message, "Origin") != NULL)
    return TRUE;
  if (site == NULL)
    return safe;
  return g_str_equal (site, "same-origin")
      || (safe && g_str_equal (site, "none"));
}

/*** without a token ***/

/* A name that anybody may point to this machine is not ours, nor is that by
 * which a tunnel or a proxy is known. */
static gboolean
is_own_host (SoupServerMessage *message)
{
  const gchar *host = g_uri_get_host (soup_server_message_get_uri (message));

  return host != NULL
      && (g_hostname_is_ip_address (host)
          || g_ascii_strcasecmp (host, "localhost") == 0);
}

/* Tunnels and proxies come from this machine, too, and say for whom. */
static gboolean
is_forwarded (SoupServerMessage *message)
{
  static const gchar *const names[] = { "Forwarded", "Via", "X-Forwarded-For",
    "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "CF-Connecting-IP" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (get_header (message, names[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Another site lets a browser ask: its answer would be shown there, or its
 * time taken. */
static gboolean
is_of_another_site (SoupServerMessage *message)
{
  const gchar *site = get_header (message, "Sec-Fetch-Site");

  return get_header (message, "Origin") == NULL && site != NULL
      && !g_str_equal (site, "same-origin") && !g_str_equal (site, "none");
}

/*** all of it ***/

static guint
check_token (const AppHttpAccess *self, SoupServerMessage *message,
    const gchar **sentence)
{
  const gchar *bearer = get_bearer (message);

  /* The right one is let in whatever others show. */
  if (app_http_access_is_token (self, bearer))
    return 0;
  if (app_http_access_has_session (self, message)) {
    if (is_meant (self, message))
      return 0;
    *sentence = "Another web page asks with your cookie. Ask from a page of "
                "this server, or with the token.";
    return 403;
  }
  if (bearer != NULL && !count_wrong (self, message)) {
    set_header (message, "Retry-After", "60");
    *sentence = "Too many wrong tokens were shown. Try again in a minute.";
    return 429;
  }
  set_header (message, "WWW-Authenticate", "Bearer");
  *sentence = "The token is missing or wrong. Send the header "
              "\"Authorization: Bearer TOKEN\", or log in.";
  return 401;
}

guint
app_http_access_check (const AppHttpAccess *self, SoupServerMessage *message,
    const gchar **sentence)
{
  guint status = app_http_access_check_page (self, message, sentence);

  if (status != 0)
    return status;
  if (self->token != NULL)
    return check_token (self, message, sentence);
  if (self->is_public) {
    *sentence = "Others reach this server, and there is no token to tell who "
                "may ask. Set one.";
    return 403;
  }
  if (!is_own_host (message) || is_forwarded (message)) {
    *sentence = "Without a token, the API is for this machine only. Ask for "
                "127.0.0.1, or set a token.";
    return 403;
  }
  if (is_of_another_site (message)) {
    *sentence = "Another web page asks. Without a token, only pages of this "
                "server may, and those of --allow-origin.";
    return 403;
  }
  return 0;
}
