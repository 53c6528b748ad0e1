/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calltransfer.c - transfers, asked for by the model, by words, or by need. */

#include "calltransfer.h"

#include "callspeech.h"
#include "phrases.h"

#include "protocol/json.h"

#include <gst/openairealtime/openairealtime.h>

/*** to a person ***/

/* Nobody answers, the line is busy, ...: the model goes on. */
static void
on_transferred (const GError *error, gpointer data)
{
  OvsCallState *self = data;

  if (!self->closed && error != NULL) {
    ovs_call_state_note (self, "The transfer did not work: %s", error->message);
    gst_openai_realtime_add_message (self->element, "system",
        "The transfer did not work: nobody could be reached. Tell the user, "
        "and offer to take a message.");
    gst_openai_realtime_create_response (self->element, NULL);
  }
  ovs_call_state_unref (self);
}

static void
transfer (OvsCallState *self, gchar *number)
{
  if (self->host.transfer != NULL)
    self->host.transfer (number, on_transferred, ovs_call_state_ref (self),
        self->user_data);
  g_free (number);
}

gboolean
ovs_call_transfer_after_words (OvsCallState *self, const gchar *number)
{
  if (self->host.transfer == NULL)
    return FALSE;
  ovs_call_do_after_words (self, transfer, number);
  return TRUE;
}

/* The answer that the service has begun to the same words gives way. */
static void
announce (OvsCallState *self, const gchar *number)
{
  g_autofree gchar *words =
      ovs_call_state_render (self, self->agent->human_say);
  g_autofree gchar *json = NULL;

  if (words == NULL) {
    gst_openai_realtime_interrupt (self->element);
    transfer (self, g_strdup (number));
    return;
  }
  json = ovs_say_make_response (OVS_SAY_GOODBYE, words);
  if (gst_openai_realtime_replace_response (self->element, json))
    ovs_call_do_after_words (self, transfer, number);
  else
    transfer (self, g_strdup (number));
}

gboolean
ovs_call_check_words (OvsCallState *self, const gchar *text)
{
  JsonObject *human = ovs_agent_get_part (self->agent, "human");

  if (human == NULL || self->host.transfer == NULL
      || self->last_words.func != NULL
      || !ovs_phrases_match ((const gchar *const *) self->agent->human_phrases,
          text))
    return FALSE;
  ovs_call_state_note (self, "The user asked for a person.");
  announce (self, oa_json_get_string (human, "transfer_to"));
  return TRUE;
}

/*** the service is down ***/

static void
on_rescued (const GError *error, gpointer data)
{
  OvsCallState *self = data;

  if (!self->closed && error != NULL) {
    ovs_call_state_note (self, "The transfer did not work: %s", error->message);
    ovs_call_hang_up (self);
  }
  ovs_call_state_unref (self);
}

static void
rescue (OvsCallState *self)
{
  const gchar *number =
      oa_json_get_string (ovs_agent_get_part (self->agent, "service_down"),
          "transfer_to");

  if (number != NULL && self->host.transfer != NULL)
    self->host.transfer (number, on_rescued, ovs_call_state_ref (self),
        self->user_data);
  else
    ovs_call_hang_up (self);
}

/* Whether it was heard or not, the caller must not wait. */
static void
on_played (const GError *error, gpointer data)
{
  OvsCallState *self = data;

  if (!self->closed) {
    if (error != NULL)
      ovs_call_state_note (self, "The prompt file cannot be played: %s",
          error->message);
    rescue (self);
  }
  ovs_call_state_unref (self);
}

void
ovs_call_service_failed (OvsCallState *self, const gchar *sentence)
{
  const gchar *prompt = ovs_agent_get_prompt_file (self->agent);

  ovs_call_state_note (self, "The service is down: %s", sentence);
  if (prompt != NULL && self->host.play_file != NULL)
    self->host.play_file (prompt, on_played, ovs_call_state_ref (self),
        self->user_data);
  else
    rescue (self);
}
