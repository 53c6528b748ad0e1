/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* feeds.h - the feeds of the calls that run and of those that have just ended,
 * by their ids, and one of all calls. Main thread. */

#pragma once

#include "feed/feed.h"

G_BEGIN_DECLS

typedef struct _OvsFeeds OvsFeeds;

OvsFeeds *ovs_feeds_new (void);
void ovs_feeds_free (OvsFeeds *self);

/* A new one, which is found from here on. (transfer full) */
OvsFeed *ovs_feeds_open (OvsFeeds *self, const gchar *call_id);
/* Its call is over: it is found for a minute more. */
void ovs_feeds_close (OvsFeeds *self, const gchar *call_id);
/* NULL: there is none. */
OvsFeed *ovs_feeds_find (OvsFeeds *self, const gchar *call_id);

/* Those of all feeds, those that are opened later among them. */
void ovs_feeds_want_levels (OvsFeeds *self, gboolean wanted);

/* Of what all calls have in common: begin, connection, end. */
OvsFeed *ovs_feeds_get_all (OvsFeeds *self);

G_END_DECLS
