/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-connector.c - when a session opens connections: first ones, others in
 * their place, renewals, and the keys for all of them. */

#include "session/connector.h"
#include "../support/testcase.h"

#define MS G_GINT64_CONSTANT (1000)
#define S (1000 * MS)
#define START (100 * S)

typedef struct
{
  OaElementSettings settings;
  OaConnector connector;
  OaConnectorView view;
  gint64 now;
} Fixture;

static void
set_up (Fixture *f)
{
  oa_element_settings_init (&f->settings);
  oa_connector_init (&f->connector, &f->settings);
  f->view = (OaConnectorView){ 0 };
  f->view.seconds_left = G_MAXINT64;
  f->now = START;
}

static void
tear_down (Fixture *f)
{
  oa_element_settings_clear (&f->settings);
}

static OaConnectorStep
poll_until (Fixture *f, gint64 *until)
{
  return oa_connector_poll (&f->connector, f->now, &f->view, until);
}

static OaConnectorStep
poll_step (Fixture *f)
{
  gint64 until;

  return poll_until (f, &until);
}

/* Nothing is due before @until; it is that time then. */
static void
wait_until (Fixture *f, gint64 until)
{
  gint64 told;

  g_assert_cmpint (poll_until (f, &told), ==, OA_CONNECTOR_WAIT);
  g_assert_cmpint (told, ==, until);
  if (until > f->now + 1) {
    f->now = until - 1;
    g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_WAIT);
  }
  f->now = until;
}

static void
assert_idle (Fixture *f)
{
  gint64 until;

  g_assert_cmpint (poll_until (f, &until), ==, OA_CONNECTOR_WAIT);
  g_assert_cmpint (until, ==, -1);
}

static void
begin (Fixture *f)
{
  oa_connector_start (&f->connector, f->now);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);
  f->view.connected = TRUE;
}

static void
get_up (Fixture *f)
{
  begin (f);
  f->view.configured = TRUE;
  oa_connector_link_up (&f->connector, f->view.seconds_left, f->now);
}

static gint64
fail_first (Fixture *f, gboolean passes, gboolean unknown_call)
{
  const OaConnectorFailure failure = { TRUE, passes, unknown_call, -1 };

  f->view.connected = FALSE;
  return oa_connector_first_failed (&f->connector, &failure, 0.5, f->now);
}

static gint64
lose (Fixture *f, gboolean retry, gint retry_after)
{
  const OaConnectorFailure failure = { retry, TRUE, FALSE, retry_after };

  f->view.connected = f->view.configured = FALSE;
  f->view.has_next = f->view.next_ready = FALSE;
  return oa_connector_link_failed (&f->connector, &failure, TRUE, 1.0, f->now);
}

/*** the first connection ***/

TEST_F (first)
{
  begin (f);
  assert_idle (f);
}

TEST_F (first_tries)
{
  gint64 took;

  f->settings.retry.connect_timeout = 9000;
  begin (f);
  g_assert_cmpint (oa_connector_get_try_limit (&f->connector, f->now), ==,
      6 * S);
  g_assert_cmpuint (oa_connector_get_tries (&f->connector, f->now, &took), ==,
      0);
  f->now += 6 * S;
  /* Half of the first wait, which is 500 ms. */
  g_assert_cmpint (fail_first (f, TRUE, FALSE), ==, 250 * MS);
  wait_until (f, f->now + 250 * MS);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);
  g_assert_cmpint (oa_connector_get_try_limit (&f->connector, f->now), ==,
      2750 * MS * 2 / 3);
  g_assert_cmpuint (oa_connector_get_tries (&f->connector, f->now, &took), ==,
      2);
  g_assert_cmpint (took, ==, 6250 * MS);
  /* What is left would end before the next try. */
  f->now = START + 8900 * MS;
  g_assert_cmpint (fail_first (f, TRUE, FALSE), ==, -1);
  assert_idle (f);
}

/* The last try has all the time that is left, and so has the only one. */
TEST_F (limit_of_the_last_try)
{
  f->settings.retry.connect_timeout = 9000;
  f->settings.retry.reconnect = FALSE;
  begin (f);
  g_assert_cmpint (oa_connector_get_try_limit (&f->connector, f->now), ==,
      9 * S);
  g_assert_cmpint (fail_first (f, TRUE, FALSE), ==, -1);

  f->settings.retry.reconnect = TRUE;
  f->settings.retry.max_reconnects = 1;
  g_assert_cmpint (fail_first (f, TRUE, FALSE), ==, 250 * MS);
  g_assert_cmpint (oa_connector_get_try_limit (&f->connector, f->now), ==,
      9 * S);
  g_assert_cmpint (fail_first (f, TRUE, FALSE), ==, -1);
}

