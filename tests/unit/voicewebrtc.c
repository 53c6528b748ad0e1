/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voicewebrtc.c - offers of browsers, sessions for pages, servers for ICE, what
 * pages may send and are told, and letters from other threads. */

#include "config.h"

#include "../support/testcase.h"
#include "agents/agentderive.h"
#include "protocol/json.h"
#include "webrtc/allowance.h"
#include "webrtc/guestview.h"
#include "webrtc/iceservers.h"
#include "webrtc/mailbox.h"
#include "webrtc/offer.h"
#include "webrtc/sessions.h"

#include <string.h>

#define SUM "AB:CD:AB:CD:AB:CD:AB:CD:AB:CD:AB:CD:AB:CD:AB:CD"
#define FINGERPRINT SUM ":" SUM
#define HEAD "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
#define TRANSPORT \
  "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdef012345\r\n" \
  "a=fingerprint:sha-256 " FINGERPRINT "\r\na=setup:actpass\r\n"
#define AUDIO(formats) \
  "m=audio 9 UDP/TLS/RTP/SAVPF " formats "\r\na=mid:0\r\na=rtcp-mux\r\n" \
  "a=rtpmap:111 opus/48000/2\r\n"
#define CHANNEL \
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n" \
  "a=sctp-port:5000\r\n" TRANSPORT
#define BUNDLE "a=group:BUNDLE 0 1\r\n"
#define WHOLE HEAD BUNDLE AUDIO ("111 0") TRANSPORT CHANNEL

static OvsOffer *
read_offer (const gchar *text)
{
  g_autoptr (GError) error = NULL;
  OvsOffer *offer =
      ovs_offer_read (text, strlen (text), OVS_CODEC_OPUS, &error);

  g_assert_no_error (error);
  return offer;
}

