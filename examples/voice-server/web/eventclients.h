/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventclients.h - those that watch feeds by Server-Sent Events: each at its
 * own pace, so many at most. */

#pragma once

#include "common/http.h"
#include "feed/feeds.h"
#include "metrics.h"

G_BEGIN_DECLS

typedef struct _OvsEventClients OvsEventClients;

/* @feeds is used until the end. */
OvsEventClients *ovs_event_clients_new (OvsFeeds *feeds, OvsMetrics *metrics);
void ovs_event_clients_free (OvsEventClients *self);

/* Answers @request with the events of @feed, from where it asks on, and what
 * follows, levels among it. */
void ovs_event_clients_add (OvsEventClients *self, AppHttpRequest *request,
    OvsFeed *feed);

G_END_DECLS
