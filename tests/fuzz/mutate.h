/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mutate.h - new inputs out of those of a corpus. */

#pragma once

#include <glib.h>

/* Replaces @input by one of @corpus (array of GBytes), changed in a few
 * places. */
void fuzz_mutate (GByteArray *input, const GPtrArray *corpus, GRand *rand);
