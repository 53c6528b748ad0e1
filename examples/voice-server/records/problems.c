/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* problems.c - see problems.h. */

#include "records/problems.h"

/* What the log says when it is over. */
static const gchar *const cured[OVS_N_PROBLEMS] = {
  "The database takes records again.",
  "The journal takes records again.",
  "Records are kept again.",
};

void
ovs_problems_init (OvsProblems *self, OvsStoreLogFunc func, gpointer user_data)
{
  *self = (OvsProblems){ ovs_store_log_new (func, user_data) };
}

void
ovs_problems_clear (OvsProblems *self)
{
  for (guint i = 0; i < OVS_N_PROBLEMS; i++)
    g_free (self->sentences[i]);
  ovs_store_log_unref (self->log);
}

void
ovs_problems_set (OvsProblems *self, OvsProblem problem, gchar *sentence)
{
  gchar **slot = &self->sentences[problem];

  if (g_strcmp0 (*slot, sentence) != 0)
    ovs_store_log_tell (self->log,
        sentence != NULL ? sentence : cured[problem]);
  g_free (*slot);
  *slot = sentence;
}

const gchar *
ovs_problems_get (const OvsProblems *self)
{
  for (guint i = 0; i < OVS_N_PROBLEMS; i++)
    if (self->sentences[i] != NULL)
      return self->sentences[i];
  return NULL;
}
