/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* offer.c - any bytes as the SDP offer of a browser.
 *
 * What is taken is written anew: it is bounded, of known lines only, names what
 * it says of itself, and reads as itself. What is refused is refused by a
 * sentence. */

#include "fuzz.h"

#include "webrtc/offer.h"

#include <string.h>

const gchar fuzz_name[] = "offer";
const guint fuzz_mutations = 60000;

void
fuzz_set_up (void)
{}

static gboolean
is_known (const gchar *line)
{
  static const gchar *const prefixes[] = { "v=0", "o=- 1 1 IN IP4 0.0.0.0",
    "s=-", "t=0 0", "c=IN IP4 0.0.0.0", "m=audio 9 UDP/TLS/RTP/SAVPF ",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=group:BUNDLE ",
    "a=mid:", "a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:sha-256 ",
    "a=setup:", "a=candidate:", "a=sendrecv", "a=recvonly", "a=rtcp-mux",
    "a=rtpmap:", "a=fmtp:", "a=ssrc:", "a=sctp-port:", "a=max-message-size:" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (line, prefixes[i]))
      return TRUE;
  return FALSE;
}

static void
check_lines (const gchar *sdp)
{
  g_auto (GStrv) lines = g_strsplit (sdp, "\r\n", -1);
  guint n = g_strv_length (lines);

  g_assert_cmpuint (n, <, 120);
  g_assert_cmpstr (lines[n - 1], ==, "");
  for (guint i = 0; i + 1 < n; i++) {
    g_assert_true (is_known (lines[i]));
    g_assert_cmpuint (strlen (lines[i]), <, 600);
    for (const gchar *at = lines[i]; *at != '\0'; at++)
      g_assert_true (g_ascii_isprint (*at));
  }
}

static void
check (const OvsOffer *offer)
{
  g_autoptr (OvsOffer) again =
      ovs_offer_read (offer->sdp, strlen (offer->sdp), offer->codec, NULL);

  check_lines (offer->sdp);
  g_assert_cmpuint (offer->payload, <=, 127);
  g_assert_nonnull (strstr (offer->sdp, offer->fingerprint));
  g_assert_nonnull (again);
  g_assert_cmpstr (again->sdp, ==, offer->sdp);
  g_assert_cmpint (again->sends, ==, offer->sends);
  g_assert_cmpint (again->has_channel, ==, offer->has_channel);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  for (gint codec = OVS_CODEC_OPUS; codec <= OVS_CODEC_PCMA; codec++) {
    g_autofree gchar *text = g_strndup ((const gchar *) data, size);
    g_autoptr (GError) error = NULL;
    g_autoptr (OvsOffer) offer = NULL;

    memcpy (text, data, size);
    offer = ovs_offer_read (text, size, (OvsCodec) codec, &error);
    g_assert_true ((offer != NULL) == (error == NULL));
    if (offer != NULL)
      check (offer);
    else
      g_assert_true (g_str_has_suffix (error->message, "."));
  }
}
