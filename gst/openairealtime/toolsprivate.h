/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolsprivate.h - the registry's state, shared by its files. */

#pragma once

#include "toolfunction.h"
#include "tools.h"

G_BEGIN_DECLS

struct _GstOpenaiRealtimeTools
{
  GObject parent;

  GMutex lock;          /* protects what follows; never held while
                         * anything outside of the registry runs */
  GPtrArray *functions; /* of OaToolFunction, in the order of adding */
  GWeakRef element;
  gulong handler;      /* of the element's function-call */
  gboolean publishing; /* a thread is setting the element's tools */
  gboolean changed;    /* since it looked */
};

/* tools.c */

/* NULL when there is none of that name. (transfer full) */
G_GNUC_INTERNAL
OaToolFunction *oa_tools_ref_function (GstOpenaiRealtimeTools *self,
    const gchar *name);
/* Takes @function. What it replaces, or NULL. (transfer full) */
G_GNUC_INTERNAL
OaToolFunction *oa_tools_store (GstOpenaiRealtimeTools *self,
    OaToolFunction *function);
/* NULL when there is none of that name. (transfer full) */
G_GNUC_INTERNAL
OaToolFunction *oa_tools_steal (GstOpenaiRealtimeTools *self,
    const gchar *name);

/* toolsadd.c */

/* Takes @schema; NULL: there is none, and @error is set. @type: of the
 * arguments, see oa_tool_function_new(). @notify: also when adding fails. */
G_GNUC_INTERNAL
gboolean oa_tools_add (GstOpenaiRealtimeTools *self, const gchar *name,
    const gchar *description, JsonObject *schema, GType type,
    GstOpenaiRealtimeToolFlags flags, GstOpenaiRealtimeToolFunc func,
    gpointer user_data, GDestroyNotify notify, GError **error);

/* toolsattach.c: sets the element's tools. One thread at a time does it, so
 * that the last change is the last one told. */
G_GNUC_INTERNAL
void oa_tools_publish (GstOpenaiRealtimeTools *self);

G_END_DECLS
