/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callaudit.c - see callaudit.h. */

#include "callaudit.h"

#include "callparts.h"

/* More of them tell nothing new of a call. */
#define MAX_NOTED 200

void
ovs_call_note_hand (OvsCall *self, const gchar *name, const gchar *what,
    const gchar *address)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree gchar *when = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree gchar *fact = NULL;
  g_autofree gchar *value = NULL;

  if (self->ending.ended || self->watch.hands >= MAX_NOTED)
    return;
  /* A fact has one value: each hand is one of its own. */
  fact = g_strdup_printf ("%s_%u", name, ++self->watch.hands);
  value = g_strdup_printf ("%s %s %s", when,
      address != NULL ? address : "unknown", what);
  ovs_call_recorder_set_fact (self->recorder, fact, value);
}
