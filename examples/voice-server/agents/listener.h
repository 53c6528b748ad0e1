/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listener.h - what an `openairealtime` element tells on its threads, for the
 * one main context of a call.
 *
 * The guard rails are looked after where the words come in, ahead of their
 * sound; all else is told on the main context, in order. */

#pragma once

#include "guardrails.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsListener OvsListener;

typedef enum
{
  OVS_TOLD_USER,       /* the user said: text */
  OVS_TOLD_ITEM_BEGUN, /* an answer has its first words: text = its id */
  OVS_TOLD_ITEM_OVER,  /* it was heard to its end: text = its id */
  OVS_TOLD_GUARDED,    /* an answer was stopped: index = of the pattern */
} OvsTold;

typedef void (*OvsToldFunc) (OvsTold what, const gchar *text, guint index,
    gpointer user_data);

/* Listens at once. @func is called on the thread-default main context of the
 * caller, until ovs_listener_close(). */
OvsListener *ovs_listener_new (GstElement *element, OvsToldFunc func,
    gpointer user_data);
void ovs_listener_close (OvsListener *self);

/* What must not be said from now on, and the responses, as JSON, that take its
 * place: one a pattern. */
void ovs_listener_set_rails (OvsListener *self, OvsGuardrails *rails,
    const gchar *const *instead);

G_END_DECLS
