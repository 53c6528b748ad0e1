/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pendingitems.h - items that were sent, and of which the service has not said
 * that it has them: a new session must be told of them.
 *
 * Pure and not thread safe, as the conversation that owns it. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A queue of them, in order. */
void oa_pending_items_clear (GQueue *self);

/* @item was sent, with its "id"; @serial grows with all that is sent. */
void oa_pending_items_add (GQueue *self, JsonObject *item, guint64 serial);
/* The service has it, or has refused it. */
void oa_pending_items_take (GQueue *self, const gchar *id);
/* It has all that was sent before @serial: services that name items
 * themselves are known by what they answer. */
void oa_pending_items_take_before (GQueue *self, guint64 serial);

/* In order. */
void oa_pending_items_foreach (GQueue *self,
    void (*func) (JsonObject *item, gpointer data), gpointer data);

G_END_DECLS
