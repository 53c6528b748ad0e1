/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* webhooks.c - see webhooks.h.
 *
 * A call begins when its TwiML is asked for. That has a token, which comes back
 * with the media and joins them to the call. */

#include "webhooks.h"

#include "log.h"
#include "loglimit.h"
#include "ownaddress.h"
#include "protocol/json.h"
#include "twilio/form.h"
#include "twilio/phones.h"
#include "twilio/signature.h"
#include "twilio/twilioleg.h"
#include "twilio/twiml.h"

#include <string.h>

#define MAX_BODY 65536
/* As machine_end_silence. */
#define MAX_VERDICT 64
/* From the TwiML to the media. */
#define TOKEN_S 60

struct _OvsTwilioWebhooks
{
  OvsTwilioLine *line;
  OvsOffice *office;
  OvsCalls *calls;
  OvsPhones *phones;
  OvsLogLimit strangers;
};

/*** who asks ***/

/* Anybody can ask as often as he likes. */
static void
tell_stranger (OvsTwilioWebhooks *self, const gchar *target)
{
  guint left_out;

  ovs_metrics_add (self->office->metrics, OVS_COUNT_SIGNATURES, 1);
  if (ovs_log_limit_pass (&self->strangers, g_get_monotonic_time (), &left_out))
    ovs_log (OVS_LOG_WARNING, NULL, "wrong-signature",
        "A request that is not Twilio's asked for %s, and %u did since the "
        "last line as this. If it is, --public-url and TWILIO_AUTH_TOKEN are "
        "not those that Twilio has.",
        target, left_out);
}

static gboolean
check_signature (OvsTwilioWebhooks *self, AppHttpRequest *request,
    gboolean websocket, GArray *form)
{
  const OvsSettings *settings = self->line->settings;
  g_autofree gchar *target = app_http_request_dup_target (request);

  if (settings->secrets.twilio_token == NULL)
    return TRUE;
  if (ovs_twilio_signature_check (settings->secrets.twilio_token,
          settings->public_url, target, websocket, form,
          app_http_request_get_header (request, OVS_TWILIO_SIGNATURE)))
    return TRUE;
  tell_stranger (self, target);
  app_http_request_fail (request, 403,
      "The signature is missing or wrong. Check TWILIO_AUTH_TOKEN and "
      "--public-url.");
  return FALSE;
}

/* NULL: it was answered. */
static GArray *
read_form (OvsTwilioWebhooks *self, AppHttpRequest *request)
{
  gsize length;
  const gchar *body = app_http_request_get_body (request, &length);
  GArray *form = ovs_form_parse (body, length);

  if (form == NULL)
    app_http_request_fail (request, 400,
        "The body is no form. Post the fields as "
        "application/x-www-form-urlencoded.");
  else if (!check_signature (self, request, FALSE, form))
    g_clear_pointer (&form, g_array_unref);
  return form;
}

/*** TwiML ***/

/* Takes @twiml. */
static void
answer_twiml (AppHttpRequest *request, gchar *twiml)
{
  app_http_request_answer (request, 200, "text/xml", twiml, -1);
  g_free (twiml);
}

static void
answer_connect (OvsTwilioWebhooks *self, AppHttpRequest *request, OvsCall *call,
    const gchar *sid)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree gchar *base = ovs_own_address (self->line->settings, request);
  g_autofree gchar *token = ovs_tokens_issue (self->line->tokens, sid,
      ovs_call_get_id (call), now, now + TOKEN_S * (gint64) G_USEC_PER_SEC);
  g_autofree gchar *stream = NULL;
  g_autofree gchar *action = NULL;

  if (base == NULL || token == NULL) {
    ovs_call_end (call, "refused", "It could not be told where to connect to.");
    app_http_request_fail (request, 500,
        "This server does not know its own address. Set --public-url.");
    return;
  }
  /* http becomes ws, https wss. */
  stream = g_strconcat ("ws", base + strlen ("http"), "/twilio/media", NULL);
  action = g_strconcat (base, "/twilio/ended", NULL);
  answer_twiml (request, ovs_twiml_connect (stream, action, token));
}

