/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* scenario.c - see scenario.h. What a fault does is written where it happens:
 * server.c (before a session), session.c, response.c. */

#include "config.h"

#include "scenario.h"

#include <gio/gio.h>

#include "protocol/json.h"

/* In the order of OrsFault. */
static const gchar *const fault_names[] = { "none", "http", "half-open",
  "slow-reader", "silent", "error-close", "close", "no-session-updated",
  "refuse-update", "hold-updates", "unknown-fields", "stall-response",
  "stall-delta", "reset", "malformed-json", "deep-json", "unknown-events",
  "huge-message", "huge-delta", "tiny-deltas", "fragmented", "duplicate-deltas",
  "late-deltas", "late-transcripts", "no-response", "never-commits",
  "failed-response", "expires", "wrong-format", "other-formats", "error-storm",
  "refuse-truncate", "rate-limit", NULL };

static const OrsScenarioEntry entries[] = {
  { "http-401", "{'fault':'http','status':401}",
      "the upgrade is refused: unauthorized" },
  { "http-403", "{'fault':'http','status':403}",
      "the upgrade is refused: forbidden" },
  { "http-404", "{'fault':'http','status':404}",
      "the upgrade is refused: not found" },
  { "http-429", "{'fault':'http','status':429,'retry_after':1}",
      "the upgrade is refused: too many requests, Retry-After: 1" },
  { "http-503", "{'fault':'http','status':503}",
      "the upgrade is refused: unavailable" },
  { "half-open", "{'fault':'half-open'}",
      "the connection is accepted, the upgrade is never answered" },
  { "slow-reader", "{'fault':'slow-reader'}",
      "nothing is read any more after the first session.updated" },
  { "silent", "{'fault':'silent'}",
      "the upgrade succeeds, no event is ever sent" },
  { "invalid-key",
      "{'fault':'error-close','code':'invalid_api_key',"
      "'message':'Incorrect API key provided.','close':3000}",
      "error invalid_api_key, close 3000" },
  { "close-4004",
      "{'fault':'error-close','code':'model_not_found',"
      "'message':'The model does not exist or you do not have access to it.',"
      "'close':4004}",
      "error model_not_found, close 4004" },
  { "close-1001-expired",
      "{'fault':'error-close','code':'session_expired',"
      "'message':'Your session hit the maximum duration of 60 minutes.',"
      "'close':1001,'after_input_ms':2000}",
      "error session_expired and close 1001 after 2 s of input" },
  { "close-1011", "{'fault':'close','close':1011,'after_input_ms':1000}",
      "close 1011 without an error after 1 s of input" },
  { "session-expires", "{'fault':'expires','seconds':3}",
      "expires_at is 3 s ahead; then session_expired and close 1001" },
  { "no-session-updated", "{'fault':'no-session-updated'}",
      "session.update is applied but never answered" },
  { "refuse-session-update",
      "{'fault':'refuse-update',"
      "'code':'unknown_parameter','param':'session.instructions'}",
      "every session.update is refused with unknown_parameter" },
  { "unknown-fields",
      "{'fault':'unknown-fields',"
      "'fields':['audio.input.noise_reduction','audio.output.speed']}",
      "a session.update with one of the fields is refused: unknown_parameter" },
  { "no-response", "{'fault':'no-response'}",
      "turns are committed, no response is ever created" },
  { "never-commits", "{'fault':'never-commits'}",
      "speech starts but never stops" },
  { "stall-response", "{'fault':'stall-response'}",
      "response.created, then nothing" },
  { "stall-mid-delta", "{'fault':'stall-delta','after_audio_ms':400}",
      "nothing at all after 400 ms of output audio" },
  { "reset-mid-delta", "{'fault':'reset','after_audio_ms':400}",
      "the TCP connection is reset after 400 ms of output audio" },
  { "quota-failed",
      "{'fault':'failed-response','type':'insufficient_quota',"
      "'code':'credit_balance_exhausted',"
      "'message':'You exceeded your current quota.'}",
      "every response fails with insufficient_quota" },
  { "malformed-json", "{'fault':'malformed-json'}",
      "broken JSON before every response.done" },
  { "deep-json", "{'fault':'deep-json','depth':200000}",
      "an event with 200000 nested arrays before every response.done" },
  { "unknown-events", "{'fault':'unknown-events'}",
      "an event of an unknown type, with an unknown member, before each" },
  { "huge-message", "{'fault':'huge-message','bytes':5000000}",
      "an event of 5 MB before every response.done" },
  { "huge-delta", "{'fault':'huge-delta'}",
      "one audio delta holds the whole answer" },
  { "tiny-deltas", "{'fault':'tiny-deltas'}",
      "audio deltas of 1, 3, 5, 7 … bytes" },
  { "fragmented", "{'fault':'fragmented','bytes':100}",
      "every message is cut into fragments of 100 bytes" },
  { "duplicate-deltas", "{'fault':'duplicate-deltas'}",
      "every audio delta comes twice" },
  { "late-deltas", "{'fault':'late-deltas','count':3}",
      "three audio deltas follow each response.done" },
  { "late-transcripts", "{'fault':'late-transcripts','delay_ms':1000}",
      "transcripts of the user come 1 s after the commit" },
  { "wrong-format", "{'fault':'wrong-format'}",
      "PCM is sent although G.711 was asked for and confirmed" },
  { "wrong-format-pcmu", "{'fault':'wrong-format','format':'pcmu'}",
      "mu-law is sent although PCM was asked for and confirmed" },
  { "other-output-format", "{'fault':'other-formats','output':'pcm'}",
      "PCM is confirmed and sent, whatever was asked for" },
  { "other-input-format", "{'fault':'other-formats','input':'pcm'}",
      "PCM is confirmed and understood, whatever was asked for" },
  { "error-storm", "{'fault':'error-storm','count':200}",
      "200 errors after each session.update" },
  { "refuse-truncate", "{'fault':'refuse-truncate','audio_ms':10}",
      "every truncation is refused: the item has only 10 ms" },
  { "rate-limit", "{'fault':'rate-limit','reset_ms':1000}",
      "after each answer no tokens are left for 1 s" },
  { NULL }
};

