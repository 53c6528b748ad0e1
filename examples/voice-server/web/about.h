/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* about.h - what a page must know of the server and of itself: /api/me. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"

G_BEGIN_DECLS

typedef struct _OvsAbout OvsAbout;

/* All are used until the end. */
OvsAbout *ovs_about_new (OvsOffice *office, OvsCalls *calls,
    AppHttpServer *http);
void ovs_about_free (OvsAbout *self);

/* Sets what a browser's connection needs. */
typedef void (*OvsAboutFunc) (const OvsSettings *settings, JsonObject *webrtc);
void ovs_about_set_webrtc (OvsAbout *self, OvsAboutFunc func);

G_END_DECLS
