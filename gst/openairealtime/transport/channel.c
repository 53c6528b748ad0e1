/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Two read and two write here: libsoup, to which a stream is a stream, and we,
 * who take a short way for text messages. Neither may come in the midst of the
 * other's frame. */

#include "channel.h"

#include "frame.h"
#include "random.h"
#include "tls.h"
#include "socket.h"

#include <errno.h>

struct _OaChannel
{
  OaSocket *socket;
  OaTls *tls;                   /* NULL: plain */
  GBytes *unread;               /* NULL: nothing */
  gsize unread_offset;

  /* Two write frames here, libsoup and we, and neither may come in the midst
   * of the other's. */
  gsize soup_frame_left;        /* bytes of libsoup's frame that are to come */
  gboolean soup_frame_is_pong;
  GByteArray *own_frame;        /* a frame of ours that has begun, or NULL */
  gsize own_frame_sent;
  guint pings_due;              /* behind the frame under way */

  /* Who reads: libsoup or another, until there is a reader, which leaves to
   * libsoup what is its own. */
  gboolean sorted;
  OaFrameSorter sorter;
  gboolean ended;               /* of the peer's bytes */
  gboolean write_failed;        /* a write has failed: no more of them */
  GError *broken;               /* why there are no more, or NULL */
  OaFrameSorterFuncs funcs;
  gboolean reads;               /* FALSE: funcs are not called */
  gpointer user_data;
};

/* So much may wait for libsoup before we read on. */
#define MOST_PASSTHROUGH (256 * 1024)
#define BYTES_PER_READ (16 * 1024)
/* An iteration of the loop serves all connections, so each has a share: of
 * bytes, and of frames, which cost the same however small they are. */
#define BYTES_PER_ITERATION (256 * 1024)
#define FRAMES_PER_ITERATION 64

#define PONG 0x8a
/* More than that wait for no frame. */
#define MOST_PINGS_DUE 64

static void
clear (gpointer data)
{
  OaChannel *self = data;

  g_clear_pointer (&self->unread, g_bytes_unref);
  g_clear_pointer (&self->own_frame, g_byte_array_unref);
  oa_frame_sorter_clear (&self->sorter);
  g_clear_error (&self->broken);
  g_clear_pointer (&self->tls, oa_tls_free);
  oa_socket_free (self->socket);
}

OaChannel *
oa_channel_new (OaLoop *loop, GSocketConnection *connection, GError **error)
{
  OaSocket *socket = oa_socket_new (loop, connection, error);
  OaChannel *self;

  if (socket == NULL)
    return NULL;
  self = g_rc_box_new0 (OaChannel);
  self->socket = socket;
  return self;
}

OaChannel *
oa_channel_ref (OaChannel *self)
{
  return g_rc_box_acquire (self);
}

void
oa_channel_unref (OaChannel *self)
{
  g_rc_box_release_full (self, clear);
}

/*** encryption ***/

void
oa_channel_start_tls (OaChannel *self, OaTrust *trust, const gchar *host,
    gboolean strict)
{
  self->tls = oa_tls_new (trust, self->socket, host, strict);
}

gboolean
oa_channel_handshake (OaChannel *self, GError **error)
{
  return oa_tls_handshake (self->tls, error);
}

GTlsCertificateFlags
oa_channel_get_tls_faults (OaChannel *self)
{
  return self->tls != NULL ? oa_tls_get_faults (self->tls)
      : G_TLS_CERTIFICATE_NO_FLAGS;
}

/*** bytes ***/

static gboolean
can_read (OaChannel *self)
{
  if (self->unread != NULL)
    return TRUE;
  return self->tls != NULL ? oa_tls_can_read (self->tls)
      : oa_socket_is_readable (self->socket);
}

gboolean
oa_channel_can_write (OaChannel *self)
{
  return self->tls != NULL ? oa_tls_can_write (self->tls)
      : oa_socket_is_writable (self->socket);
}

static gssize
read_unread (OaChannel *self, gpointer data, gsize size)
{
  gsize left;
  const guint8 *bytes = g_bytes_get_data (self->unread, &left);

  left -= self->unread_offset;
  size = MIN (size, left);
  memcpy (data, bytes + self->unread_offset, size);
  self->unread_offset += size;
  if (size == left)
    g_clear_pointer (&self->unread, g_bytes_unref);
  return size;
}

static gssize
from_socket (gssize count, GError **error)
{
  if (count < 0)
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno),
        g_strerror (errno));
  return count;
}

static gssize
read_some (OaChannel *self, gpointer data, gsize size, GError **error)
{
  if (self->unread != NULL)
    return read_unread (self, data, size);
  if (self->tls != NULL)
    return oa_tls_read (self->tls, data, size, error);
  return from_socket (oa_socket_receive (self->socket, data, size), error);
}

