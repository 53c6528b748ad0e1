/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outbox.h - messages that wait for the socket.
 *
 * libsoup queues without a bound. The outbox hands over one message each time
 * the socket is writable, so a peer that reads slowly keeps the waiting
 * messages here, where a response can see them and wait with the next. */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _OrsOutbox OrsOutbox;

typedef struct
{
  gchar *type;    /* of the event, for the log */
  GBytes *text;   /* what is sent */
  gchar *record;  /* the event for the log, or NULL */
  GBytes *audio;  /* the audio inside, or NULL */
} OrsMessage;

void ors_message_free (OrsMessage *self);

typedef struct
{
  /* A message was given to the socket. */
  void (*sent) (OrsMessage *message, gpointer user_data);
  /* Nothing waits any more. */
  void (*drained) (gpointer user_data);
} OrsOutboxCallbacks;

/* For the thread-default context of the caller. @fragment_size: 0, or the
 * size of the fragments into which each message is cut. */
OrsOutbox *ors_outbox_new (SoupWebsocketConnection *websocket,
    gsize fragment_size, const OrsOutboxCallbacks *callbacks,
    gpointer user_data);

/* Waiting messages are dropped. */
void ors_outbox_free (OrsOutbox *self);

void ors_outbox_push (OrsOutbox *self, OrsMessage *message); /* takes it */
guint ors_outbox_get_length (OrsOutbox *self);
gsize ors_outbox_get_size (OrsOutbox *self); /* in bytes */

/* TRUE once a close was asked for: the session is over. */
gboolean ors_outbox_is_closing (OrsOutbox *self);

/* Sends a close frame after all that waits now. */
void ors_outbox_close (OrsOutbox *self, gushort code, const gchar *reason);

/* Keeps every message from now on; for scenarios. */
void ors_outbox_stall (OrsOutbox *self);

G_END_DECLS
