/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolcallprivate.h - what the registry needs of a call beside its public
 * side. */

#pragma once

#include "toolcall.h"

G_BEGIN_DECLS

/* Takes @json and @object, which may be NULL. (transfer full) */
G_GNUC_INTERNAL
GstOpenaiRealtimeToolCall *oa_tool_call_new (GstElement *element,
    const gchar *id, const gchar *name, const gchar *arguments,
    JsonObject *json, GObject *object);

/* TRUE for the first caller, which answers; the others may not. */
G_GNUC_INTERNAL
gboolean oa_tool_call_claim (GstOpenaiRealtimeToolCall *self);

G_END_DECLS
