/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mutatejson.h - changes that keep JSON what it is: a member is left out,
 * doubled, or has a value of another kind. A byte changed at random is hardly
 * ever more than a syntax error. */

#pragma once

#include <glib.h>

/* Changes one member of the JSON that is found in @input; FALSE when there is
 * none. Never grows it beyond @max_size. */
gboolean fuzz_mutate_json (GByteArray *input, gsize max_size, GRand *rand);