TEST_F (no_limit)
{
  f->settings.retry.connect_timeout = 0;
  begin (f);
  g_assert_cmpint (oa_connector_get_try_limit (&f->connector, f->now), ==, 0);
  f->now += 3600 * S;
  g_assert_cmpint (fail_first (f, TRUE, FALSE), ==, 250 * MS);
}

TEST_F (first_that_will_not_pass)
{
  begin (f);
  g_assert_cmpint (fail_first (f, FALSE, FALSE), ==, -1);
  assert_idle (f);
}

/* A call can be joined some moments after it was accepted. */
TEST_F (unknown_call)
{
  f->settings.connection.call_id = g_strdup ("rtc_1");
  begin (f);
  f->now += 4 * S;
  g_assert_cmpint (fail_first (f, FALSE, TRUE), ==, 250 * MS);
  f->now += 1 * S;
  g_assert_cmpint (fail_first (f, FALSE, TRUE), ==, -1);
}

/*** in the place of a lost one ***/

TEST_F (backoff)
{
  static const gint64 waits[] = { 500, 1000, 2000, 4000, 4000 };
  gint64 took;

  get_up (f);
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++) {
    g_assert_cmpint (lose (f, TRUE, -1), ==, waits[i] * MS);
    wait_until (f, f->now + waits[i] * MS);
    g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);
    g_assert_cmpint (oa_connector_get_try_limit (&f->connector, f->now), ==,
        OA_DEFAULT_CONNECT_TIMEOUT * MS);
    f->view.has_next = TRUE;
    g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_WAIT);
  }
  g_assert_cmpuint (oa_connector_get_tries (&f->connector, f->now, &took), ==,
      5);
  g_assert_cmpint (took, ==, 11500 * MS);
  /* Nothing is in use: the next one takes over at once. */
  f->view.next_ready = TRUE;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_SWITCH);
  oa_connector_healthy (&f->connector);
  g_assert_cmpint (lose (f, TRUE, -1), ==, 500 * MS);
  g_assert_cmpint (lose (f, TRUE, 7), ==, 7 * S);
}

TEST_F (lost_for_good)
{
  get_up (f);
  g_assert_cmpint (lose (f, FALSE, -1), ==, -1);
  f->settings.retry.reconnect = FALSE;
  g_assert_cmpint (lose (f, TRUE, -1), ==, -1);
  f->settings.retry.reconnect = TRUE;
  f->settings.connection.call_id = g_strdup ("rtc_1");
  g_assert_cmpint (lose (f, TRUE, -1), ==, -1);
  assert_idle (f);
}

TEST_F (rest_and_reopen)
{
  get_up (f);
  lose (f, TRUE, -1);
  oa_connector_rest (&f->connector);
  assert_idle (f);
  oa_connector_reopen (&f->connector, f->now);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);
}

/*** renewal ***/

TEST_F (renewal)
{
  get_up (f);
  wait_until (f, START + 55 * 60 * S);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);
  f->view.has_next = TRUE;
  assert_idle (f);
  /* In a pause, and not while a message is being taken. */
  f->view.next_ready = TRUE;
  f->view.seconds_left = 300;
  wait_until (f, f->now + 100 * MS);
  f->view.quiet = f->view.asking = TRUE;
  wait_until (f, f->now);
  f->view.asking = FALSE;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_SWITCH);
  f->view.has_next = f->view.next_ready = FALSE;
  oa_connector_link_up (&f->connector, 3600, f->now);
  wait_until (f, f->now + 55 * 60 * S);
}

/* 15 s before the service ends the session there is no more pause to wait
 * for. */
TEST_F (forced_switch)
{
  get_up (f);
  f->view.has_next = f->view.next_ready = TRUE;
  f->view.seconds_left = 16;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_WAIT);
  f->view.seconds_left = 15;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_SWITCH);
  f->view.asking = TRUE;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_WAIT);
}

/* The service ends sessions sooner than users want them renewed. */
TEST_F (short_sessions)
{
  f->view.seconds_left = 1000;
  get_up (f);
  wait_until (f, START + 880 * S);
  oa_connector_link_up (&f->connector, 100, f->now);
  wait_until (f, f->now + 50 * S);
  oa_connector_link_up (&f->connector, 0, f->now);
  wait_until (f, f->now + 1 * S);
}

