/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recordings.h - the recording of a call that is over, by HTTP: as its record
 * names it, and nothing outside of the folder of recordings. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"

G_BEGIN_DECLS

typedef struct _OvsRecordings OvsRecordings;

/* All are used until the end. */
OvsRecordings *ovs_recordings_new (OvsOffice *office, OvsCalls *calls,
    AppHttpServer *http);
/* Those that are being sent break off. */
void ovs_recordings_free (OvsRecordings *self);

G_END_DECLS
