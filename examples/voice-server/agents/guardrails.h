/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* guardrails.h - patterns that an agent must not say, looked for in its words
 * as they come. Pure.
 *
 * The patterns do not change; what was said is kept per item, and the calls
 * for one OvsSpoken come from one thread at a time. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define OVS_GUARD_MAX_PATTERN 1000

typedef struct _OvsGuardrails OvsGuardrails;

OvsGuardrails *ovs_guardrails_new (void);
OvsGuardrails *ovs_guardrails_ref (OvsGuardrails *self);
void ovs_guardrails_unref (OvsGuardrails *self);
/* A regular expression, without regard to case. Before others see them. */
gboolean ovs_guardrails_add (OvsGuardrails *self, const gchar *pattern,
    GError **error);
/* The first that matches, or -1. A pattern that takes too long does not. */
gint ovs_guardrails_match (OvsGuardrails *self, const gchar *text);

/* The words of the item that is being said. */
typedef struct
{
  gchar *item_id;
  GString *text; /* its end */
} OvsSpoken;

void ovs_spoken_init (OvsSpoken *self);
void ovs_spoken_clear (OvsSpoken *self);
/* A piece of an item's text, or all of it: what is to be looked at. Borrowed,
 * until the next call. */
const gchar *ovs_spoken_add (OvsSpoken *self, const gchar *item_id,
    const gchar *text, gboolean whole);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvsGuardrails, ovs_guardrails_unref)

G_END_DECLS