TEST_F (renewal_that_fails)
{
  get_up (f);
  f->now += 55 * 60 * S;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);
  oa_connector_renewal_failed (&f->connector, f->now);
  wait_until (f, f->now + 20 * S);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);
}

/* While the connection is lost, the renewal of its session is void. */
TEST_F (renewal_of_what_is_lost)
{
  get_up (f);
  f->now += 55 * 60 * S;
  lose (f, TRUE, -1);
  wait_until (f, f->now + 500 * MS);
}

TEST_F (no_renewal)
{
  f->settings.retry.renew_session = 0;
  get_up (f);
  assert_idle (f);
  oa_connector_renew (&f->connector, TRUE, f->now);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);

  /* Only the caller can make another call. */
  f->settings.connection.call_id = g_strdup ("rtc_1");
  oa_connector_renew (&f->connector, TRUE, f->now);
  assert_idle (f);
}

TEST_F (renewal_that_was_asked_for)
{
  get_up (f);
  oa_connector_renew (&f->connector, FALSE, f->now);
  wait_until (f, START + 55 * 60 * S);
  f->now = START + 1 * S;
  oa_connector_renew (&f->connector, TRUE, f->now);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);
  /* One is enough. */
  f->view.has_next = TRUE;
  oa_connector_renew (&f->connector, TRUE, f->now);
  assert_idle (f);
}

/* Another voice needs another session, once this one has spoken. */
TEST_F (voice)
{
  get_up (f);
  oa_connector_change_voice (&f->connector);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_WAIT);
  f->view.settled = f->view.voice_waits = TRUE;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);

  f->view.voice_waits = FALSE;
  oa_connector_change_voice (&f->connector);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_WAIT);
  f->view.voice_waits = TRUE;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_WAIT);
}

/*** keys ***/

TEST_F (key)
{
  f->connector.key_from_app = TRUE;
  oa_connector_start (&f->connector, f->now);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_REQUEST_KEY);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_WAIT);
  f->now += 3 * S;
  g_assert_true (oa_connector_key_arrived (&f->connector, TRUE, f->now));
  g_assert_false (oa_connector_key_arrived (&f->connector, TRUE, f->now));
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);
  /* The time for the key was not the service's. */
  g_assert_cmpint (oa_connector_get_try_limit (&f->connector, f->now), ==,
      10 * S);
  f->view.connected = f->view.configured = TRUE;
  oa_connector_link_up (&f->connector, 3600, f->now);

  /* One key is for one connection. */
  oa_connector_renew (&f->connector, TRUE, f->now);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_REQUEST_KEY);
}

/* All keys for a first connection together have connect-timeout. */
TEST_F (key_deadline)
{
  f->settings.connection.api_key_file = g_strdup ("/run/key");
  f->connector.key_fresh = TRUE;
  begin (f);
  fail_first (f, TRUE, FALSE);
  f->now += 250 * MS;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_REQUEST_KEY);
  f->now += 10 * S;
  g_assert_true (oa_connector_key_arrived (&f->connector, TRUE, f->now));
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_OPEN);
  fail_first (f, TRUE, FALSE);
  f->now += 1 * S;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_REQUEST_KEY);
  wait_until (f, f->now + 5 * S);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_KEY_TIMEOUT);
  g_assert_false (oa_connector_key_arrived (&f->connector, TRUE, f->now));
  assert_idle (f);
}

TEST_F (later_keys_have_time_of_their_own)
{
  f->connector.key_from_app = f->connector.key_fresh = TRUE;
  get_up (f);
  f->connector.key_time = 15 * S;
  lose (f, TRUE, -1);
  f->now += 500 * MS;
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_REQUEST_KEY);
  wait_until (f, f->now + 15 * S);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_KEY_TIMEOUT);
}

TEST_F (no_key)
{
  f->connector.key_from_app = TRUE;
  oa_connector_start (&f->connector, f->now);
  g_assert_cmpint (poll_step (f), ==, OA_CONNECTOR_REQUEST_KEY);
  g_assert_true (oa_connector_key_arrived (&f->connector, FALSE, f->now));
  assert_idle (f);
}

/* A file with a key is not read where no key is sent. */
TEST_F (no_key_is_needed)
{
  f->settings.connection.api_key_file = g_strdup ("/run/key");
  f->settings.connection.auth = GST_OPENAI_REALTIME_AUTH_NONE;
  begin (f);
}

TEST_MAIN ()
