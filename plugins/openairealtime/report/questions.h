/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* questions.h - reports that ask the application something: their handlers run
 * beside all others and each other, so that a slow one delays only itself.
 *
 * Reference counted by what runs. */

#pragma once

#include "report/report.h"

G_BEGIN_DECLS

typedef struct _OaQuestions OaQuestions;

OaQuestions *oa_questions_new (void);
void oa_questions_unref (OaQuestions *self);

/* FALSE: @report asks nothing, or no handler is connected. Else takes it. */
gboolean oa_questions_ask (OaQuestions *self, GstElement *element,
    OaReport *report);
/* What waits is not asked any more. */
void oa_questions_clear (OaQuestions *self);

G_END_DECLS
