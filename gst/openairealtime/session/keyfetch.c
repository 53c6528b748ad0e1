/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* keyfetch.c - a key that is fetched when a connection is made: from the
 * application, for keys that rotate and client secrets that live for minutes;
 * or from a file.
 *
 * Both may block, so neither is done on the loop: connecting goes on with the
 * answer. When one is needed, and how long it may take, is the connector's
 * business. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/jobs.h"
#include "session/keyfile.h"
#include "session/sessionprivate.h"
#include "transport/secret.h"

/* What a fetch comes to; both NULL: the application has none to give. */
typedef struct
{
  OaSession *session;           /* while a file is read, */
  gchar *path;                  /* that one; NULL: the application is asked */
  gchar *key;
  GError *error;
} KeyAnswer;

static void
key_answer_free (gpointer data)
{
  KeyAnswer *answer = data;

  g_free (answer->path);
  oa_secret_free (answer->key);
  g_clear_error (&answer->error);
  g_free (answer);
}

/*** as users set it ***/

void
oa_session_take_own_key (OaSession *self)
{
  gchar *key = g_strdup (oa_element_settings_get_key (&self->settings));

  oa_secret_free (self->own_key);
  self->own_key = key;
}

void
oa_session_keep_key (OaSession *self, const gchar *key)
{
  oa_session_take_own_key (self);
  if (oa_connector_needs_keys (&self->connector))
    oa_element_settings_set_key (&self->settings, key);
}

gboolean
oa_session_read_first_key (OaSession *self, GError **error)
{
  gchar *key;

  if (self->connector.key_from_app
      || !oa_connector_needs_keys (&self->connector))
    return TRUE;
  key = oa_key_file_read (self->settings.api_key_file, error);
  if (key == NULL)
    return FALSE;
  oa_element_settings_set_key (&self->settings, key);
  oa_secret_free (key);
  self->connector.key_fresh = TRUE;
  return TRUE;
}

/*** fetching ***/

static void
answer_on_loop (OaSession *self, gpointer data)
{
  KeyAnswer *answer = data;

  if (answer->path != NULL)
    self->reading_key = FALSE;
  /* One that comes too late is an answer to what was asked since. */
  if (oa_session_is_over (self) || !oa_connector_key_arrived (&self->connector,
          answer->error == NULL, oa_session_now ()))
    return;
  if (answer->error != NULL)
    oa_session_connecting_failed (self,
        oa_failure_from_property ("api-key-file", answer->error,
            OA_KEY_FILE_STEP));
  else
    /* A handler that gives none wants the one that is set. */
    oa_element_settings_set_key (&self->settings,
        answer->key != NULL ? answer->key : self->own_key);
  oa_session_advance (self);
}

/* On the handler's thread. */
static void
take_key (const gchar *id, const gchar *key, gpointer user_data)
{
  KeyAnswer *answer = g_new0 (KeyAnswer, 1);

  answer->key = g_strdup (key);
  oa_session_invoke (user_data, answer_on_loop, answer, key_answer_free);
}

/* On a thread of its own: reading a file may block. */
static void
read_key (gpointer data)
{
  KeyAnswer *answer = data;
  OaSession *session = g_steal_pointer (&answer->session);

  answer->key = oa_key_file_read (answer->path, &answer->error);
  oa_session_invoke (session, answer_on_loop, answer, key_answer_free);
  oa_session_unref (session);
}

/* A file that could not be read in time is still being read: its key comes
 * when it comes, and no second thread waits for the same. */
static void
start_reading (OaSession *self)
{
  KeyAnswer *answer;

  if (self->reading_key)
    return;
  answer = g_new0 (KeyAnswer, 1);
  answer->session = oa_session_ref (self);
  answer->path = g_strdup (self->settings.api_key_file);
  self->reading_key = TRUE;
  oa_jobs_push (read_key, answer);
}

void
oa_session_request_key (OaSession *self)
{
  if (self->connector.key_from_app)
    oa_observer_ask_key (self->observer, take_key, oa_session_ref (self),
        (GDestroyNotify) oa_session_unref);
  else
    start_reading (self);
}
