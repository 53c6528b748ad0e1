/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationprivate.h - a conversation's state, shared by its files. */

#pragma once

#include "answerguard.h"
#include "conversation.h"

G_BEGIN_DECLS

struct _GstOpenaiRealtimeConversation
{
  GObject parent;

  GstElement *pipeline;
  GstElement *element;
  GstOpenaiRealtimeTools *tools; /* NULL = none yet */
  GMainLoop *loop;
  gchar *name;
  GQueue lines;         /* to be said in writing */
  gboolean in_lines;    /* there were some: it ends behind the last */
  gboolean called;      /* this answer has called a function */
  gboolean interrupted; /* by a signal */
  gchar *failure;       /* of the answer that failed last */
  gboolean failed;
  gint ending; /* nothing more is said; atomic */
  gint over;   /* it ends now; atomic */
  OaAnswerGuard guard;
};

G_END_DECLS
