/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ownaddress.c - see ownaddress.h. */

#include "ownaddress.h"

#include <string.h>

gchar *
ovs_own_address (const OvsSettings *settings, AppHttpRequest *request)
{
  const gchar *host = app_http_request_get_header (request, "Host");

  if (settings->public_url != NULL)
    return g_strdup (settings->public_url);
  if (host == NULL || *host == '\0' || strlen (host) > 255)
    return NULL;
  for (const gchar *at = host; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr (".-:[]_", *at) == NULL)
      return NULL;
  return g_strconcat (settings->tls_cert != NULL ? "https://" : "http://", host,
      NULL);
}
