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

OaNotice *
oa_conversation_notify (GPtrArray *actions, OaNoticeKind kind, const gchar *id)
{
  OaNotice *notice = oa_notice_new (kind, id);

  oa_actions_notify (actions, notice);
  return notice;
}

void
oa_conversation_notify_error (GPtrArray *actions, const OaServiceError *error)
{
  oa_conversation_notify (actions, OA_NOTICE_ERROR, NULL)->error =
      oa_service_error_copy (error);
}

void
oa_conversation_notify_transcript (GPtrArray *actions, const OaEvent *event,
    OaRole role, const gchar *text, gboolean final)
{
  OaNotice *notice =
      oa_conversation_notify (actions, OA_NOTICE_TRANSCRIPT, event->item_id);

  notice->role = role;
  notice->text = g_strdup (text);
  notice->final = final;
  if (event->transcript != NULL)
    notice->transcript = oa_transcript_detail_ref (event->transcript);
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
