/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pages.h - the pages in the program, and what they are made of. */

#pragma once

#include "common/http.h"

G_BEGIN_DECLS

typedef struct _OvsPages OvsPages;

OvsPages *ovs_pages_new (AppHttpServer *http);
void ovs_pages_free (OvsPages *self);

G_END_DECLS
