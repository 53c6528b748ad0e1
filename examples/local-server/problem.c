/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* problem.c - see problem.h. The first problem stays: it names the cause. */

#include "config.h"

#include "problem.h"

gboolean
ors_problem_set (OrsProblem *self, const gchar *code, const gchar *param,
    const gchar *format, ...)
{
  va_list args;

  if (self->code != NULL)
    return FALSE;

  va_start (args, format);
  self->message = g_strdup_vprintf (format, args);
  va_end (args);
  self->code = code;
  self->param = g_strdup (param);
  return FALSE;
}

void
ors_problem_clear (OrsProblem *self)
{
  self->code = NULL;
  g_clear_pointer (&self->param, g_free);
  g_clear_pointer (&self->message, g_free);
}
