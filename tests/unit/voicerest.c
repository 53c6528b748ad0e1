/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voicerest.c - calls and messages by Twilio's REST API, against one of ours
 * that answers as is written down. */

#include "config.h"

#include "../support/testcase.h"
#include "twilio/form.h"
#include "twilio/rest.h"

#include <libsoup/soup.h>

#define ACCOUNT "AC0123456789abcdef0123456789abcdef"
#define SID "CA0123456789abcdef0123456789abcdef"

typedef struct
{
  SoupServer *server;
  OvsSettings settings;
  OvsTwilioRest *rest;
  guint status; /* of the next answers */
  const gchar *answer;
  GPtrArray *requests; /* "path body" */
  GArray *times;
  gchar *authorization;

  guint done;
  gchar *sid;
  GError *error;
} Fixture;

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path,
    GHashTable *query, gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GBytes) body = soup_message_body_flatten (
      soup_server_message_get_request_body (message));
  gsize length;
  const gchar *text = g_bytes_get_data (body, &length);
  gint64 now = g_get_monotonic_time ();

  g_ptr_array_add (f->requests,
      g_strdup_printf ("%s %.*s", path, (gint) length, text));
  g_array_append_val (f->times, now);
  g_free (f->authorization);
  f->authorization = g_strdup (soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Authorization"));
  soup_server_message_set_status (message, f->status, NULL);
  soup_server_message_set_response (message, "application/json",
      SOUP_MEMORY_COPY, f->answer, strlen (f->answer));
}

