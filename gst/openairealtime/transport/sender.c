/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A message goes at once when the socket takes it. A source on its writability
 * is kept only while something waits: a socket is nearly always writable and
 * would spin the loop. */

#include "sender.h"

#include "debug.h"
#include "readysource.h"

/* Small messages share an iteration of the loop, within limits. */
#define MAX_BYTES_PER_ITERATION (64 * 1024)
/* And those that are smaller than this together, a system call. */
#define GATHERED 2048

struct _OaSender
{
  OaWebsocket *websocket;
  OaWsStream *stream; /* of it */
  OaSenderPull pull;
  gpointer user_data;
  GSource *source;
  GBytes *held;    /* pulled, and not taken by the stream */
  gboolean wanted; /* asked for again since the last pull */
  gboolean pulling;
  gboolean stopped; /* meanwhile */
};

OaSender *
oa_sender_new (OaWebsocket *websocket, OaSenderPull pull, gpointer user_data)
{
  OaSender *self = g_new0 (OaSender, 1);

  self->websocket = websocket;
  self->stream = oa_websocket_get_stream (websocket);
  self->pull = pull;
  self->user_data = user_data;
  return self;
}

void
oa_sender_free (OaSender *self)
{
  oa_sender_stop (self);
  g_clear_pointer (&self->held, g_bytes_unref);
  g_free (self);
}

/* NULL: nothing waits. */
static GBytes *
pull_one (OaSender *self)
{
  GBytes *message = g_steal_pointer (&self->held);

  while (message == NULL) {
    self->wanted = FALSE;
    self->pulling = TRUE;
    message = self->pull (self->user_data);
    self->pulling = FALSE;
    /* The pull itself may have queued something. */
    if (!self->wanted)
      break;
  }
  return message;
}

/* FALSE when nothing waits. */
static gboolean
hand_over_one (OaSender *self, gsize *handed)
{
  GBytes *message = pull_one (self);
  gconstpointer text;
  gsize size;

  if (message == NULL)
    return FALSE;
  text = g_bytes_get_data (message, &size);
  *handed += size;
  GST_LOG ("%p: sending %" G_GSIZE_FORMAT " bytes", self->websocket, size);
  /* The pull may have ended it. */
  if (oa_websocket_is_open (self->websocket)
      && !oa_ws_stream_add_text (self->stream, text, size))
    self->held = g_bytes_ref (message);
  g_bytes_unref (message);
  return TRUE;
}

/* FALSE when nothing waits any more. */
static gboolean
hand_over_some (OaSender *self, gsize *handed)
{
  gsize before = *handed;
  gboolean more;

  do
    more = hand_over_one (self, handed);
  while (more && *handed - before < GATHERED && self->held == NULL
      && !self->stopped && oa_websocket_is_open (self->websocket));
  return more;
}

/* FALSE when there may be more, for later. A message is asked for only when
 * those before have left, but for the few that leave with it. */
static gboolean
send_what_goes (OaSender *self)
{
  gsize handed = 0;
  gboolean more = TRUE;

  self->stopped = FALSE;
  do {
    gboolean flushed = oa_ws_stream_flush (self->stream);

    /* What it is in the midst of, libsoup's close frame takes along. */
    if (self->stopped || !oa_websocket_is_open (self->websocket))
      return TRUE;
    if (flushed && !more)
      return TRUE;
    if (!flushed || handed >= MAX_BYTES_PER_ITERATION
        || !oa_ws_stream_can_write (self->stream))
      return FALSE;
    more = hand_over_some (self, &handed);
  } while (TRUE);
}

static gboolean
on_writable (GObject *stream, gpointer user_data)
{
  OaSender *self = user_data;

  if (!send_what_goes (self))
    return G_SOURCE_CONTINUE;
  oa_sender_stop (self);
  return G_SOURCE_REMOVE;
}

static void
wait_until_writable (OaSender *self)
{
  self->source = oa_channel_add_watch (oa_ws_stream_get_channel (self->stream),
      G_IO_OUT, on_writable, self);
}

void
oa_sender_start (OaSender *self)
{
  self->wanted = TRUE;
  /* While libsoup closes the stream there is no socket to wait for. */
  if (self->source == NULL && oa_websocket_is_open (self->websocket))
    wait_until_writable (self);
}

void
oa_sender_send (OaSender *self)
{
  self->wanted = TRUE;
  /* The next pull sees that more is wanted; what waits has its turn. */
  if (self->source == NULL && !self->pulling && !send_what_goes (self))
    wait_until_writable (self);
}

void
oa_sender_stop (OaSender *self)
{
  self->stopped = TRUE;
  self->wanted = FALSE;
  oa_ready_source_clear (&self->source);
}
