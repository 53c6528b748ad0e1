/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* network.c - see network.h. */

#include "network.h"

#include "webrtc/iceservers.h"

const gchar *
ovs_network_find_missing (void)
{
  static const struct
  {
    const gchar *element, *package;
  } needed[] = {
    { "webrtcbin", "gstreamer1.0-plugins-bad" },
    { "dtlsenc", "gstreamer1.0-plugins-bad" },
    { "srtpenc", "gstreamer1.0-plugins-bad" },
    { "sctpenc", "gstreamer1.0-plugins-bad" },
    { "nicesrc", "gstreamer1.0-nice" },
    { "rtpbin", "gstreamer1.0-plugins-good" },
    { "rtpopuspay", "gstreamer1.0-plugins-good" },
    { "opusenc", "gstreamer1.0-plugins-base" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++) {
    GstElementFactory *factory = gst_element_factory_find (needed[i].element);

    if (factory == NULL)
      return needed[i].package;
    gst_object_unref (factory);
  }
  return NULL;
}

/* Of ICE over TCP, every address would have a listening socket. */
static void
set_addresses (GstElement *webrtcbin, const OvsWebrtcSettings *settings)
{
  GObject *ice = NULL, *agent = NULL;
  gboolean added;

  g_object_get (webrtcbin, "ice-agent", &ice, NULL);
  if (ice == NULL)
    return;
  g_object_get (ice, "agent", &agent, NULL);
  if (agent != NULL)
    g_object_set (agent, "ice-tcp", FALSE, "upnp", FALSE, NULL);
  g_clear_object (&agent);
  if (settings->address != NULL)
    g_signal_emit_by_name (ice, "add-local-ip-address", settings->address,
        &added);
  if (settings->max_port > 0)
    g_object_set (ice, "min-rtp-port", settings->min_port, "max-rtp-port",
        settings->max_port, NULL);
  g_object_unref (ice);
}

static void
set_servers (GstElement *webrtcbin, const OvsSettings *settings)
{
  g_autofree gchar *stun = ovs_ice_servers_make_stun_uri (settings);
  const OvsIceUser user = { "server", g_get_real_time () / G_USEC_PER_SEC };
  g_auto (GStrv) turn = ovs_ice_servers_make_turn_uris (settings, &user);
  gboolean added;

  if (stun != NULL)
    g_object_set (webrtcbin, "stun-server", stun, NULL);
  for (guint i = 0; turn[i] != NULL; i++)
    g_signal_emit_by_name (webrtcbin, "add-turn-server", turn[i], &added);
}

void
ovs_network_configure (GstElement *webrtcbin, const OvsSettings *settings)
{
  set_addresses (webrtcbin, &settings->webrtc);
  set_servers (webrtcbin, settings);
}
