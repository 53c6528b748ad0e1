/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* peersettings.h - how browsers are found and reached. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gchar *stun;              /* stun:HOST:PORT, or NULL */
  gchar *turn;              /* turn:HOST:PORT, some with commas; or NULL */
  gchar *ports;             /* MIN-MAX, or NULL */
  gchar *address;           /* the only one that is offered, or NULL */
  gint codec;               /* OvsCodec */
  gint max_visitors;        /* 0 = as many as calls */
  guint min_port, max_port; /* of ports; 0 = any */
} OvsWebrtcSettings;

/* The names of OvsCodec. */
extern const gchar *const ovs_webrtc_codecs[];

/* Reads what stands in its texts. @has_turn_secrets: there are a name and a
 * password for @turn, or a secret. */
gboolean ovs_webrtc_settings_check (OvsWebrtcSettings *self,
    gboolean has_turn_secrets, GError **error);

/* The addresses of turn. (transfer full) */
GStrv ovs_webrtc_settings_split_turn (const OvsWebrtcSettings *self);

G_END_DECLS
