/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outgoing.c - see outgoing.h. */

#include "outgoing.h"

#include "apierror.h"
#include "common/jsonrules.h"
#include "protocol/json.h"
#include "twilio/twilioleg.h"
#include "twilio/twiml.h"

#define MAX_BODY 65536

static const gchar *const machines[] = { "hang_up", "continue", NULL };

static const AppJsonRule rules[] = {
  { .name = "to",
      .kind = APP_JSON_TEXT,
      .required = TRUE,
      .min = 1,
      .max = 200 },
  { .name = "from", .kind = APP_JSON_TEXT, .min = 1, .max = 200 },
  { .name = "agent", .kind = APP_JSON_TEXT, .min = 1, .max = 200 },
  { .name = "parameters", .kind = APP_JSON_ANY_OBJECT },
  { .name = "ring_seconds",
      .kind = APP_JSON_INT,
      .min = 5,
      .max = 600,
      .fallback = "60" },
  { .name = "on_machine", .kind = APP_JSON_WORD, .words = machines },
  { .name = NULL },
};

/* NULL: it was answered what is wrong. */
static JsonObject *
read_body (AppHttpRequest *request)
{
  gsize length;
  const gchar *text = app_http_request_get_body (request, &length);
  g_autoptr (GError) error = NULL;
  JsonObject *body =
      app_json_rules_read (rules, text, length, MAX_BODY, "The body", &error);

  if (body == NULL)
    app_http_request_fail (request, 400, "%s", error->message);
  return body;
}

static gboolean
read_outgoing (OvsTwilioLine *line, AppHttpRequest *request, JsonObject *body,
    OvsTwilioOutgoing *outgoing)
{
  const gchar *on_machine = oa_json_get_string (body, "on_machine");
  const gchar *from = oa_json_get_string (body, "from");

  outgoing->to = ovs_twiml_make_number (oa_json_get_string (body, "to"));
  outgoing->from = ovs_twiml_make_number (
      from != NULL ? from : line->settings->twilio_number);
  if (outgoing->to == NULL || outgoing->from == NULL) {
    app_http_request_fail (request, 400,
        "\"to\" and \"from\" are numbers as +15550100; without \"from\", "
        "TWILIO_PHONE_NUMBER is taken.");
    return FALSE;
  }
  outgoing->ring_s = json_object_get_int_member (body, "ring_seconds");
  outgoing->hang_up_on_machine = g_strcmp0 (on_machine, "hang_up") == 0;
  outgoing->detect_machine = on_machine != NULL;
  return TRUE;
}

static gboolean
can_dial (OvsCalls *calls, OvsTwilioLine *line, AppHttpRequest *request)
{
  const gchar *why;

  if (line->rest == NULL || line->settings->public_url == NULL) {
    app_http_request_fail (request, 409,
        "No calls can be made: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and "
        "--public-url.");
    return FALSE;
  }
  if (ovs_calls_can_begin (calls, &why))
    return TRUE;
  app_http_request_fail (request, 503, "%s", why);
  return FALSE;
}

/* Answered when Twilio has taken it: a call that cannot be made is told so. */
typedef struct
{
  OvsCalls *calls;
  AppHttpRequest *request;
  gchar *id;
} Dialing;

static void
on_dialed (const GError *error, gpointer user_data)
{
  Dialing *dialing = user_data;

  if (error != NULL)
    ovs_api_answer_error (dialing->request, error);
  else
    app_http_request_answer_object (dialing->request, 201,
        ovs_call_describe (ovs_calls_find (dialing->calls, dialing->id)));
  app_http_request_unref (dialing->request);
  g_free (dialing->id);
  g_free (dialing);
}

static void
dial (OvsCalls *calls, OvsTwilioLine *line, AppHttpRequest *request,
    JsonObject *body, const OvsTwilioOutgoing *outgoing)
{
  g_autofree gchar *id = ovs_call_make_id ();
  g_autoptr (GError) error = NULL;
  const OvsCallPlan plan = { .id = id,
    .direction = "out",
    .agent = oa_json_get_string (body, "agent"),
    .from = outgoing->from,
    .to = outgoing->to,
    .parameters = oa_json_get_object (body, "parameters") };
  OvsLeg *leg = ovs_twilio_leg_new_outgoing (line, id, outgoing);
  OvsCall *call = ovs_calls_begin (calls, leg, &plan, &error);
  Dialing *dialing;

  if (call == NULL) {
    ovs_api_answer_error (request, error);
    return;
  }
  dialing = g_new (Dialing, 1);
  *dialing = (Dialing){ calls, app_http_request_ref (request), g_strdup (id) };
  leg->klass->start (leg, on_dialed, dialing);
}

void
ovs_outgoing_make (OvsCalls *calls, OvsTwilioLine *line,
    AppHttpRequest *request)
{
  g_autoptr (JsonObject) body = read_body (request);
  OvsTwilioOutgoing outgoing = { 0 };

  if (body != NULL && read_outgoing (line, request, body, &outgoing)
      && can_dial (calls, line, request))
    dial (calls, line, request, body, &outgoing);
  g_free (outgoing.from);
  g_free (outgoing.to);
}
