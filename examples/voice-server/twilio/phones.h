/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* phones.h - media that have come and of which it is not known yet whose they
 * are: their first words tell, or they go. Main thread. */

#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsPhones OvsPhones;

/* TRUE: it has taken @pipeline, in which @phone is. */
typedef gboolean (*OvsPhonesFunc) (const gchar *call_sid, const gchar *token,
    GstElement *pipeline, GstElement *phone, gpointer user_data);

OvsPhones *ovs_phones_new (OvsPhonesFunc func, gpointer user_data);
void ovs_phones_free (OvsPhones *self);

/* @stream: a WebSocket, transfer full. */
void ovs_phones_add (OvsPhones *self, GIOStream *stream);
guint ovs_phones_count (OvsPhones *self);

G_END_DECLS