static void
check_refusal (const gchar *text, gint code, const gchar *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ovs_offer_read (text, strlen (text), OVS_CODEC_OPUS, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
}

TEST (an_offer_is_written_anew)
{
  g_autoptr (OvsOffer) offer = read_offer (
      WHOLE "a=extmap:1 urn:x\r\na=anything\r\n");

  g_assert_cmpint (offer->codec, ==, OVS_CODEC_OPUS);
  g_assert_cmpuint (offer->payload, ==, 111);
  g_assert_true (offer->sends);
  g_assert_true (offer->has_channel);
  g_assert_cmpstr (offer->fingerprint, ==, FINGERPRINT);
  g_assert_null (strstr (offer->sdp, "extmap"));
  g_assert_null (strstr (offer->sdp, "anything"));
  g_assert_nonnull (strstr (offer->sdp, "a=group:BUNDLE 0 1\r\n"));
}

TEST (a_codec_is_the_one_that_is_preferred_and_offered)
{
  g_autoptr (OvsOffer) mulaw =
      ovs_offer_read (WHOLE, strlen (WHOLE), OVS_CODEC_PCMU, NULL);
  g_autoptr (OvsOffer) other =
      ovs_offer_read (WHOLE, strlen (WHOLE), OVS_CODEC_PCMA, NULL);

  g_assert_cmpint (mulaw->codec, ==, OVS_CODEC_PCMU);
  g_assert_cmpuint (mulaw->payload, ==, 0);
  g_assert_cmpint (other->codec, ==, OVS_CODEC_OPUS);
  check_refusal (HEAD AUDIO ("9 13") TRANSPORT, G_IO_ERROR_NOT_SUPPORTED,
      "codec");
}

TEST (candidates_by_names_and_over_tcp_are_left_out)
{
  g_autoptr (OvsOffer) offer = read_offer (HEAD AUDIO ("111") TRANSPORT
      "a=candidate:1 1 udp 1 192.0.2.1 5000 typ host generation 0\r\n"
      "a=candidate:2 1 udp 1 a-b.local 5000 typ host\r\n"
      "a=candidate:3 1 tcp 1 192.0.2.1 9 typ host tcptype active\r\n"
      "a=candidate:4 2 udp 1 192.0.2.1 5001 typ host\r\n"
      "a=candidate:5 1 udp 1 224.0.0.1 5001 typ host\r\n"
      "a=candidate:6 1 udp 1 192.0.2.1 0 typ host\r\n"
      "a=candidate:7 1 udp 1 2001:db8::1 7 typ srflx raddr 10.0.0.1 rport "
      "9\r\n");

  g_assert_nonnull (
      strstr (offer->sdp, "a=candidate:1 1 UDP 1 192.0.2.1 5000 typ host\r\n"));
  g_assert_nonnull (strstr (offer->sdp,
      "a=candidate:7 1 UDP 1 2001:db8::1 7 typ srflx raddr 10.0.0.1 rport "
      "9\r\n"));
  for (gchar n = '2'; n <= '6'; n++) {
    g_autofree gchar *left_out = g_strdup_printf ("candidate:%c", n);

    g_assert_null (strstr (offer->sdp, left_out));
  }
}

TEST (candidates_are_bounded)
{
  GString *text = g_string_new (HEAD AUDIO ("111") TRANSPORT);
  g_autoptr (OvsOffer) offer = NULL;
  guint n = 0;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (text,
        "a=candidate:%u 1 udp 1 192.0.2.1 5000 typ host\r\n", i);
  offer = read_offer (text->str);
  for (const gchar *at = offer->sdp; (at = strstr (at, "a=candidate")); at++)
    n++;
  g_assert_cmpuint (n, ==, 32);
  g_string_free (text, TRUE);
}

TEST (what_is_no_offer_is_told)
{
  static const gchar *const texts[] = { "", "{}", "v=0", HEAD "junk\r\n",
    HEAD "m=audio\r\n", HEAD AUDIO ("111"),
    HEAD AUDIO ("111") "a=ice-ufrag:a b\r\n",
    HEAD "a=group:BUNDLE 0 1\r\n" AUDIO ("111") TRANSPORT
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (
        ovs_offer_read (texts[i], strlen (texts[i]), OVS_CODEC_OPUS, &error));
    g_assert_cmpstr (g_quark_to_string (error->domain), ==,
        g_quark_to_string (G_IO_ERROR));
    g_assert_true (g_str_has_suffix (error->message, "."));
  }
  g_assert_null (
      ovs_offer_read (HEAD "\0", strlen (HEAD) + 1, OVS_CODEC_OPUS, NULL));
}

TEST (what_there_is_not_is_told)
{
  check_refusal (WHOLE "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n",
      G_IO_ERROR_NOT_SUPPORTED, "no video");
  check_refusal (HEAD AUDIO ("111") TRANSPORT AUDIO ("111"),
      G_IO_ERROR_NOT_SUPPORTED, "one audio track");
  check_refusal (HEAD BUNDLE CHANNEL, G_IO_ERROR_NOT_SUPPORTED, "no sound");
  check_refusal (HEAD AUDIO ("111") TRANSPORT "a=sendonly\r\n",
      G_IO_ERROR_NOT_SUPPORTED, "recvonly");
  check_refusal (HEAD AUDIO ("111") TRANSPORT CHANNEL, G_IO_ERROR_NOT_SUPPORTED,
      "max-bundle");
  check_refusal (HEAD "m=audio 9 RTP/AVP 0\r\n", G_IO_ERROR_NOT_SUPPORTED,
      "WebRTC");
  check_refusal (HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" TRANSPORT,
      G_IO_ERROR_NOT_SUPPORTED, "rtcp-mux");
}

/*** sessions ***/

static OvsAgent *
make_agent (const gchar *text, GError **error)
{
  g_autoptr (JsonObject) changes =
      oa_json_parse_object (text, -1, 0, "It", NULL);

  return ovs_agent_derive (NULL, changes, error);
}

TEST (a_session_is_good_once_and_not_for_long)
{
  OvsSessions *sessions = ovs_sessions_new ();
  g_autoptr (OvsAgent) agent =
      make_agent ("{\"instructions\":\"Answer.\"}", NULL);
  g_autofree gchar *id = ovs_sessions_add (sessions, agent, NULL, 0, 100);
  g_autofree gchar *other = ovs_sessions_add (sessions, agent, NULL, 0, 100);
  g_autoptr (OvsAgent) taken = NULL;
  JsonObject *metadata;

  g_assert_cmpstr (id, !=, other);
  g_assert_true (ovs_sessions_has (sessions, id, 99));
  g_assert_false (ovs_sessions_has (sessions, id, 100));
  g_assert_false (ovs_sessions_has (sessions, "sess_", 0));
  g_assert_false (ovs_sessions_has (sessions, NULL, 0));
  g_assert_true (ovs_sessions_take (sessions, id, 0, &taken, &metadata));
  g_assert_cmpstr (ovs_agent_get_name (taken), ==, "session");
  g_assert_null (metadata);
  g_assert_false (ovs_sessions_take (sessions, id, 0, &taken, &metadata));
  ovs_sessions_free (sessions);
}

TEST (sessions_are_bounded_and_old_ones_make_way)
{
  OvsSessions *sessions = ovs_sessions_new ();
  g_autoptr (OvsAgent) agent =
      make_agent ("{\"instructions\":\"Answer.\"}", NULL);
  g_autofree gchar *late = NULL;

  for (guint i = 0; i < 1000; i++) {
    g_autofree gchar *id = ovs_sessions_add (sessions, agent, NULL, 0, 100);

    g_assert_nonnull (id);
  }
  g_assert_null (ovs_sessions_add (sessions, agent, NULL, 99, 200));
  late = ovs_sessions_add (sessions, agent, NULL, 100, 200);
  g_assert_nonnull (late);
  ovs_sessions_free (sessions);
}

TEST (a_session_runs_no_program_and_sends_no_environment)
{
  static const gchar *const tools[] = {
    "{\"name\":\"a\",\"description\":\"b\",\"command\":{\"argv\":[\"id\"]}}",
    "{\"name\":\"a\",\"description\":\"b\",\"http\":{\"url\":\"http://a\","
    "\"headers_from_environment\":{\"X\":\"HOME\"}}}"
  };

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++) {
    g_autofree gchar *text =
        g_strdup_printf ("{\"instructions\":\"Answer.\",\"tools\":[%s]}",
            tools[i]);
    g_autoptr (GError) error = NULL;

    g_assert_null (make_agent (text, &error));
    g_assert_nonnull (strstr (error->message, "agent file"));
  }
}

