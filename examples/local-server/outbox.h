/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outbox.h - messages that wait for the client to read, and the close behind
 * them. Pure: who owns the connection takes them out at the client's pace, so a
 * response can see how many wait, and wait with the next. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 6455, 7.4.1. */
#define ORS_CLOSE_GOING_AWAY 1001
#define ORS_CLOSE_POLICY_VIOLATION 1008

typedef struct _OrsOutbox OrsOutbox;

typedef struct
{
  gchar *type;   /* of the event, for the log */
  GBytes *text;  /* what is sent */
  gchar *record; /* the event for the log, or NULL */
  GBytes *audio; /* the audio inside, or NULL */
} OrsMessage;

void ors_message_free (OrsMessage *self);

/* @wake: there is something to take, or to close. */
OrsOutbox *ors_outbox_new (void (*wake) (gpointer user_data),
    gpointer user_data);

/* Waiting messages are dropped. */
void ors_outbox_free (OrsOutbox *self);

void ors_outbox_push (OrsOutbox *self, OrsMessage *message); /* takes it */
guint ors_outbox_get_length (OrsOutbox *self);
gsize ors_outbox_get_size (OrsOutbox *self); /* in bytes */

/* The oldest (transfer full); NULL: none, or none any more. */
OrsMessage *ors_outbox_take (OrsOutbox *self);

/* A close frame is to follow all that waits now; nothing is pushed after it. */
void ors_outbox_close (OrsOutbox *self, gushort code, const gchar *reason);
/* TRUE once that was asked for: the session is over. */
gboolean ors_outbox_is_closing (OrsOutbox *self);
/* The code, once nothing waits before it; else 0. */
gushort ors_outbox_get_close (OrsOutbox *self, const gchar **reason);

/* Keeps all from now on; for scenarios. */
void ors_outbox_stall (OrsOutbox *self);

G_END_DECLS
