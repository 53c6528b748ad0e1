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

/* All take what they are given. */
void        oa_reporter_notice  (OaReporter * self, OaNotice * notice);
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
