/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tls.c - the local server behind wss. */

#include "config.h"

#include <gst/gst.h>

#include "peer.h"

/* The data folder's own certificate; skipped where there is no TLS. */
static void
test_wss (void)
{
  g_autofree gchar *pem =
      g_test_build_filename (G_TEST_DIST, "tls", "localhost.pem", NULL);
  OrsOptions options = { .certificate = pem, .private_key = pem };
  g_autoptr (OrsServer) server = NULL;
  Peer *peer;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ())
      || !g_file_test (pem, G_FILE_TEST_EXISTS)) {
    g_test_skip ("no TLS, or no certificate");
    return;
  }

  server = test_server_new (&options, NULL);
  g_assert_true (g_str_has_prefix (ors_server_get_uri (server), "wss://"));
  peer = peer_open (server);
  peer_send (peer, "{\"type\":\"response.create\"}");
  peer_skip_to (peer, "rate_limits.updated");
  peer_free (peer);

  ors_server_set_scenario (server, "reset-mid-delta", NULL);
  peer = peer_open (server);
  peer_send (peer, "{\"type\":\"response.create\"}");
  g_assert_cmpuint (peer_wait_closed (peer), ==, 0);
  peer_free (peer);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_setenv ("G_TEST_SRCDIR", g_getenv ("TESTDATADIR"), TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tls/wss", test_wss);
  return g_test_run ();
}
