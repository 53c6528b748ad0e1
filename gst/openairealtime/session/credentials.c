/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* credentials.c - where keys come from, and fetching them. */

#include "session/credentials.h"
#include "session/jobs.h"
#include "session/regularfile.h"
#include "transport/secret.h"

/* Of a file with a key: with spaces and line ends around it. */
#define MAX_TEXT (2 * OA_SECRET_MAX_KEY)

void
oa_credentials_init (OaCredentials *self)
{
  *self = (OaCredentials){ 0 };
  self->environment_key = g_strdup (g_getenv ("OPENAI_API_KEY"));
  self->environment_uri = g_strdup (g_getenv ("OPENAI_BASE_URL"));
}

void
oa_credentials_clear (OaCredentials *self)
{
  oa_secret_free (self->environment_key);
  g_free (self->environment_uri);
  oa_secret_free (self->own_key);
}

void
oa_credentials_apply (OaCredentials *self, OaElementSettings *settings,
    const gchar *fetched)
{
  oa_element_settings_fill (settings, self->environment_key,
      self->environment_uri);
  oa_secret_free (self->own_key);
  self->own_key = g_strdup (oa_element_settings_get_key (settings));
  if (fetched != NULL)
    oa_element_settings_set_key (settings, fetched);
}

/* May block, as disks do. */
static gchar *
read_key_file (const gchar *path, GError **error)
{
  gchar *text = oa_regular_file_read (path, MAX_TEXT, error);

  if (text == NULL) {
    g_prefix_error (error, "api-key-file: ");
    return NULL;
  }
  if (oa_secret_is_key (g_strstrip (text)))
    return text;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
      "api-key-file: %s does not hold a key: one line of printable "
      "characters without spaces.",
      path);
  oa_secret_free (text);
  return NULL;
}

gboolean
oa_credentials_read (OaElementSettings *settings, GError **error)
{
  gchar *key = read_key_file (settings->connection.api_key_file, error);

  if (key == NULL)
    return FALSE;
  oa_element_settings_set_key (settings, key);
  oa_secret_free (key);
  return TRUE;
}

void
oa_credentials_use (const OaCredentials *self, OaElementSettings *settings,
    const OaKeyAnswer *answer)
{
  oa_element_settings_set_key (settings,
      answer->key != NULL ? answer->key : self->own_key);
}

/*** fetching ***/

void
oa_key_answer_free (OaKeyAnswer *answer)
{
  oa_secret_free (answer->key);
  g_clear_error (&answer->error);
  g_free (answer);
}

typedef struct
{
  OaCredentials *credentials;
  gchar *path;
  OaKeyFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  fetch->destroy (fetch->user_data);
  g_free (fetch->path);
  g_free (fetch);
}

/* On the handler's thread. */
static void
take_reply (const gchar *id, const gchar *key, gpointer user_data)
{
  Fetch *fetch = user_data;
  OaKeyAnswer *answer = g_new0 (OaKeyAnswer, 1);

  answer->key = g_strdup (key);
  fetch->func (answer, fetch->user_data);
}

static void
read_file (gpointer data)
{
  Fetch *fetch = data;
  OaKeyAnswer *answer = g_new0 (OaKeyAnswer, 1);

  answer->key = read_key_file (fetch->path, &answer->error);
  g_atomic_int_set (&fetch->credentials->reading, 0);
  fetch->func (answer, fetch->user_data);
  fetch_free (fetch);
}

void
oa_credentials_fetch (OaCredentials *self, const OaElementSettings *settings,
    OaObserver *application, OaKeyFunc func, gpointer user_data,
    GDestroyNotify destroy)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->credentials = self;
  fetch->path = g_strdup (settings->connection.api_key_file);
  fetch->func = func;
  fetch->user_data = user_data;
  fetch->destroy = destroy;
  if (application != NULL)
    oa_observer_ask_key (application, take_reply, fetch, fetch_free);
  else if (g_atomic_int_compare_and_exchange (&self->reading, 0, 1))
    oa_jobs_push (read_file, fetch);
  else
    fetch_free (fetch);
}
