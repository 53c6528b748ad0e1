/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* twiml.h - what the phone company is told to do with a call. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Connects the call's media to @stream; when they end, @action is asked what
 * follows. The token goes along as a parameter of the stream. */
gchar *ovs_twiml_connect (const gchar *stream, const gchar *action,
    const gchar *token);
gchar *ovs_twiml_dial (const gchar *number, const gchar *caller_id);
gchar *ovs_twiml_hang_up (void);
gchar *ovs_twiml_reject (void);

/* A number of the telephone, as +1 (555) 01-00, or a SIP address, in the form
 * that is dialed. NULL: it is none. */
gchar *ovs_twiml_make_number (const gchar *text);

G_END_DECLS
