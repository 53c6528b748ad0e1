/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* secrets.c - which of the settings are secret, or hold secrets. */

#include "session/secrets.h"
#include "protocol/secretname.h"
#include "transport/secret.h"

/* A header such as "Authorization: Basic …" is secret behind its scheme. */
static gboolean
add_header (GQuark name, const GValue *value, gpointer observer)
{
  const gchar *text, *space;

  if (!G_VALUE_HOLDS_STRING (value))
    return TRUE;
  text = g_value_get_string (value);
  space = text != NULL ? strchr (text, ' ') : NULL;
  if (oa_secret_name_holds (g_quark_to_string (name)))
    oa_observer_add_secret (observer, space != NULL ? space + 1 : text);
  return TRUE;
}

static void
add_password (OaObserver *observer, const gchar *address)
{
  gchar *password = NULL;

  if (address == NULL
      || !g_uri_split_with_user (address,
          G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_PARSE_RELAXED, NULL, NULL,
          &password, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
    return;
  oa_observer_add_secret (observer, password);
  oa_secret_free (password);
}

/* An address may carry a key among its parameters. */
static void
add_parameters (OaObserver *observer, const gchar *address)
{
  const gchar *query = address != NULL ? strchr (address, '?') : NULL;
  gchar **pairs = g_strsplit (query != NULL ? query + 1 : "", "&", -1);
  guint i;

  for (i = 0; pairs[i] != NULL; i++) {
    gchar *value = strchr (pairs[i], '=');

    if (value == NULL)
      continue;
    *value++ = '\0';
    if (oa_secret_name_holds (pairs[i]))
      oa_observer_add_secret (observer, value);
  }
  g_strfreev (pairs);
}

void
oa_secrets_add (const OaElementSettings *settings, OaObserver *observer)
{
  oa_observer_add_secret (observer, oa_element_settings_get_key (settings));
  add_password (observer, settings->connection.uri);
  add_parameters (observer, settings->connection.uri);
  add_password (observer, settings->connection.proxy);
  if (settings->connection.extra_headers != NULL)
    gst_structure_foreach (settings->connection.extra_headers, add_header,
        observer);
}
