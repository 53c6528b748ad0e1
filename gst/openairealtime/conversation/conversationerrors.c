/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationerrors.c - whose error it is: of a request of ours, of a
 * truncation, of the whole session, or of something that only users care
 * about. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "conversationprivate.h"
#include "protocol/servicecause.h"

gboolean
oa_conversation_is_quota_error (const OaServiceError *error)
{
  return error != NULL && (g_strcmp0 (error->type, "insufficient_quota") == 0
      || g_strcmp0 (error->code, "insufficient_quota") == 0);
}

gboolean
oa_conversation_is_about (const OaServiceError *error, const gchar *event_id,
    const gchar *param_prefix)
{
  if (event_id == NULL)
    return FALSE;
  if (error->event_id != NULL)
    return g_str_equal (error->event_id, event_id);
  /* Services leave the event id out in several real cases. */
  return error->param != NULL && g_str_has_prefix (error->param, param_prefix);
}

/* A trouble of the server's own, which may have cost whatever is out. Other
 * errors that name no request are mostly about something else, such as a
 * transcription. */
static gboolean
names_nothing (const OaServiceError *error)
{
  return error->event_id == NULL && error->param == NULL
      && g_strcmp0 (error->type, "server_error") == 0;
}

/* TRUE when the error belongs to something of ours and needs no telling. */
static gboolean
absorb_error (OaConversation *self, const OaServiceError *error, gint64 now)
{
  if (g_strcmp0 (error->code, "conversation_already_has_active_response")
      == 0) {
    /* Without an id it is the latest; an older one is made up for by it. */
    if (self->request_id != NULL && (error->event_id == NULL
            || g_str_equal (error->event_id, self->request_id)))
      oa_conversation_postpone_request (self, now);
    return TRUE;
  }
  return g_strcmp0 (error->code, "response_cancel_not_active") == 0;
}

void
oa_conversation_handle_error (OaConversation *self, const OaServiceError *error,
    gint64 now, GPtrArray *actions)
{
  OaUpdateKind update;

  if (oa_service_cause_from_code (error->code) != OA_SERVICE_CAUSE_OTHER) {
    oa_actions_fail (actions, error);
    return;
  }
  if (absorb_error (self, error, now)
      || oa_conversation_ignore_rejected_truncation (self, error, actions))
    return;
  update = oa_updates_refuse (&self->updates, error);
  if (update != OA_UPDATE_NONE) {
    oa_actions_session_refused (actions, update, error);
  } else if (oa_conversation_is_about (error, self->request_id, "response")) {
    oa_conversation_forget_request (self);
    oa_conversation_request_next (self, actions);
  } else if (g_strcmp0 (error->code, "input_audio_buffer_commit_empty") == 0
      && self->commits > 0) {
    self->commits--;
  } else if (names_nothing (error)) {
    oa_conversation_doubt_request (self, now);
  }
  oa_actions_notify (actions, oa_notice_new_error (error));
}
