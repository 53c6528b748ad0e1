/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* responses.c - a short list, searched from the newest: that is the one which
 * most events are of. */

#include "responses.h"

typedef struct
{
  gchar *id;
  OaResponseFlags flags;
} Response;

static void
response_free (gpointer data)
{
  Response *response = data;

  g_free (response->id);
  g_free (response);
}

void
oa_responses_clear (OaResponses *self)
{
  g_queue_clear_full (&self->list, response_free);
}

static Response *
find (const OaResponses *self, const gchar *id)
{
  GList *l;

  for (l = self->list.tail; l != NULL && id != NULL; l = l->prev) {
    Response *response = l->data;

    if (g_str_equal (response->id, id))
      return response;
  }
  return NULL;
}

void
oa_responses_note (OaResponses *self, const gchar *id, OaResponseFlags flags)
{
  Response *response = find (self, id);

  if (response == NULL && id != NULL) {
    response = g_new0 (Response, 1);
    response->id = g_strdup (id);
    g_queue_push_tail (&self->list, response);
    if (self->list.length > OA_RESPONSES_MAX)
      response_free (g_queue_pop_head (&self->list));
  }
  if (response != NULL)
    response->flags |= flags;
}

OaResponseFlags
oa_responses_get (const OaResponses *self, const gchar *id)
{
  const Response *response = find (self, id);

  return response != NULL ? response->flags : 0;
}
