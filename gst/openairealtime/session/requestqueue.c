/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* requestqueue.c - in which order requests go, and what goes before them. */

#include "session/requestqueue.h"
#include "protocol/json.h"

#define SETTINGS_GRACE_US (2 * G_USEC_PER_SEC)

void
oa_request_queue_clear (OaRequestQueue *self)
{
  g_queue_clear_full (&self->requests, oa_request_unref);
}

void
oa_request_queue_push (OaRequestQueue *self, OaRequest *request)
{
  g_queue_push_tail (&self->requests, request);
}

void
oa_request_queue_push_first (OaRequestQueue *self, OaRequest *request)
{
  g_queue_push_head (&self->requests, request);
}

gboolean
oa_request_queue_is_empty (const OaRequestQueue *self)
{
  return self->requests.head == NULL;
}

gboolean
oa_request_queue_awaits_settings (OaRequestQueue *self, gboolean unsent,
    gint64 now)
{
  if (!unsent) {
    self->settings_until = 0;
    return FALSE;
  }
  if (self->settings_until == 0)
    self->settings_until = now + SETTINGS_GRACE_US;
  return now < self->settings_until;
}

gboolean
oa_request_queue_holds (OaRequestQueue *self, const OaRequest *request,
    gboolean ready, gboolean unsent, gint64 now)
{
  if (request->kind == OA_REQUEST_INTERRUPT || request->kind == OA_REQUEST_TALK)
    return FALSE;
  return !ready || !oa_request_queue_is_empty (self)
      || oa_request_queue_awaits_settings (self, unsent, now);
}

static OaRequest *
take (OaRequestQueue *self, gboolean commit)
{
  const OaRequest *next = g_queue_peek_head (&self->requests);

  if (next == NULL || (next->kind == OA_REQUEST_COMMIT) != commit)
    return NULL;
  return g_queue_pop_head (&self->requests);
}

OaRequest *
oa_request_queue_take (OaRequestQueue *self)
{
  return take (self, FALSE);
}

OaRequest *
oa_request_queue_take_commit (OaRequestQueue *self)
{
  return take (self, TRUE);
}

static gboolean
asks_only (const OaRequest *request)
{
  return request->kind == OA_REQUEST_RESPONSE || request->kind == OA_REQUEST_SAY
      || request->kind == OA_REQUEST_REPLACE
      || (request->kind == OA_REQUEST_EVENT
          && g_strcmp0 (oa_json_get_string (request->object, "type"),
                 "response.create")
              == 0);
}

static gboolean
is_commit (const OaRequest *request)
{
  return request->kind == OA_REQUEST_COMMIT;
}

static void
drop (OaRequestQueue *self, gboolean (*matches) (const OaRequest *request))
{
  GList *l = self->requests.head, *next;

  for (; l != NULL; l = next) {
    next = l->next;
    if (!matches (l->data))
      continue;
    oa_request_unref (l->data);
    g_queue_delete_link (&self->requests, l);
  }
}

void
oa_request_queue_drop_answers (OaRequestQueue *self)
{
  GList *l;

  drop (self, asks_only);
  for (l = self->requests.head; l != NULL; l = l->next)
    ((OaRequest *) l->data)->respond = FALSE;
}

void
oa_request_queue_drop_commits (OaRequestQueue *self)
{
  drop (self, is_commit);
}
