/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* localservice.h - openai-realtime-server as a child of this program: a service
 * to try agents with when there is no key. Main thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _OvsLocalService OvsLocalService;

/* @script: what it answers, or NULL. Waits until it listens: for the start. */
OvsLocalService *ovs_local_service_new (const gchar *script, GError **error);
void ovs_local_service_free (OvsLocalService *self);

const gchar *ovs_local_service_get_uri (OvsLocalService *self);
const gchar *ovs_local_service_get_key (OvsLocalService *self);

G_END_DECLS
