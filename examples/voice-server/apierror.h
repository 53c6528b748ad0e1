/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* apierror.h - an error as the API's answer. */

#pragma once

#include "common/http.h"

G_BEGIN_DECLS

/* The status follows from what the error is. */
void ovs_api_answer_error (AppHttpRequest *request, const GError *error);

G_END_DECLS
