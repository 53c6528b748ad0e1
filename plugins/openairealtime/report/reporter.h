/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reporter.h - what users are told of one run, in order, off the audio path.
 *
 * A notice becomes a signal and a bus message here and nowhere else, so that
 * the two always agree, and no text leaves without passing wording.h.
 * Application code runs on a pool thread: one element's reports come in order
 * and one at a time, and a slow handler delays no other element. Only an error
 * does not wait for a handler that blocks.
 *
 * Reference counted; one for each run of the element, from READY to PAUSED and
 * back. Every function may be called from any thread and never blocks. */

#pragma once

#include "conversation/notice.h"
#include "session/failure.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* Set up where the element is registered. */
GST_DEBUG_CATEGORY_EXTERN (oa_report_debug);

typedef struct _OaReporter OaReporter;

/* Does not hold a reference to @element, and does not touch it once closed.
 * Errors are held until oa_reporter_started(). */
OaReporter *oa_reporter_new   (GstElement * element);
OaReporter *oa_reporter_ref   (OaReporter * self);
void        oa_reporter_unref (OaReporter * self);

/* The state change that began the run is through. An application that leaves
 * its main loop at an error may only now enter it: the error follows a little
 * later. */
void        oa_reporter_started (OaReporter * self);

/* The run is over: what was not told is not told any more, but for changes of
 * properties. */
void        oa_reporter_close   (OaReporter * self);

/* All are called without a lock. @idle: everything has been told; @failed: an
 * error has been posted. */
typedef struct
{
  void (*idle)   (GstElement * element);
  void (*failed) (GstElement * element, OaReporter * reporter);
} OaReporterHandlers;

void        oa_reporter_set_handlers (OaReporter * self,
    const OaReporterHandlers * handlers);

/* A secret of this run, never to be told. */
void        oa_reporter_add_secret  (OaReporter * self, const gchar * secret);

/* For a failure that is told by other means: fit to be told. */
void        oa_reporter_clean   (OaReporter * self, OaFailure * failure);

/* What the service or a library said, fit for a line of a log. */
gchar      *oa_reporter_quote   (OaReporter * self, const gchar * text);

/* For a text that is read by other means: takes the secrets out. */
void        oa_reporter_censor  (OaReporter * self, gchar ** text);

/* What a handler of function-call returned; on a thread of the handlers. */
typedef void (*OaCallAnswered) (const gchar * call_id, const gchar * output,
    gpointer user_data);

/* All take what they are given. */
void        oa_reporter_notice  (OaReporter * self, OaNotice * notice);
/* A function call: told in order like any notice, but its handlers run beside,
 * so that a slow one delays neither what follows nor another call. @answered is
 * called when one returns an output. */
void        oa_reporter_call    (OaReporter * self, OaNotice * notice,
    OaCallAnswered answered, gpointer user_data, GDestroyNotify destroy);
/* Asks for a key in the same way. @answered is called in any case: without a
 * call id, and with NULL when no handler gives one. */
void        oa_reporter_ask_key (OaReporter * self, OaCallAnswered answered,
    gpointer user_data, GDestroyNotify destroy);
/* The end of the run: told once, further errors are dropped. */
void        oa_reporter_error   (OaReporter * self, OaFailure * failure);
void        oa_reporter_warning (OaReporter * self, OaFailure * failure);
void        oa_reporter_progress (OaReporter * self, GstProgressType type,
    const gchar * text);
void        oa_reporter_notify  (OaReporter * self, const gchar * property);

/* A handler is connected to the raw server event of this type. */
gboolean    oa_reporter_wants_event (OaReporter * self, const gchar * type);

/* Nothing is being told or waits to be told. */
gboolean    oa_reporter_is_idle (OaReporter * self);

G_END_DECLS
