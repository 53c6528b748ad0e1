/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* message.h - a notice as signal and bus message, with one set of names. */

#pragma once

#include "conversation/notice.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* Installs the signals that notices are told by. */
void     oa_notice_install_signals (GObjectClass * klass);

/* Emits the signal, on the reporter's thread, and returns the structure of the
 * bus message (transfer full), or NULL where there is none. The signal of a
 * function call is left to oa_notice_ask(). */
GstStructure *oa_notice_emit (const OaNotice * notice, GstElement * element);

/* A function call: emits the signal and returns the output that the first
 * handler with one gave, or NULL. An approval: not NULL when one said yes. Only
 * when a handler is connected. */
gchar   *oa_notice_ask (const OaNotice * notice, GstElement * element);
gboolean oa_notice_key_is_asked (GstElement * element);
/* The key that the first handler gave, or NULL. */
gchar   *oa_message_ask_key (GstElement * element);
gboolean oa_notice_is_asked (const OaNotice * notice, GstElement * element);

/* A handler is connected to event::@type, or to event without a detail. */
gboolean oa_notice_event_is_wanted (GstElement * element, const gchar * type);

G_END_DECLS
