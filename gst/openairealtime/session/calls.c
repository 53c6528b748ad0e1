/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calls.c - function calls between the conversation and the application:
 * told through the observer, answered from any thread. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

#include <string.h>

#define MAX_OUTPUT (1024 * 1024)
#define UNUSABLE_OUTPUT "{\"error\":\"The function gave no usable result.\"}"

void
oa_session_configure_calls (OaSession *self)
{
  const OaElementSettings *s = &self->settings;
  OaCallPolicy policy = {
    .validate = s->functions.validate_arguments,
    .timeout_ms = s->functions.timeout,
    .timeout_output = s->functions.timeout_output,
    .take_late = s->functions.late_output,
    .filler = s->functions.filler,
    .filler_delay_ms = s->functions.filler_delay,
    .max_rounds = s->functions.max_rounds,
  };
  JsonArray *tools = NULL;

  if (s->session.tools != NULL && *s->session.tools != '\0')
    tools = oa_json_parse_array (s->session.tools, -1, OA_EVENT_MAX_SIZE,
        "tools", NULL);
  g_mutex_lock (&self->lock);
  oa_conversation_configure_calls (self->conversation, &policy, tools);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&tools, json_array_unref);
}

/* Only a filler asks for it. */
void
oa_session_note_sounding (OaSession *self)
{
  const gchar *filler = self->settings.functions.filler;
  gboolean sounding;

  if (filler == NULL || *filler == '\0')
    return;
  sounding = oa_media_is_sounding (self->media);
  g_mutex_lock (&self->lock);
  oa_conversation_get_rules (self->conversation)->sounding = sounding;
  g_mutex_unlock (&self->lock);
}

/*** outputs, from any thread ***/

static void
outputs_on_loop (OaSession *self, gpointer data)
{
  /* What waits for an answer has a new reason to. */
  self->last_sign = oa_session_now ();
  oa_upload_note_activity (self->upload, self->last_sign);
  oa_session_advance (self);
}

OaOutputResult
oa_session_send_function_output (OaSession *self, const gchar *call_id,
    const gchar *output)
{
  OaOutputResult result = OA_OUTPUT_UNKNOWN;

  g_mutex_lock (&self->lock);
  if (self->context.phase != OA_SESSION_STOPPED)
    result = oa_conversation_set_output (self->conversation, call_id, output);
  g_mutex_unlock (&self->lock);
  if (result == OA_OUTPUT_TAKEN)
    oa_session_invoke (self, outputs_on_loop, NULL, NULL);
  return result;
}

/* A handler returned. The call may have been answered meanwhile, by its timeout
 * or by the action; or the session is over. */
static void
take_answer (const gchar *call_id, const gchar *output, gpointer user_data)
{
  OaSession *self = user_data;

  if (strlen (output) > MAX_OUTPUT || !g_utf8_validate (output, -1, NULL)) {
    GST_WARNING_ID (self->observer->name, "the output of call %s is not UTF-8 "
        "of at most %d bytes; the model gets an error in its place", call_id,
        MAX_OUTPUT);
    output = UNUSABLE_OUTPUT;
  }
  if (oa_session_send_function_output (self, call_id, output)
      != OA_OUTPUT_TAKEN)
    GST_WARNING_ID (self->observer->name, "the output that a handler returned "
        "for call %s comes too late, or is its second; dropped", call_id);
}

/*** calls ***/

/* The session goes along: an output belongs to it, whatever the element does
 * meanwhile. */
void
oa_session_report_call (OaSession *self, OaNotice *notice)
{
  gchar *quote = oa_observer_quote (self->observer, notice->call.name);

  GST_INFO_ID (self->observer->name, "function %s called", quote);
  g_free (quote);
  oa_observer_ask (self->observer, notice, take_answer,
      oa_session_ref (self), (GDestroyNotify) oa_session_unref);
}

/* An application may still add the output as an event. It answers the call all
 * the same. */
gboolean
oa_session_take_output_event (OaSession *self, JsonObject *event)
{
  JsonObject *item = oa_json_get_object (event, "item");
  const gchar *call_id = oa_json_get_string (item, "call_id");
  const gchar *output = oa_json_get_string (item, "output");

  if (g_strcmp0 (oa_json_get_string (event, "type"),
          "conversation.item.create") != 0
      || g_strcmp0 (oa_json_get_string (item, "type"),
          "function_call_output") != 0 || call_id == NULL || output == NULL)
    return FALSE;
  return oa_session_send_function_output (self, call_id, output)
      == OA_OUTPUT_TAKEN;
}
