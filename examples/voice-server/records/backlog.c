/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* backlog.c - see backlog.h. */

#include "records/backlog.h"

#include <string.h>

void
ovs_backlog_clear (OvsBacklog *self)
{
  g_queue_clear_full (&self->told, g_free);
  g_queue_clear_full (&self->waiting, g_free);
}

gboolean
ovs_backlog_tell (OvsBacklog *self, gchar *line)
{
  gsize bytes = strlen (line) + 1;

  if (self->told_bytes + self->waiting_bytes + bytes > OVS_BACKLOG_MAX_BYTES) {
    self->dropped++;
    g_free (line);
    return FALSE;
  }
  g_queue_push_tail (&self->told, line);
  self->told_bytes += bytes;
  return TRUE;
}

void
ovs_backlog_restore (OvsBacklog *self, gchar *line)
{
  g_queue_push_tail (&self->waiting, line);
  self->waiting_bytes += strlen (line) + 1;
}

void
ovs_backlog_keep (OvsBacklog *self, guint n)
{
  for (; n > 0; n--) {
    gchar *line = g_queue_pop_head (&self->told);

    self->told_bytes -= strlen (line) + 1;
    ovs_backlog_restore (self, line);
  }
}

void
ovs_backlog_done (OvsBacklog *self, guint n)
{
  for (; n > 0; n--) {
    g_autofree gchar *line = g_queue_pop_head (&self->waiting);

    self->waiting_bytes -= strlen (line) + 1;
  }
}

gchar *
ovs_backlog_join (GQueue *lines, gsize bytes)
{
  GString *text;

  if (lines->length == 0)
    return NULL;
  text = g_string_sized_new (bytes);
  for (GList *l = lines->head; l != NULL; l = l->next) {
    g_string_append (text, l->data);
    if (l->next != NULL)
      g_string_append_c (text, '\n');
  }
  return g_string_free (text, FALSE);
}

gsize
ovs_backlog_get_length (const OvsBacklog *self)
{
  return self->told.length + self->waiting.length;
}
