/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* signals.h - the element's signals that tell or ask something. They are
 * emitted on threads of the reporter. */

#pragma once

#include "conversation/notice.h"

#include <gst/gst.h>

G_BEGIN_DECLS

void oa_signals_install (GObjectClass *klass);

/* @structure: of the message, NULL for a raw event. Nothing for what is asked
 * below, or has a message only. */
void oa_signals_emit (const OaNotice *notice, GstElement *element,
    const GstStructure *structure);

/* A function call: emits the signal and returns the output that the first
 * handler with one gave, or NULL. An approval: not NULL when one said yes. Only
 * when a handler is connected. */
gchar *oa_signals_ask (const OaNotice *notice, GstElement *element);
gboolean oa_signals_is_asked (const OaNotice *notice, GstElement *element);
/* The key that the first handler gave, or NULL. */
gchar *oa_signals_ask_key (GstElement *element);
gboolean oa_signals_key_is_asked (GstElement *element);

/* A handler is connected to event::@type, or to event without a detail. */
gboolean oa_signals_event_is_wanted (GstElement *element, const gchar *type);

G_END_DECLS
