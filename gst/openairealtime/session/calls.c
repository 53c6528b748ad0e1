/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calls.c - questions of a model and their answers, between the conversation
 * and the application. */

#include "session/calls.h"
#include "session/debug.h"
#include "protocol/json.h"

#include <string.h>

#define MAX_OUTPUT (1024 * 1024)
#define UNUSABLE_OUTPUT "{\"error\":\"The function gave no usable result.\"}"

struct _OaCallDesk
{
  OaSessionContext *context;
  OaObserver *observer;
  const OaCallDeskOwner *functions;
  gpointer owner;
};

OaCallDesk *
oa_call_desk_new (OaSessionContext *context, OaObserver *observer,
    const OaCallDeskOwner *functions, gpointer owner)
{
  OaCallDesk *self = g_new0 (OaCallDesk, 1);

  self->context = context;
  self->observer = observer;
  self->functions = functions;
  self->owner = owner;
  return self;
}

void
oa_call_desk_free (OaCallDesk *self)
{
  g_free (self);
}

void
oa_call_desk_configure (OaCallDesk *self)
{
  const OaElementSettings *s = self->context->settings;
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
  g_mutex_lock (self->context->lock);
  oa_conversation_configure_calls (self->context->conversation, &policy, tools);
  g_mutex_unlock (self->context->lock);
  g_clear_pointer (&tools, json_array_unref);
}

/* The figure decides about a filler only. */
void
oa_call_desk_note_sounding (OaCallDesk *self)
{
  const gchar *filler = self->context->settings->functions.filler;
  gboolean sounding;

  if (filler == NULL || *filler == '\0')
    return;
  sounding = oa_media_is_sounding (self->context->media);
  g_mutex_lock (self->context->lock);
  oa_conversation_get_rules (self->context->conversation)->sounding = sounding;
  g_mutex_unlock (self->context->lock);
}

/*** answers, from any thread ***/

static OaOutputResult
tell_owner (OaCallDesk *self, OaOutputResult result)
{
  if (result == OA_OUTPUT_TAKEN)
    self->functions->answered (self->owner);
  return result;
}

OaOutputResult
oa_call_desk_send_output (OaCallDesk *self, const gchar *call_id,
    const gchar *output)
{
  OaOutputResult result = OA_OUTPUT_UNKNOWN;

  g_mutex_lock (self->context->lock);
  if (self->context->phase != OA_SESSION_STOPPED)
    result = oa_conversation_set_output (self->context->conversation, call_id,
        output);
  g_mutex_unlock (self->context->lock);
  return tell_owner (self, result);
}

OaOutputResult
oa_call_desk_approve (OaCallDesk *self, const gchar *approval_id,
    gboolean approve, const gchar *reason)
{
  OaOutputResult result = OA_OUTPUT_UNKNOWN;

  g_mutex_lock (self->context->lock);
  if (self->context->phase != OA_SESSION_STOPPED)
    result = oa_conversation_approve (self->context->conversation, approval_id,
        approve, reason);
  g_mutex_unlock (self->context->lock);
  return tell_owner (self, result);
}

gboolean
oa_call_desk_take_event (OaCallDesk *self, JsonObject *event)
{
  JsonObject *item = oa_json_get_object (event, "item");
  const gchar *call_id = oa_json_get_string (item, "call_id");
  const gchar *output = oa_json_get_string (item, "output");

  if (g_strcmp0 (oa_json_get_string (event, "type"), "conversation.item.create")
          != 0
      || g_strcmp0 (oa_json_get_string (item, "type"), "function_call_output")
          != 0
      || call_id == NULL || output == NULL)
    return FALSE;
  return oa_call_desk_send_output (self, call_id, output) == OA_OUTPUT_TAKEN;
}

/*** questions ***/

static void
log_late (OaCallDesk *self, const gchar *id, OaOutputResult result)
{
  gchar *quote;

  if (result == OA_OUTPUT_TAKEN)
    return;
  quote = oa_observer_quote (self->observer, id);
  GST_WARNING_ID (self->observer->name,
      "what a handler returned for %s "
      "comes too late, or is its second; dropped",
      quote);
  g_free (quote);
}

/* A handler returned. The call may have been answered meanwhile, by its timeout
 * or by the action; or the session is over. */
static void
take_output (const gchar *call_id, const gchar *output, gpointer user_data)
{
  OaCallDesk *self = user_data;

  if (strlen (output) > MAX_OUTPUT || !g_utf8_validate (output, -1, NULL)) {
    gchar *quote = oa_observer_quote (self->observer, call_id);

    GST_WARNING_ID (self->observer->name,
        "the output of call %s is not UTF-8 "
        "of at most %d bytes; the model gets an error in its place",
        quote, MAX_OUTPUT);
    g_free (quote);
    output = UNUSABLE_OUTPUT;
  }
  log_late (self, call_id, oa_call_desk_send_output (self, call_id, output));
}

/* A handler said yes; any text will do. */
static void
take_approval (const gchar *approval_id, const gchar *answer,
    gpointer user_data)
{
  OaCallDesk *self = user_data;

  log_late (self, approval_id,
      oa_call_desk_approve (self, approval_id, TRUE, NULL));
}

static void
unref_owner (gpointer user_data)
{
  OaCallDesk *self = user_data;

  self->functions->unref (self->owner);
}

void
oa_call_desk_ask (OaCallDesk *self, OaNotice *notice)
{
  gboolean is_call = notice->kind == OA_NOTICE_FUNCTION_CALL;
  gchar *quote = oa_observer_quote (self->observer,
      is_call ? notice->call.name : notice->mcp.item->name);

  GST_INFO_ID (self->observer->name, "%s %s",
      is_call ? "call of function" : "approval is asked for a call of", quote);
  g_free (quote);
  self->functions->ref (self->owner);
  oa_observer_ask (self->observer, notice,
      is_call ? take_output : take_approval, self, unref_owner);
}
