/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* questions.c - handlers of function-call, a few at a time, and of a key, which
 * waits for no function. */

#include "report/questions.h"
#include "report/signals.h"
#include "session/jobs.h"
#include "transport/secret.h"

/* Handlers that run at the same time, per element; further calls wait for one
 * to return. */
#define MAX_HANDLERS 16

struct _OaQuestions
{
  GMutex lock;
  GQueue waiting; /* of Question */
  guint running;
};

typedef struct
{
  OaQuestions *questions;
  GstElement *element;
  OaReport *report;
} Question;

OaQuestions *
oa_questions_new (void)
{
  OaQuestions *self = g_atomic_rc_box_new0 (OaQuestions);

  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  return self;
}

static void
clear (gpointer data)
{
  g_mutex_clear (&((OaQuestions *) data)->lock);
}

void
oa_questions_unref (OaQuestions *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
question_free (Question *question)
{
  oa_report_free (question->report);
  gst_object_unref (question->element);
  oa_questions_unref (question->questions);
  g_free (question);
}

/* The next one that waits, or NULL. @done: one less runs. */
static Question *
next_question (OaQuestions *self, gboolean done)
{
  Question *question;

  g_mutex_lock (&self->lock);
  question = g_queue_pop_head (&self->waiting);
  if (question == NULL && done)
    self->running--;
  g_mutex_unlock (&self->lock);
  return question;
}

static void
ask (const Question *question)
{
  const OaReport *report = question->report;
  gchar *answer = oa_signals_ask (report->notice, question->element);

  if (answer != NULL)
    report->reply (report->notice->id, answer, report->user_data);
  g_free (answer);
}

static void
run_calls (gpointer data)
{
  Question *question = data;
  OaQuestions *self = g_atomic_rc_box_acquire (question->questions);

  for (; question != NULL; question = next_question (self, TRUE)) {
    ask (question);
    question_free (question);
  }
  oa_questions_unref (self);
}

static void
run_key (gpointer data)
{
  Question *question = data;
  gchar *key = oa_signals_ask_key (question->element);

  /* No key is an answer, too: the one that is set. */
  question->report->reply (NULL, key, question->report->user_data);
  oa_secret_free (key);
  question_free (question);
}

static void
start_call (OaQuestions *self, Question *question)
{
  gboolean start;

  g_mutex_lock (&self->lock);
  start = self->running < MAX_HANDLERS;
  if (start)
    self->running++;
  else
    g_queue_push_tail (&self->waiting, question);
  g_mutex_unlock (&self->lock);
  if (start)
    oa_jobs_push (run_calls, question);
}

gboolean
oa_questions_ask (OaQuestions *self, GstElement *element, OaReport *report)
{
  /* A key is answered without a handler, too: a connection waits for it. */
  gboolean is_key = report->kind == OA_REPORT_KEY;
  Question *question;

  if (!is_key
      && (report->kind != OA_REPORT_CALL
          || !oa_signals_is_asked (report->notice, element)))
    return FALSE;
  question = g_new (Question, 1);
  question->questions = g_atomic_rc_box_acquire (self);
  question->element = gst_object_ref (element);
  question->report = report;
  if (is_key)
    oa_jobs_push (run_key, question);
  else
    start_call (self, question);
  return TRUE;
}

void
oa_questions_clear (OaQuestions *self)
{
  Question *question;

  while ((question = next_question (self, FALSE)) != NULL)
    question_free (question);
}
