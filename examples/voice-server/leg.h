/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* leg.h - the way by which a call comes, as a call sees it: whatever does this
 * is a kind of leg. Main thread. */

#pragma once

#include "agents/agentrun.h"

G_BEGIN_DECLS

/* ms that messages of the phone and of the model may wait at 100 calls and more
 * for those of others: nobody hears so little, and it saves a third. */
#define OVS_IO_DELAY 10

typedef struct _OvsLeg OvsLeg;

/* What a leg tells its call. After `ended` it tells nothing more. */
typedef struct
{
  /* The far end is there. @pipeline (transfer full) is running and holds
   * @phone, whose pads are free: what leaves its source pad is held back until
   * that is linked. Both NULL: its media never come here, and the model is
   * configured by the leg. */
  void (*media) (GstElement *pipeline, GstElement *phone, gpointer user_data);
  /* Each one word, as caller-hung-up, and a sentence. */
  void (*ended) (const gchar *cause, const gchar *sentence, gpointer user_data);
  /* The phone company's id of it. */
  void (*identified) (const gchar *external_id, gpointer user_data);
  /* Something for the records, as who answered. */
  void (*fact) (const gchar *name, const gchar *value, gpointer user_data);
  /* The far end has pressed a key. */
  void (*key) (const gchar *digit, gpointer user_data);
  /* End the media when what was said has been heard, and nothing more: the
   * call goes on without us. */
  void (
      *finish) (const gchar *cause, const gchar *sentence, gpointer user_data);
} OvsLegListener;

/* What can be asked of it; NULL = it cannot. */
typedef struct
{
  const gchar *name;
  /* Calls the far end; NULL: that has called. */
  void (*start) (OvsLeg *self, OvsDoneFunc done, gpointer done_data);
  /* Before the model runs; @done: it may, or there will be no call. Nothing
   * is called when the call has ended meanwhile. NULL: it may at once. */
  void (*configure) (OvsLeg *self, GstElement *model, OvsDoneFunc done,
      gpointer done_data);
  /* What the model is to know of the way to the far end; it is in state NULL.
   * NULL: nothing. */
  void (*prepare) (OvsLeg *self, GstElement *model);
  /* The model's connection is over, which is the call's end; NULL: it is
   * not. */
  void (*lost) (OvsLeg *self, const gchar *sentence);
  /* An element message of its phone. */
  void (*message) (OvsLeg *self, const GstStructure *structure);
  /* @source, or NULL, has failed. TRUE: that is how the far end went, and it
   * has told of it. NULL: never. */
  gboolean (*take_failure) (OvsLeg *self, GstObject *source);
  /* Its media have ended, without a word of it. TRUE: it tells of the end in a
   * moment, and it is not known yet of which. NULL: never. */
  gboolean (*holds_end) (OvsLeg *self);
  /* The call is over, whether the far end knows or not. Once, behind which
   * only `free` comes. */
  void (*hang_up) (OvsLeg *self);
  /* @done: it is on its way; the media end behind it. */
  void (*transfer) (OvsLeg *self, const gchar *number, OvsDoneFunc done,
      gpointer done_data);
  void (*send_dtmf) (OvsLeg *self, const gchar *digits, OvsDoneFunc done,
      gpointer done_data);
  void (*send_sms) (OvsLeg *self, const gchar *to, const gchar *text,
      OvsDoneFunc done, gpointer done_data);
  void (*free) (OvsLeg *self);
} OvsLegClass;

/* Begins each kind's own structure. */
struct _OvsLeg
{
  const OvsLegClass *klass;
  const OvsLegListener *listener; /* NULL: nobody hears any more */
  gpointer user_data;
};

G_END_DECLS
