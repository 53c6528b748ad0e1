/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimetext.h - the request pads of text, as the element's other
 * files and the session see them. */

#pragma once

#include "media/media.h"

#include <gst/gst.h>

G_BEGIN_DECLS

struct _GstOpenaiRealtime;

/* A text pad. Protected by the media's lock. */
typedef struct
{
  struct _GstOpenaiRealtime *element;
  OaTextKind kind;
  GstPad *pad;                  /* NULL = not requested */
  guint serial;                 /* of the captions */
  gboolean active;
  gboolean started;             /* stream-start, caps, segment, first gap */
} OaText;

/* Pad templates and class functions. */
void     gst_openai_realtime_install_text (GstElementClass * klass);

/* With the lock held: the streams begin anew. */
void     gst_openai_realtime_text_restart (struct _GstOpenaiRealtime * self);

/* A flush that comes from upstream; @event stays the caller's. */
void     gst_openai_realtime_text_flush_start (struct _GstOpenaiRealtime * self,
    GstEvent * event);
void     gst_openai_realtime_text_flush_stop (struct _GstOpenaiRealtime * self,
    GstEvent * event);

G_END_DECLS
