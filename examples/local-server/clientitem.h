/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* clientitem.h - items that a client adds to the conversation. Pure. */

#pragma once

#include "items.h"

G_BEGIN_DECLS

/* A checked copy of @object, or NULL and a @problem. @format is the session's
 * input format; @new_id the id to use if the client chose none. */
OrsItem *ors_client_item_new (JsonObject *object, OrsItems *items,
    OrsFormat format, const gchar *new_id, OrsProblem *problem);

G_END_DECLS
