/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolfunction.h - one function of a registry: what the model is told of it,
 * and how it is called.
 *
 * Not part of the public library. Does not change once made: any thread may
 * use it. */

#pragma once

#include "toolcall.h"

G_BEGIN_DECLS

typedef struct _OaToolFunction OaToolFunction;

/* @schema is taken. @type: of an object with the arguments; POINTER: a struct
 * that @func fills itself; or NONE. The thread-default main context is the
 * caller's, if @flags want one. */
G_GNUC_INTERNAL
OaToolFunction *oa_tool_function_new (const gchar *name,
    const gchar *description, JsonObject *schema, GType type,
    GstOpenaiRealtimeToolFlags flags, GstOpenaiRealtimeToolFunc func,
    gpointer user_data, GDestroyNotify notify);
G_GNUC_INTERNAL
OaToolFunction *oa_tool_function_ref (OaToolFunction *self);
G_GNUC_INTERNAL
void oa_tool_function_unref (OaToolFunction *self);

G_GNUC_INTERNAL
const gchar *oa_tool_function_get_name (const OaToolFunction *self);
/* An element of `tools`, as text. */
G_GNUC_INTERNAL
const gchar *oa_tool_function_get_definition (const OaToolFunction *self);

/* Runs the function, or has it run in its main context. NULL: the answer comes
 * later. (transfer full) */
G_GNUC_INTERNAL
gchar *oa_tool_function_call (OaToolFunction *self, GstElement *element,
    const gchar *call_id, const gchar *arguments);

G_END_DECLS
