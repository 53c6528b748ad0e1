/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* shared.h - what a test's threads share: a structure with a GMutex lock and a
 * GCond cond, which tells every change. */

#pragma once

#include <glib.h>

/* Runs the statement under the lock, and tells the others. */
#define SHARED_CHANGE(shared, statement) \
  G_STMT_START \
  { \
    g_mutex_lock (&(shared)->lock); \
    statement; \
    g_cond_broadcast (&(shared)->cond); \
    g_mutex_unlock (&(shared)->lock); \
  } \
  G_STMT_END

/* Waits until the expression is true; the test fails when it never is. */
#define SHARED_WAIT(shared, expression) \
  G_STMT_START \
  { \
    gint64 until_ = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND; \
    g_mutex_lock (&(shared)->lock); \
    while (!(expression)) \
      if (!g_cond_wait_until (&(shared)->cond, &(shared)->lock, until_)) \
        g_error ("%s: %s did not come true", G_STRFUNC, #expression); \
    g_mutex_unlock (&(shared)->lock); \
  } \
  G_STMT_END
