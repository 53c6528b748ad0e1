/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settingsrules.h - settings that cannot be, or do nothing, together or with
 * this input: the user must learn that a guard is off. */

#pragma once

#include "session/settings.h"

G_BEGIN_DECLS

/* What is known of the input. */
typedef enum
{
  OA_INPUT_UNKNOWN,
  OA_INPUT_LIVE,
  OA_INPUT_RECORDING,
} OaInputKind;

typedef enum
{
  OA_RULE_WARNS,
  OA_RULE_REFUSES, /* to begin; in mid-call it warns */
  OA_RULE_ENDS,    /* whenever it is found */
} OaRuleKind;

typedef struct
{
  const gchar *name;
  OaRuleKind kind;
  gboolean (*is_broken) (const OaElementSettings *settings, OaInputKind input);
  const gchar *sentence;
} OaSettingsRule;

/* The next rule that is broken and whose bit is not in @told, where it sets it;
 * or NULL. */
const OaSettingsRule *oa_settings_rules_next (const OaElementSettings *settings,
    OaInputKind input, guint64 *told);

G_END_DECLS
