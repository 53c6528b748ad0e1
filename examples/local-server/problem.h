/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* problem.h - why a client event is refused; becomes an `error` event. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const gchar *code;
  gchar *param;
  gchar *message;
} OrsProblem;

#define ORS_PROBLEM_INIT \
  { \
    NULL, NULL, NULL \
  }

/* Always FALSE, so that a check can end with it. @param may be NULL. */
gboolean ors_problem_set (OrsProblem *self, const gchar *code,
    const gchar *param, const gchar *format, ...) G_GNUC_PRINTF (4, 5);
void ors_problem_clear (OrsProblem *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OrsProblem, ors_problem_clear)

G_END_DECLS
