/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* watchdog.h - notices that a peer has not sent a byte for too long. */

#pragma once

#include "loop.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _OaWatchdog OaWatchdog;
typedef void (*OaWatchdogFunc) (gpointer user_data);

/* Calls @silent once, after @ms (and at most an eighth more) of silence. */
OaWatchdog *oa_watchdog_new  (OaLoop *loop, GIOStream *stream, guint ms,
                              OaWatchdogFunc silent, gpointer user_data);
void        oa_watchdog_free (OaWatchdog *self);

G_END_DECLS
