/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* openaiwebhook.c - see openaiwebhook.h. */

#include "openaiwebhook.h"

#include "log.h"
#include "loglimit.h"
#include "openai/control.h"
#include "openai/openaileg.h"
#include "openai/signature.h"
#include "protocol/json.h"

#include <string.h>

#define MAX_BODY 262144
/* Deliveries are repeated for some minutes; so many are remembered. */
#define MAX_SEEN 10000
#define BUSY 486

struct _OvsOpenaiWebhook
{
  OvsOffice *office;
  OvsCalls *calls;
  OvsOpenaiControl *control;
  GHashTable *seen; /* ids of deliveries */
  OvsLogLimit strangers;
};

/* Anybody can ask as often as he likes. */
static void
tell_stranger (OvsOpenaiWebhook *self)
{
  guint left_out;

  ovs_metrics_add (self->office->metrics, OVS_COUNT_SIGNATURES, 1);
  if (ovs_log_limit_pass (&self->strangers, g_get_monotonic_time (), &left_out))
    ovs_log (OVS_LOG_WARNING, NULL, "wrong-signature",
        "A webhook that is not OpenAI's, or was signed with another secret or "
        "long ago; %u more came since the last line as this.",
        left_out);
}

static gboolean
check_signature (OvsOpenaiWebhook *self, AppHttpRequest *request)
{
  gsize length;
  const gchar *body = app_http_request_get_body (request, &length);

  if (ovs_openai_signature_check (
          self->office->settings->secrets.openai_webhook,
          app_http_request_get_header (request, "webhook-id"),
          app_http_request_get_header (request, "webhook-timestamp"), body,
          length, app_http_request_get_header (request, "webhook-signature"),
          g_get_real_time () / G_USEC_PER_SEC))
    return TRUE;
  tell_stranger (self);
  app_http_request_fail (request, 400,
      "The signature is missing, wrong or too old. Check "
      "OPENAI_WEBHOOK_SECRET and the clock.");
  return FALSE;
}

/* TRUE: it was told of before. */
static gboolean
was_seen (OvsOpenaiWebhook *self, const gchar *id)
{
  if (id == NULL)
    return FALSE;
  if (g_hash_table_size (self->seen) >= MAX_SEEN)
    g_hash_table_remove_all (self->seen);
  return !g_hash_table_add (self->seen, g_strdup (id));
}

/* "sip:+15550100@host" gives +15550100. NULL: there is none. */
static gchar *
find_party (JsonObject *data, const gchar *header)
{
  JsonArray *headers = oa_json_get_array (data, "sip_headers");
  guint n = headers != NULL ? json_array_get_length (headers) : 0;

  for (guint i = 0; i < n; i++) {
    JsonObject *one = oa_json_array_get_object (headers, i);
    const gchar *name = oa_json_get_string (one, "name");
    const gchar *value = oa_json_get_string (one, "value");
    const gchar *sip = value != NULL ? strstr (value, "sip:") : NULL;

    if (name != NULL && g_ascii_strcasecmp (name, header) == 0 && sip != NULL) {
      gsize length = strcspn (sip + 4, "@;>\" ");

      return g_utf8_make_valid (sip + 4, MIN (length, 128));
    }
  }
  return NULL;
}

static gboolean
is_call_id (const gchar *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (id[i]) && id[i] != '_' && id[i] != '-')
      return FALSE;
  return length > 0 && length <= 128;
}

static void
begin_call (OvsOpenaiWebhook *self, JsonObject *data, const gchar *external_id,
    const gchar *agent)
{
  g_autofree gchar *id = ovs_call_make_id ();
  g_autofree gchar *from = find_party (data, "From");
  g_autofree gchar *to = find_party (data, "To");
  g_autoptr (GError) error = NULL;
  OvsLeg *leg = ovs_openai_leg_new (self->control, external_id);
  const OvsCallPlan plan = { .id = id,
    .direction = "in",
    .agent = agent,
    .from = from,
    .to = to,
    .external_id = external_id };
  OvsCall *call = ovs_calls_begin (self->calls, leg, &plan, &error);

  if (call != NULL) {
    leg->listener->media (NULL, NULL, leg->user_data);
  } else {
    ovs_log (OVS_LOG_WARNING, NULL, "call-refused", "%s", error->message);
    ovs_openai_control_reject (self->control, external_id, 603);
  }
}

static void
take_call (OvsOpenaiWebhook *self, JsonObject *data, const gchar *agent)
{
  const gchar *external_id = oa_json_get_string (data, "call_id"), *why;

  if (!is_call_id (external_id)
      || ovs_calls_find_external (self->calls, external_id) != NULL)
    return;
  if (ovs_calls_can_begin (self->calls, &why)) {
    begin_call (self, data, external_id, agent);
  } else {
    ovs_log (OVS_LOG_WARNING, NULL, "call-refused", "%s", why);
    ovs_openai_control_reject (self->control, external_id, BUSY);
  }
}

/* Answered at once; what is not known is fine. */
static void
on_webhook (AppHttpRequest *request, gpointer user_data)
{
  OvsOpenaiWebhook *self = user_data;
  g_autoptr (JsonObject) event = NULL;
  JsonObject *answer;

  if (self->control == NULL) {
    app_http_request_fail (request, 409,
        "Calls of OpenAI's are not taken: set OPENAI_WEBHOOK_SECRET and "
        "OPENAI_API_KEY.");
    return;
  }
  if (!check_signature (self, request))
    return;
  event = app_http_request_read_json (request);
  if (event == NULL)
    return;
  if (!was_seen (self, app_http_request_get_header (request, "webhook-id"))
      && g_strcmp0 (oa_json_get_string (event, "type"),
             "realtime.call.incoming")
          == 0)
    take_call (self, oa_json_get_object (event, "data"),
        g_hash_table_lookup (app_http_request_get_query (request), "agent"));
  answer = json_object_new ();
  json_object_set_boolean_member (answer, "received", TRUE);
  app_http_request_answer_object (request, 200, answer);
}

static const AppHttpRoute routes[] = {
  { "POST", "/webhooks/openai", APP_HTTP_OPEN, MAX_BODY, on_webhook }, { NULL }
};

OvsOpenaiWebhook *
ovs_openai_webhook_new (OvsOffice *office, OvsCalls *calls, AppHttpServer *http)
{
  OvsOpenaiWebhook *self = g_new0 (OvsOpenaiWebhook, 1);
  const OvsSecrets *secrets = &office->settings->secrets;

  self->office = office;
  self->calls = calls;
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (secrets->openai_webhook != NULL && secrets->openai_key != NULL)
    self->control = ovs_openai_control_new (ovs_openai_control_get_base (),
        secrets->openai_key);
  app_http_server_add (http, routes, self);
  return self;
}

void
ovs_openai_webhook_free (OvsOpenaiWebhook *self)
{
  g_clear_pointer (&self->control, ovs_openai_control_free);
  g_hash_table_unref (self->seen);
  g_free (self);
}

void
ovs_openai_webhook_wait (OvsOpenaiWebhook *self, guint ms)
{
  if (self->control != NULL)
    ovs_openai_control_wait (self->control, ms);
}
