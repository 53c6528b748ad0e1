/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventids.c - a ring of hashes. */

#include "eventids.h"

#include <string.h>

/* What is compared of an event: ids are at its beginning, and audio differs at
 * its end, if anywhere. */
#define HEAD 192
#define TAIL 64

static guint64
mix (guint64 hash, guint64 word)
{
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ hash >> 32;
}

/* Eight bytes at a time. */
static guint64
hash_bytes (guint64 hash, const gchar *bytes, gsize length)
{
  guint64 word;

  for (; length >= sizeof (word); length -= sizeof (word)) {
    memcpy (&word, bytes, sizeof (word));
    hash = mix (hash, word);
    bytes += sizeof (word);
  }
  word = length;
  memcpy (&word, bytes, length);
  return mix (hash, word);
}

static guint64
hash_content (const OaEvent *event)
{
  gsize length = 0;
  const gchar *text = g_bytes_get_data (event->raw, &length);
  guint64 hash = mix (event->type, length);

  hash = hash_bytes (hash, text, MIN (length, HEAD));
  if (length > HEAD)
    hash = hash_bytes (hash, text + length - MIN (length - HEAD, TAIL),
        MIN (length - HEAD, TAIL));
  return hash;
}

/* OA_EVENT_IDS_MAX: none. Without a way out of the loop, which no event but a
 * repeated one would take. */
static guint
find (const OaEventIds *self, guint64 id)
{
  guint found = OA_EVENT_IDS_MAX;

  for (guint i = 0; i < OA_EVENT_IDS_MAX; i++)
    found = self->ids[i] == id ? i : found;
  return found;
}

static void
remember (OaEventIds *self, guint64 id, guint64 content)
{
  self->ids[self->next] = id;
  self->contents[self->next] = content;
  self->next = (self->next + 1) % OA_EVENT_IDS_MAX;
}

gboolean
oa_event_ids_is_repeated (OaEventIds *self, const OaEvent *event)
{
  guint64 id, content;
  guint place;

  if (event->event_id == NULL || *event->event_id == '\0' || self->meaningless)
    return FALSE;
  id = hash_bytes (1, event->event_id, strlen (event->event_id)) | 1;
  content = hash_content (event);
  place = find (self, id);
  if (place == OA_EVENT_IDS_MAX) {
    remember (self, id, content);
    return FALSE;
  }
  self->meaningless = self->contents[place] != content;
  return !self->meaningless;
}
