/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpaccess.h - who may ask an HTTP server for what is protected: by a token,
 * by the cookie of one who has shown it, or by being on this machine; and which
 * web pages may. */

#pragma once

#include "httproutes.h"
#include "httpsessions.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define APP_HTTP_COOKIE "ovs_session"

typedef struct
{
  const gchar *token;          /* NULL: there is none */
  const gchar *const *origins; /* of other web pages that may ask */
  const gchar *public_url;     /* by which others know it */
  gboolean is_tls;
  /* Others reach it by something on this machine, which need not say so. */
  gboolean is_public;
  AppHttpSessions *sessions; /* NULL: nobody logs in */
} AppHttpAccess;

/* Takes as long for any token. */
gboolean app_http_access_is_token (const AppHttpAccess *self,
    const gchar *token);
/* Whether @message comes from somebody who has logged in. */
gboolean app_http_access_has_session (const AppHttpAccess *self,
    SoupServerMessage *message);

/* 0, or the status and the sentence of a refusal. */
guint app_http_access_check (const AppHttpAccess *self,
    SoupServerMessage *message, const gchar **sentence);
/* The same of the web page that asks, if one does. */
guint app_http_access_check_page (const AppHttpAccess *self,
    SoupServerMessage *message, const gchar **sentence);
/* Lets the page of another origin that may ask read the answer, and no other
 * one. */
void app_http_access_allow_page (const AppHttpAccess *self,
    SoupServerMessage *message);
/* A browser's question whether a page may ask, for an address with
 * @methods. */
gboolean app_http_access_is_preflight (SoupServerMessage *message);
void app_http_access_answer_preflight (const AppHttpAccess *self,
    SoupServerMessage *message, const gchar *methods);

G_END_DECLS
