/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* offer.c - see offer.h.
 *
 * What is not known here is left out: extensions, feedback, candidates by
 * names, which only a resolver of the local network would find. A browser is
 * reached without those, as it asks us first. */

#include "offer.h"

#include <string.h>

#define MAX_LINE 4096
#define MAX_MEDIA 2
#define MAX_CANDIDATES 32
#define MAX_MID 32
#define SHA256_TEXT 95
#define N_CODECS 3

typedef struct
{
  gchar *ufrag, *pwd, *fingerprint, *setup;
} Transport;

typedef struct
{
  gboolean is_audio;
  gchar *mid;
  gchar **formats; /* of the line "m=" */
  gint payloads[N_CODECS];
  const gchar *direction;
  gboolean has_mux;
  guint port;
  guint64 ssrc;
  guint sctp_port;
  guint64 max_message; /* 0 = not told */
  Transport transport;
} Media;

typedef struct
{
  Transport session;
  gchar **bundle; /* mids */
  Media media[MAX_MEDIA];
  guint n_media;
  GPtrArray *candidates; /* written anew, of all media */
  GError **error;
} Reader;

static gboolean G_GNUC_PRINTF (3, 4)
    fail (Reader *self, gint code, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  if (self->error != NULL && *self->error == NULL)
    *self->error = g_error_new_valist (G_IO_ERROR, code, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
fail_data (Reader *self, const gchar *what)
{
  return fail (self, G_IO_ERROR_INVALID_DATA,
      "The SDP offer cannot be used: %s. Post what createOffer() gave, "
      "unchanged.",
      what);
}

/*** small parts ***/

static gboolean
is_word (const gchar *text, const gchar *others, gsize least, gsize most)
{
  gsize length = strlen (text);

  for (const gchar *at = text; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr (others, *at) == NULL)
      return FALSE;
  return length >= least && length <= most;
}

static gboolean
read_number (const gchar *text, guint64 most, guint64 *number)
{
  return text != NULL
      && g_ascii_string_to_unsigned (text, 10, 0, most, number, NULL);
}

/* What stands behind @name and its colon; NULL: it is another attribute. */
static const gchar *
find_value (const gchar *line, const gchar *name)
{
  gsize length = strlen (name);

  return strncmp (line, name, length) == 0 && line[length] == ':'
      ? line + length + 1
      : NULL;
}

static void
transport_clear (Transport *self)
{
  g_free (self->ufrag);
  g_free (self->pwd);
  g_free (self->fingerprint);
  g_free (self->setup);
}

/*** attributes of a transport ***/

static gboolean
set_word (Reader *self, gchar **word, const gchar *value, const gchar *others,
    gsize least, const gchar *what)
{
  if (!is_word (value, others, least, 256))
    return fail_data (self, what);
  g_free (*word);
  *word = g_strdup (value);
  return TRUE;
}

static gboolean
is_sha256 (const gchar *text)
{
  if (strlen (text) != SHA256_TEXT)
    return FALSE;
  for (guint i = 0; i < SHA256_TEXT; i++)
    if (i % 3 == 2 ? text[i] != ':' : !g_ascii_isxdigit (text[i]))
      return FALSE;
  return TRUE;
}

/* Others may stand beside it. */
static void
take_fingerprint (Transport *transport, const gchar *value)
{
  if (g_ascii_strncasecmp (value, "sha-256 ", 8) != 0 || !is_sha256 (value + 8))
    return;
  g_free (transport->fingerprint);
  transport->fingerprint = g_ascii_strup (value + 8, -1);
}

/* *ok: the offer can still be used. FALSE: it is no such attribute. */
static gboolean
take_transport (Reader *self, Transport *transport, const gchar *line,
    gboolean *ok)
{
  const gchar *value;

  if ((value = find_value (line, "ice-ufrag")) != NULL)
    *ok = set_word (self, &transport->ufrag, value, "+/", 4,
        "its ice-ufrag is none");
  else if ((value = find_value (line, "ice-pwd")) != NULL)
    *ok = set_word (self, &transport->pwd, value, "+/", 22,
        "its ice-pwd is none");
  else if ((value = find_value (line, "setup")) != NULL)
    *ok = set_word (self, &transport->setup, value, "", 4, "its setup is none");
  else if ((value = find_value (line, "fingerprint")) != NULL)
    take_fingerprint (transport, value);
  else
    return FALSE;
  return TRUE;
}

/*** candidates ***/

static gboolean
is_usable_address (const gchar *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  return address != NULL && !g_inet_address_get_is_any (address)
      && !g_inet_address_get_is_multicast (address);
}

static gchar *
write_candidate (gchar **words, guint n)
{
  static const gchar *const types[] = { "host", "srflx", "prflx", "relay",
    NULL };
  guint64 priority, port, related_port = 0;
  const gchar *related = NULL;

  if (n < 8 || !is_word (words[0], "+/", 1, 32) || !g_str_equal (words[1], "1")
      || g_ascii_strcasecmp (words[2], "udp") != 0
      || !read_number (words[3], G_MAXUINT32, &priority)
      || !is_usable_address (words[4])
      || !read_number (words[5], G_MAXUINT16, &port) || port == 0
      || !g_str_equal (words[6], "typ") || !g_strv_contains (types, words[7]))
    return NULL;
  for (guint i = 8; i + 1 < n; i += 2)
    if (g_str_equal (words[i], "raddr") && is_usable_address (words[i + 1]))
      related = words[i + 1];
    else if (g_str_equal (words[i], "rport"))
      read_number (words[i + 1], G_MAXUINT16, &related_port);
  if (related == NULL || g_str_equal (words[7], "host"))
    return g_strdup_printf ("%s 1 UDP %" G_GUINT64_FORMAT " %s %u typ %s",
        words[0], priority, words[4], (guint) port, words[7]);
  return g_strdup_printf ("%s 1 UDP %" G_GUINT64_FORMAT
                          " %s %u typ %s raddr %s rport %u",
      words[0], priority, words[4], (guint) port, words[7], related,
      (guint) related_port);
}

/* All media share one transport; those of the other lines are the same. */
static void
take_candidate (Reader *self, const gchar *value)
{
  g_auto (GStrv) words = g_strsplit (value, " ", 32);
  gchar *candidate = write_candidate (words, g_strv_length (words));

  if (candidate == NULL)
    return;
  if (self->candidates->len >= MAX_CANDIDATES
      || g_ptr_array_find_with_equal_func (self->candidates, candidate,
          g_str_equal, NULL))
    g_free (candidate);
  else
    g_ptr_array_add (self->candidates, candidate);
}

/*** attributes of a medium ***/

/* Channels may be left out, and Opus has two on paper always. */
static gboolean
is_encoding (const gchar *text, OvsCodec codec)
{
  static const struct
  {
    const gchar *name, *channels;
  } encodings[] = { { "opus/48000", "/2" }, { "PCMU/8000", "/1" },
    { "PCMA/8000", "/1" } };
  gsize length = strlen (encodings[codec].name);

  return g_ascii_strncasecmp (text, encodings[codec].name, length) == 0
      && (text[length] == '\0'
          || g_str_equal (text + length, encodings[codec].channels));
}

static void
take_rtpmap (Media *media, const gchar *value)
{
  g_auto (GStrv) words = g_strsplit (value, " ", 3);
  guint64 payload;

  if (g_strv_length (words) != 2 || !read_number (words[0], 127, &payload))
    return;
  for (guint i = 0; i < N_CODECS; i++)
    if (media->payloads[i] < 0 && is_encoding (words[1], (OvsCodec) i))
      media->payloads[i] = payload;
}

static gboolean
take_mid (Reader *self, Media *media, const gchar *value)
{
  if (!is_word (value, "-_.", 1, MAX_MID))
    return fail_data (self, "a mid of it is none");
  g_free (media->mid);
  media->mid = g_strdup (value);
  return TRUE;
}

static gboolean
take_direction (Media *media, const gchar *line)
{
  static const gchar *const directions[] = { "sendrecv", "sendonly", "recvonly",
    "inactive" };

  for (guint i = 0; i < G_N_ELEMENTS (directions); i++)
    if (g_str_equal (line, directions[i])) {
      media->direction = directions[i];
      return TRUE;
    }
  return FALSE;
}

static gboolean
take_sctp_port (Reader *self, Media *media, const gchar *value)
{
  guint64 port;

  if (!read_number (value, G_MAXUINT16, &port) || port == 0)
    return fail_data (self, "its sctp-port is none");
  media->sctp_port = port;
  return TRUE;
}

static gboolean
take_media_attribute (Reader *self, Media *media, const gchar *line)
{
  const gchar *value;
  gboolean ok = TRUE;

  if (take_transport (self, &media->transport, line, &ok))
    return ok;
  if ((value = find_value (line, "mid")) != NULL)
    return take_mid (self, media, value);
  if ((value = find_value (line, "sctp-port")) != NULL)
    return take_sctp_port (self, media, value);
  if ((value = find_value (line, "max-message-size")) != NULL)
    read_number (value, G_MAXINT32, &media->max_message);
  else if ((value = find_value (line, "candidate")) != NULL)
    take_candidate (self, value);
  else if ((value = find_value (line, "rtpmap")) != NULL)
    take_rtpmap (media, value);
  else if ((value = find_value (line, "ssrc")) != NULL && media->ssrc == 0)
    media->ssrc = g_ascii_strtoull (value, NULL, 10) & G_MAXUINT32;
  else if (g_str_equal (line, "rtcp-mux"))
    media->has_mux = TRUE;
  else
    take_direction (media, line);
  return TRUE;
}

static gboolean
take_attribute (Reader *self, const gchar *line)
{
  gboolean ok = TRUE;
  const gchar *value;

  if (self->n_media > 0)
    return take_media_attribute (self, &self->media[self->n_media - 1], line);
  if (take_transport (self, &self->session, line, &ok))
    return ok;
  value = find_value (line, "group");
  if (value != NULL && g_str_has_prefix (value, "BUNDLE ")) {
    g_strfreev (self->bundle);
    self->bundle = g_strsplit (value + strlen ("BUNDLE "), " ", 8);
  }
  return TRUE;
}

/*** media ***/

static gboolean
is_offered_before (Reader *self, gboolean is_audio)
{
  for (guint i = 0; i < self->n_media; i++)
    if (self->media[i].is_audio == is_audio)
      return TRUE;
  return FALSE;
}

static gboolean
check_media (Reader *self, gchar **words)
{
  gboolean is_audio = g_str_equal (words[0], "audio");

  if (self->n_media >= MAX_MEDIA || is_offered_before (self, is_audio)
      || (!is_audio && !g_str_equal (words[0], "application")))
    return fail (self, G_IO_ERROR_NOT_SUPPORTED,
        "The offer has more than one sound and one data channel. Offer one "
        "audio track, no video, and a data channel \"events\".");
  if (is_audio ? !g_str_equal (words[2], "UDP/TLS/RTP/SAVPF")
               : (!g_str_equal (words[2], "UDP/DTLS/SCTP")
                   || g_strcmp0 (words[3], "webrtc-datachannel") != 0))
    return fail (self, G_IO_ERROR_NOT_SUPPORTED,
        "The offer has a transport that is not WebRTC's. Post an offer of a "
        "browser's RTCPeerConnection.");
  return TRUE;
}

static gboolean
take_media (Reader *self, const gchar *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  guint64 port;
  Media *media;

  if (g_strv_length (words) < 4 || !read_number (words[1], G_MAXUINT16, &port))
    return fail_data (self, "a line \"m=\" of it is none");
  if (!check_media (self, words))
    return FALSE;
  media = &self->media[self->n_media++];
  media->is_audio = g_str_equal (words[0], "audio");
  media->port = port;
  media->formats = g_strsplit (words[3], " ", 64);
  media->direction = "sendrecv";
  media->sctp_port = 5000;
  media->payloads[OVS_CODEC_OPUS] = -1;
  media->payloads[OVS_CODEC_PCMU] = -1;
  media->payloads[OVS_CODEC_PCMA] = -1;
  return TRUE;
}

/* The static types need no rtpmap. */
static gint
find_payload (const Media *media, OvsCodec codec)
{
  gint payload = media->payloads[codec];
  g_autofree gchar *text = NULL;

  if (payload < 0 && codec != OVS_CODEC_OPUS)
    payload = codec == OVS_CODEC_PCMU ? 0 : 8;
  text = g_strdup_printf ("%d", payload);
  return g_strv_contains ((const gchar *const *) media->formats, text) ? payload
                                                                       : -1;
}

static gboolean
choose_codec (Reader *self, const Media *media, OvsCodec preferred,
    OvsOffer *offer)
{
  const OvsCodec order[] = { preferred, OVS_CODEC_OPUS, OVS_CODEC_PCMU,
    OVS_CODEC_PCMA };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    gint payload = find_payload (media, order[i]);

    if (payload >= 0) {
      offer->codec = order[i];
      offer->payload = payload;
      return TRUE;
    }
  }
  return fail (self, G_IO_ERROR_NOT_SUPPORTED,
      "The offer has no codec that is known here. Offer opus/48000/2, PCMU or "
      "PCMA.");
}

/*** the whole ***/

static gboolean
take_line (Reader *self, const gchar *line)
{
  if (strlen (line) > MAX_LINE)
    return fail_data (self, "a line of it is too long");
  if (*line == '\0')
    return TRUE;
  if (line[1] != '=')
    return fail_data (self, "a line of it does not begin as \"a=\"");
  if (line[0] == 'm')
    return take_media (self, line + 2);
  return line[0] != 'a' || take_attribute (self, line + 2);
}

static gboolean
take_lines (Reader *self, const gchar *text, gsize length)
{
  g_auto (GStrv) lines = NULL;

  if (length > OVS_OFFER_MAX_BYTES || memchr (text, '\0', length) != NULL
      || !g_utf8_validate_len (text, length, NULL))
    return fail_data (self, "it is too large, or no text");
  if (strncmp (text, "v=0", 3) != 0)
    return fail_data (self, "it does not begin with \"v=0\"");
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_strchomp (lines[i]);
    if (!take_line (self, lines[i]))
      return FALSE;
  }
  return TRUE;
}

