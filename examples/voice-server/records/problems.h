/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* problems.h - what is wrong with the records now, each as one sentence, and
 * the log's lines when that changes.
 *
 * Not safe for threads by itself: its owner has a lock. */

#pragma once

#include "records/storelog.h"

G_BEGIN_DECLS

typedef enum
{
  OVS_PROBLEM_DATABASE,
  OVS_PROBLEM_JOURNAL,
  OVS_PROBLEM_ROOM,
  OVS_N_PROBLEMS
} OvsProblem;

typedef struct
{
  OvsStoreLog *log;
  gchar *sentences[OVS_N_PROBLEMS];
} OvsProblems;

/* For the thread-default context. func NULL = no log. */
void ovs_problems_init (OvsProblems *self, OvsStoreLogFunc func,
    gpointer user_data);
void ovs_problems_clear (OvsProblems *self);

/* @sentence NULL = it is over. Takes it. */
void ovs_problems_set (OvsProblems *self, OvsProblem problem, gchar *sentence);
/* The worst, or NULL. */
const gchar *ovs_problems_get (const OvsProblems *self);

G_END_DECLS