static gboolean
would_block (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static gssize
write_some (OaChannel *self, gconstpointer data, gsize size, GError **error)
{
  if (self->tls != NULL)
    return oa_tls_write (self->tls, data, size, error);
  return from_socket (oa_socket_send (self->socket, data, size), error);
}

/* In the midst of a frame. What the peer said before it went is still to be
 * read; any other reason ends the reading, too. */
static void
disable_writes (OaChannel *self, const GError *error)
{
  self->write_failed = TRUE;
  if (self->broken == NULL
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    self->broken = g_error_copy (error);
}

/* No frame can be made that RFC 6455 allows. */
static void
break_off (OaChannel *self)
{
  GError *error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED,
      "no random numbers for a mask");

  disable_writes (self, error);
  g_error_free (error);
}

/* TRUE: nothing of this frame of ours is under way. */
static gboolean
write_own_frame (OaChannel *self)
{
  GError *error = NULL;
  gssize count;

  if (self->own_frame == NULL)
    return TRUE;
  count = write_some (self, self->own_frame->data + self->own_frame_sent,
      self->own_frame->len - self->own_frame_sent, &error);
  if (count > 0)
    self->own_frame_sent += count;
  if (self->own_frame_sent < self->own_frame->len
      && (error == NULL || would_block (error))) {
    g_clear_error (&error);
    return FALSE;
  }
  if (error != NULL)
    disable_writes (self, error);
  g_clear_error (&error);
  g_clear_pointer (&self->own_frame, g_byte_array_unref);
  return TRUE;
}

static gboolean
begin_frame (OaChannel *self, OaFrameKind kind, gconstpointer data,
    gsize size)
{
  guint32 mask;

  if (!oa_random_mask (&mask)) {
    break_off (self);
    return FALSE;
  }
  self->own_frame = g_byte_array_sized_new (size + OA_FRAME_HEAD_MAX);
  g_byte_array_set_size (self->own_frame, size + OA_FRAME_HEAD_MAX);
  self->own_frame->len
      = oa_frame_make (self->own_frame->data, kind, data, size, mask);
  self->own_frame_sent = 0;
  return TRUE;
}

/* FALSE: none is due, or may go. */
static gboolean
begin_due_ping (OaChannel *self)
{
  if (self->pings_due == 0 || self->soup_frame_left > 0 || self->write_failed)
    return FALSE;
  self->pings_due--;
  return begin_frame (self, OA_FRAME_PING, "", 0);
}

/* TRUE: nothing of ours is under way. */
static gboolean
flush_own_frames (OaChannel *self)
{
  do {
    if (!write_own_frame (self))
      return FALSE;
  } while (begin_due_ping (self));
  return TRUE;
}

/* libsoup writes a frame at a time. */
static void
note_soup_frame (OaChannel *self, const guint8 *data, gsize size)
{
  if (self->soup_frame_left == 0)
    self->soup_frame_is_pong = size > 0 && data[0] == PONG;
}

static void
note_end_of_soup_frame (OaChannel *self)
{
  if (self->soup_frame_is_pong && self->sorter.pings > 0)
    self->sorter.pings--;
  if (self->pings_due > 0)
    flush_own_frames (self);
}

gssize
oa_channel_write (OaChannel *self, gconstpointer data, gsize size,
    GError **error)
{
  GError *cause = NULL;
  gssize count;

  if (self->write_failed) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
        "broken before");
    return -1;
  }
  if (!flush_own_frames (self)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
        "another frame is under way");
    return -1;
  }
  note_soup_frame (self, data, size);
  count = write_some (self, data, size, &cause);
  /* It comes again with what is left; TLS insists on that. */
  if (count >= 0)
    self->soup_frame_left = size - count;
  else
    self->soup_frame_left = would_block (cause) ? size : 0;
  if (self->soup_frame_left == 0)
    note_end_of_soup_frame (self);
  if (cause != NULL)
    g_propagate_error (error, cause);
  return count;
}

gboolean
oa_channel_flush (OaChannel *self)
{
  return flush_own_frames (self) && self->soup_frame_left == 0;
}

/* FALSE: a frame is under way. */
static gboolean
send_frame (OaChannel *self, OaFrameKind kind, gconstpointer data, gsize size)
{
  if (self->write_failed)
    return TRUE;
  if (!oa_channel_flush (self))
    return FALSE;
  if (begin_frame (self, kind, data, size))
    flush_own_frames (self);
  return TRUE;
}

gboolean
oa_channel_send_text (OaChannel *self, gconstpointer text, gsize size)
{
  return send_frame (self, OA_FRAME_TEXT, text, size);
}

