/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* control.h - OpenAI's REST API: calls that came to it by SIP, which are
 * accepted, passed on and ended; secrets for pages that speak to it themselves.
 * Main thread; nothing blocks. */

#pragma once

#include "agents/agentrun.h"

G_BEGIN_DECLS

typedef struct _OvsOpenaiControl OvsOpenaiControl;

typedef void (*OvsControlFunc) (JsonObject *answer, const GError *error,
    gpointer done_data);

/* As OPENAI_BASE_URL says, or the official one. */
const gchar *ovs_openai_control_get_base (void);

/* @base: as https://api.openai.com/v1. @key is used until the end. */
OvsOpenaiControl *ovs_openai_control_new (const gchar *base, const gchar *key);
void ovs_openai_control_free (OvsOpenaiControl *self);

/* @session (transfer full): as it is accepted. */
void ovs_openai_control_accept (OvsOpenaiControl *self, const gchar *call_id,
    JsonObject *session, OvsDoneFunc done, gpointer done_data);
void ovs_openai_control_reject (OvsOpenaiControl *self, const gchar *call_id,
    guint status);
/* @target: as tel:+15550100. */
void ovs_openai_control_refer (OvsOpenaiControl *self, const gchar *call_id,
    const gchar *target, OvsDoneFunc done, gpointer done_data);
/* A call that has gone is no error. */
void ovs_openai_control_hang_up (OvsOpenaiControl *self, const gchar *call_id);
/* Takes @body. @done: the service's answer, or why there is none. */
void ovs_openai_control_make_secret (OvsOpenaiControl *self, JsonObject *body,
    OvsControlFunc done, gpointer done_data);
/* Until what has been sent is answered, not longer than this. The main context
 * runs meanwhile. */
void ovs_openai_control_wait (OvsOpenaiControl *self, guint ms);

G_END_DECLS
