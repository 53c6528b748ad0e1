/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callleg.c - see callleg.h. */

#include "callleg.h"

#include "callend.h"
#include "callkeys.h"
#include "callmedia.h"
#include "callparts.h"

static void
on_leg_media (GstElement *pipeline, GstElement *phone, gpointer user_data)
{
  OvsCall *self = user_data;

  self->session.has_media = TRUE;
  ovs_call_start_media (self, pipeline, phone);
}

static void
on_leg_ended (const gchar *cause, const gchar *sentence, gpointer user_data)
{
  ovs_call_end (user_data, cause, sentence);
}

static void
on_leg_finish (const gchar *cause, const gchar *sentence, gpointer user_data)
{
  OvsCall *self = user_data;

  ovs_call_begin_end (self, cause, sentence);
  if (self->session.media != NULL)
    ovs_media_finish (self->session.media, TRUE);
}

static void
on_leg_fact (const gchar *name, const gchar *value, gpointer user_data)
{
  OvsCall *self = user_data;

  ovs_call_recorder_set_fact (self->recorder, name, value);
}

static void
on_leg_key (const gchar *digit, gpointer user_data)
{
  ovs_call_take_keys (user_data, digit);
}

static void
on_leg_identified (const gchar *external_id, gpointer user_data)
{
  OvsCall *self = user_data;

  g_free (self->who.external_id);
  self->who.external_id = g_strdup (external_id);
  on_leg_fact ("external_id", external_id, self);
}

const OvsLegListener ovs_call_leg_listener = {
  .media = on_leg_media,
  .ended = on_leg_ended,
  .identified = on_leg_identified,
  .fact = on_leg_fact,
  .key = on_leg_key,
  .finish = on_leg_finish,
};
