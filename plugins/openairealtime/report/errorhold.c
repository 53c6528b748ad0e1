/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* errorhold.c - counts of looks; when to look is the reporter's. */

#include "report/errorhold.h"

/* An error goes first when nothing was told at so many looks. */
#define STILL_LOOKS 6
/* A state change that lasts longer than so many looks is not waited for. */
#define MAX_LOOKS 40

void
oa_error_hold_init (OaErrorHold *self)
{
  self->held = self->was_changing = TRUE;
  self->looks = self->still = 0;
}

/* Held until the pipeline was at rest at two looks. */
void
oa_error_hold_look (OaErrorHold *self, gboolean changing)
{
  self->held = ++self->looks < MAX_LOOKS && (changing || self->was_changing);
  self->was_changing = changing;
}

gboolean
oa_error_hold_is_blocked (OaErrorHold *self)
{
  return ++self->still >= STILL_LOOKS;
}

static GstObject *
ref_top (GstElement *element)
{
  GstObject *top = gst_object_ref (GST_OBJECT_CAST (element));
  GstObject *parent;

  while ((parent = gst_object_get_parent (top)) != NULL) {
    gst_object_unref (top);
    top = parent;
  }
  return top;
}

gboolean
oa_is_state_changing (GstElement *element)
{
  GstObject *top = ref_top (element);
  gboolean changing = !GST_STATE_TRYLOCK (top);

  if (!changing)
    GST_STATE_UNLOCK (top);
  gst_object_unref (top);
  return changing;
}
