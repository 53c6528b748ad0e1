/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mcpitem.c - shortening, comparing and listing items of MCP tools. */

#include "mcpitem.h"

#include <string.h>

#define MAX_TEXT (16 * 1024)
#define MAX_NAME 256
#define MAX_ID 512

/* Whole characters only. */
static void
shorten (gchar *text, gsize max)
{
  if (text != NULL && strlen (text) > max)
    *g_utf8_find_prev_char (text, text + max + 1) = '\0';
}

void
oa_mcp_item_shorten (OaItemInfo *item)
{
  guint i;

  g_clear_pointer (&item->text, g_free);
  shorten (item->arguments, MAX_TEXT);
  shorten (item->output, MAX_TEXT);
  shorten (item->error_text, MAX_TEXT);
  shorten (item->name, MAX_NAME);
  shorten (item->server_label, MAX_NAME);
  shorten (item->approval_request_id, MAX_ID);
  shorten (item->call_id, MAX_ID);
  shorten (item->status, MAX_NAME);
  shorten (item->phase, MAX_NAME);
  for (i = 0; item->tools != NULL && item->tools[i] != NULL; i++)
    shorten (item->tools[i], MAX_NAME);
}

OaItemInfo *
oa_mcp_item_copy (const OaItemInfo *item)
{
  OaItemInfo *copy = oa_item_info_copy (item);

  oa_mcp_item_shorten (copy);
  return copy;
}

gboolean
oa_mcp_item_is_usable_id (const gchar *id)
{
  return id != NULL && strlen (id) <= MAX_ID;
}

gboolean
oa_mcp_item_has_result (const OaItemInfo *item)
{
  return item->output != NULL || item->error_text != NULL;
}

/* Either may have been shortened. */
static gboolean
is_same_text (const gchar *a, const gchar *b, gsize max)
{
  if (a == NULL || b == NULL)
    return a == b;
  return strncmp (a, b, max - 4) == 0;
}

gboolean
oa_mcp_item_is_same_call (const OaItemInfo *a, const OaItemInfo *b)
{
  return is_same_text (a->server_label, b->server_label, MAX_NAME)
      && is_same_text (a->name, b->name, MAX_NAME)
      && is_same_text (a->arguments, b->arguments, MAX_TEXT);
}

const OaItemInfo *
oa_mcp_items_find (const GQueue *items, const gchar *id)
{
  const GList *l;

  for (l = items->head; l != NULL; l = l->next) {
    const OaItemInfo *item = l->data;

    if (g_strcmp0 (item->id, id) == 0)
      return item;
  }
  return NULL;
}

void
oa_mcp_items_replace (GQueue *items, const OaItemInfo *item, guint max)
{
  OaItemInfo *before = (OaItemInfo *) oa_mcp_items_find (items, item->id);

  if (before != NULL) {
    g_queue_remove (items, before);
    oa_item_info_free (before);
  }
  g_queue_push_tail (items, oa_mcp_item_copy (item));
  if (items->length > max)
    oa_item_info_free (g_queue_pop_head (items));
}
