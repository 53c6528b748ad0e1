/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Two read and two write here: libsoup, which takes this for a plain stream,
 * and the transport itself, for text messages and its pings. Neither may write
 * within a frame of the other. */

#include "wsstream.h"

#include "frame.h"
#include "random.h"
#include "readysource.h"

struct _OaWsStream
{
  OaChannel *channel;
  GSource *reader; /* NULL once it was stopped */
  OaFrameSorterFuncs funcs;
  gpointer user_data;

  /* What is written. */
  gsize part_size;       /* 0: messages go in one frame */
  gsize soup_frame_left; /* bytes of libsoup's frame that are to come */
  gboolean soup_frame_is_pong;
  GByteArray *own_frame;   /* a frame of ours or several, or NULL */
  gboolean own_frame_goes; /* the channel was given it: it stays as it is */
  gsize own_frame_sent;
  guint pings_due;       /* behind the frame under way */
  gboolean write_failed; /* no more of it */

  /* What is read. */
  gboolean held; /* not for now */
  OaFrameSorter sorter;
  gboolean ended; /* by the peer */
  GError *broken; /* why there is no more, or NULL */
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
  OaWsStream *self = data;

  oa_ws_stream_stop (self);
  g_clear_pointer (&self->own_frame, g_byte_array_unref);
  oa_frame_sorter_clear (&self->sorter);
  g_clear_error (&self->broken);
  oa_channel_unref (self->channel);
}

OaWsStream *
oa_ws_stream_ref (OaWsStream *self)
{
  return g_rc_box_acquire (self);
}

void
oa_ws_stream_unref (OaWsStream *self)
{
  g_rc_box_release_full (self, clear);
}

