/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* clientitem.h - items that a client adds to the conversation. Pure. */

#pragma once

#include "items.h"

G_BEGIN_DECLS

typedef gboolean (*OrsItemTest) (OrsItem *item, gpointer user_data);

/* A checked copy of @object, or NULL and a @problem. @format is the session's
 * input format; @new_id the id to use if the client chose none. Clients cannot
 * refer to a call that @is_hidden (or NULL). */
OrsItem *ors_client_item_new (JsonObject *object, OrsItems *items,
    OaAudioFormat format, const gchar *new_id, OrsItemTest is_hidden,
    gpointer user_data, OrsProblem *problem);

G_END_DECLS
