/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* faranswers.h - answers of a call whose sound the service plays itself: which
 * are over, and when. What was heard of one that was interrupted, only the
 * service knows. Main thread. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OvsFarAnswers OvsFarAnswers;

typedef struct
{
  const gchar *item_id;
  const gchar *text;
  gint64 started, ended; /* µs of the clock */
  gboolean interrupted;
} OvsFarAnswer;

typedef void (
    *OvsFarAnswerFunc) (const OvsFarAnswer *answer, gpointer user_data);

/* @func: one is over. */
OvsFarAnswers *ovs_far_answers_new (GstElement *model, OvsFarAnswerFunc func,
    gpointer user_data);
void ovs_far_answers_free (OvsFarAnswers *self);

/* Of the model. */
void ovs_far_answers_take (OvsFarAnswers *self, GstMessage *message);
/* How long what is complete goes on to sound, in ms, as far as that is
 * known. */
guint ovs_far_answers_get_rest (OvsFarAnswers *self);
/* With the call, all are over. */
void ovs_far_answers_end (OvsFarAnswers *self);

G_END_DECLS
