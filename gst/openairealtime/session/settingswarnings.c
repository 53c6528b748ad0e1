/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settingswarnings.c - tells which settings cannot be, or do nothing. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

static OaInputKind
get_input_kind (OaSession *self)
{
  if (self->settings.flow.live == GST_OPENAI_REALTIME_LIVE_YES)
    return OA_INPUT_LIVE;
  if (self->settings.flow.live == GST_OPENAI_REALTIME_LIVE_NO)
    return OA_INPUT_RECORDING;
  if (!self->live_known)
    return OA_INPUT_UNKNOWN;
  return self->context.live ? OA_INPUT_LIVE : OA_INPUT_RECORDING;
}

gboolean
oa_session_may_begin (OaSession *self, OaFailure **failure)
{
  const OaSettingsRule *rule;
  guint64 seen = 0;

  while ((rule = oa_settings_rules_next (&self->settings,
              get_input_kind (self), &seen)) != NULL) {
    if (rule->kind == OA_RULE_WARNS)
      continue;
    *failure = oa_failure_from_rule (rule->sentence);
    return FALSE;
  }
  return TRUE;
}

void
oa_session_check_rules (OaSession *self)
{
  const OaSettingsRule *rule;

  while (!oa_session_is_over (self)
      && (rule = oa_settings_rules_next (&self->settings,
              get_input_kind (self), &self->rules_told)) != NULL) {
    OaFailure *failure = oa_failure_from_rule (rule->sentence);

    if (rule->kind == OA_RULE_ENDS)
      oa_session_fail (self, failure);
    else
      oa_observer_warning (self->observer, failure);
  }
}
