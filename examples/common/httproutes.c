/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httproutes.c - see httproutes.h. */

#include "httproutes.h"

#include <string.h>

typedef struct
{
  const AppHttpRoute *routes;
  gpointer user_data;
} Group;

struct _AppHttpRoutes
{
  GArray *groups;
};

AppHttpRoutes *
app_http_routes_new (void)
{
  AppHttpRoutes *self = g_new0 (AppHttpRoutes, 1);

  self->groups = g_array_new (FALSE, FALSE, sizeof (Group));
  return self;
}

void
app_http_routes_free (AppHttpRoutes *self)
{
  g_array_unref (self->groups);
  g_free (self);
}

void
app_http_routes_add (AppHttpRoutes *self, const AppHttpRoute *routes,
    gpointer user_data)
{
  Group group = { routes, user_data };

  g_array_append_val (self->groups, group);
}

static gboolean
is_part (const gchar *text, gsize length)
{
  if (length == 0 || length > 128)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("._-", text[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* @parts: filled as far as it fits. */
static gboolean
fits (const gchar *pattern, const gchar *path, gchar **parts)
{
  guint n = 0;

  while (*pattern != '\0') {
    if (*pattern == '{') {
      gsize length = strcspn (path, "/");

      if (!is_part (path, length) || n == APP_HTTP_MAX_PARTS)
        return FALSE;
      g_free (parts[n]);
      parts[n++] = g_strndup (path, length);
      path += length;
      pattern = strchr (pattern, '}') + 1;
    } else if (*pattern++ != *path++) {
      return FALSE;
    }
  }
  return *path == '\0';
}

static gboolean
is_method (const AppHttpRoute *route, const gchar *method)
{
  return g_str_equal (route->method, method)
      || (g_str_equal (method, "HEAD") && g_str_equal (route->method, "GET"));
}

static gboolean
find_in (const Group *group, const gchar *method, const gchar *path,
    AppHttpMatch *match, GString *allowed)
{
  for (const AppHttpRoute *r = group->routes; r->method != NULL; r++) {
    if (!fits (r->path, path, match->parts))
      continue;
    g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "",
        r->method);
    if (is_method (r, method)) {
      match->route = r;
      match->user_data = group->user_data;
      return TRUE;
    }
  }
  return FALSE;
}

void
app_http_routes_find (AppHttpRoutes *self, const gchar *method,
    const gchar *path, AppHttpMatch *match)
{
  GString *allowed = g_string_new (NULL);

  for (guint i = 0; i < self->groups->len; i++)
    if (find_in (&g_array_index (self->groups, Group, i), method, path, match,
            allowed))
      break;
  match->allowed = g_string_free (allowed, allowed->len == 0);
}

void
app_http_match_clear (AppHttpMatch *self)
{
  for (guint i = 0; i < APP_HTTP_MAX_PARTS; i++)
    g_free (self->parts[i]);
  g_free (self->allowed);
}
