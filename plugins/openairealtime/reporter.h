/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reporter.h - what users are told, in order, off the audio path.
 *
 * A notice becomes a signal and a bus message here and nowhere else, so that
 * the two always agree. Application code runs on a pool thread: one element's
 * reports come in order and one at a time, and a slow handler delays nobody
 * else. Every function may be called from any thread and never blocks. */

#pragma once

#include "conversation/notice.h"
#include "failure.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OaReporter OaReporter;

/* Does not hold a reference to @element: it owns the reporter. */
OaReporter *oa_reporter_new  (GstElement * element);
void        oa_reporter_free (OaReporter * self);

/* Called without a lock whenever everything has been told. */
void        oa_reporter_set_idle_func (OaReporter * self,
    void (*func) (GstElement * element));

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
void        oa_reporter_error   (OaReporter * self, OaFailure * failure);
void        oa_reporter_warning (OaReporter * self, OaFailure * failure);
void        oa_reporter_progress (OaReporter * self, GstProgressType type,
    const gchar * text);
void        oa_reporter_notify  (OaReporter * self, const gchar * property);

/* Somebody listens to the raw server event of this type. */
gboolean    oa_reporter_wants_event (OaReporter * self, const gchar * type);

/* Nothing is being told or waits to be told. */
gboolean    oa_reporter_is_idle (OaReporter * self);

G_END_DECLS
