/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* feeds.c - see feeds.h. */

#include "feeds.h"

/* So long, and so many of them, the feeds of calls that are over are kept. */
#define KEPT_S 60
#define MAX_KEPT 100
#define MAX_KEPT_BYTES (64 * 1024 * 1024)

typedef struct
{
  gchar *call_id;
  gint64 until;
  gsize bytes;
} Kept;

struct _OvsFeeds
{
  GHashTable *feeds; /* call's id -> feed */
  GQueue kept;       /* the oldest first */
  gsize bytes;       /* of those */
  guint timer;       /* of the oldest */
  OvsFeed *all;
  guint levels; /* who want those of all calls */
};

OvsFeeds *
ovs_feeds_new (void)
{
  OvsFeeds *self = g_new0 (OvsFeeds, 1);

  self->feeds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) ovs_feed_unref);
  self->all = ovs_feed_new ();
  return self;
}

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->call_id);
  g_free (kept);
}

void
ovs_feeds_free (OvsFeeds *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_queue_clear_full (&self->kept, kept_free);
  g_hash_table_unref (self->feeds);
  ovs_feed_unref (self->all);
  g_free (self);
}

OvsFeed *
ovs_feeds_open (OvsFeeds *self, const gchar *call_id)
{
  OvsFeed *feed = ovs_feed_new ();

  if (self->levels > 0)
    ovs_feed_want_levels (feed, TRUE);
  g_hash_table_replace (self->feeds, g_strdup (call_id), feed);
  return ovs_feed_ref (feed);
}

static void
drop_oldest (OvsFeeds *self)
{
  Kept *oldest = g_queue_pop_head (&self->kept);

  self->bytes -= oldest->bytes;
  g_hash_table_remove (self->feeds, oldest->call_id);
  kept_free (oldest);
}

static gboolean
on_timer (gpointer user_data)
{
  OvsFeeds *self = user_data;
  gint64 now = g_get_monotonic_time ();

  while (
      self->kept.head != NULL && ((Kept *) self->kept.head->data)->until <= now)
    drop_oldest (self);
  if (self->kept.head != NULL)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

void
ovs_feeds_close (OvsFeeds *self, const gchar *call_id)
{
  OvsFeed *feed = ovs_feeds_find (self, call_id);
  Kept *kept = g_new0 (Kept, 1);

  kept->call_id = g_strdup (call_id);
  kept->until = g_get_monotonic_time () + KEPT_S * G_USEC_PER_SEC;
  kept->bytes = feed != NULL ? ovs_feed_get_bytes (feed) : 0;
  self->bytes += kept->bytes;
  g_queue_push_tail (&self->kept, kept);
  while (self->kept.length > MAX_KEPT || self->bytes > MAX_KEPT_BYTES)
    drop_oldest (self);
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (1, on_timer, self);
}

OvsFeed *
ovs_feeds_find (OvsFeeds *self, const gchar *call_id)
{
  return g_hash_table_lookup (self->feeds, call_id);
}

void
ovs_feeds_want_levels (OvsFeeds *self, gboolean wanted)
{
  GHashTableIter iter;
  gpointer feed;

  self->levels += wanted ? 1 : -1;
  /* The first one and the last one count. */
  if (self->levels > (wanted ? 1 : 0))
    return;
  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &feed))
    ovs_feed_want_levels (feed, wanted);
}

OvsFeed *
ovs_feeds_get_all (OvsFeeds *self)
{
  return self->all;
}
