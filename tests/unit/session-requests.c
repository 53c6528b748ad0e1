/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-requests.c - what a request of the application waits for. */

#include "session/requestqueue.h"
#include "../support/testcase.h"

#define S G_GINT64_CONSTANT (1000000)

static gboolean
holds (OaRequestQueue *self, OaRequestKind kind, gboolean ready,
    gboolean unsent, gint64 now)
{
  OaRequest *request = oa_request_new (kind);
  gboolean held = oa_request_queue_holds (self, request, ready, unsent, now);

  oa_request_unref (request);
  return held;
}

static void
push (OaRequestQueue *self, OaRequestKind kind)
{
  oa_request_queue_push (self, oa_request_new (kind));
}

static void
assert_next (OaRequestQueue *self, OaRequestKind kind)
{
  OaRequest *request = oa_request_queue_take (self);

  g_assert_nonnull (request);
  g_assert_cmpint (request->kind, ==, kind);
  oa_request_unref (request);
}

TEST (holds)
{
  OaRequestQueue queue = { G_QUEUE_INIT, 0 };

  g_assert_true (holds (&queue, OA_REQUEST_RESPONSE, FALSE, FALSE, 0));
  g_assert_false (holds (&queue, OA_REQUEST_RESPONSE, TRUE, FALSE, 0));
  push (&queue, OA_REQUEST_COMMIT);
  g_assert_true (holds (&queue, OA_REQUEST_RESPONSE, TRUE, FALSE, 0));
  /* What is heard stops at once. */
  g_assert_false (holds (&queue, OA_REQUEST_INTERRUPT, FALSE, TRUE, 0));
  g_assert_false (holds (&queue, OA_REQUEST_TALK, FALSE, TRUE, 0));
  oa_request_queue_clear (&queue);
  g_assert_true (oa_request_queue_is_empty (&queue));
}

/* Settings go first, but a service that answers none is not waited for. */
TEST (settings)
{
  OaRequestQueue queue = { G_QUEUE_INIT, 0 };

  g_assert_true (holds (&queue, OA_REQUEST_RESPONSE, TRUE, TRUE, 10 * S));
  g_assert_cmpint (queue.settings_until, ==, 12 * S);
  g_assert_true (oa_request_queue_awaits_settings (&queue, TRUE, 11 * S));
  g_assert_false (oa_request_queue_awaits_settings (&queue, TRUE, 12 * S));
  g_assert_false (oa_request_queue_awaits_settings (&queue, FALSE, 13 * S));
  g_assert_cmpint (queue.settings_until, ==, 0);
}

TEST (commit_waits)
{
  OaRequestQueue queue = { G_QUEUE_INIT, 0 };
  OaRequest *commit;

  push (&queue, OA_REQUEST_DELETE);
  push (&queue, OA_REQUEST_COMMIT);
  push (&queue, OA_REQUEST_RESPONSE);
  g_assert_null (oa_request_queue_take_commit (&queue));
  assert_next (&queue, OA_REQUEST_DELETE);
  g_assert_null (oa_request_queue_take (&queue));
  commit = oa_request_queue_take_commit (&queue);
  g_assert_nonnull (commit);
  oa_request_unref (commit);
  assert_next (&queue, OA_REQUEST_RESPONSE);
  g_assert_null (oa_request_queue_take (&queue));
}

TEST (interruption_drops_answers)
{
  OaRequestQueue queue = { G_QUEUE_INIT, 0 };
  OaRequest *item = oa_request_new_item (json_object_new (), TRUE, TRUE);

  push (&queue, OA_REQUEST_RESPONSE);
  oa_request_queue_push (&queue, oa_request_ref (item));
  push (&queue, OA_REQUEST_REPLACE);
  push (&queue, OA_REQUEST_DELETE);
  oa_request_queue_drop_answers (&queue);
  /* Its words are still said, without an answer. */
  g_assert_false (item->respond);
  oa_request_unref (item);
  assert_next (&queue, OA_REQUEST_ITEM);
  assert_next (&queue, OA_REQUEST_DELETE);
  g_assert_true (oa_request_queue_is_empty (&queue));
}

TEST (dropped_commits)
{
  OaRequestQueue queue = { G_QUEUE_INIT, 0 };

  push (&queue, OA_REQUEST_DELETE);
  oa_request_queue_push_first (&queue, oa_request_new (OA_REQUEST_COMMIT));
  push (&queue, OA_REQUEST_COMMIT);
  oa_request_queue_drop_commits (&queue);
  assert_next (&queue, OA_REQUEST_DELETE);
  g_assert_true (oa_request_queue_is_empty (&queue));
}

TEST_MAIN ()