static OvsCall *
begin_call (OvsTwilioWebhooks *self, AppHttpRequest *request, GArray *form,
    GError **error)
{
  const gchar *sid = ovs_form_get (form, "CallSid");
  g_autofree gchar *id = ovs_call_make_id ();
  const OvsCallPlan plan = {
    .id = id,
    .direction = "in",
    .agent =
        g_hash_table_lookup (app_http_request_get_query (request), "agent"),
    .from = ovs_form_get (form, "From"),
    .to = ovs_form_get (form, "To"),
    .external_id = sid,
  };

  return ovs_calls_begin (self->calls,
      ovs_twilio_leg_new_incoming (self->line, id, sid), &plan, error);
}

static gboolean
is_long (GArray *form, const gchar *name)
{
  const gchar *value = ovs_form_get (form, name);

  return value != NULL && strlen (value) > 256;
}

/* Twilio asks again when an answer was lost: that is the same call. */
static void
answer_incoming (OvsTwilioWebhooks *self, AppHttpRequest *request, GArray *form)
{
  const gchar *sid = ovs_form_get (form, "CallSid"), *why;
  g_autoptr (GError) error = NULL;
  OvsCall *call;

  if (!ovs_twilio_is_sid (sid) || is_long (form, "From")
      || is_long (form, "To")) {
    app_http_request_fail (request, 400,
        "The form tells of no call: CallSid, From and To are Twilio's.");
    return;
  }
  call = ovs_calls_find_external (self->calls, sid);
  if (call == NULL && !ovs_calls_can_begin (self->calls, &why)) {
    ovs_log (OVS_LOG_WARNING, NULL, "call-refused", "%s", why);
    answer_twiml (request, ovs_twiml_reject ());
    return;
  }
  if (call == NULL)
    call = begin_call (self, request, form, &error);
  if (call == NULL)
    app_http_request_fail (request, 404, "%s", error->message);
  else
    answer_connect (self, request, call, sid);
}

static void
on_voice (AppHttpRequest *request, gpointer user_data)
{
  OvsTwilioWebhooks *self = user_data;
  g_autoptr (GArray) form = read_form (self, request);

  if (form != NULL)
    answer_incoming (self, request, form);
}

/* Somebody whom we called has answered. */
static void
on_voice_outgoing (AppHttpRequest *request, gpointer user_data)
{
  OvsTwilioWebhooks *self = user_data;
  g_autoptr (GArray) form = read_form (self, request);
  const gchar *sid;
  OvsCall *call;

  if (form == NULL)
    return;
  sid = ovs_form_get (form, "CallSid");
  call = ovs_calls_find (self->calls, app_http_request_get_part (request, 0));
  if (!ovs_twilio_is_sid (sid)) {
    app_http_request_fail (request, 400, "The form tells of no call.");
  } else if (call == NULL
      || ovs_twilio_leg_cast (ovs_call_get_leg (call)) == NULL) {
    answer_twiml (request, ovs_twiml_hang_up ());
  } else {
    ovs_twilio_leg_identify (ovs_call_get_leg (call), sid);
    answer_connect (self, request, call, sid);
  }
}

static void
on_ended (AppHttpRequest *request, gpointer user_data)
{
  OvsTwilioWebhooks *self = user_data;
  g_autoptr (GArray) form = read_form (self, request);
  g_autofree gchar *number = NULL;
  const gchar *sid;
  OvsCall *call;

  if (form == NULL)
    return;
  sid = ovs_form_get (form, "CallSid");
  call = ovs_calls_find_external (self->calls, sid);
  if (call != NULL && ovs_twilio_leg_cast (ovs_call_get_leg (call)) != NULL)
    ovs_twilio_leg_take_question (ovs_call_get_leg (call));
  number = ovs_twilio_line_take_transfer (self->line, sid);
  answer_twiml (request,
      number != NULL ? ovs_twiml_dial (number, NULL) : ovs_twiml_hang_up ());
}

/*** what is told of calls ***/

/* A word; it may come before the media. NULL: there is none. */
static const gchar *
find_verdict (GArray *form)
{
  const gchar *answered_by = ovs_form_get (form, "AnsweredBy");

  return answered_by != NULL && *answered_by != '\0'
          && strlen (answered_by) <= MAX_VERDICT
      ? answered_by
      : NULL;
}