/*** servers for ICE ***/

TEST (servers_are_told_as_each_wants_them)
{
  OvsSettings settings = { .webrtc = { .stun = (gchar *) "stun:a.example:3478",
                               .turn = (gchar *) "turn:b.example:3478" },
    .secrets = { .turn_user = (gchar *) "u:x",
        .turn_password = (gchar *) "p\"/@" } };
  g_autofree gchar *stun = ovs_ice_servers_make_stun_uri (&settings);
  const OvsIceUser user = { "u1", 1000 }, guest = { "g1", 1000, TRUE };
  g_auto (GStrv) turn = ovs_ice_servers_make_turn_uris (&settings, &user);
  g_autofree gchar *link = ovs_ice_servers_make_link (&settings, &user);
  g_autofree gchar *for_guests = ovs_ice_servers_make_link (&settings, &guest);
  g_autoptr (JsonObject) object = json_object_new ();

  ovs_ice_servers_describe (&settings, &user, object);
  g_assert_cmpstr (for_guests, ==, "<stun:a.example:3478>; rel=\"ice-server\"");
  g_assert_cmpstr (stun, ==, "stun://a.example:3478");
  g_assert_cmpstr (turn[0], ==, "turn://u%3Ax:p%22%2F%40@b.example:3478");
  g_assert_null (turn[1]);
  g_assert_cmpstr (link, ==,
      "<stun:a.example:3478>; rel=\"ice-server\", "
      "<turn:b.example:3478>; rel=\"ice-server\"; username=\"u:x\"; "
      "credential=\"p\\\"/@\"; credential-type=\"password\"");
  g_assert_cmpuint (
      json_array_get_length (oa_json_get_array (object, "ice_servers")), ==, 2);
  g_assert_cmpstr (oa_json_get_string (object, "codec"), ==, "opus");
}

