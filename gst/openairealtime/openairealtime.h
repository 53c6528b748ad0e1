/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* openairealtime.h - all of the public library in one include. */

#pragma once

#include <gst/openairealtime/actions.h>
#include <gst/openairealtime/conversation.h>
#include <gst/openairealtime/enums.h>
#include <gst/openairealtime/messages.h>
#include <gst/openairealtime/toolcall.h>
#include <gst/openairealtime/toolfields.h>
#include <gst/openairealtime/tools.h>
