/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* signature.h - X-Twilio-Signature: whether a request comes from who knows the
 * token. Pure; the request is untrusted input. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OA_TWILIO_SIGNATURE_HEADER "X-Twilio-Signature"
/* Of a form. */
#define OA_TWILIO_MAX_FIELDS 1000

/* @url: as the phone company has it, of scheme https or wss; with its standard
 * port or without is the same. @form: the body of a form, or NULL. @given: the
 * header, or NULL. */
gboolean oa_twilio_signature_check (const gchar *token, const gchar *url,
    const gchar *form, const gchar *given);

G_END_DECLS
