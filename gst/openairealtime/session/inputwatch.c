/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputwatch.c - when to look for missing input again. */

#include "session/inputwatch.h"

#define NS_PER_US 1000
/* The input is looked at again after this at the latest, ... */
#define MAX_WAIT_US (150 * 1000)
/* ... and not sooner than this, whatever the clock does. */
#define MIN_WAIT_US (10 * 1000)

static void
handle_event (gpointer part, const OaEvent *event, gint64 now,
    OaSessionActions *out)
{
  OaSessionContext *context = part;

  if (event->type == OA_EVENT_SPEECH_STARTED)
    context->user_speaks = TRUE;
  else if (event->type == OA_EVENT_SPEECH_STOPPED
      || event->type == OA_EVENT_INPUT_COMMITTED
      || event->type == OA_EVENT_INPUT_CLEARED)
    context->user_speaks = FALSE;
}

static gint64
poll_input (gpointer part, gint64 now, OaSessionActions *out)
{
  const OaSessionContext *context = part;
  GstClockTime wait;
  gint64 us = MAX_WAIT_US;

  if (!context->live || !context->configured || !context->user_speaks
      || context->settings->input.max_input_gap == 0)
    return -1;
  if (oa_media_fill_missing_input (context->media, &wait))
    oa_session_actions_add (out, OA_SESSION_ACTION_SCHEDULE_SEND);
  if (GST_CLOCK_TIME_IS_VALID (wait))
    us = CLAMP ((gint64) (wait / NS_PER_US), MIN_WAIT_US, MAX_WAIT_US);
  return now + us;
}

static void
link_lost (gpointer part, gint64 now, OaSessionActions *out)
{
  ((OaSessionContext *) part)->user_speaks = FALSE;
}

const OaSessionPartClass oa_input_watch_class = {
  .event = handle_event,
  .poll = poll_input,
  .link_lost = link_lost,
};
