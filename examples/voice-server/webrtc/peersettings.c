/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* peersettings.c - see peersettings.h. */

#include "peersettings.h"

#include "common/options.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_TURN 8

const gchar *const ovs_webrtc_codecs[] = { "opus", "pcmu", "pcma", NULL };

static gboolean
is_server (const gchar *url, const gchar *const *schemes)
{
  const gchar *colon = strchr (url, ':');
  g_autofree gchar *scheme = NULL;
  g_autoptr (GSocketConnectable) server = NULL;

  if (colon == NULL || strlen (url) > 255)
    return FALSE;
  scheme = g_strndup (url, colon - url);
  if (!g_strv_contains (schemes, scheme)
      || colon[1 + strcspn (colon + 1, "/@?#% ")] != '\0')
    return FALSE;
  server = g_network_address_parse (colon + 1, 3478, NULL);
  return server != NULL;
}

GStrv
ovs_webrtc_settings_split_turn (const OvsWebrtcSettings *self)
{
  GStrv urls = g_strsplit (self->turn, ",", -1);

  for (guint i = 0; urls[i] != NULL; i++)
    g_strstrip (urls[i]);
  return urls;
}

/* As RFC 7065 writes them. */
static gboolean
is_turn (const gchar *url)
{
  static const gchar *const schemes[] = { "turn", "turns", NULL };
  static const gchar *const transports[] = { "transport=udp", "transport=tcp",
    NULL };
  const gchar *query = strchr (url, '?');
  g_autofree gchar *server =
      g_strndup (url, query != NULL ? (gsize) (query - url) : strlen (url));

  return is_server (server, schemes)
      && (query == NULL || g_strv_contains (transports, query + 1));
}

static gboolean
check_turn (const OvsWebrtcSettings *self, GError **error)
{
  g_auto (GStrv) urls = ovs_webrtc_settings_split_turn (self);

  if (g_strv_length (urls) > MAX_TURN)
    return app_fail (error, "turn has more than %d addresses. Leave some out.",
        MAX_TURN);
  for (guint i = 0; urls[i] != NULL; i++)
    if (!is_turn (urls[i]))
      return app_fail (error,
          "turn is an address as turn:turn.example.com:3478 or "
          "turns:turn.example.com:5349?transport=tcp, or some of them with "
          "commas, \"%s\" is not; what they ask for comes from TURN_SECRET, "
          "or from TURN_USER and TURN_PASSWORD.",
          urls[i]);
  return TRUE;
}

static gboolean
check_servers (const OvsWebrtcSettings *self, gboolean has_turn_secrets,
    GError **error)
{
  static const gchar *const stun[] = { "stun", NULL };

  if (self->stun != NULL && !is_server (self->stun, stun))
    return app_fail (error,
        "stun is an address as stun:stun.example.com:3478, \"%s\" is not.",
        self->stun);
  if (self->turn != NULL && !check_turn (self, error))
    return FALSE;
  return self->turn == NULL || has_turn_secrets
      || app_fail (error,
          "A TURN server asks for a name and a password. Set TURN_SECRET, or "
          "TURN_USER and TURN_PASSWORD.");
}

static gboolean
check_ports (OvsWebrtcSettings *self, GError **error)
{
  g_auto (GStrv) parts = NULL;
  guint64 least, most;

  if (self->ports == NULL)
    return TRUE;
  parts = g_strsplit (self->ports, "-", 3);
  if (g_strv_length (parts) != 2
      || !g_ascii_string_to_unsigned (parts[0], 10, 1024, 65535, &least, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, least, 65535, &most, NULL))
    return app_fail (error,
        "ice-ports are as 50000-50999, from 1024 on, \"%s\" is not.",
        self->ports);
  self->min_port = least;
  self->max_port = most;
  return TRUE;
}

static gboolean
check_address (const OvsWebrtcSettings *self, GError **error)
{
  g_autoptr (GInetAddress) address = NULL;

  if (self->address == NULL)
    return TRUE;
  address = g_inet_address_new_from_string (self->address);
  return (address != NULL && !g_inet_address_get_is_any (address))
      || app_fail (error,
          "ice-address is an IP address of this machine, \"%s\" is none.",
          self->address);
}

gboolean
ovs_webrtc_settings_check (OvsWebrtcSettings *self, gboolean has_turn_secrets,
    GError **error)
{
  return check_servers (self, has_turn_secrets, error)
      && check_ports (self, error) && check_address (self, error);
}
