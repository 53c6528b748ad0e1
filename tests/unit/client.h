/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* client.h - our end of a connection, for tests: runs it on a loop's thread,
 * keeps what the callbacks said, and waits for it from the test's thread. */

#pragma once

#include "transport/connection.h"

G_BEGIN_DECLS

typedef struct _Client Client;
typedef void (*ClientFunc) (Client *self);

struct _Client
{
  OaLoop *loop;
  OaConnectionConfig config;   /* to be changed before client_open() */
  OaConnection *connection;    /* for the loop's thread */
  GSocketConnection *accepted; /* for it, if it is a server's */
  GIOStream *adopted;

  /* Run on the loop's thread from inside a callback, or NULL. */
  ClientFunc in_opened;
  ClientFunc in_message;
  ClientFunc in_next;
  ClientFunc in_ended;
  guint (*in_requested) (const OaHttpHead *request, OaRefusal *refusal);
  /* What `next` gives: so many messages of this size, numbered. */
  guint next_count;
  gsize next_size;
  gboolean forgets;      /* messages are counted, not kept */
  gboolean echoes;       /* gives them back */
  gboolean parts_binary; /* which then are not among them */

  /* Protected by lock; changes are told by cond. */
  GMutex lock;
  GCond cond;
  gboolean opened;
  gboolean detached;
  guint ended;
  guint asked; /* calls of `next` */
  guint given; /* messages `next` gave */
  guint pongs;
  guint received;      /* messages */
  guint binaries;      /* that were parted */
  GPtrArray *messages; /* GBytes */
  OaTransportEnd end;
};

Client *client_new (guint16 port);
void client_set_uri (Client *self, const gchar *format, ...)
    G_GNUC_PRINTF (2, 3);
/* Name and value; one header. */
void client_set_header (Client *self, const gchar *name, const gchar *value);
/* Detaches if that was not done. */
void client_free (Client *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

/* Runs @func on the loop's thread and waits until it has run. */
void client_run (Client *self, ClientFunc func);

void client_open (Client *self);
/* In its place: the server's end of @connection. */
void client_accept (Client *self, GSocketConnection *connection);
/* The same, where the request was answered already. */
void client_adopt (Client *self, GIOStream *stream);
void client_send (Client *self, const gchar *text);
void client_close (Client *self, guint ms);
void client_detach (Client *self, guint ms);
/* From the loop's thread. */
void client_detach_here (Client *self, guint ms);

void client_wait_opened (Client *self);
void client_wait_messages (Client *self, guint count);
void client_wait_given (Client *self, guint count);
void client_wait_ended (Client *self);

const gchar *client_get_message (Client *self, guint index);

/* Opens, waits for the end, and checks its code. */
void client_fails_with (Client *self, OaTransportErrorCode code);
/* The sentence at the end has all of these words; NULL ends the list. */
void client_end_says (Client *self, ...) G_GNUC_NULL_TERMINATED;

/* "0" to "999", and the same of what came back. */
void client_send_thousand_here (Client *self);
void client_assert_numbered (Client *self, guint first, guint count);
/* 30 messages of one megabyte each. */
void client_send_megabytes_here (Client *self);

/* In place of g_test_init(). */
void client_init_tests (void);

G_END_DECLS
