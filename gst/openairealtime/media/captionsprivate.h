/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionsprivate.h - the state of captions, for their files. */

#pragma once

#include "captions.h"

#include "captionitem.h"

G_BEGIN_DECLS

struct _OaCaptions
{
  GQueue items;  /* of OaCaptionItem */
  GQueue due;    /* of OaCaption */
  GQueue closed; /* ids of items that are done with */
  gdouble pace;
  gboolean finishing;

  GstClockTime now;     /* where the timeline is */
  GstClockTime floor;   /* nothing may begin before */
  GstClockTime end;     /* of the last caption */
  GstClockTime limit;   /* no caption to come begins before */
  GstClockTime settled; /* NONE: not of turns */
};

G_END_DECLS
