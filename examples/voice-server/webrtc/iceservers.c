/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* iceservers.c - see iceservers.h. */

#include "iceservers.h"

#include <string.h>

static JsonObject *
describe_server (const gchar *url)
{
  JsonObject *server = json_object_new ();
  JsonArray *urls = json_array_new ();

  json_array_add_string_element (urls, url);
  json_object_set_array_member (server, "urls", urls);
  return server;
}

JsonObject *
ovs_ice_servers_describe (const OvsSettings *settings)
{
  const OvsWebrtcSettings *webrtc = &settings->webrtc;
  JsonObject *object = json_object_new ();
  JsonArray *servers = json_array_new ();

  if (webrtc->stun != NULL)
    json_array_add_object_element (servers, describe_server (webrtc->stun));
  if (webrtc->turn != NULL) {
    JsonObject *turn = describe_server (webrtc->turn);

    json_object_set_string_member (turn, "username",
        settings->secrets.turn_user);
    json_object_set_string_member (turn, "credential",
        settings->secrets.turn_password);
    json_array_add_object_element (servers, turn);
  }
  json_object_set_array_member (object, "ice_servers", servers);
  json_object_set_string_member (object, "codec",
      ovs_webrtc_codecs[webrtc->codec]);
  return object;
}

static void
append_quoted (GString *link, const gchar *name, const gchar *value)
{
  g_string_append_printf (link, "; %s=\"", name);
  for (; *value != '\0'; value++) {
    if (*value == '"' || *value == '\\')
      g_string_append_c (link, '\\');
    g_string_append_c (link, *value);
  }
  g_string_append_c (link, '"');
}

gchar *
ovs_ice_servers_make_link (const OvsSettings *settings)
{
  const OvsWebrtcSettings *webrtc = &settings->webrtc;
  GString *link = g_string_new (NULL);

  if (webrtc->stun != NULL)
    g_string_append_printf (link, "<%s>; rel=\"ice-server\"", webrtc->stun);
  if (webrtc->turn != NULL) {
    g_string_append_printf (link, "%s<%s>; rel=\"ice-server\"",
        link->len > 0 ? ", " : "", webrtc->turn);
    append_quoted (link, "username", settings->secrets.turn_user);
    append_quoted (link, "credential", settings->secrets.turn_password);
    append_quoted (link, "credential-type", "password");
  }
  return g_string_free (link, link->len == 0);
}

gchar *
ovs_ice_servers_make_stun_uri (const OvsSettings *settings)
{
  const gchar *stun = settings->webrtc.stun;

  return stun != NULL ? g_strconcat ("stun://", strchr (stun, ':') + 1, NULL)
                      : NULL;
}

gchar *
ovs_ice_servers_make_turn_uri (const OvsSettings *settings)
{
  const gchar *turn = settings->webrtc.turn;
  g_autofree gchar *user = NULL;
  g_autofree gchar *password = NULL;
  g_autofree gchar *scheme = NULL;

  if (turn == NULL)
    return NULL;
  user = g_uri_escape_string (settings->secrets.turn_user, NULL, FALSE);
  password = g_uri_escape_string (settings->secrets.turn_password, NULL, FALSE);
  scheme = g_strndup (turn, strchr (turn, ':') - turn);
  return g_strdup_printf ("%s://%s:%s@%s", scheme, user, password,
      strchr (turn, ':') + 1);
}
