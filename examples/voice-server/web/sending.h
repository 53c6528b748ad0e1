/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sending.h - a part of a file on its way to a client of HTTP: read by threads,
 * no faster than the client takes it. */

#pragma once

#include "common/http.h"

G_BEGIN_DECLS

typedef struct _OvsSending OvsSending;

/* Answers @request. @file can be sought in, and is closed behind it. It is in
 * @all until it is over. */
void ovs_sending_begin (GQueue *all, AppHttpRequest *request, guint status,
    const gchar *type, GInputStream *file, guint64 start, guint64 length);
/* Breaks off. */
void ovs_sending_free (OvsSending *self);

G_END_DECLS
