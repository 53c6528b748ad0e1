/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessiontranscription.c - sessions that only write down what is said: turns
 * that the element itself ends. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* The service refuses to commit less. */
#define MIN_COMMIT_MS 100

/* All audio before the mark has been sent. It may have been forgotten, or
 * committed by the application meanwhile. */
void
oa_session_auto_commit (OaSession *self)
{
  guint64 sent = oa_flow_get_sent_ms (self->element);

  if (sent < self->committed_ms + MIN_COMMIT_MS)
    return;
  GST_DEBUG_OBJECT (self->element, "commit at %" G_GUINT64_FORMAT " ms", sent);
  oa_session_send_commit (self);
}