const OrsScenarioEntry *
ors_scenario_list (void)
{
  return entries;
}

/* The table above uses single quotes to stay readable. */
static gchar *
find_entry (const gchar *name)
{
  for (const OrsScenarioEntry *entry = entries; entry->name != NULL; entry++) {
    if (g_str_equal (entry->name, name))
      return g_strdelimit (g_strdup (entry->json), "'", '"');
  }
  return NULL;
}

static gboolean
find_fault (JsonObject *parameters, OrsFault *fault)
{
  const gchar *name = oa_json_get_string (parameters, "fault");

  for (guint i = 0; fault_names[i] != NULL; i++) {
    if (g_strcmp0 (fault_names[i], name) == 0) {
      *fault = i;
      return TRUE;
    }
  }
  return FALSE;
}

OrsScenario *
ors_scenario_new (const gchar *text, GError **error)
{
  g_autofree gchar *json = NULL;
  g_autoptr (JsonObject) parameters = NULL;
  OrsFault fault;
  OrsScenario *self;

  if (text == NULL || text[0] == '\0')
    json = g_strdup ("{\"fault\":\"none\"}");
  else
    json = text[0] == '{' ? g_strdup (text) : find_entry (text);
  if (json == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "No scenario is named \"%s\"; --list-scenarios shows all", text);
    return NULL;
  }

  parameters = oa_json_parse_object (json, -1, 0, "scenario", error);
  if (parameters == NULL)
    return NULL;
  if (!find_fault (parameters, &fault)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "The scenario names no known \"fault\"");
    return NULL;
  }

  self = g_new0 (OrsScenario, 1);
  self->fault = fault;
  self->parameters = g_steal_pointer (&parameters);
  return self;
}

void
ors_scenario_free (OrsScenario *self)
{
  json_object_unref (self->parameters);
  g_free (self);
}

gint64
ors_scenario_get_int (const OrsScenario *self, const gchar *name,
    gint64 fallback)
{
  return oa_json_get_int (self->parameters, name, fallback);
}

const gchar *
ors_scenario_get_string (const OrsScenario *self, const gchar *name,
    const gchar *fallback)
{
  const gchar *value = oa_json_get_string (self->parameters, name);

  return value != NULL ? value : fallback;
}

gboolean
ors_scenario_applies (const OrsScenario *self, guint index)
{
  return index < ors_scenario_get_int (self, "sessions", G_MAXUINT);
}
