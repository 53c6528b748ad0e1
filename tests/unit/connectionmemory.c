/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connectionmemory.c - OpenSSL gets no memory, at one allocation after the
 * other.
 *
 * GLib ends the process without memory, OpenSSL tells it: each such failure
 * must become an end with a sentence, or do no harm. -m slow tries all of
 * them. */

#include "client.h"
#include "scripts.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <openssl/crypto.h>
#include <stdlib.h>

#define QUICK_TRIES 120

/* Allocations until one fails; atomic, as the loop's thread counts. */
static gint countdown;

static gboolean
must_fail (void)
{
  return g_atomic_int_dec_and_test (&countdown);
}

static void *
allocate (size_t size, const char *file, int line)
{
  return must_fail () ? NULL : malloc (size);
}

static void *
reallocate (void *memory, size_t size, const char *file, int line)
{
  return must_fail () ? NULL : realloc (memory, size);
}

static void
release (void *memory, const char *file, int line)
{
  free (memory);
}

static void
wait_for_outcome (Client *client)
{
  SHARED_WAIT (client, client->opened || client->ended != 0);
}

/* One connection whose allocation number @fail finds no memory. */
static void
connect_without_memory (Peer *peer, gint fail)
{
  g_autoptr (Client) client = client_new (1);

  client_set_uri (client, "wss://localhost:%u/v1", peer_get_port (peer));
  client->config.tls_database =
      g_build_filename (g_getenv ("TESTDATADIR"), "tls", "localhost.pem", NULL);
  g_atomic_int_set (&countdown, fail);
  client_open (client);
  wait_for_outcome (client);
  /* To its end, so that the next one has to read the authorities again. */
  client_close (client, 1000);
  client_wait_ended (client);
  g_assert_nonnull (client->end.error);
  g_assert_cmpstr (client->end.error->message, !=, "");
}

TEST (each_allocation_may_fail)
{
  gchar *pem =
      g_build_filename (g_getenv ("TESTDATADIR"), "tls", "localhost.pem", NULL);
  g_autoptr (Peer) peer = peer_new_tls (pem, script_echo, NULL);
  gint total, step;

  g_free (pem);
  /* The first one has more to set up than those that follow. */
  connect_without_memory (peer, 0);
  connect_without_memory (peer, 0);
  total = -g_atomic_int_get (&countdown);
  g_assert_cmpint (total, >, 100);
  step = g_test_slow () ? 1 : MAX (total / QUICK_TRIES, 1);
  for (gint fail = 1; fail <= total; fail += step)
    connect_without_memory (peer, fail);
  /* What failed before leaves nothing behind that fails again. */
  connect_without_memory (peer, 0);
  g_test_message ("%d allocations, every %dth of them failed", total, step);
}

int
main (int argc, char **argv)
{
  /* Before OpenSSL has allocated anything. */
  g_assert_true (CRYPTO_set_mem_functions (allocate, reallocate, release));
  test_init (&argc, &argv);
  client_init_tests ();
  return g_test_run ();
}
