/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* signature.h - X-Twilio-Signature: whether a request comes from who knows the
 * account's token. Pure; what is given is untrusted input. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OVS_TWILIO_SIGNATURE "X-Twilio-Signature"

/* @url: the whole address as the phone company has it. @form: fields of
 * form.h, or NULL. */
gchar *ovs_twilio_sign (const gchar *token, const gchar *url, GArray *form);

/* @base: the public address, without a path's slash at its end; @target: path
 * and query that were asked for. @websocket: the request for one, whose scheme
 * is wss. With the standard port or without counts as the same. @given: the
 * header, or NULL. */
gboolean ovs_twilio_signature_check (const gchar *token, const gchar *base,
    const gchar *target, gboolean websocket, GArray *form, const gchar *given);

G_END_DECLS
