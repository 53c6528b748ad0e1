/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dispatch.h - a message of the client to the function that answers it. */

#pragma once

#include "session.h"

G_BEGIN_DECLS

void ors_dispatch_text (OrsSession *session, const gchar *text, gsize length);
void ors_dispatch_binary (OrsSession *session);

/* The oldest session.update that the scenario holds, if there is one. */
void ors_dispatch_answer_update (OrsSession *session, gboolean accept);

G_END_DECLS
