/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ids.c - making, listing and comparing ids. */

#include "ids.h"

gchar *
oa_ids_new (guint64 *last, const gchar *prefix)
{
  return g_strdup_printf ("%s_%" G_GUINT64_FORMAT, prefix, ++*last);
}

gboolean
oa_ids_is_about (const OaServiceError *error, const gchar *event_id,
    const gchar *param_prefix)
{
  if (event_id == NULL)
    return FALSE;
  if (error->event_id != NULL)
    return g_str_equal (error->event_id, event_id);
  /* Services leave the event id out in several real cases. */
  return error->param != NULL && g_str_has_prefix (error->param, param_prefix);
}

void
oa_ids_remember (GQueue *ids, const gchar *id, guint max)
{
  g_queue_push_tail (ids, g_strdup (id));
  if (ids->length > max)
    g_free (g_queue_pop_head (ids));
}

static GList *
find (const GQueue *ids, const gchar *id)
{
  if (id == NULL)
    return NULL;
  return g_queue_find_custom ((GQueue *) ids, id, (GCompareFunc) g_strcmp0);
}

gboolean
oa_ids_contain (const GQueue *ids, const gchar *id)
{
  return find (ids, id) != NULL;
}

gboolean
oa_ids_forget (GQueue *ids, const gchar *id)
{
  GList *link = find (ids, id);

  if (link == NULL)
    return FALSE;
  g_free (link->data);
  g_queue_delete_link (ids, link);
  return TRUE;
}
