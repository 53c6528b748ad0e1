/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* censor.c - the secrets of a run, and their places in a text. */

#include "session/censor.h"
#include "protocol/secretname.h"
#include "transport/secret.h"

#include <string.h>

/* Keys that rotate are many in a long run; the latest ones are kept. */
#define MAX_SECRETS 64

struct _OaCensor
{
  GMutex lock;
  GQueue secrets; /* of gchar *, the latest one first */
};

OaCensor *
oa_censor_new (void)
{
  OaCensor *self = g_new0 (OaCensor, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->secrets);
  return self;
}

void
oa_censor_free (OaCensor *self)
{
  g_queue_clear_full (&self->secrets, (GDestroyNotify) oa_secret_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
oa_censor_add (OaCensor *self, const gchar *secret)
{
  /* No header carries what is not ASCII. */
  if (secret == NULL || strlen (secret) < OA_CENSOR_MIN_SECRET
      || !g_str_is_ascii (secret))
    return;
  g_mutex_lock (&self->lock);
  if (g_queue_find_custom (&self->secrets, secret, (GCompareFunc) strcmp)
      == NULL)
    g_queue_push_head (&self->secrets, g_strdup (secret));
  if (self->secrets.length > MAX_SECRETS)
    oa_secret_free (g_queue_pop_tail (&self->secrets));
  g_mutex_unlock (&self->lock);
}

/* How many bytes at @at are the beginning of @secret. */
static gsize
common_length (const gchar *at, const gchar *secret)
{
  gsize length = 0;

  while (secret[length] != '\0' && at[length] == secret[length])
    length++;
  return length;
}

static gchar *
take_out (const gchar *text, const gchar *secret)
{
  gsize needed = MIN (strlen (secret), OA_CENSOR_MIN_PREFIX);
  gchar *start = g_strndup (secret, needed);
  const gchar *found = strstr (text, start);
  GString *clean;

  if (found == NULL) {
    oa_secret_free (start);
    return NULL;
  }
  clean = g_string_new (NULL);
  for (; found != NULL; found = strstr (text, start)) {
    g_string_append_len (clean, text, found - text);
    g_string_append (clean, "***");
    text = found + common_length (found, secret);
  }
  g_string_append (clean, text);
  oa_secret_free (start);
  return g_string_free (clean, FALSE);
}

void
oa_censor_text (OaCensor *self, gchar **text)
{
  GList *l;

  if (*text == NULL)
    return;
  g_mutex_lock (&self->lock);
  for (l = self->secrets.head; l != NULL; l = l->next) {
    gchar *clean = take_out (*text, l->data);

    if (clean == NULL)
      continue;
    g_free (*text);
    *text = clean;
  }
  g_mutex_unlock (&self->lock);
}

/* From @query, which begins behind "?", to the end. */
static void
append_query (GString *shown, const gchar *query)
{
  gchar **pairs = g_strsplit (query, "&", -1);
  guint i;

  for (i = 0; pairs[i] != NULL; i++) {
    gchar *value = strchr (pairs[i], '=');

    if (value != NULL)
      *value++ = '\0';
    g_string_append_printf (shown, "%s%s", i > 0 ? "&" : "", pairs[i]);
    if (value != NULL)
      g_string_append_printf (shown, "=%s",
          oa_secret_name_holds (pairs[i]) ? "***" : value);
  }
  g_strfreev (pairs);
}

gchar *
oa_censor_address (const gchar *address)
{
  const gchar *rest, *host, *query;
  GString *shown;

  if (address == NULL)
    return NULL;
  rest = strstr (address, "://");
  rest = rest != NULL ? rest + 3 : address;
  shown = g_string_new_len (address, rest - address);
  host = g_strrstr_len (rest, strcspn (rest, "/?#"), "@");
  if (host != NULL)
    g_string_append (shown, "***");
  else
    host = rest;
  query = strchr (host, '?');
  if (query == NULL) {
    g_string_append (shown, host);
  } else {
    g_string_append_len (shown, host, query + 1 - host);
    append_query (shown, query + 1);
  }
  return g_string_free (shown, FALSE);
}
