/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callrefusal.h - a call that is not carried out: what the model gets as its
 * output, and what users are told. */

#pragma once

#include "protocol/event.h"

G_BEGIN_DECLS

/* {"error": @sentence}: models take it for what it is. (transfer full) */
gchar      *oa_call_make_error (const gchar * sentence);

/* Appends an OaAction. @code: why not. */
void        oa_call_report_refusal (const OaItemInfo * item,
    const gchar * code, const gchar * sentence, GPtrArray * actions);

G_END_DECLS
