/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* padtask.c - see padtask.h. A thread that has left its task's steps and has
 * not ended yet makes a start do nothing, so it is waited for. */

#include "padtask.h"

void
oa_pad_restart_task (GstPad *pad, GstTaskFunction func, gpointer user_data)
{
  GstTask *task;

  GST_OBJECT_LOCK (pad);
  task = GST_PAD_TASK (pad) != NULL ? gst_object_ref (GST_PAD_TASK (pad))
                                    : NULL;
  GST_OBJECT_UNLOCK (pad);
  if (task != NULL)
    gst_task_join (task);
  gst_clear_object (&task);
  gst_pad_start_task (pad, func, user_data, NULL);
}
