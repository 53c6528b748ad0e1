/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* scripts.h - what a peer does in more than one test. */

#pragma once

#include "peer.h"

G_BEGIN_DECLS

/* Gives back every frame; ends after a close frame. */
void script_echo (Talk *talk);
/* Data: the answer to the request, whatever it asks. */
void script_answer (Talk *talk);
/* Reads the request, and says nothing. */
void script_no_answer (Talk *talk);
/* Reads the request, and is gone. */
void script_hang_up (Talk *talk);
/* Upgrades and reads, and says nothing. */
void script_silent (Talk *talk);
/* Upgrades, and does not read either. */
void script_never_reads (Talk *talk);

G_END_DECLS