gboolean
oa_channel_send_ping (OaChannel *self)
{
  if (send_frame (self, OA_FRAME_PING, "", 0))
    return TRUE;
  self->pings_due = MIN (self->pings_due + 1, MOST_PINGS_DUE);
  return FALSE;
}

void
oa_channel_hang_up (OaChannel *self)
{
  if (self->tls != NULL)
    oa_tls_send_close_notify (self->tls);
  oa_socket_close (self->socket);
}

/*** sorted reading ***/

/* The end of the peer's bytes comes behind what they said. */
static gboolean
has_end (OaChannel *self)
{
  if (self->reads && oa_frame_sorter_is_ready (&self->sorter))
    return FALSE;
  return self->ended || self->broken != NULL;
}

gboolean
oa_channel_can_read (OaChannel *self)
{
  if (!self->sorted)
    return can_read (self);
  return oa_frame_sorter_get_passthrough (&self->sorter) > 0 || has_end (self);
}

gssize
oa_channel_read (OaChannel *self, gpointer data, gsize size, GError **error)
{
  gsize count;

  if (!self->sorted)
    return read_some (self, data, size, error);
  count = oa_frame_sorter_read_passthrough (&self->sorter, data, size);
  if (count > 0)
    return count;
  if (has_end (self) && self->broken == NULL)
    return 0;
  if (has_end (self))
    g_propagate_error (error, g_error_copy (self->broken));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
        "nothing for libsoup");
  return -1;
}

static gboolean
may_read_on (OaChannel *self)
{
  return !self->ended && self->broken == NULL && can_read (self);
}

gboolean
oa_channel_wants_to_sort (OaChannel *self)
{
  return self->reads
      && oa_frame_sorter_get_passthrough (&self->sorter) < MOST_PASSTHROUGH
      && (oa_frame_sorter_is_ready (&self->sorter) || may_read_on (self));
}

/* How many bytes have come. */
static gsize
read_on (OaChannel *self)
{
  guint8 bytes[BYTES_PER_READ];
  GError *error = NULL;
  gssize count = read_some (self, bytes, sizeof (bytes), &error);

  if (count > 0)
    oa_frame_sorter_add (&self->sorter, bytes, count);
  else if (count == 0)
    self->ended = TRUE;
  else if (!would_block (error))
    self->broken = g_steal_pointer (&error);
  g_clear_error (&error);
  return MAX (count, 0);
}

static void
on_message (const guint8 *data, gsize size, gpointer user_data)
{
  OaChannel *self = user_data;

  if (self->reads)
    self->funcs.message (data, size, self->user_data);
}

static void
on_refused (guint16 close_code, gpointer user_data)
{
  OaChannel *self = user_data;

  if (self->reads)
    self->funcs.refused (close_code, self->user_data);
}

void
oa_channel_sort (OaChannel *self)
{
  static const OaFrameSorterFuncs funcs = { on_message, on_refused };
  gsize bytes = 0;
  guint frames = 0;

  while (bytes < BYTES_PER_ITERATION && frames < FRAMES_PER_ITERATION
      && oa_channel_wants_to_sort (self)) {
    if (!oa_frame_sorter_is_ready (&self->sorter)) {
      gsize count = read_on (self);

      /* Encryption has bytes, and nothing in them for us. */
      if (count == 0)
        break;
      bytes += count;
    }
    frames += oa_frame_sorter_run (&self->sorter,
        FRAMES_PER_ITERATION - frames, &funcs, self);
  }
}

void
oa_channel_start_sorting (OaChannel *self, gsize limit,
    const OaFrameSorterFuncs *funcs, gpointer user_data)
{
  self->sorted = TRUE;
  self->sorter.limit = limit;
  self->funcs = *funcs;
  self->reads = TRUE;
  self->user_data = user_data;
}

void
oa_channel_stop_sorting (OaChannel *self)
{
  self->reads = FALSE;
}

void
oa_channel_unread (OaChannel *self, gconstpointer data, gsize size)
{
  g_return_if_fail (self->unread == NULL);

  if (size > 0)
    self->unread = g_bytes_new (data, size);
}

gboolean
oa_channel_has_input (OaChannel *self)
{
  return oa_frame_sorter_get_passthrough (&self->sorter) > 0
      || oa_frame_sorter_is_ready (&self->sorter) || can_read (self);
}

guint64
oa_channel_get_received (OaChannel *self)
{
  return oa_socket_get_received (self->socket);
}

guint64
oa_channel_get_sent (OaChannel *self)
{
  return oa_socket_get_sent (self->socket);
}

guint64
oa_channel_get_taken (OaChannel *self)
{
  return oa_socket_get_taken (self->socket);
}
