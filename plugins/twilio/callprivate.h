/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callprivate.h - the state of a call, for its files. */

#pragma once

#include "call.h"

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (gst_twilio_stream_debug);

struct _OaTwilioCall
{
  gint refs; /* atomic */
  OaLoop *loop;
  guint io_delay;       /* ms, as the loop knows it */
  gint64 start_timeout; /* us */
  const OaTwilioCallFuncs *funcs;

  /* Held while the owner is told something; NULL once it is stopped. */
  GMutex telling;
  GObject *owner;

  /* The loop's own. */
  OaConnection *connection; /* NULL: nobody calls, or none is left */
  OaTimer *timer;           /* for `start`, or for marks that do not come */
  const gchar *sid_member;
  gchar *sid;       /* NULL until "start" */
  const gchar *why; /* it ends: told when it has, or NULL */
  gboolean ended;   /* the owner was told */

  GMutex lock; /* protects what follows */
  GCond cond;
  guint waiting; /* for cond: threads with audio for which there is no room */
  OaTwilioOutbox *outbox;
  OaTwilioMarks *marks; /* the outbox's */
  GPtrArray *played;    /* of strings: marks that came back */
  GPtrArray *missed;    /* the same, without having been played */
  OaTwilioFigures figures;
  gboolean scheduled; /* the loop will look at the outbox */
  gboolean finishing;
  gboolean given_up; /* before it begins */
  gboolean flushing;
  gboolean over;
};

/* On the loop's thread: messages may be sent, marks may be overdue, all may
 * have been heard. */
void oa_twilio_call_look (OaTwilioCall *self);

G_END_DECLS
