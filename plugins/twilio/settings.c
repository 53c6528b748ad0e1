/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settings.c - the settings of the element: defaults, copies, what cannot work.
 */

#include "settings.h"

#include "transport/secret.h"

#include <string.h>

void
oa_twilio_settings_init (OaTwilioSettings *self)
{
  memset (self, 0, sizeof (*self));
  self->host = g_strdup ("127.0.0.1");
  self->port = OA_TWILIO_PORT;
  self->path = g_strdup (OA_TWILIO_PATH);
  self->start_timeout = OA_TWILIO_START_TIMEOUT;
  self->mark_timeout = OA_TWILIO_MARK_TIMEOUT;
  self->io_delay = OA_TWILIO_IO_DELAY;
}

void
oa_twilio_settings_copy (OaTwilioSettings *self, const OaTwilioSettings *from)
{
  *self = *from;
  self->host = g_strdup (from->host);
  self->path = g_strdup (from->path);
  self->public_url = g_strdup (from->public_url);
  self->auth_token = g_strdup (from->auth_token);
  if (self->connection != NULL)
    g_object_ref (self->connection);
}

void
oa_twilio_settings_clear (OaTwilioSettings *self)
{
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->public_url, g_free);
  g_clear_pointer (&self->auth_token, oa_secret_free);
  g_clear_object (&self->connection);
}

void
oa_twilio_settings_set_token (OaTwilioSettings *self, const gchar *token)
{
  gchar *copy = g_strdup (token);

  oa_secret_free (self->auth_token);
  self->auth_token = copy;
}

/* A path that is compared with the target of a request, and is put into XML and
 * a signature. */
static gboolean
is_path (const gchar *path)
{
  const gchar *p;

  if (path == NULL || *path != '/')
    return FALSE;
  for (p = path; *p != '\0'; p++) {
    if (!g_ascii_isgraph (*p) || strchr ("?#\"'<>&\\", *p) != NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_public_url (const gchar *url)
{
  GUri *uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  gboolean good = FALSE;

  if (uri == NULL)
    return FALSE;
  good = (g_strcmp0 (g_uri_get_scheme (uri), "https") == 0
             || g_strcmp0 (g_uri_get_scheme (uri), "wss") == 0)
      && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0'
      && g_uri_get_userinfo (uri) == NULL && g_uri_get_query (uri) == NULL
      && g_uri_get_fragment (uri) == NULL
      && (*g_uri_get_path (uri) == '\0' || is_path (g_uri_get_path (uri)));
  g_uri_unref (uri);
  return good;
}

const gchar *
oa_twilio_settings_check (const OaTwilioSettings *self)
{
  if (self->connection != NULL)
    return NULL;
  if (!is_path (self->path))
    return "path is no path of a URL. Set one that begins with / and has no "
           "query, such as /media.";
  if (strcmp (self->path, OA_TWILIO_TWIML_PATH) == 0)
    return "path is /twiml, where the TwiML is. Set another one, such as "
           "/media.";
  if (self->public_url != NULL && !is_public_url (self->public_url))
    return "public-url is no address of a server. Set one such as "
           "https://example.com, without a query.";
  if (self->auth_token != NULL && self->public_url == NULL)
    return "auth-token is set, but public-url is not, without which no "
           "signature can be checked. Set the address that the phone company "
           "uses as public-url.";
  return NULL;
}