static void
inherit (gchar **word, const gchar *other)
{
  if (*word == NULL)
    *word = g_strdup (other);
}

static gboolean
check_transport (Reader *self, Transport *transport)
{
  inherit (&transport->ufrag, self->session.ufrag);
  inherit (&transport->pwd, self->session.pwd);
  inherit (&transport->fingerprint, self->session.fingerprint);
  inherit (&transport->setup, self->session.setup);
  if (transport->ufrag == NULL || transport->pwd == NULL)
    return fail_data (self, "it has no ice-ufrag and ice-pwd");
  if (transport->fingerprint == NULL)
    return fail_data (self, "it has no fingerprint by sha-256");
  if (g_strcmp0 (transport->setup, "actpass") == 0
      || g_strcmp0 (transport->setup, "active") == 0
      || g_strcmp0 (transport->setup, "passive") == 0)
    return TRUE;
  return fail_data (self, "its setup is not actpass, active or passive");
}

static gboolean
check_bundle (Reader *self)
{
  for (guint i = 0; i < self->n_media; i++) {
    const gchar *mid = self->media[i].mid;

    if (mid == NULL || (i > 0 && g_str_equal (mid, self->media[0].mid)))
      return fail_data (self, "its media have no mid of their own");
    if (self->n_media > 1
        && (self->bundle == NULL
            || !g_strv_contains ((const gchar *const *) self->bundle, mid)))
      return fail (self, G_IO_ERROR_NOT_SUPPORTED,
          "The offer does not bundle its media. Make the RTCPeerConnection "
          "with bundlePolicy \"max-bundle\".");
  }
  return TRUE;
}