static void
set_up (Fixture *f)
{
  GSList *uris;

  f->requests = g_ptr_array_new_with_free_func (g_free);
  f->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, on_request, f, NULL);
  g_assert_true (soup_server_listen_local (f->server, 0,
      SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (f->server);
  f->settings.twilio_api = g_uri_to_string (uris->data);
  f->settings.twilio_api[strlen (f->settings.twilio_api) - 1] = '\0';
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  f->settings.secrets.twilio_account = (gchar *) ACCOUNT;
  f->settings.secrets.twilio_token = (gchar *) "secret-token";
  f->settings.calls_per_second = 1000;
  f->rest = ovs_twilio_rest_new (&f->settings);
  f->status = 201;
  f->answer = "{\"sid\":\"" SID "\"}";
}

static void
tear_down (Fixture *f)
{
  ovs_twilio_rest_free (f->rest);
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_ptr_array_unref (f->requests);
  g_array_unref (f->times);
  g_free (f->settings.twilio_api);
  g_free (f->authorization);
  g_free (f->sid);
  g_clear_error (&f->error);
}

static void
on_done (const GError *error, gpointer user_data)
{
  Fixture *f = user_data;

  f->done++;
  g_clear_error (&f->error);
  f->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
on_dialed (const gchar *sid, const GError *error, gpointer user_data)
{
  Fixture *f = user_data;

  g_free (f->sid);
  f->sid = g_strdup (sid);
  on_done (error, f);
}

static void
wait_done (Fixture *f, guint n)
{
  while (f->done < n)
    g_main_context_iteration (NULL, TRUE);
}

static const OvsTwilioDial dial = { .to = "+15550100",
  .from = "+15550199",
  .twiml_url = "https://example.com/twilio/voice/call_1",
  .status_url = "https://example.com/twilio/status/call_1",
  .detect_machine = TRUE,
  .ring_s = 30 };

TEST_F (a_call_is_made)
{
  const gchar *request;

  ovs_twilio_rest_dial (f->rest, &dial, on_dialed, f);
  wait_done (f, 1);
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->sid, ==, SID);
  request = g_ptr_array_index (f->requests, 0);
  g_assert_cmpstr (request, ==,
      "/2010-04-01/Accounts/" ACCOUNT "/Calls.json "
      "To=%2B15550100&From=%2B15550199"
      "&Url=https%3A%2F%2Fexample.com%2Ftwilio%2Fvoice%2Fcall_1&Timeout=30"
      "&StatusCallback=https%3A%2F%2Fexample.com%2Ftwilio%2Fstatus%2Fcall_1"
      "&StatusCallbackEvent=initiated&StatusCallbackEvent=ringing"
      "&StatusCallbackEvent=answered&StatusCallbackEvent=completed"
      "&MachineDetection=Enable&AsyncAmd=true"
      "&AsyncAmdStatusCallback=https%3A%2F%2Fexample.com%2Ftwilio%2Fstatus"
      "%2Fcall_1");
  g_assert_cmpstr (f->authorization, ==,
      "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpzZWNyZXQtdG9rZW4"
      "=");
}

TEST_F (calls_wait_for_their_turn)
{
  f->settings.calls_per_second = 20;
  for (guint i = 0; i < 4; i++)
    ovs_twilio_rest_dial (f->rest, &dial, on_dialed, f);
  wait_done (f, 4);
  g_assert_cmpint (g_array_index (f->times, gint64, 3)
          - g_array_index (f->times, gint64, 0),
      >=, 3 * 50 * 1000 - 10000);
}

TEST_F (a_refusal_is_told_in_twilios_words)
{
  f->status = 400;
  f->answer = "{\"code\":21211,\"message\":\"The 'To' number is\\ninvalid\","
              "\"status\":400}";
  ovs_twilio_rest_dial (f->rest, &dial, on_dialed, f);
  wait_done (f, 1);
  g_assert_null (f->sid);
  g_assert_cmpstr (f->error->message, ==,
      "Twilio did not make the call: The 'To' number is invalid (status 400, "
      "code 21211).");
}

TEST_F (a_wrong_token_is_told_so)
{
  f->status = 401;
  f->answer = "{\"code\":20003,\"message\":\"Authenticate\"}";
  ovs_twilio_rest_dial (f->rest, &dial, on_dialed, f);
  wait_done (f, 1);
  g_assert_nonnull (strstr (f->error->message, "TWILIO_AUTH_TOKEN"));
  g_assert_null (strstr (f->error->message, "secret-token"));
}

TEST_F (nonsense_is_no_call)
{
  static const gchar *const answers[] = { "", "[]", "{}", "{\"sid\":5}",
    "<html>", "{\"sid\":", "{\"sid\":\"\"}", "{\"sid\":\"CA/../1\"}",
    "{\"sid\":\"CA 1\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    f->answer = answers[i];
    ovs_twilio_rest_dial (f->rest, &dial, on_dialed, f);
    wait_done (f, i + 1);
    g_assert_nonnull (f->error);
    g_assert_null (f->sid);
  }
}

TEST_F (a_call_that_has_gone_is_ended)
{
  f->status = 404;
  f->answer = "{\"code\":20404,\"message\":\"not found\"}";
  ovs_twilio_rest_hang_up (f->rest, SID, on_done, f);
  wait_done (f, 1);
  g_assert_no_error (f->error);
  g_assert_cmpstr (g_ptr_array_index (f->requests, 0), ==,
      "/2010-04-01/Accounts/" ACCOUNT "/Calls/" SID ".json Status=completed");
}

TEST_F (a_call_that_has_gone_cannot_be_passed_on)
{
  f->status = 404;
  f->answer = "{\"code\":20404,\"message\":\"not found\"}";
  ovs_twilio_rest_redirect (f->rest, SID, "<Response/>", on_done, f);
  wait_done (f, 1);
  g_assert_nonnull (f->error);
  g_assert_cmpstr (g_ptr_array_index (f->requests, 0), ==,
      "/2010-04-01/Accounts/" ACCOUNT "/Calls/" SID
      ".json Twiml=%3CResponse%2F%3E");
}

TEST_F (a_message_is_sent)
{
  ovs_twilio_rest_send_sms (f->rest, "+15550199", "+15550100", "Room 5 & more",
      on_done, f);
  wait_done (f, 1);
  g_assert_no_error (f->error);
  g_assert_cmpstr (g_ptr_array_index (f->requests, 0), ==,
      "/2010-04-01/Accounts/" ACCOUNT "/Messages.json "
      "To=%2B15550100&From=%2B15550199&Body=Room%205%20%26%20more");
}

TEST_F (an_end_answers_what_waits)
{
  f->settings.calls_per_second = 0.001;
  for (guint i = 0; i < 3; i++)
    ovs_twilio_rest_dial (f->rest, &dial, on_dialed, f);
  wait_done (f, 1);
  ovs_twilio_rest_free (f->rest);
  g_assert_cmpuint (f->done, ==, 3);
  g_assert_nonnull (f->error);
  f->rest = ovs_twilio_rest_new (&f->settings);
}

TEST_F (what_waits_can_be_given_up)
{
  Fixture other = { .sid = NULL };

  f->settings.calls_per_second = 0.001;
  ovs_twilio_rest_dial (f->rest, &dial, on_dialed, f);
  ovs_twilio_rest_dial (f->rest, &dial, on_dialed, &other);
  ovs_twilio_rest_give_up (f->rest, &other);
  g_assert_cmpuint (other.done, ==, 1);
  g_assert_error (other.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ovs_twilio_rest_give_up (f->rest, &other);
  wait_done (f, 1);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->requests->len, ==, 1);
  g_clear_error (&other.error);
}

TEST_F (what_is_under_way_is_waited_for)
{
  ovs_twilio_rest_hang_up (f->rest, SID, on_done, f);
  ovs_twilio_rest_hang_up (f->rest, SID, on_done, f);
  ovs_twilio_rest_wait (f->rest, 30000);
  g_assert_cmpuint (f->done, ==, 2);
  g_assert_no_error (f->error);
}

TEST (there_is_none_without_an_account)
{
  const OvsSettings settings = { .host = NULL };

  g_assert_null (ovs_twilio_rest_new (&settings));
}

TEST_MAIN ()
