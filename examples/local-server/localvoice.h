/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* localvoice.h - the voice without a network: a synthesizer on a thread. */

#pragma once

#include "voice.h"

G_BEGIN_DECLS

/* Utterances take turns, text by text, and are spoken a little ahead of what is
 * taken. Texts that were spoken before come from a cache. Free it after its
 * utterances. */
OrsVoice *ors_local_voice_new (void);

G_END_DECLS
