/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* login.c - see login.h. */

#include "login.h"

#include "log.h"
#include "loglimit.h"
#include "protocol/json.h"

#include <string.h>

#define MAX_BODY 4096
/* Wrong tokens are answered so much later, whoever shows them. */
#define WRONG_MS 500
/* So many wait for that at most. */
#define MAX_SLOW 16

struct _OvsLogin
{
  const OvsSettings *settings;
  OvsMetrics *metrics;
  const AppHttpAccess *access;
  GQueue slow; /* requests that are told off later */
  guint timer;
  OvsLogLimit limit;
};

/*** cookies ***/

static gboolean
is_secure (OvsLogin *self)
{
  const gchar *url = self->settings->public_url;

  return self->settings->tls_cert != NULL
      || (url != NULL && g_ascii_strncasecmp (url, "https:", 6) == 0);
}

static void
set_cookie (OvsLogin *self, AppHttpRequest *request, const gchar *id,
    guint seconds)
{
  g_autofree gchar *cookie = g_strdup_printf (APP_HTTP_COOKIE
      "=%s; Path=/; Max-Age=%u; HttpOnly; SameSite=Strict%s",
      id, seconds, is_secure (self) ? "; Secure" : "");

  app_http_request_set_header (request, "Set-Cookie", cookie);
}

/*** wrong ones ***/

static void
tell_off (AppHttpRequest *request)
{
  app_http_request_fail (request, 401,
      "The token is wrong. It is the value of OPENAI_VOICE_SERVER_API_TOKEN "
      "where the server runs.");
  app_http_request_unref (request);
}

static gboolean
on_slow (gpointer user_data)
{
  OvsLogin *self = user_data;

  tell_off (g_queue_pop_head (&self->slow));
  if (self->slow.length > 0)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

/* However it was shown. */
static void
on_wrong (const gchar *address, gpointer user_data)
{
  OvsLogin *self = user_data;
  guint left_out = 0;

  ovs_metrics_add (self->metrics, OVS_COUNT_WRONG_TOKENS, 1);
  if (ovs_log_limit_pass (&self->limit, g_get_monotonic_time (), &left_out))
    ovs_log (OVS_LOG_WARNING, NULL, "wrong-token",
        "Somebody showed a wrong token%s.",
        left_out > 0 ? ", and did so before" : "");
}

static void
refuse (OvsLogin *self, AppHttpRequest *request)
{
  g_autofree gchar *address = app_http_request_dup_address (request);
  gint64 now = g_get_monotonic_time ();
  AppHttpSessions *sessions = self->access->sessions;
  gboolean few = app_http_sessions_may_try (sessions, address, now);

  app_http_sessions_count_wrong (sessions, address, now);
  if (!few || self->slow.length >= MAX_SLOW) {
    app_http_request_set_header (request, "Retry-After", "60");
    app_http_request_fail (request, 429,
        "Too many wrong tokens were shown. Try again in a minute.");
    return;
  }
  g_queue_push_tail (&self->slow, app_http_request_ref (request));
  if (self->timer == 0)
    self->timer = g_timeout_add (WRONG_MS, on_slow, self);
}

/*** routes ***/

static void
on_login (AppHttpRequest *request, gpointer user_data)
{
  OvsLogin *self = user_data;
  g_autoptr (JsonObject) body = app_http_request_read_json (request);
  g_autofree gchar *id = NULL;

  if (body == NULL)
    return;
  if (self->access->token == NULL) {
    app_http_request_fail (request, 409,
        "This server has no token, so nobody needs to log in.");
    return;
  }
  /* Nobody keeps those out who have it. */
  if (!app_http_access_is_token (self->access,
          oa_json_get_string (body, "token"))) {
    refuse (self, request);
    return;
  }
  id = app_http_sessions_add (self->access->sessions, g_get_monotonic_time ());
  set_cookie (self, request, id, APP_HTTP_SESSION_S);
  app_http_request_answer (request, 204, NULL, "", 0);
}

static void
on_logout (AppHttpRequest *request, gpointer user_data)
{
  OvsLogin *self = user_data;
  const gchar *cookies = app_http_request_get_header (request, "Cookie");
  gchar *id;

  while ((id = app_http_cookie_find (&cookies, APP_HTTP_COOKIE)) != NULL) {
    app_http_sessions_remove (self->access->sessions, id);
    g_free (id);
  }
  set_cookie (self, request, "", 0);
  app_http_request_answer (request, 204, NULL, "", 0);
}

static const AppHttpRoute routes[] = { { "POST", "/login", APP_HTTP_PAGES,
                                           MAX_BODY, on_login },
  { "POST", "/logout", APP_HTTP_PAGES, MAX_BODY, on_logout }, { NULL } };

OvsLogin *
ovs_login_new (const OvsOffice *office, AppHttpServer *http)
{
  OvsLogin *self = g_new0 (OvsLogin, 1);

  self->settings = office->settings;
  self->metrics = office->metrics;
  self->access = app_http_server_get_access (http);
  app_http_sessions_set_wrong_func (self->access->sessions, on_wrong, self);
  app_http_server_add (http, routes, self);
  return self;
}

void
ovs_login_free (OvsLogin *self)
{
  app_http_sessions_set_wrong_func (self->access->sessions, NULL, NULL);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_queue_clear_full (&self->slow, (GDestroyNotify) app_http_request_unref);
  g_free (self);
}
