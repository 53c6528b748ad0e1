/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* trust.h - the authorities that may vouch for a service, read once for all
 * connections of the process that use the same. Any thread.
 *
 * The system's stay for the life of the process. A file that no connection uses
 * any more is read anew. */

#pragma once

#include <gio/gio.h>
#include <openssl/ssl.h>

G_BEGIN_DECLS

typedef struct _OaTrust OaTrust;

/* @file: authorities in PEM format, or NULL for the system's. NULL: they have
 * to be read first. Unref once per find. */
OaTrust *oa_trust_find (const gchar *file);

/* Reads them in a thread for such work; @done comes in the thread-default
 * context of the caller. */
void oa_trust_read (const gchar *file, GAsyncReadyCallback done,
    gpointer user_data);
/* NULL: @error is set. Unref once per read. */
OaTrust *oa_trust_read_finish (GAsyncResult *result, GError **error);

void oa_trust_unref (OaTrust *self);

/* Belongs to @self. */
SSL_CTX *oa_trust_get_context (OaTrust *self);

G_END_DECLS
