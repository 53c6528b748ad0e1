/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationactions.c - lists of what to do, and ids that are remembered. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "conversationprivate.h"

void
oa_conversation_notify_transcript (GPtrArray *actions, const OaEvent *event,
    OaRole role, const gchar *text, gboolean final)
{
  oa_actions_notify (actions, oa_notice_new_transcript (role, event->item_id,
          text, final, -1, event->transcript));
}

gchar *
oa_conversation_new_event_id (OaConversation *self, const gchar *prefix)
{
  return g_strdup_printf ("%s_%" G_GUINT64_FORMAT, prefix, ++self->next_id);
}

void
oa_conversation_remember (GQueue *ids, const gchar *id, guint max)
{
  g_queue_push_tail (ids, g_strdup (id));
  if (ids->length > max)
    g_free (g_queue_pop_head (ids));
}

GList *
oa_conversation_find_id (const GQueue *ids, const gchar *id)
{
  if (id == NULL)
    return NULL;
  return g_queue_find_custom ((GQueue *) ids, id, (GCompareFunc) g_strcmp0);
}

gboolean
oa_conversation_forget_id (GQueue *ids, const gchar *id)
{
  GList *link = oa_conversation_find_id (ids, id);

  if (link == NULL)
    return FALSE;
  g_free (link->data);
  g_queue_delete_link (ids, link);
  return TRUE;
}
