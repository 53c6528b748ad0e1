/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* itemevents.h - what events say of items: their place, their sound, their
 * words.
 *
 * Pure; what is to be played and told is appended to an array of OaAction. */

#pragma once

#include "action.h"
#include "items.h"
#include "responses.h"

G_BEGIN_DECLS

/* The item is of the response; one that is out of band is no part of the
 * conversation. Both may be NULL. */
void oa_item_events_place (OaItems *items, const OaResponses *responses,
    OaItem *item, const gchar *response_id);

/* Events about items, their audio and their texts; others say nothing here. */
void oa_item_events_handle (OaItems *items, const OaResponses *responses,
    const OaEvent *event, GPtrArray *actions);

G_END_DECLS
