/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* log.h - the program's log: lines for a person or for a program, on the
 * standard error. Numbers and what is said are left out unless asked for;
 * secrets are never given to it. Any thread; a reader that stands still stops
 * nobody. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OVS_LOG_INFO,
  OVS_LOG_WARNING,
  OVS_LOG_ERROR,
} OvsLogLevel;

void ovs_log_init (gboolean json, gboolean tells_private);
/* At the end: waits a moment until all is written. */
void ovs_log_flush (void);

/* @call_id: NULL = of no call. @event: a word or two for programs, as
 * call-started. */
void ovs_log (OvsLogLevel level, const gchar *call_id, const gchar *event,
    const gchar *format, ...) G_GNUC_PRINTF (4, 5);

/* A number or text of a person's, or "…" when those are not wanted. */
const gchar *ovs_log_private (const gchar *text);

G_END_DECLS
