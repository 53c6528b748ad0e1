/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* guardrails.c - patterns and what is said. */

#include "guardrails.h"

#include <string.h>

/* A sentence fits into it, and a pattern is about one. */
#define WINDOW 2048
#define MAX_WHOLE (64 * 1024)
/* Steps of one search, so that no pattern and no text make it long. */
#define LIMIT "(*LIMIT_MATCH=100000)"

struct _OvsGuardrails
{
  gatomicrefcount ref_count;
  GPtrArray *patterns; /* of GRegex */
};

OvsGuardrails *
ovs_guardrails_new (void)
{
  OvsGuardrails *self = g_new0 (OvsGuardrails, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->patterns = g_ptr_array_new_with_free_func (
      (GDestroyNotify) g_regex_unref);
  return self;
}

OvsGuardrails *
ovs_guardrails_ref (OvsGuardrails *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ovs_guardrails_unref (OvsGuardrails *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->patterns);
  g_free (self);
}

/* Of GRegex's message what the pattern's author can use. */
static gboolean
fail (GError **error, const GError *cause)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
      "This is no regular expression: %s.",
      cause != NULL ? cause->message : "it is too long");
  return FALSE;
}

gboolean
ovs_guardrails_add (OvsGuardrails *self, const gchar *pattern, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree gchar *limited = g_strconcat (LIMIT, pattern, NULL);
  GRegex *regex;

  if (strlen (pattern) > OVS_GUARD_MAX_PATTERN)
    return fail (error, NULL);
  /* Alone it must be good, too: the limit in front would shift its errors. */
  regex = g_regex_new (pattern, G_REGEX_CASELESS, 0, &cause);
  if (regex == NULL)
    return fail (error, cause);
  g_regex_unref (regex);
  regex = g_regex_new (limited, G_REGEX_CASELESS, 0, &cause);
  if (regex == NULL)
    return fail (error, cause);
  g_ptr_array_add (self->patterns, regex);
  return TRUE;
}

gint
ovs_guardrails_match (OvsGuardrails *self, const gchar *text)
{
  for (guint i = 0; i < self->patterns->len; i++)
    if (g_regex_match_full (g_ptr_array_index (self->patterns, i), text, -1, 0,
            0, NULL, NULL))
      return i;
  return -1;
}

/*** what is said ***/

void
ovs_spoken_init (OvsSpoken *self)
{
  self->item_id = NULL;
  self->text = g_string_new (NULL);
}

void
ovs_spoken_clear (OvsSpoken *self)
{
  g_free (self->item_id);
  g_string_free (self->text, TRUE);
}

/* Leaves the last @max bytes, whole characters of them. */
static void
keep_end (GString *text, gsize max)
{
  gsize cut = text->len > max ? text->len - max : 0;

  while (cut < text->len && (text->str[cut] & 0xc0) == 0x80)
    cut++;
  g_string_erase (text, 0, cut);
}

const gchar *
ovs_spoken_add (OvsSpoken *self, const gchar *item_id, const gchar *text,
    gboolean whole)
{
  if (whole || g_strcmp0 (self->item_id, item_id) != 0) {
    g_free (self->item_id);
    self->item_id = g_strdup (item_id);
    g_string_truncate (self->text, 0);
  }
  g_string_append (self->text, text);
  keep_end (self->text, whole ? MAX_WHOLE : WINDOW);
  return self->text->str;
}