static void
tell_verdict (OvsCall *call, const gchar *answered_by)
{
  JsonObject *context;

  if (answered_by == NULL)
    return;
  context = json_object_new ();
  json_object_set_string_member (context, "answered_by", answered_by);
  ovs_call_set_context (call, context, NULL);
  json_object_unref (context);
}

static void
answer_status (OvsTwilioWebhooks *self, AppHttpRequest *request,
    const gchar *call_id)
{
  g_autoptr (GArray) form = read_form (self, request);
  OvsCall *call;

  if (form == NULL)
    return;
  call = call_id != NULL
      ? ovs_calls_find (self->calls, call_id)
      : ovs_calls_find_external (self->calls, ovs_form_get (form, "CallSid"));
  if (call != NULL && ovs_twilio_leg_cast (ovs_call_get_leg (call)) != NULL) {
    const gchar *answered_by = find_verdict (form);

    tell_verdict (call, answered_by);
    ovs_twilio_leg_take_status (ovs_call_get_leg (call),
        ovs_form_get (form, "CallStatus"), answered_by);
  }
  app_http_request_answer (request, 204, "text/plain", "", 0);
}

static void
on_status (AppHttpRequest *request, gpointer user_data)
{
  answer_status (user_data, request, NULL);
}

static void
on_status_outgoing (AppHttpRequest *request, gpointer user_data)
{
  answer_status (user_data, request, app_http_request_get_part (request, 0));
}

/*** media ***/

static gboolean
on_phone (const gchar *call_sid, const gchar *token, GstElement *pipeline,
    GstElement *phone, gpointer user_data)
{
  OvsTwilioWebhooks *self = user_data;
  g_autofree gchar *id = ovs_tokens_take (self->line->tokens, token, call_sid,
      g_get_monotonic_time ());
  OvsCall *call = id != NULL ? ovs_calls_find (self->calls, id) : NULL;
  OvsLeg *leg = call != NULL ? ovs_twilio_leg_cast (ovs_call_get_leg (call))
                             : NULL;

  if (leg != NULL && ovs_twilio_leg_take_media (leg, pipeline, phone))
    return TRUE;
  ovs_log (OVS_LOG_WARNING, NULL, "media-refused",
      "Media without the token of a call that waits for them.");
  return FALSE;
}

static void
on_upgraded (GIOStream *stream, gpointer user_data)
{
  OvsTwilioWebhooks *self = user_data;

  if (stream != NULL)
    ovs_phones_add (self->phones, stream);
}

static void
on_media (AppHttpRequest *request, gpointer user_data)
{
  OvsTwilioWebhooks *self = user_data;

  if (!check_signature (self, request, TRUE, NULL))
    return;
  if (ovs_phones_count (self->phones)
      >= (guint) self->line->settings->max_calls) {
    app_http_request_fail (request, 503,
        "As many media as --max-calls allows wait to be told of. Try again "
        "later.");
    return;
  }
  app_http_request_upgrade (request, on_upgraded, self);
}

static const AppHttpRoute routes[] = { { "POST", "/twilio/voice", APP_HTTP_OPEN,
                                           MAX_BODY, on_voice },
  { "POST", "/twilio/voice/{CALL}", APP_HTTP_OPEN, MAX_BODY,
      on_voice_outgoing },
  { "POST", "/twilio/status", APP_HTTP_OPEN, MAX_BODY, on_status },
  { "POST", "/twilio/status/{CALL}", APP_HTTP_OPEN, MAX_BODY,
      on_status_outgoing },
  { "POST", "/twilio/ended", APP_HTTP_OPEN, MAX_BODY, on_ended },
  { "GET", "/twilio/media", APP_HTTP_OPEN, 0, on_media },
  { "GET", "/ws/media", APP_HTTP_OPEN, 0, on_media }, { NULL } };

OvsTwilioWebhooks *
ovs_twilio_webhooks_new (OvsTwilioLine *line, OvsOffice *office,
    OvsCalls *calls, AppHttpServer *http)
{
  OvsTwilioWebhooks *self = g_new0 (OvsTwilioWebhooks, 1);

  self->line = line;
  self->office = office;
  self->calls = calls;
  self->phones = ovs_phones_new (on_phone, self);
  app_http_server_add (http, routes, self);
  return self;
}

void
ovs_twilio_webhooks_free (OvsTwilioWebhooks *self)
{
  ovs_phones_free (self->phones);
  g_free (self);
}
