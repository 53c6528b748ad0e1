/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* call.h - one call over its WebSocket: what the phone company sends is told to
 * the owner, what the owner plays is sent, with what was heard of it.
 *
 * Lives on an I/O loop; other threads only add to its outbox, under a lock that
 * is held for a moment. */

#pragma once

#include "message.h"
#include "outbox.h"
#include "settings.h"

#include "transport/connection.h"

G_BEGIN_DECLS

typedef struct _OaTwilioCall OaTwilioCall;

/* Why a call is over. */
#define OA_TWILIO_HANGUP "hangup"     /* "stop" came */
#define OA_TWILIO_CLOSED "closed"     /* by the other side, without it */
#define OA_TWILIO_LOST "lost"         /* the connection broke */
#define OA_TWILIO_FINISHED "finished" /* all was heard, we closed it */
#define OA_TWILIO_TIMEOUT "timeout"   /* no "start" came in time */
#define OA_TWILIO_REFUSED "refused"   /* its "start" cannot be served */

/* On the loop's thread; none may block, and none is called behind
 * oa_twilio_call_stop(). */
typedef struct
{
  void (*started) (const OaTwilioInfo *info, const OaTwilioFormat *format,
      gpointer owner);
  void (*audio) (GBytes *audio, gint64 timestamp, gpointer owner);
  void (*dtmf) (gchar digit, gpointer owner);
  void (*mark) (const gchar *name, gboolean played, gpointer owner);
  /* All up to this running time. */
  void (*heard) (GstClockTime position, gpointer owner);
  /* Once, and the last. */
  void (*ended) (const gchar *cause, gpointer owner);
} OaTwilioCallFuncs;

typedef struct
{
  OaTwilioSent sent;
  guint64 media; /* messages that came, and bytes of audio in them */
  guint64 bytes;
  guint64 dtmf;
  guint64 echoes;
  guint64 ignored; /* that could not be read, or were of another stream */
  GstClockTime heard;
} OaTwilioFigures;

/* @owner is held a reference to. */
OaTwilioCall *oa_twilio_call_new (const OaTwilioSettings *settings,
    const OaTwilioCallFuncs *funcs, GObject *owner);
OaTwilioCall *oa_twilio_call_ref (OaTwilioCall *self);
void oa_twilio_call_unref (OaTwilioCall *self);
OaLoop *oa_twilio_call_get_loop (OaTwilioCall *self);

/* From any thread but the loop's: nothing is told any more, and the connection
 * is closed. Once. */
void oa_twilio_call_stop (OaTwilioCall *self);

/* From any thread: what was answered with 101 already. */
void oa_twilio_call_adopt (OaTwilioCall *self, GIOStream *stream);

/*** on the loop's thread, for who accepted its connection ***/

void oa_twilio_call_config (OaConnectionConfig *config);
/* It is open; what it tells is told to the functions below. */
void oa_twilio_call_attach (OaTwilioCall *self, OaConnection *connection);
void oa_twilio_call_message (GBytes *text, gpointer call);
GBytes *oa_twilio_call_next (gpointer call);
void oa_twilio_call_ended (const OaTransportEnd *end, gpointer call);

/*** from any thread ***/

/* Waits while too much waits to be sent. FALSE: the call is over, or
 * flushing. */
gboolean oa_twilio_call_play (OaTwilioCall *self, GBytes *audio,
    GstClockTime end, GstClockTime duration);
gboolean oa_twilio_call_mark (OaTwilioCall *self, const gchar *name);
/* What was not heard yet is not going to be. */
void oa_twilio_call_clear (OaTwilioCall *self);
/* When all was heard, the call is given back; @at_once: one that has not begun
 * is not waited for. */
void oa_twilio_call_finish (OaTwilioCall *self, gboolean at_once);
/* TRUE ends every wait; FALSE: more may be played. */
void oa_twilio_call_set_flushing (OaTwilioCall *self, gboolean flushing);
gboolean oa_twilio_call_is_over (OaTwilioCall *self);
void oa_twilio_call_get_figures (OaTwilioCall *self, OaTwilioFigures *figures);

G_END_DECLS
