/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* feed.h - the newest events of one call, numbered, for whoever watches it.
 *
 * An event is JSON text: {"id", "kind", "time" (ms since 1970), "data"}. A
 * watcher reads at its own pace: it stops the flow when it is full, and goes on
 * where it was. What the feed has let go meanwhile it is told as one event
 * "gap". Does not know what happens in a call, nor who watches. Main thread. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What is kept at most; of the service's events beside that. */
#define OVS_FEED_MAX_EVENTS 2000
#define OVS_FEED_MAX_BYTES (2 * 1024 * 1024)
#define OVS_FEED_MAX_SERVICE_EVENTS 500
#define OVS_FEED_MAX_SERVICE_BYTES (512 * 1024)

typedef struct _OvsFeed OvsFeed;

/* @json: one line. @id 0: it is not kept and cannot be asked for again. FALSE:
 * taken, and no more now; it goes on with ovs_feed_resume(). */
typedef gboolean (*OvsFeedFunc) (gint64 id, const gchar *kind,
    const gchar *json, gpointer user_data);

/* Whether anybody watches, and who wants levels, has changed. */
typedef void (*OvsFeedChangedFunc) (gpointer user_data);

OvsFeed *ovs_feed_new (void);
OvsFeed *ovs_feed_ref (OvsFeed *self);
void ovs_feed_unref (OvsFeed *self);

/* Takes @data. */
void ovs_feed_add (OvsFeed *self, const gchar *kind, JsonObject *data);
/* The same of what the service sends. */
void ovs_feed_add_service (OvsFeed *self, const gchar *kind, JsonObject *data);
/* As ovs_feed_add(): it is the last one. */
void ovs_feed_end (OvsFeed *self, const gchar *kind, JsonObject *data);
/* Nothing comes behind @id any more. */
gboolean ovs_feed_is_over (OvsFeed *self, gint64 id);
/* The same for those who watch now and are not full; it is not kept. */
void ovs_feed_flash (OvsFeed *self, const gchar *kind, JsonObject *data);

/* Tells what is kept behind @after_id (0: all of it), from inside this call on,
 * and what comes. The number is never 0. */
guint ovs_feed_watch (OvsFeed *self, gint64 after_id, OvsFeedFunc func,
    gpointer user_data);
/* The same without the service's events. */
guint ovs_feed_watch_call (OvsFeed *self, OvsFeedFunc func, gpointer user_data);
/* May be called from inside of the function. */
void ovs_feed_resume (OvsFeed *self, guint watch);
void ovs_feed_unwatch (OvsFeed *self, guint watch);

gboolean ovs_feed_is_watched (OvsFeed *self);
/* Of what is kept. */
gsize ovs_feed_get_bytes (OvsFeed *self);
/* Somebody watches the service's events. */
gboolean ovs_feed_wants_service (OvsFeed *self);
/* Somebody wants levels, which take reckoning; as often as it is let go. */
void ovs_feed_want_levels (OvsFeed *self, gboolean wanted);
gboolean ovs_feed_wants_levels (OvsFeed *self);
/* One listener; NULL: none. */
void ovs_feed_set_changed (OvsFeed *self, OvsFeedChangedFunc func,
    gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvsFeed, ovs_feed_unref)

G_END_DECLS
