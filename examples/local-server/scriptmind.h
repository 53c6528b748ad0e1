/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* scriptmind.h - a mind that follows a script, and words that a script puts
 * into the user's mouth. */

#pragma once

#include "ears.h"
#include "mind.h"
#include "script.h"

G_BEGIN_DECLS

/* Both borrow @script. @latency_ms comes before each answer, beside what the
 * script says. */
OrsMind *ors_script_mind_new (OrsScript *script, guint latency_ms);
OrsEars *ors_script_ears_new (OrsScript *script);

G_END_DECLS
