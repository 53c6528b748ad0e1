/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventring.h - the newest events of one sort, each at a place that counts from
 * the first that ever came. Does not know who reads them. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 id;         /* rises */
  const gchar *kind; /* interned */
  gchar *json;       /* a GRefString */
} OvsEvent;

typedef struct _OvsEventRing OvsEventRing;

/* What is kept at most; one event always is. */
OvsEventRing *ovs_event_ring_new (guint max_events, gsize max_bytes);
void ovs_event_ring_free (OvsEventRing *self);

void ovs_event_ring_add (OvsEventRing *self, gint64 id, const gchar *kind,
    const gchar *json);

/* Of the oldest that is kept; how many are gone, too. */
guint64 ovs_event_ring_get_first (OvsEventRing *self);
/* Behind the newest. */
guint64 ovs_event_ring_get_end (OvsEventRing *self);
/* Of the oldest that is kept and comes behind @id. */
guint64 ovs_event_ring_find (OvsEventRing *self, gint64 id);
/* NULL: it has not come yet. @place is not gone. */
const OvsEvent *ovs_event_ring_get (OvsEventRing *self, guint64 place);
/* Of all that are kept. */
gsize ovs_event_ring_get_bytes (OvsEventRing *self);

G_END_DECLS
