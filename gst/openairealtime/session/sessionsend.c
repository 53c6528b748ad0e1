/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionsend.c - what goes out over a link, beside audio. */

#include "session/sessionprivate.h"

void
oa_session_count_sent (OaSession *self)
{
  g_mutex_lock (&self->lock);
  self->shared.figures.events_sent++;
  g_mutex_unlock (&self->lock);
}

void
oa_session_send_bytes (OaSession *self, GBytes *text)
{
  oa_session_count_sent (self);
  oa_link_send (self->links.current, text);
}

void
oa_session_send_on_link (OaSession *self, OaLink *link,
    const OaCommand *command)
{
  GBytes *text = oa_command_encode (command, self->dialect);

  if (text == NULL || !oa_link_is_connected (link)) {
    GST_DEBUG_ID (self->observer->name,
        "no such event in this dialect, or no "
        "connection: not sent");
    g_clear_pointer (&text, g_bytes_unref);
    return;
  }
  GST_LOG_ID (self->observer->name, "send %s, %" G_GSIZE_FORMAT " bytes",
      oa_command_get_name (command, self->dialect), g_bytes_get_size (text));
  oa_session_count_sent (self);
  oa_link_send (link, text);
}

void
oa_session_send_command (OaSession *self, const OaCommand *command)
{
  oa_session_send_on_link (self, self->links.current, command);
}

void
oa_session_send_simple (OaSession *self, OaCommandKind type)
{
  oa_session_send_command (self, &(OaCommand){ type });
}

void
oa_session_send_update (OaSession *self, OaUpdateKind kind, JsonObject *session)
{
  gchar *id;

  g_mutex_lock (&self->lock);
  id = oa_conversation_begin_update (self->conversation, kind, NULL);
  g_mutex_unlock (&self->lock);
  oa_session_send_command (self,
      &(OaCommand){ OA_COMMAND_CONFIGURE, id, .object = session });
  json_object_unref (session);
  g_free (id);
}
