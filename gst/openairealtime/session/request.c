/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* request.c - making and freeing requests of the application. */

#include "session/request.h"

OaRequest *
oa_request_new (OaRequestKind kind)
{
  OaRequest *self = g_atomic_rc_box_new0 (OaRequest);

  self->kind = kind;
  return self;
}

OaRequest *
oa_request_new_item (JsonObject *item, gboolean turn, gboolean respond)
{
  OaRequest *self = oa_request_new_with_object (OA_REQUEST_ITEM, item);

  self->turn = turn;
  self->respond = respond;
  return self;
}

OaRequest *
oa_request_new_with_object (OaRequestKind kind, JsonObject *object)
{
  OaRequest *self = oa_request_new (kind);

  self->object = object;
  return self;
}

OaRequest *
oa_request_new_with_item_id (OaRequestKind kind, const gchar *item_id)
{
  OaRequest *self = oa_request_new (kind);

  self->item_id = g_strdup (item_id);
  return self;
}

OaRequest *
oa_request_new_say (const OaSay *say)
{
  OaRequest *self = oa_request_new (OA_REQUEST_SAY);

  self->say = *say;
  self->say.words = g_strdup (say->words);
  return self;
}

OaRequest *
oa_request_ref (OaRequest *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  OaRequest *self = data;

  g_free (self->item_id);
  g_clear_pointer (&self->object, json_object_unref);
  g_free ((gchar *) self->say.words);
}

void
oa_request_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, clear);
}
