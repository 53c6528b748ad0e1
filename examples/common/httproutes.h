/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httproutes.h - which function answers which method and address. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AppHttpRequest AppHttpRequest;
typedef struct _AppHttpRoutes AppHttpRoutes;

#define APP_HTTP_MAX_PARTS 4

typedef enum
{
  APP_HTTP_OPEN = 0,
  /* For who shows the token, or the cookie of one who has. If there is no
   * token, for who asks this machine for itself, not by a proxy; for nobody
   * when the server is public. A web page must be one of those that may. */
  APP_HTTP_PROTECTED = 1 << 0,
  /* Its function finds out who asks; a web page must be one of those that
   * may. */
  APP_HTTP_PAGES = 1 << 1,
} AppHttpFlags;

/* Answers now, or keeps a reference and answers later. */
typedef void (*AppHttpFunc) (AppHttpRequest *request, gpointer user_data);

typedef struct
{
  const gchar *method;
  /* As /calls/{ID}/say; what stands in braces is one part of the path, of
   * letters, digits, ".", "_" and "-". */
  const gchar *path;
  AppHttpFlags flags;
  gsize max_body;
  AppHttpFunc handle;
} AppHttpRoute;

typedef struct
{
  const AppHttpRoute *route; /* NULL: there is none */
  gpointer user_data;
  gchar *parts[APP_HTTP_MAX_PARTS];
  gchar *allowed; /* methods that the address takes, or NULL */
} AppHttpMatch;

AppHttpRoutes *app_http_routes_new (void);
void app_http_routes_free (AppHttpRoutes *self);
/* @routes: ended by one without a method; used until the end. */
void app_http_routes_add (AppHttpRoutes *self, const AppHttpRoute *routes,
    gpointer user_data);

/* HEAD is what GET is. */
void app_http_routes_find (AppHttpRoutes *self, const gchar *method,
    const gchar *path, AppHttpMatch *match);
void app_http_match_clear (AppHttpMatch *self);

G_END_DECLS
