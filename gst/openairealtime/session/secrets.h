/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* secrets.h - what of the settings is never told. */

#pragma once

#include "session/observer.h"
#include "session/settings.h"

G_BEGIN_DECLS

/* Keys, passwords in addresses, and the values of headers and parameters whose
 * names say so. */
void oa_secrets_add (const OaElementSettings *settings, OaObserver *observer);

G_END_DECLS
