/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* answerguard.h - which answers were stopped by the application, so that others
 * take their place.
 *
 * Not part of the public library. From any thread; the calls come in the order
 * in which the element tells of texts and ends. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OA_ANSWER_AS_IT_COMES,
  OA_ANSWER_STOPPED,   /* until it is over */
  OA_ANSWER_REPLACING, /* until what takes its place is over */
} OaAnswerState;

typedef struct
{
  GMutex lock; /* protects the rest */
  OaAnswerState state;
  gchar *item_id; /* of the last answer that was stopped */
  gchar *response_id;
  gchar *told_item; /* whose text came last */
  gboolean over;    /* and its answer is complete */
} OaAnswerGuard;

G_GNUC_INTERNAL
void oa_answer_guard_init (OaAnswerGuard *self);
G_GNUC_INTERNAL
void oa_answer_guard_clear (OaAnswerGuard *self);

/* FALSE: the answer was stopped before, or takes the place of another one: that
 * may quote what it declines, and stopping it would not end. */
G_GNUC_INTERNAL
gboolean oa_answer_guard_stop (OaAnswerGuard *self, const gchar *item_id);
/* Text of an item of an answer came. */
G_GNUC_INTERNAL
void oa_answer_guard_text (OaAnswerGuard *self, const gchar *item_id);
/* It could not be stopped, or another session has taken over. */
G_GNUC_INTERNAL
void oa_answer_guard_undo (OaAnswerGuard *self);
/* An answer is over. */
G_GNUC_INTERNAL
void oa_answer_guard_done (OaAnswerGuard *self, const gchar *response_id);
/* @id: of an item or of a response, or NULL. */
G_GNUC_INTERNAL
gboolean oa_answer_guard_was_stopped (OaAnswerGuard *self, const gchar *id);

G_END_DECLS
