/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callactions.c - see callactions.h. */

#include "callactions.h"

#include "agents/context.h"
#include "callparts.h"
#include "feed/kinds.h"
#include "log.h"

#include <gst/openairealtime/actions.h>

gboolean
ovs_call_let_say (OvsCall *self, const gchar *text, GError **error)
{
  return ovs_call_has_agent (self, error)
      && ovs_agent_run_say (self->session.run, text, error);
}

gboolean
ovs_call_set_context (OvsCall *self, JsonObject *context, GError **error)
{
  if (self->session.run != NULL
      && !ovs_agent_run_set_context (self->session.run, context, error))
    return FALSE;
  return ovs_context_merge (&self->who.context, context, error);
}

/* Of an action of the element's. */
static gboolean
check (gboolean taken, const gchar *sentence, GError **error)
{
  if (!taken)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, sentence);
  return taken;
}

gboolean
ovs_call_send_text (OvsCall *self, const gchar *text, gboolean respond,
    GError **error)
{
  if (!ovs_call_has_agent (self, error)
      || !check (gst_openai_realtime_send_text (self->session.model, text,
                     respond),
          "The call has no session that could take the text.", error))
    return FALSE;
  ovs_feed_add_transcript (ovs_call_recorder_get_feed (self->recorder), "user",
      NULL, text, TRUE);
  ovs_turns_add_text (self->session.turns, text);
  return TRUE;
}

gboolean
ovs_call_interrupt (OvsCall *self, GError **error)
{
  return ovs_call_has_agent (self, error)
      && check (gst_openai_realtime_interrupt (self->session.model),
          "The call has no session that could be interrupted.", error);
}

gboolean
ovs_call_talk (OvsCall *self, gboolean active, GError **error)
{
  gboolean has_button = FALSE, taken;

  if (!ovs_call_has_agent (self, error))
    return FALSE;
  g_object_get (self->session.model, "push-to-talk", &has_button, NULL);
  if (!check (has_button,
          "The call has no talk button: set \"push_to_talk\" first.", error))
    return FALSE;
  /* One that is where it is asked to be is no failure. */
  g_signal_emit_by_name (self->session.model,
      active ? "talk-start" : "talk-stop", &taken);
  return TRUE;
}

void
ovs_call_transfer (OvsCall *self, const gchar *number, OvsDoneFunc done,
    gpointer done_data)
{
  if (self->ending.ended || self->session.media == NULL) {
    ovs_call_refuse (done, done_data, "The call is not connected.");
  } else if (self->leg->klass->transfer == NULL) {
    ovs_call_refuse (done, done_data, "This kind of call cannot be passed on.");
  } else {
    ovs_log (OVS_LOG_INFO, self->who.id, "transfer", "To %s",
        ovs_log_private (number));
    self->leg->klass->transfer (self->leg, number, done, done_data);
  }
}

void
ovs_call_send_dtmf (OvsCall *self, const gchar *digits, OvsDoneFunc done,
    gpointer done_data)
{
  if (self->ending.ended || self->session.media == NULL)
    ovs_call_refuse (done, done_data, "The call is not connected.");
  else if (self->leg->klass->send_dtmf != NULL)
    self->leg->klass->send_dtmf (self->leg, digits, done, done_data);
  else if (ovs_media_sound_keys (self->session.media, digits))
    done (NULL, done_data);
  else
    ovs_call_refuse (done, done_data,
        "Keys are up to 64 of 0 to 9, *, #, A to D and w for a pause, on a "
        "call whose sound is here; those that still sound count.");
}
