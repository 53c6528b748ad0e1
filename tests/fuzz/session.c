/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.c - any settings, any session of a service, in any order.
 *
 * Lines are JSON: what the user wants beside the properties, and what services
 * acknowledge. The difference that was applied leaves no difference; refused
 * settings leave what was wanted; two updates are never under way; a service
 * that takes what it is sent has nothing more to be sent. */

#include "fuzz.h"

#include "protocol/json.h"
#include "protocol/sessionconfig.h"
#include "protocol/sessiondiff.h"

const gchar fuzz_name[] = "session";
const guint fuzz_mutations = 8000;

void
fuzz_set_up (void)
{}

static JsonObject *
take_object (FuzzInput *input)
{
  g_autofree gchar *line = fuzz_take_line (input);

  return oa_json_parse_object (line, -1, 0, "object", NULL);
}

/*** the difference by itself ***/

static void
check_diff (JsonObject *wanted, JsonObject *have)
{
  g_autofree gchar *before = oa_json_object_to_text (wanted);
  g_autofree gchar *after = NULL;
  g_autoptr (JsonObject) target = oa_json_object_copy (have);
  g_autoptr (JsonObject) diff = oa_session_diff (wanted, target);

  if (diff != NULL) {
    oa_session_overlay (target, diff);
    g_assert_null (oa_session_diff (wanted, target));
  }
  after = oa_json_object_to_text (wanted);
  g_assert_cmpstr (before, ==, after);
  g_assert_null (oa_session_diff (wanted, wanted));
}

static void
run_diff (FuzzInput *input)
{
  g_autoptr (JsonObject) wanted = take_object (input);
  g_autoptr (JsonObject) have = take_object (input);

  if (wanted != NULL && have != NULL)
    check_diff (wanted, have);
}

/*** the exchange with a service ***/

static void
take_settings (FuzzInput *input, OaSettings *settings)
{
  oa_settings_init (settings);
  settings->input_format = fuzz_take_number (input, 4);
  settings->output_format = fuzz_take_number (input, 4);
  settings->turn_detection = fuzz_take_number (input, 3);
  settings->output_modality = fuzz_take_number (input, 2);
  settings->idle_timeout = fuzz_take_number (input, 0x10000);
  settings->max_output_tokens = fuzz_take_number (input, 0x10000);
  settings->speed = fuzz_take_byte (input) / 100.0;
  settings->vad_threshold = fuzz_take_byte (input) / 255.0;
  settings->noise_reduction = fuzz_take_number (input, 3);
  settings->instructions = fuzz_take_line (input);
  settings->voice = fuzz_take_line (input);
  settings->transcription_model = fuzz_take_line (input);
  settings->tools = fuzz_take_line (input);
  settings->tool_choice = fuzz_take_line (input);
  settings->session_config = fuzz_take_line (input);
}

static void
want (OaSessionConfig *config, FuzzInput *input)
{
  g_auto (OaSettings) settings = { 0 };
  g_autoptr (GError) error = NULL;

  take_settings (input, &settings);
  if (oa_session_config_want (config, &settings, &error))
    g_assert_no_error (error);
  else
    g_assert_nonnull (error);
}

/* What a service that has @update applied would say. */
static void
acknowledge (OaSessionConfig *config, JsonObject *update, JsonObject *more)
{
  g_autoptr (JsonObject) session = json_object_new ();

  if (update != NULL)
    oa_session_overlay (session, update);
  if (more != NULL)
    oa_session_overlay (session, more);
  oa_session_config_acknowledge (config, session);
}

static void
reconnect (OaSessionConfig **config, const OaDialect *dialect, FuzzInput *input)
{
  OaSessionConfig *next = oa_session_config_new (dialect);

  oa_session_config_inherit_omissions (next, *config);
  oa_session_config_free (*config);
  *config = next;
  want (next, input);
}

/* One step; @update is what is under way. */
static void
step (OaSessionConfig **kept, const OaDialect *dialect, FuzzInput *input,
    JsonObject **update)
{
  OaSessionConfig *config = *kept;
  g_autoptr (JsonObject) more = NULL;

  switch (fuzz_take_number (input, 6)) {
    case 0:
      want (config, input);
      break;
    case 1:
      more = oa_session_config_next_update (config);
      if (more != NULL) {
        g_assert_null (*update);
        *update = g_steal_pointer (&more);
      }
      break;
    case 2:
      more = take_object (input);
      acknowledge (config, *update, more);
      g_clear_pointer (update, json_object_unref);
      break;
    case 3:
      oa_session_config_refuse (config);
      g_clear_pointer (update, json_object_unref);
      break;
    case 4:
      reconnect (kept, dialect, input);
      g_clear_pointer (update, json_object_unref);
      break;
    default:
      oa_session_config_get_input_format (config);
      oa_session_config_get_output_format (config);
      break;
  }
}

/* A service that does as it is told is told once. */
static void
check_settles (OaSessionConfig *config, JsonObject *update)
{
  g_autoptr (JsonObject) last = NULL;

  acknowledge (config, update, NULL);
  last = oa_session_config_next_update (config);
  acknowledge (config, last, NULL);
  g_assert_true (oa_session_config_is_settled (config));
  g_assert_null (oa_session_config_next_update (config));
}

static void
run_exchange (FuzzInput *input)
{
  const OaDialect *dialect = oa_dialect_get (
      fuzz_take_number (input, GST_OPENAI_REALTIME_DIALECT_BETA + 1),
      fuzz_take_number (input, 3));
  OaSessionConfig *config = oa_session_config_new (dialect);
  g_autoptr (JsonObject) update = NULL;

  want (config, input);
  for (guint i = 0; i < 50 && input->left > 0; i++)
    step (&config, dialect, input, &update);
  check_settles (config, update);
  oa_session_config_free (config);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };

  if (fuzz_take_byte (&input) & 1)
    run_diff (&input);
  else
    run_exchange (&input);
}
