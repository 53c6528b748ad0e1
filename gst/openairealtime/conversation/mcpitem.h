/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mcpitem.h - items of MCP tools as they are kept: their texts are shortened;
 * what is told of an item is whole. */

#pragma once

#include "protocol/event.h"

G_BEGIN_DECLS

gboolean oa_mcp_item_is_usable_id (const gchar *id);

void oa_mcp_item_shorten (OaItemInfo *item);
/* Shortened. (transfer full) */
OaItemInfo *oa_mcp_item_copy (const OaItemInfo *item);

gboolean oa_mcp_item_has_result (const OaItemInfo *item);
/* The same tool with the same arguments; either may have been shortened. */
gboolean oa_mcp_item_is_same_call (const OaItemInfo *a, const OaItemInfo *b);

/* Lists of such copies. NULL: there is none. */
const OaItemInfo *oa_mcp_items_find (const GQueue *items, const gchar *id);
/* Of more than @max the oldest is forgotten. */
void oa_mcp_items_replace (GQueue *items, const OaItemInfo *item, guint max);

G_END_DECLS
