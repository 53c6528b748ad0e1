/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* signature.h - whether a webhook is OpenAI's. Pure; what is given is untrusted
 * input. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @secret: as it was given, with whsec_ or without. @now: Unix seconds.
 * @id may be NULL. @signatures: some of "v1,…" with spaces between. */
gboolean ovs_openai_signature_check (const gchar *secret, const gchar *id,
    const gchar *timestamp, const gchar *body, gsize length,
    const gchar *signatures, gint64 now);

G_END_DECLS
