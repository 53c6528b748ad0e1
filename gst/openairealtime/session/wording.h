/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wording.h - what every report passes before it leaves: no secret, and in
 * words for people nothing that a terminal obeys. */

#pragma once

#include "session/censor.h"
#include "conversation/notice.h"
#include "session/failure.h"

G_BEGIN_DECLS

/* Texts that are data (transcripts, arguments, names) stay whole but for
 * secrets; the raw event of the signal `event` stays as it came. */
/* Of words for people; may be NULL. */
void oa_wording_clean_text (gchar **text, OaCensor *censor);
void oa_wording_clean_notice (OaNotice *notice, OaCensor *censor);
void oa_wording_clean_failure (OaFailure *failure, OaCensor *censor);

G_END_DECLS
