/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outbox.c - the order of what is sent. */

#include "outbox.h"

#include "message.h"

typedef struct
{
  GBytes *audio; /* NULL: a mark of the application's */
  GstClockTime end;
  GstClockTime duration;
  gchar *name;
} Piece;

struct _OaTwilioOutbox
{
  OaTwilioMarks *marks;
  GQueue pieces;
  gsize bytes;
  gboolean clear_due;
  gchar *mark_due; /* behind the audio that was sent last, or NULL */
  OaTwilioSent sent;
};

OaTwilioOutbox *
oa_twilio_outbox_new (OaTwilioMarks *marks)
{
  OaTwilioOutbox *self = g_new0 (OaTwilioOutbox, 1);

  self->marks = marks;
  g_queue_init (&self->pieces);
  return self;
}

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_clear_pointer (&piece->audio, g_bytes_unref);
  g_free (piece->name);
  g_free (piece);
}

void
oa_twilio_outbox_free (OaTwilioOutbox *self)
{
  g_queue_clear_full (&self->pieces, piece_free);
  oa_twilio_marks_free (self->marks);
  g_free (self->mark_due);
  g_free (self);
}

static Piece *
add (OaTwilioOutbox *self)
{
  Piece *piece = g_new0 (Piece, 1);

  g_queue_push_tail (&self->pieces, piece);
  return piece;
}

void
oa_twilio_outbox_add_audio (OaTwilioOutbox *self, GBytes *audio,
    GstClockTime end, GstClockTime duration)
{
  Piece *piece = add (self);

  piece->audio = g_bytes_ref (audio);
  piece->end = end;
  piece->duration = duration;
  self->bytes += g_bytes_get_size (audio);
}

void
oa_twilio_outbox_add_mark (OaTwilioOutbox *self, const gchar *name)
{
  add (self)->name = g_strdup (name);
}

void
oa_twilio_outbox_clear (OaTwilioOutbox *self, GPtrArray *names)
{
  Piece *piece;

  while ((piece = g_queue_pop_head (&self->pieces)) != NULL) {
    if (piece->name != NULL)
      g_ptr_array_add (names, g_steal_pointer (&piece->name));
    piece_free (piece);
  }
  self->sent.dropped += self->bytes;
  self->bytes = 0;
  if (oa_twilio_marks_is_empty (self->marks))
    return;
  self->clear_due = TRUE;
  g_clear_pointer (&self->mark_due, g_free);
  oa_twilio_marks_clear (self->marks);
}

/*** out ***/

static GBytes *
send_mark (OaTwilioOutbox *self, const gchar *member, const gchar *sid,
    const gchar *name)
{
  self->sent.marks++;
  return oa_twilio_message_new_mark (member, sid, name);
}

static GBytes *
send_audio (OaTwilioOutbox *self, const gchar *member, const gchar *sid,
    const Piece *piece, gint64 now)
{
  gsize size = g_bytes_get_size (piece->audio);

  self->mark_due =
      oa_twilio_marks_add_audio (self->marks, piece->end, piece->duration, now);
  self->bytes -= size;
  self->sent.media++;
  self->sent.bytes += size;
  return oa_twilio_message_new_media (member, sid, piece->audio);
}

static GBytes *
send_piece (OaTwilioOutbox *self, const gchar *member, const gchar *sid,
    const Piece *piece, gint64 now)
{
  if (piece->audio != NULL)
    return send_audio (self, member, sid, piece, now);
  oa_twilio_marks_add_named (self->marks, piece->name, now);
  return send_mark (self, member, sid, piece->name);
}

GBytes *
oa_twilio_outbox_next (OaTwilioOutbox *self, const gchar *member,
    const gchar *sid, gint64 now)
{
  GBytes *message;
  Piece *piece;

  if (self->clear_due) {
    self->clear_due = FALSE;
    self->sent.clears++;
    return oa_twilio_message_new_clear (member, sid);
  }
  if (self->mark_due != NULL) {
    message = send_mark (self, member, sid, self->mark_due);
    g_clear_pointer (&self->mark_due, g_free);
    return message;
  }
  piece = g_queue_pop_head (&self->pieces);
  if (piece == NULL)
    return NULL;
  message = send_piece (self, member, sid, piece, now);
  piece_free (piece);
  return message;
}

gsize
oa_twilio_outbox_get_bytes (const OaTwilioOutbox *self)
{
  return self->bytes;
}

gboolean
oa_twilio_outbox_is_empty (const OaTwilioOutbox *self)
{
  return !self->clear_due && self->mark_due == NULL
      && g_queue_is_empty ((GQueue *) &self->pieces);
}

const OaTwilioSent *
oa_twilio_outbox_get_sent (const OaTwilioOutbox *self)
{
  return &self->sent;
}
