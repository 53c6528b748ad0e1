/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tap.h - a copy of what is said in a call, both sides, for whoever listens in.
 * It takes nothing from the call, and waits for nobody. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsTap OvsTap;

typedef enum
{
  OVS_TAP_CALLER,
  OVS_TAP_AGENT,
} OvsTapSide;

#define OVS_TAP_SIDES 2

/* On the streaming thread of that side, which must not be held up. @buffer is
 * the call's. */
typedef void (
    *OvsTapFunc) (OvsTapSide side, GstBuffer *buffer, gpointer user_data);

/* Where that side of @phone is heard. (transfer full) */
GstPad *ovs_tap_get_pad (GstElement *phone, OvsTapSide side);

/* @phone: with the pads src and sink. @free_data: when no thread is in @func
 * any more, which may be after ovs_tap_free(). */
OvsTap *ovs_tap_new (GstElement *phone, OvsTapFunc func, gpointer user_data,
    GDestroyNotify free_data);
void ovs_tap_free (OvsTap *self);

G_END_DECLS
