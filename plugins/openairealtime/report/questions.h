/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* questions.h - what the application is asked by signals, beside all that is
 * told: a handler that is slow delays neither that nor another one. */

#pragma once

#include "report/report.h"

G_BEGIN_DECLS

typedef struct _OaQuestions OaQuestions;

/* @owner has it, and is kept while something is asked. */
OaQuestions *oa_questions_new   (OaObserver * owner);
void         oa_questions_free  (OaQuestions * self);

/* TRUE when the report has gone to the handlers, which free it. A key waits for
 * no function, and without a handler it is answered, too: a connection waits
 * for it. */
gboolean     oa_questions_ask   (OaQuestions * self, GstElement * element,
    OaReport * report);
/* What waits for a handler to return is not asked any more. */
void         oa_questions_close (OaQuestions * self);

G_END_DECLS
