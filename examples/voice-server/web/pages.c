/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pages.c - see pages.h. The files are a GResource of the program's; a page
 * runs nothing that does not come from here, and is shown in no other one. */

#include "pages.h"

#include <string.h>

#define FOLDER "/openai-voice-server/page/"
#define POLICY \
  "default-src 'self'; object-src 'none'; base-uri 'none'; " \
  "form-action 'self'; frame-ancestors 'none'"

struct _OvsPages
{
  GHashTable *tags; /* file -> ETag */
};

static const struct
{
  const gchar *ending, *type;
} types[] = {
  { ".html", "text/html; charset=utf-8" },
  { ".css", "text/css; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".svg", "image/svg+xml" },
  { ".png", "image/png" },
};

static const gchar *
find_type (const gchar *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (file, types[i].ending))
      return types[i].type;
  return "application/octet-stream";
}

static const gchar *
find_tag (OvsPages *self, const gchar *file, GBytes *bytes)
{
  gchar *tag = g_hash_table_lookup (self->tags, file);

  if (tag == NULL) {
    g_autofree gchar *sum =
        g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

    tag = g_strdup_printf ("\"%.32s\"", sum);
    g_hash_table_insert (self->tags, g_strdup (file), tag);
  }
  return tag;
}

static void
set_headers (AppHttpRequest *request, const gchar *tag)
{
  app_http_request_set_header (request, "Content-Security-Policy", POLICY);
  app_http_request_set_header (request, "X-Frame-Options", "DENY");
  app_http_request_set_header (request, "Referrer-Policy", "no-referrer");
  app_http_request_set_header (request, "Permissions-Policy",
      "microphone=(self), camera=(), geolocation=()");
  app_http_request_set_header (request, "Cross-Origin-Opener-Policy",
      "same-origin");
  app_http_request_set_header (request, "Cross-Origin-Resource-Policy",
      "same-origin");
  /* It is asked for each time; that it is the same is a short answer. */
  app_http_request_set_header (request, "Cache-Control", "no-cache");
  app_http_request_set_header (request, "ETag", tag);
}

static void
answer (OvsPages *self, AppHttpRequest *request, const gchar *file)
{
  g_autofree gchar *path = g_strconcat (FOLDER, file, NULL);
  g_autoptr (GBytes) bytes =
      g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const gchar *known, *tag;

  if (bytes == NULL) {
    app_http_request_fail (request, 404, "There is nothing at this address.");
    return;
  }
  tag = find_tag (self, file, bytes);
  known = app_http_request_get_header (request, "If-None-Match");
  set_headers (request, tag);
  if (known != NULL && strstr (known, tag) != NULL)
    app_http_request_answer (request, 304, NULL, "", 0);
  else
    app_http_request_answer (request, 200, find_type (file),
        g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
on_index (AppHttpRequest *request, gpointer user_data)
{
  answer (user_data, request, "index.html");
}

static void
on_calls (AppHttpRequest *request, gpointer user_data)
{
  answer (user_data, request, "calls.html");
}

static void
on_login (AppHttpRequest *request, gpointer user_data)
{
  answer (user_data, request, "login.html");
}

static void
on_static (AppHttpRequest *request, gpointer user_data)
{
  answer (user_data, request, app_http_request_get_part (request, 0));
}

static const AppHttpRoute routes[] = { { "GET", "/", APP_HTTP_OPEN, 0,
                                           on_index },
  { "GET", "/calls", APP_HTTP_OPEN, 0, on_calls },
  { "GET", "/login", APP_HTTP_OPEN, 0, on_login },
  { "GET", "/static/{FILE}", APP_HTTP_OPEN, 0, on_static }, { NULL } };

OvsPages *
ovs_pages_new (AppHttpServer *http)
{
  OvsPages *self = g_new0 (OvsPages, 1);

  self->tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  app_http_server_add (http, routes, self);
  return self;
}

void
ovs_pages_free (OvsPages *self)
{
  g_hash_table_unref (self->tags);
  g_free (self);
}
