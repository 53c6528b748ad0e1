/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ids.h - ids of our events, short lists of ids, and what an error is about. */

#pragma once

#include "protocol/event.h"

G_BEGIN_DECLS

/* PREFIX_NUMBER; @last counts all that is made of it. (transfer full) */
gchar *oa_ids_new (guint64 *last, const gchar *prefix);

/* The error names the event, or no event but a parameter that begins so. */
gboolean oa_ids_is_about (const OaServiceError *error, const gchar *event_id,
    const gchar *param_prefix);

/* Lists of copies; of more than @max the oldest is forgotten. */
void oa_ids_remember (GQueue *ids, const gchar *id, guint max);
gboolean oa_ids_contain (const GQueue *ids, const gchar *id);
/* TRUE when it was there. */
gboolean oa_ids_forget (GQueue *ids, const gchar *id);

G_END_DECLS
