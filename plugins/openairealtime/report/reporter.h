/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reporter.h - the observer of one run: what users are told, in order, off the
 * audio path.
 *
 * A notice becomes a signal and a bus message here and nowhere else, so that
 * the two always agree.
 * Application code runs on a pool thread: one element's reports come in order
 * and one at a time, and a slow handler delays no other element. Only an error
 * does not wait for a handler that blocks.
 *
 * An OaObserver, one for each run of the element from READY to PAUSED and back;
 * telling and asking is done through observer.h. Every function may be called
 * from any thread and never blocks. */

#pragma once

#include "session/observer.h"

G_BEGIN_DECLS

/* Set up where the element is registered. */
GST_DEBUG_CATEGORY_EXTERN (oa_report_debug);

typedef struct _OaReporter OaReporter;

/* All are called without a lock. @idle: everything has been told; @failed: an
 * error has been posted. */
typedef struct
{
  void (*idle) (GstElement *element);
  void (*failed) (GstElement *element, OaReporter *reporter);
} OaReporterHandlers;

/* Does not hold a reference to @element, and does not touch it once closed.
 * Errors are held until oa_reporter_started(). */
OaReporter *oa_reporter_new (GstElement *element,
    const OaReporterHandlers *handlers);

/* The state change that began the run is through. An application that leaves
 * its main loop at an error may only now enter it: the error follows a little
 * later. */
void oa_reporter_started (OaReporter *self);

/* The run is over: what was not told is not told any more, but for changes of
 * properties. */
void oa_reporter_close (OaReporter *self);

/* An error at once, from the thread that it stops. Takes @failure. */
void oa_reporter_post_error (OaReporter *self, OaFailure *failure);

/* Nothing is being told or waits to be told. */
gboolean oa_reporter_is_idle (OaReporter *self);

G_END_DECLS
