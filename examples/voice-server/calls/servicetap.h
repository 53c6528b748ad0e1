/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* servicetap.h - the service's events as they come, for a feed that is
 * watched. They are told on the element's threads; so many wait for the main
 * thread at most, and how many did not is told as a gap. */

#pragma once

#include "feed/feed.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsServiceTap OvsServiceTap;

/* Listens at once. Both are referenced. */
OvsServiceTap *ovs_service_tap_new (GstElement *model, OvsFeed *feed);
/* Nothing is told any more. */
void ovs_service_tap_free (OvsServiceTap *self);

G_END_DECLS