/* The sum is by: printf 44200:g1 | openssl sha1 -hmac north -binary | base64 */
TEST (a_secret_makes_passwords_that_end)
{
  OvsSettings settings = { .webrtc = { .turn = (gchar *) "turn:b.example:3478, "
                                                         "turns:b.example:5349"
                                                         "?transport=tcp" },
    .secrets = { .turn_secret = (gchar *) "north" } };
  const OvsIceUser guest = { "g1", 1000, TRUE };
  g_autoptr (JsonObject) object = json_object_new ();
  g_auto (GStrv) turn = ovs_ice_servers_make_turn_uris (&settings, &guest);
  JsonArray *servers;
  JsonObject *server;

  ovs_ice_servers_describe (&settings, &guest, object);
  servers = oa_json_get_array (object, "ice_servers");
  g_assert_cmpuint (json_array_get_length (servers), ==, 1);
  server = json_array_get_object_element (servers, 0);
  g_assert_cmpstr (oa_json_get_string (server, "username"), ==, "44200:g1");
  g_assert_cmpstr (oa_json_get_string (server, "credential"), ==, "3xXShYSY8QBmjsVLnzLGFvJGa2w=");
  g_assert_cmpuint (json_array_get_length (oa_json_get_array (server, "urls")),
      ==, 2);
  g_assert_true (g_str_has_prefix (turn[0], "turn://44200%3Ag1:"));
  g_assert_true (g_str_has_suffix (turn[1], "@b.example:5349?transport=tcp"));
  g_assert_null (turn[2]);
}

TEST (settings_of_the_network_are_checked)
{
  static const struct
  {
    OvsWebrtcSettings settings;
    const gchar *words;
  } bad[] = {
    { { .stun = (gchar *) "a.example" }, "stun" },
    { { .stun = (gchar *) "stun:a/b" }, "stun" },
    { { .turn = (gchar *) "turn:u@a.example" }, "turn" },
    { { .turn = (gchar *) "turn:a.example?transport=sctp" }, "turn" },
    { { .turn = (gchar *) "turn:a.example?a=b" }, "turn" },
    { { .turn = (gchar *) "turn:a.example,stun:a.example" }, "turn" },
    { { .turn = (gchar *) "turn:a.example," }, "turn" },
    { { .ports = (gchar *) "5" }, "ice-ports" },
    { { .ports = (gchar *) "50000-40000" }, "ice-ports" },
    { { .ports = (gchar *) "80-90" }, "ice-ports" },
    { { .address = (gchar *) "a.example" }, "ice-address" },
    { { .address = (gchar *) "0.0.0.0" }, "ice-address" },
  };
  OvsWebrtcSettings good = { .stun = (gchar *) "stun:[::1]:3478",
    .turn = (gchar *) "turn:a.example?transport=udp,turns:[::1]:443",
    .ports = (gchar *) "50000-50009",
    .address = (gchar *) "127.0.0.1" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    OvsWebrtcSettings settings = bad[i].settings;
    g_autoptr (GError) error = NULL;

    g_assert_false (ovs_webrtc_settings_check (&settings, TRUE, &error));
    g_assert_true (strstr (error->message, bad[i].words) != NULL);
  }
  g_assert_false (ovs_webrtc_settings_check (&good, FALSE, NULL));
  g_assert_true (ovs_webrtc_settings_check (&good, TRUE, NULL));
  g_assert_cmpuint (good.min_port, ==, 50000);
  g_assert_cmpuint (good.max_port, ==, 50009);
}

/*** pages ***/

TEST (what_may_come_is_counted)
{
  OvsAllowance allowance;

  ovs_allowance_init (&allowance, 2, 10, 0);
  g_assert_true (ovs_allowance_take (&allowance, 0));
  g_assert_true (ovs_allowance_take (&allowance, 0));
  g_assert_false (ovs_allowance_take (&allowance, 0));
  g_assert_cmpfloat (allowance.left, ==, -1);
  /* What was too many counts, too. */
  g_assert_false (ovs_allowance_take (&allowance, G_USEC_PER_SEC / 10));
  g_assert_true (ovs_allowance_take (&allowance, G_USEC_PER_SEC));
  g_assert_true (ovs_allowance_take (&allowance, 100 * G_USEC_PER_SEC));
  g_assert_true (ovs_allowance_take (&allowance, 100 * G_USEC_PER_SEC));
  g_assert_false (ovs_allowance_take (&allowance, 100 * G_USEC_PER_SEC));
}

