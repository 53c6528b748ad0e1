/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* watchdog.h - notices that a peer has not sent a byte for too long. */

#pragma once

#include "stream.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _OaWatchdog OaWatchdog;
typedef void (*OaWatchdogFunc) (gpointer user_data);

/* Calls @silent once, after @ms (and at most an eighth more) of silence. A
 * connection that is closing is not watched. */
OaWatchdog *oa_watchdog_new  (OaLoop *loop,
                              SoupWebsocketConnection *websocket,
                              OaStream *stream, guint ms,
                              OaWatchdogFunc silent, gpointer user_data);
/* Also from inside @silent. */
void        oa_watchdog_free (OaWatchdog *self);

G_END_DECLS
