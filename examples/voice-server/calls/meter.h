/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* meter.h - how loud both sides of a call are, on their streaming threads. It
 * costs nothing while nobody wants to know. */

#pragma once

#include <glib.h>

#include "calls/keytones.h"

G_BEGIN_DECLS

typedef enum
{
  OVS_SIDE_USER,
  OVS_SIDE_ASSISTANT,
  OVS_N_SIDES
} OvsSide;

/* What silence is told as, in dBFS. */
#define OVS_METER_FLOOR -90.0

typedef struct _OvsMeter OvsMeter;

OvsMeter *ovs_meter_new (void);
void ovs_meter_free (OvsMeter *self);

/* Any thread. */
void ovs_meter_set_wanted (OvsMeter *self, gboolean wanted);
gboolean ovs_meter_is_wanted (OvsMeter *self);
/* NULL: it was silent for so many bytes. */
void ovs_meter_add (OvsMeter *self, OvsSide side, OvsLineFormat format,
    const guint8 *data, gsize size);
/* The root of the mean square since the last time, in dBFS. */
gdouble ovs_meter_read (OvsMeter *self, OvsSide side);

G_END_DECLS
