/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settingswarnings.c - carries the rules of settingsrules.c to the user. */

#include "session/settingswarnings.h"

static OaInputKind
get_input_kind (const OaSettingsWarnings *self,
    const OaElementSettings *settings, gboolean live)
{
  if (settings->flow.live == GST_OPENAI_REALTIME_LIVE_YES)
    return OA_INPUT_LIVE;
  if (settings->flow.live == GST_OPENAI_REALTIME_LIVE_NO)
    return OA_INPUT_RECORDING;
  if (!self->live_known)
    return OA_INPUT_UNKNOWN;
  return live ? OA_INPUT_LIVE : OA_INPUT_RECORDING;
}

gboolean
oa_settings_may_begin (const OaElementSettings *settings, OaFailure **failure)
{
  const OaSettingsWarnings none = { 0 };
  OaInputKind kind = get_input_kind (&none, settings, FALSE);
  const OaSettingsRule *rule;
  guint64 seen = 0;

  while ((rule = oa_settings_rules_next (settings, kind, &seen)) != NULL) {
    if (rule->kind == OA_RULE_WARNS)
      continue;
    *failure = oa_failure_from_rule (rule->sentence);
    return FALSE;
  }
  return TRUE;
}

gboolean
oa_settings_warnings_check (OaSettingsWarnings *self,
    const OaElementSettings *settings, gboolean live, OaObserver *observer,
    OaFailure **failure)
{
  OaInputKind kind = get_input_kind (self, settings, live);
  const OaSettingsRule *rule;

  while (
      (rule = oa_settings_rules_next (settings, kind, &self->told)) != NULL) {
    OaFailure *told = oa_failure_from_rule (rule->sentence);

    if (rule->kind == OA_RULE_ENDS) {
      *failure = told;
      return FALSE;
    }
    oa_observer_warning (observer, told);
  }
  return TRUE;
}
