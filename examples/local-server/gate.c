/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gate.c - see gate.h. */

#include "gate.h"

#include "admission.h"
#include "transport/upgraderequest.h"

struct _OrsGate
{
  const OrsContext *context;
  gchar *scenario;
  guint n_since_scenario;
  guint n_open;
  gboolean closed;
};

OrsGate *
ors_gate_new (const OrsContext *context)
{
  OrsGate *self = g_new0 (OrsGate, 1);

  self->context = context;
  self->scenario = g_strdup (context->options->scenario);
  return self;
}

void
ors_gate_free (OrsGate *self)
{
  g_free (self->scenario);
  g_free (self);
}

void
ors_gate_set_scenario (OrsGate *self, const gchar *scenario)
{
  g_free (self->scenario);
  self->scenario = g_strdup (scenario);
  self->n_since_scenario = 0;
}

OrsScenario *
ors_gate_dup_scenario (OrsGate *self)
{
  OrsScenario *scenario = ors_scenario_new (self->scenario, NULL);

  if (!ors_scenario_applies (scenario, self->n_since_scenario)) {
    ors_scenario_free (scenario);
    scenario = ors_scenario_new (NULL, NULL);
  }
  return scenario;
}

static void
log_refused (OrsGate *self, const gchar *how)
{
  g_autofree gchar *record =
      g_strdup_printf ("{\"type\":\"refused\",\"how\":\"%s\"}", how);

  ors_log_add (self->context->log, 0, ORS_FROM_CONNECTION, "refused", record,
      0);
}

/* TRUE if a fault that does not let a client in is to be now. With a moment,
 * the first is let in: it is lost then, and the next ones are refused. */
static gboolean
keeps_out (OrsGate *self, const OrsScenario *scenario, OrsFault fault)
{
  return scenario->fault == fault
      && (ors_scenario_get_string (scenario, "when", NULL) == NULL
          || self->n_since_scenario > 0);
}

gboolean
ors_gate_ignores (OrsGate *self)
{
  OrsScenario *scenario = ors_gate_dup_scenario (self);
  gboolean ignores = keeps_out (self, scenario, ORS_FAULT_HALF_OPEN);

  if (ignores) {
    self->n_since_scenario++;
    log_refused (self, "never answered");
  }
  ors_scenario_free (scenario);
  return ignores;
}

static guint
refuse (OaRefusal *refusal, guint status, const gchar *sentence)
{
  refusal->reason = sentence;
  refusal->body = g_strdup_printf (
      "{\"error\":{\"type\":\"invalid_request_error\",\"code\":null,"
      "\"message\":\"%s\",\"param\":null}}",
      sentence);
  return status;
}

static guint
refuse_by_scenario (OrsGate *self, OaRefusal *refusal)
{
  OrsScenario *scenario = ors_gate_dup_scenario (self);
  guint status = 0;

  if (keeps_out (self, scenario, ORS_FAULT_HTTP)) {
    self->n_since_scenario++;
    log_refused (self, "status");
    refusal->retry_after = ors_scenario_get_int (scenario, "retry_after", 0);
    status = refuse (refusal, ors_scenario_get_int (scenario, "status", 503),
        "Refused by the scenario.");
  }
  ors_scenario_free (scenario);
  return status;
}

/* The server's own reasons; in-band the client would be served first. */
guint
ors_gate_check (OrsGate *self, const OaHttpHead *request, OaRefusal *refusal)
{
  const OrsOptions *options = self->context->options;

  if (!ors_admission_knows_path (request))
    return refuse (refusal, 404, "There is nothing at this address.");
  if (!ors_admission_allows_origin (request, options)) {
    log_refused (self, "origin");
    return refuse (refusal, 403,
        "This web page is not allowed to connect, see --allow-origin.");
  }
  if (self->closed) {
    log_refused (self, "draining");
    return refuse (refusal, 503,
        "The server is about to end and takes no new sessions. Connect to "
        "another one.");
  }
  if (self->n_open >= options->max_sessions) {
    log_refused (self, "too many sessions");
    return refuse (refusal, 503,
        "There are too many sessions. Try again later, or see "
        "--max-sessions.");
  }
  return refuse_by_scenario (self, refusal);
}

OrsScenario *
ors_gate_enter (OrsGate *self)
{
  OrsScenario *scenario = ors_gate_dup_scenario (self);

  self->n_since_scenario++;
  self->n_open++;
  return scenario;
}

void
ors_gate_leave (OrsGate *self)
{
  self->n_open--;
}

guint
ors_gate_count (OrsGate *self)
{
  return self->n_open;
}

void
ors_gate_close (OrsGate *self)
{
  self->closed = TRUE;
}

void
ors_gate_open (OrsGate *self)
{
  self->closed = FALSE;
}