static Media *
find_media (Reader *self, gboolean is_audio)
{
  for (guint i = 0; i < self->n_media; i++)
    if (self->media[i].is_audio == is_audio)
      return &self->media[i];
  return NULL;
}

static gboolean
check (Reader *self, OvsCodec preferred, OvsOffer *offer)
{
  Media *audio = find_media (self, TRUE);

  if (audio == NULL || (audio->port == 0 && self->n_media == 1))
    return fail (self, G_IO_ERROR_NOT_SUPPORTED,
        "The offer has no sound. Add an audio track or transceiver.");
  if (!audio->has_mux)
    return fail (self, G_IO_ERROR_NOT_SUPPORTED,
        "The offer has no rtcp-mux. Make the RTCPeerConnection with "
        "rtcpMuxPolicy \"require\".");
  if (g_str_equal (audio->direction, "sendonly")
      || g_str_equal (audio->direction, "inactive"))
    return fail (self, G_IO_ERROR_NOT_SUPPORTED,
        "The offer does not let its sound be answered. Offer the audio as "
        "sendrecv, or as recvonly without a microphone.");
  return check_bundle (self) && check_transport (self, &audio->transport)
      && choose_codec (self, audio, preferred, offer);
}

/*** writing ***/

static void
write_transport (Reader *self, GString *sdp, const Media *media)
{
  const Transport *transport = &find_media (self, TRUE)->transport;

  g_string_append_printf (sdp,
      "c=IN IP4 0.0.0.0\r\n"
      "a=mid:%s\r\n"
      "a=ice-ufrag:%s\r\n"
      "a=ice-pwd:%s\r\n"
      "a=fingerprint:sha-256 %s\r\n"
      "a=setup:%s\r\n",
      media->mid, transport->ufrag, transport->pwd, transport->fingerprint,
      transport->setup);
  for (guint i = 0; i < self->candidates->len; i++)
    g_string_append_printf (sdp, "a=candidate:%s\r\n",
        (const gchar *) g_ptr_array_index (self->candidates, i));
}

