/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* cryptoinit.h - before the first use of OpenSSL. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void oa_crypto_init (void);

G_END_DECLS