static gboolean
would_block (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

/*** writing ***/

/* In the midst of a frame. What the peer said before it went is still to be
 * read; any other reason ends the reading, too. */
static void
disable_writes (OaWsStream *self, const GError *error)
{
  self->write_failed = TRUE;
  if (self->broken == NULL
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    self->broken = g_error_copy (error);
}

/* No frame can be made that RFC 6455 allows. */
static void
break_off (OaWsStream *self)
{
  GError *error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED,
      "no random numbers for a mask");

  disable_writes (self, error);
  g_error_free (error);
}

/* TRUE: nothing of this frame of ours is under way. */
static gboolean
write_own_frame (OaWsStream *self)
{
  GError *error = NULL;
  gssize count;

  if (self->own_frame == NULL)
    return TRUE;
  self->own_frame_goes = TRUE;
  count = oa_channel_write (self->channel,
      self->own_frame->data + self->own_frame_sent,
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
append_frame (OaWsStream *self, OaFrameKind kind, gconstpointer data,
    gsize size)
{
  gboolean server = self->sorter.server;
  gsize before = self->own_frame->len;
  guint32 mask;

  if (!server && !oa_random_mask (&mask)) {
    break_off (self);
    g_clear_pointer (&self->own_frame, g_byte_array_unref);
    return FALSE;
  }
  g_byte_array_set_size (self->own_frame, before + size + OA_FRAME_HEAD_MAX);
  self->own_frame->len = before
      + oa_frame_make (self->own_frame->data + before, kind, data, size,
          server ? NULL : &mask);
  return TRUE;
}

static gboolean
begin_frame (OaWsStream *self, OaFrameKind kind, gconstpointer data, gsize size)
{
  if (self->own_frame == NULL) {
    self->own_frame = g_byte_array_sized_new (size + OA_FRAME_HEAD_MAX);
    self->own_frame_goes = FALSE;
    self->own_frame_sent = 0;
  }
  return append_frame (self, kind, data, size);
}

/* Its frames go as one. */
static gboolean
begin_in_parts (OaWsStream *self, const guint8 *text, gsize size)
{
  gsize part = self->part_size;
  gboolean ok = begin_frame (self, OA_FRAME_TEXT | OA_FRAME_MORE, text, part);

  for (text += part, size -= part; ok && size > part;
       text += part, size -= part)
    ok = append_frame (self, OA_FRAME_CONTINUATION | OA_FRAME_MORE, text, part);
  return ok && append_frame (self, OA_FRAME_CONTINUATION, text, size);
}

/* FALSE: none is due, or may go. */
static gboolean
begin_due_ping (OaWsStream *self)
{
  if (self->pings_due == 0 || self->soup_frame_left > 0 || self->write_failed)
    return FALSE;
  self->pings_due--;
  return begin_frame (self, OA_FRAME_PING, "", 0);
}

/* TRUE: nothing of ours is under way. */
static gboolean
flush_own_frames (OaWsStream *self)
{
  do {
    if (!write_own_frame (self))
      return FALSE;
  } while (begin_due_ping (self));
  return TRUE;
}

/* libsoup writes a frame at a time. */
static void
note_soup_frame (OaWsStream *self, const guint8 *data, gsize size)
{
  if (self->soup_frame_left == 0)
    self->soup_frame_is_pong = size > 0 && data[0] == PONG;
}

static void
note_end_of_soup_frame (OaWsStream *self)
{
  if (self->soup_frame_is_pong && self->sorter.pings > 0)
    self->sorter.pings--;
  if (self->pings_due > 0)
    flush_own_frames (self);
}

gssize
oa_ws_stream_write (OaWsStream *self, gconstpointer data, gsize size,
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
  count = oa_channel_write (self->channel, data, size, &cause);
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
oa_ws_stream_flush (OaWsStream *self)
{
  return flush_own_frames (self) && self->soup_frame_left == 0;
}

gboolean
oa_ws_stream_add_text (OaWsStream *self, gconstpointer text, gsize size)
{
  if (self->write_failed)
    return TRUE;
  if (self->soup_frame_left > 0
      || (self->own_frame != NULL && self->own_frame_goes))
    return FALSE;
  if (self->part_size > 0 && size > self->part_size)
    begin_in_parts (self, text, size);
  else
    begin_frame (self, OA_FRAME_TEXT, text, size);
  return TRUE;
}

gboolean
oa_ws_stream_send_ping (OaWsStream *self)
{
  if (self->write_failed)
    return TRUE;
  if (oa_ws_stream_flush (self)) {
    if (begin_frame (self, OA_FRAME_PING, "", 0))
      flush_own_frames (self);
    return TRUE;
  }
  self->pings_due = MIN (self->pings_due + 1, MOST_PINGS_DUE);
  return FALSE;
}

gboolean
oa_ws_stream_can_write (OaWsStream *self)
{
  return oa_channel_can_write (self->channel);
}

/*** reading ***/

/* The end of the peer's bytes comes behind what they said. */
static gboolean
has_end (OaWsStream *self)
{
  if (self->reader != NULL && oa_frame_sorter_is_ready (&self->sorter))
    return FALSE;
  return self->ended || self->broken != NULL;
}

gboolean
oa_ws_stream_can_read (OaWsStream *self)
{
  return oa_frame_sorter_get_passthrough (&self->sorter) > 0 || has_end (self);
}

gssize
oa_ws_stream_read (OaWsStream *self, gpointer data, gsize size, GError **error)
{
  gsize count = oa_frame_sorter_read_passthrough (&self->sorter, data, size);

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
wants_to_sort (gpointer data)
{
  OaWsStream *self = data;

  return self->reader != NULL && !self->held
      && oa_frame_sorter_get_passthrough (&self->sorter) < MOST_PASSTHROUGH
      && (oa_frame_sorter_is_ready (&self->sorter)
          || (!self->ended && self->broken == NULL
              && oa_channel_can_read (self->channel)));
}

/* How many bytes have come. */
static gsize
read_on (OaWsStream *self)
{
  guint8 bytes[BYTES_PER_READ];
  GError *error = NULL;
  gssize count = oa_channel_read (self->channel, bytes, sizeof (bytes), &error);

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
on_message (const guint8 *data, gsize size, gboolean binary, gpointer user_data)
{
  OaWsStream *self = user_data;

  if (self->reader != NULL)
    self->funcs.message (data, size, binary, self->user_data);
}

static void
on_refused (guint16 close_code, gpointer user_data)
{
  OaWsStream *self = user_data;

  if (self->reader != NULL)
    self->funcs.refused (close_code, self->user_data);
}

static void
sort (OaWsStream *self)
{
  static const OaFrameSorterFuncs funcs = { on_message, on_refused };
  gsize bytes = 0;
  guint frames = 0;

  while (bytes < BYTES_PER_ITERATION && frames < FRAMES_PER_ITERATION
      && wants_to_sort (self)) {
    if (!oa_frame_sorter_is_ready (&self->sorter)) {
      gsize count = read_on (self);

      /* Encryption has bytes, and nothing in them for us. */
      if (count == 0)
        break;
      bytes += count;
    }
    frames += oa_frame_sorter_run (&self->sorter, FRAMES_PER_ITERATION - frames,
        &funcs, self);
  }
}

static gboolean
on_readable (GObject *stream, gpointer user_data)
{
  OaWsStream *self = oa_ws_stream_ref (user_data);

  sort (self);
  oa_ws_stream_unref (self);
  return G_SOURCE_CONTINUE;
}

/* The source holds no reference: the stream ends it. */
static void
start_reading (OaWsStream *self)
{
  OaLoop *loop = oa_channel_get_loop (self->channel);

  self->reader = oa_ready_source_new (NULL, wants_to_sort, self, NULL);
  g_source_set_static_name (self->reader, "oa_ws_stream");
  g_source_set_callback (self->reader, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->reader, oa_loop_get_context (loop));
}

OaWsStream *
oa_ws_stream_new (OaChannel *channel, gboolean server, gsize limit,
    const OaFrameSorterFuncs *funcs, gpointer user_data)
{
  OaWsStream *self = g_rc_box_new0 (OaWsStream);

  self->channel = oa_channel_ref (channel);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->sorter.server = server;
  self->sorter.limit = limit;
  start_reading (self);
  return self;
}

void
oa_ws_stream_stop (OaWsStream *self)
{
  oa_ready_source_clear (&self->reader);
}

void
oa_ws_stream_set_reading (OaWsStream *self, gboolean reading)
{
  self->held = !reading;
}

void
oa_ws_stream_set_part_size (OaWsStream *self, gsize size)
{
  self->part_size = size;
}

OaChannel *
oa_ws_stream_get_channel (OaWsStream *self)
{
  return self->channel;
}

gboolean
oa_ws_stream_has_input (OaWsStream *self)
{
  return oa_frame_sorter_get_passthrough (&self->sorter) > 0
      || oa_frame_sorter_is_ready (&self->sorter)
      || oa_channel_can_read (self->channel);
}

gboolean
oa_ws_stream_is_next_binary (OaWsStream *self)
{
  return oa_frame_sorter_is_next_binary (&self->sorter);
}