static void
write_audio (Reader *self, GString *sdp, const Media *media,
    const OvsOffer *offer)
{
  static const gchar *const names[] = { "OPUS/48000/2", "PCMU/8000",
    "PCMA/8000" };

  g_string_append_printf (sdp, "m=audio 9 UDP/TLS/RTP/SAVPF %u\r\n",
      offer->payload);
  write_transport (self, sdp, media);
  g_string_append_printf (sdp,
      "a=%s\r\n"
      "a=rtcp-mux\r\n"
      "a=rtpmap:%u %s\r\n",
      media->direction, offer->payload, names[offer->codec]);
  if (offer->codec == OVS_CODEC_OPUS)
    g_string_append_printf (sdp, "a=fmtp:%u minptime=10;useinbandfec=1\r\n",
        offer->payload);
  if (media->ssrc != 0)
    g_string_append_printf (sdp, "a=ssrc:%" G_GUINT64_FORMAT " cname:page\r\n",
        media->ssrc);
}

static void
write_channel (Reader *self, GString *sdp, const Media *media)
{
  g_string_append (sdp, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n");
  write_transport (self, sdp, media);
  g_string_append_printf (sdp, "a=sctp-port:%u\r\n", media->sctp_port);
  if (media->max_message > 0)
    g_string_append_printf (sdp, "a=max-message-size:%" G_GUINT64_FORMAT "\r\n",
        media->max_message);
}

static gchar *
write_all (Reader *self, const OvsOffer *offer)
{
  GString *sdp = g_string_new ("v=0\r\n"
                               "o=- 1 1 IN IP4 0.0.0.0\r\n"
                               "s=-\r\n"
                               "t=0 0\r\n"
                               "a=group:BUNDLE");

  for (guint i = 0; i < self->n_media; i++)
    g_string_append_printf (sdp, " %s", self->media[i].mid);
  g_string_append (sdp, "\r\n");
  for (guint i = 0; i < self->n_media; i++)
    if (self->media[i].is_audio)
      write_audio (self, sdp, &self->media[i], offer);
    else
      write_channel (self, sdp, &self->media[i]);
  return g_string_free (sdp, FALSE);
}

static void
reader_clear (Reader *self)
{
  for (guint i = 0; i < self->n_media; i++) {
    g_free (self->media[i].mid);
    g_strfreev (self->media[i].formats);
    transport_clear (&self->media[i].transport);
  }
  transport_clear (&self->session);
  g_strfreev (self->bundle);
  g_ptr_array_unref (self->candidates);
}

OvsOffer *
ovs_offer_read (const gchar *text, gsize length, OvsCodec preferred,
    GError **error)
{
  Reader reader = { .candidates = g_ptr_array_new_with_free_func (g_free),
    .error = error };
  g_autoptr (OvsOffer) offer = g_new0 (OvsOffer, 1);
  gboolean ok = take_lines (&reader, text, length)
      && check (&reader, preferred, offer);

  if (ok) {
    const Media *audio = find_media (&reader, TRUE);

    offer->sends = g_str_equal (audio->direction, "sendrecv");
    offer->has_channel = reader.n_media > 1;
    offer->fingerprint = g_strdup (audio->transport.fingerprint);
    offer->sdp = write_all (&reader, offer);
  }
  reader_clear (&reader);
  return ok ? g_steal_pointer (&offer) : NULL;
}

void
ovs_offer_free (OvsOffer *self)
{
  g_free (self->fingerprint);
  g_free (self->sdp);
  g_free (self);
}
