/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* unconfirmed.h - items that were sent, and of which the service has not said
 * that it has them: a new session must be told of them.
 *
 * Pure and not thread safe, as the conversation that owns it. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _OaUnconfirmed OaUnconfirmed;

OaUnconfirmed *oa_unconfirmed_new  (void);
void           oa_unconfirmed_free (OaUnconfirmed * self);

/* @item was sent, with its "id"; @serial grows with all that is sent. */
void           oa_unconfirmed_add  (OaUnconfirmed * self, JsonObject * item,
    guint64 serial);
/* The service has it, or has refused it. */
void           oa_unconfirmed_take (OaUnconfirmed * self, const gchar * id);
/* It has all that was sent before @serial: services that name items
 * themselves are known by what they answer. */
void           oa_unconfirmed_take_before (OaUnconfirmed * self,
    guint64 serial);

/* In order. */
void           oa_unconfirmed_foreach (OaUnconfirmed * self,
    void (*func) (JsonObject * item, gpointer data), gpointer data);

G_END_DECLS
