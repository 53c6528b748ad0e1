/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* crowd.c - see crowd.h. */

#include "crowd.h"
#include "enums.h"

#include <stdlib.h>
#include <string.h>

/* A thread of its own pushes so early, the shared one in time. */
#define LOOKAHEAD_MS 60

static gint alive; /* elements; atomic */

static void
on_gone (gpointer data, GObject *object)
{
  g_atomic_int_add (&alive, -1);
}

static void
member_start (Member *member, OrsServer *server)
{
  GstHarness *h;

  member->clock = step_clock_new ();
  h = live_harness_new_by (GST_CLOCK (member->clock), server, "pcm",
      "turn-detection", GST_OPENAI_REALTIME_TURN_DETECTION_NONE,
      "shared-pacing", member->shared, "shared-pacing-from", 0,
      "chunk-duration", FRAME_MS, "connect-timeout", 2 * WAIT_S * 1000, NULL);

  g_atomic_int_inc (&alive);
  g_object_weak_ref (G_OBJECT (h->element), on_gone, NULL);
  member->call.f.server = server;
  call_take (&member->call, h);
}

void
crowd_start (Crowd *crowd, guint n, gboolean shared, OrsServer *server,
    OrsServer *odd)
{
  crowd->server = server;
  crowd->members = g_new0 (Member, n);
  crowd->n = n;
  crowd->shared = shared;
  for (guint i = 0; i < n; i++) {
    crowd->members[i].number = i;
    crowd->members[i].shared = shared;
    member_start (&crowd->members[i], odd != NULL && i == n - 1 ? odd : server);
  }
}

/*** ends ***/

static gpointer
stop (gpointer data)
{
  Member *member = data;
  gint64 begin = g_get_monotonic_time ();

  gst_element_set_state (member->call.h->element, GST_STATE_NULL);
  member->stop_us = g_get_monotonic_time () - begin;
  return NULL;
}

guint
crowd_stop (Crowd *crowd)
{
  GThread **threads = g_new (GThread *, crowd->n);
  gint64 longest = 0;

  for (guint i = 0; i < crowd->n; i++)
    threads[i] = g_thread_new ("stop", stop, &crowd->members[i]);
  for (guint i = 0; i < crowd->n; i++) {
    g_thread_join (threads[i]);
    longest = MAX (longest, crowd->members[i].stop_us);
  }
  g_free (threads);
  return longest / 1000;
}

static gboolean
is_nobody_alive (gconstpointer data)
{
  return g_atomic_int_get (&alive) == 0;
}

void
crowd_free (Crowd *crowd)
{
  for (guint i = 0; i < crowd->n; i++) {
    Call *call = &crowd->members[i].call;

    live_harness_stop (call->h, call->watch);
    g_byte_array_unref (call->spoken);
    gst_object_unref (crowd->members[i].clock);
  }
  g_free (crowd->members);
  wait_until (is_nobody_alive, NULL);
}

void
wait_until (gboolean (*is_so) (gconstpointer data), gconstpointer data)
{
  gint64 until = g_get_monotonic_time () + 2 * WAIT_US;

  while (!is_so (data)) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_usleep (1000);
  }
}

/*** time ***/

guint
member_get_session (Member *member)
{
  guint session;
  g_autofree gchar *id = NULL;

  g_object_get (member->call.h->element, "session-id", &id, NULL);
  g_assert_nonnull (id);
  g_assert_true (g_str_has_prefix (id, "sess_"));
  session = strtoul (id + strlen ("sess_"), NULL, 10);
  return session;
}

void
member_advance (Member *member)
{
  guint early = member->shared ? 0 : LOOKAHEAD_MS / FRAME_MS;

  if (member->frames++ > early)
    step_clock_advance (member->clock, FRAME_MS * GST_MSECOND);
}

gboolean
member_take (Member *member)
{
  g_autoptr (GstBuffer) buffer = gst_harness_pull (member->call.h);
  gboolean gap;
  GstMapInfo map;

  g_assert_nonnull (buffer);
  gap = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  /* Not a frame is missing. */
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
      (member->frames - 1) * FRAME_MS * GST_MSECOND);
  if (!gap && member->speech++ == 0)
    member->begin = GST_BUFFER_PTS (buffer);
  if (!gap) {
    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_byte_array_append (member->call.spoken, map.data, map.size);
    gst_buffer_unmap (buffer, &map);
  }
  return !gap;
}

void
member_forget (Member *member)
{
  member->speech = 0;
  g_byte_array_set_size (member->call.spoken, 0);
}

gint64
member_get_heard (Member *member)
{
  return GST_CLOCK_DIFF (member->begin,
             gst_clock_get_time (GST_CLOCK (member->clock)))
      / (gint64) GST_MSECOND;
}