/* @wanted: a piece of what is told; NULL: nothing is. */
static void
check_view (const gchar *kind, const gchar *data, const gchar *wanted)
{
  g_autofree gchar *json =
      g_strdup_printf ("{\"id\":1,\"kind\":\"%s\",\"data\":%s}", kind, data);
  g_autofree gchar *view = ovs_guest_view (kind, json);

  if (wanted == NULL)
    g_assert_null (view);
  else
    g_assert_nonnull (strstr (view, wanted));
}

TEST (guests_are_told_what_is_said_and_no_more)
{
  check_view ("turn", "{\"text\":\"Hello\"}", "Hello");
  check_view ("tool", "{\"name\":\"look\"}", NULL);
  check_view ("service", "{}", NULL);
  check_view ("usage", "{}", NULL);
  check_view ("fact", "{}", NULL);
  check_view ("note", "{\"level\":\"error\",\"sentence\":\"Key sk-1.\"}",
      "Something went wrong here.");
  check_view ("note",
      "{\"level\":\"warning\",\"sentence\":\"The service refused\"}", NULL);
  check_view ("note", "{\"level\":\"info\",\"sentence\":\"The context\"}",
      NULL);
  check_view ("note",
      "{\"level\":\"warning\",\"about\":\"reconnecting\","
      "\"sentence\":\"Host x\"}",
      "The connection to the service was lost");
  check_view ("note",
      "{\"level\":\"warning\",\"sentence\":\"The server is about to end.\"}",
      "The server is about to end.");
  check_view ("call", "{\"state\":\"begun\",\"id\":\"call_1\"}", "call_1");
  check_view ("call",
      "{\"state\":\"ended\",\"cause\":\"service-failed\","
      "\"sentence\":\"No quota.\"}",
      "Something went wrong here.");
  check_view ("call",
      "{\"state\":\"ended\",\"cause\":\"agent-hung-up\","
      "\"sentence\":\"It was heard.\"}",
      "It was heard.");
}

/*** letters ***/

#define LETTERS 10000

typedef struct
{
  OvsMailbox *mailbox;
  gint next;
  gint close_at;
} Reader;

static void
on_letter (gint kind, const gchar *text, gpointer user_data)
{
  Reader *reader = user_data;

  g_assert_cmpint (kind, ==, reader->next++);
  g_assert_cmpstr (text, ==, "text");
  if (kind == reader->close_at)
    ovs_mailbox_close (reader->mailbox);
}

static gpointer
write_letters (gpointer data)
{
  for (gint i = 0; i < LETTERS; i++)
    ovs_mailbox_post (data, i, g_strdup ("text"), G_MAXUINT);
  ovs_mailbox_unref (data);
  return NULL;
}

static gint
read_letters (gint close_at)
{
  Reader reader = { .close_at = close_at };
  GThread *thread;

  reader.mailbox = ovs_mailbox_new (on_letter, &reader);
  thread =
      g_thread_new ("writer", write_letters, ovs_mailbox_ref (reader.mailbox));
  while (reader.next < MIN (LETTERS, close_at + 1))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  ovs_mailbox_close (reader.mailbox);
  ovs_mailbox_unref (reader.mailbox);
  return reader.next;
}

TEST (letters_come_in_order_until_the_box_is_closed)
{
  g_assert_cmpint (read_letters (LETTERS), ==, LETTERS);
  g_assert_cmpint (read_letters (100), ==, 101);
}

TEST (a_box_has_so_much_room)
{
  Reader reader = { .close_at = -1 };

  reader.mailbox = ovs_mailbox_new (on_letter, &reader);
  g_assert_true (ovs_mailbox_post (reader.mailbox, 0, g_strdup ("text"), 2));
  g_assert_true (ovs_mailbox_post (reader.mailbox, 1, g_strdup ("text"), 2));
  g_assert_false (ovs_mailbox_post (reader.mailbox, 2, g_strdup ("text"), 2));
  ovs_mailbox_close (reader.mailbox);
  g_assert_false (ovs_mailbox_post (reader.mailbox, 2, g_strdup ("text"), 2));
  ovs_mailbox_unref (reader.mailbox);
}

TEST_MAIN ()
