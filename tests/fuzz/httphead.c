/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httphead.c - any bytes as an answer to the upgrade, and as a request for it.
 *
 * A head that is found is within the bytes, and is found at the same place
 * however many follow; a refusal is a sentence without a line break, and never
 * shows what may be a secret in an address; what a server answers is one head.
 */

#include "fuzz.h"

#include "transport/httprefusal.h"
#include "transport/transporterror.h"
#include "transport/upgraderequest.h"

#include <string.h>

const gchar fuzz_name[] = "httphead";
const guint fuzz_mutations = 200000;

static GUri *address;

void
fuzz_set_up (void)
{
  address = g_uri_parse ("wss://service.example/v1?model=m",
      SOUP_HTTP_URI_FLAGS, NULL);
}

static gssize
read_prefix (OaHttpHead *head, const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, data, size);
  return oa_http_head_read (head, bytes);
}

static void
check_refusal (const OaHttpHead *head)
{
  OaTransportEnd end = { NULL };

  oa_http_refusal_read (head, address, FALSE, &end);
  g_assert_nonnull (end.error);
  g_assert_true (g_utf8_validate (end.error->message, -1, NULL));
  g_assert_null (strpbrk (end.error->message, "\r\n"));
  g_assert_cmpint (end.retry_after, >=, -1);
  g_assert_cmpuint (end.http_status, ==, head->status);
  oa_transport_end_clear (&end);
}

static void
check_request (const OaHttpHead *head)
{
  static const gchar *const protocols[] = { "realtime", NULL };
  OaRefusal refusal = { NULL };
  guint status = oa_upgrade_request_check (head, &refusal.reason);
  g_autoptr (GString) answer = status == 0
      ? oa_upgrade_request_accept (head, protocols)
      : oa_upgrade_request_refuse (status, &refusal);
  OaHttpHead read = { 0 };
  gssize found = read_prefix (&read, (const guint8 *) answer->str, answer->len);

  g_assert_cmpint (found, >, 0);
  g_assert_cmpuint (read.status, ==, status != 0 ? status : 101);
  if (status == 0)
    g_assert_cmpint (found, ==, answer->len);
  oa_http_head_clear (&read);
}

static void
run_request (const guint8 *data, gsize size)
{
  OaHttpHead head = { .is_request = TRUE };
  gssize found = read_prefix (&head, data, size);

  g_assert_cmpint (found, <=, (gssize) size);
  if (found > 0)
    check_request (&head);
  oa_http_head_clear (&head);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  OaHttpHead head = { 0 };
  gssize found = read_prefix (&head, data, size);

  g_assert_cmpint (found, <=, (gssize) size);
  if (found > 0) {
    guint status = head.status;

    oa_http_head_is_upgrade (&head, "key");
    if (status >= 300)
      check_refusal (&head);
    oa_http_head_clear (&head);
    g_assert_cmpint (read_prefix (&head, data, found), ==, found);
    g_assert_cmpuint (head.status, ==, status);
  }
  oa_http_head_clear (&head);
  run_request (data, size);
}
