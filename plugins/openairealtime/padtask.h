/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* padtask.h - a pad's task that is started again. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Behind a task that was stopped from inside, too. With the stream lock, which
 * such a task needs no more. */
void oa_pad_restart_task (GstPad *pad, GstTaskFunction func,
    gpointer user_data);

G_END_DECLS
