/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messagemcp.c - from what a notice has of MCP to fields of a structure. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "report/messagemcp.h"

static void
set_text (GstStructure *structure, const gchar *field, const gchar *text)
{
  if (text != NULL)
    gst_structure_set (structure, field, G_TYPE_STRING, text, NULL);
}

static void
set_tools (GstStructure *structure, gchar **tools)
{
  GValue list = G_VALUE_INIT;
  guint i;

  g_value_init (&list, GST_TYPE_LIST);
  for (i = 0; tools[i] != NULL; i++) {
    GValue value = G_VALUE_INIT;

    g_value_init (&value, G_TYPE_STRING);
    g_value_set_string (&value, tools[i]);
    gst_value_list_append_and_take_value (&list, &value);
  }
  gst_structure_take_value (structure, "tools", &list);
}

void
oa_message_fill_mcp (GstStructure *structure, const OaNotice *notice)
{
  const OaItemInfo *item = notice->mcp.item;

  set_text (structure, notice->kind == OA_NOTICE_MCP_APPROVAL ? "approval-id"
      : "item-id", item->id);
  set_text (structure, "server", item->server_label);
  set_text (structure, "name", item->name);
  set_text (structure, "arguments", item->arguments);
  set_text (structure, "status", notice->mcp.status);
  set_text (structure, "output", item->output);
  set_text (structure, "error", item->error_text);
  if (item->tools != NULL)
    set_tools (structure, item->tools);
}
