/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionkey.c - secrets: what is never told, and a key that is fetched when a
 * connection is made: from the application, for keys that rotate and client
 * secrets that live for minutes; or from a file.
 *
 * Both may block, so neither is done on the loop: connecting goes on with the
 * answer, and fails when there is none within connect-timeout. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/jobs.h"
#include "session/keyfile.h"
#include "session/sessionprivate.h"
#include "protocol/secretname.h"
#include "transport/secret.h"

/* What a fetch comes to; both NULL: the application has none to give. */
typedef struct
{
  gchar *path;                  /* to be read, or NULL */
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

static gboolean
has_key_file (OaSession *self)
{
  const gchar *path = self->settings.api_key_file;

  return self->settings.auth != GST_OPENAI_REALTIME_AUTH_NONE
      && path != NULL && *path != '\0';
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
  if (self->asks_key || has_key_file (self))
    oa_element_settings_set_key (&self->settings, key);
}

gboolean
oa_session_read_first_key (OaSession *self, GError **error)
{
  gchar *key;

  if (self->asks_key || !has_key_file (self))
    return TRUE;
  key = oa_key_file_read (self->settings.api_key_file, error);
  if (key == NULL)
    return FALSE;
  oa_element_settings_set_key (&self->settings, key);
  oa_secret_free (key);
  self->has_key = TRUE;
  return TRUE;
}

/*** fetching ***/

static void
key_failed (OaSession *self, OaFailure *failure)
{
  if (self->was_up)
    oa_session_next_failed (self, failure);
  else
    oa_session_fail (self, failure);
}

/* The time for a key is not the service's. Of the tries of a first connection
 * all keys together have connect-timeout, and so have all tries. */
static void
count_key_time (OaSession *self)
{
  gint64 took = oa_session_now () - self->key_asked;

  if (self->was_up || self->connect_until == 0)
    return;
  self->key_time += took;
  self->connect_until += took;
}

static void
go_on (OaSession *self, const gchar *key)
{
  count_key_time (self);
  /* A handler that gives none wants the one that is set. */
  oa_element_settings_set_key (&self->settings,
      key != NULL ? key : self->own_key);
  self->has_key = TRUE;
  if (self->was_up)
    oa_session_open_next_link (self);
  else
    oa_session_open_first (self);
}

static void
answer_on_loop (OaSession *self, gpointer data)
{
  KeyAnswer *answer = data;

  if (answer->path != NULL)
    self->reading_key = FALSE;
  /* One that comes too late is an answer to what was asked since. */
  if (!self->asking || self->ended)
    return;
  self->asking = FALSE;
  if (answer->error != NULL)
    key_failed (self, oa_failure_from_property ("api-key-file",
            answer->error, OA_KEY_FILE_STEP));
  else
    go_on (self, answer->key);
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

typedef struct
{
  OaSession *session;
  KeyAnswer *answer;
} KeyRead;

/* On a thread of its own: reading a file may block. */
static void
read_key (gpointer data)
{
  KeyRead *job = data;

  job->answer->key = oa_key_file_read (job->answer->path,
      &job->answer->error);
  oa_session_invoke (job->session, answer_on_loop, job->answer,
      key_answer_free);
  oa_session_unref (job->session);
  g_free (job);
}

/* A file that could not be read in time is still being read: its key comes
 * when it comes, and no second thread waits for the same. */
static void
start_reading (OaSession *self)
{
  KeyRead *job;

  if (self->reading_key)
    return;
  job = g_new0 (KeyRead, 1);
  job->session = oa_session_ref (self);
  job->answer = g_new0 (KeyAnswer, 1);
  job->answer->path = g_strdup (self->settings.api_key_file);
  self->reading_key = TRUE;
  oa_jobs_push (read_key, job);
}

/* A header such as "Authorization: Basic …" is secret behind its scheme. */
static gboolean
note_header (GQuark name, const GValue *value, gpointer observer)
{
  const gchar *text, *space;

  if (!G_VALUE_HOLDS_STRING (value))
    return TRUE;
  text = g_value_get_string (value);
  space = text != NULL ? strchr (text, ' ') : NULL;
  if (oa_secret_name_holds (g_quark_to_string (name)))
    oa_observer_add_secret (observer, space != NULL ? space + 1 : text);
  return TRUE;
}

static void
note_password (OaObserver *observer, const gchar *address)
{
  gchar *password = NULL;

  if (address == NULL || !g_uri_split_with_user (address,
          G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_PARSE_RELAXED, NULL, NULL,
          &password, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
    return;
  oa_observer_add_secret (observer, password);
  oa_secret_free (password);
}

/* An address may carry a key among its parameters. */
static void
note_parameters (OaObserver *observer, const gchar *address)
{
  const gchar *query = address != NULL ? strchr (address, '?') : NULL;
  gchar **pairs = g_strsplit (query != NULL ? query + 1 : "", "&", -1);
  guint i;

  for (i = 0; pairs[i] != NULL; i++) {
    gchar *value = strchr (pairs[i], '=');

    if (value == NULL)
      continue;
    *value++ = '\0';
    if (oa_secret_name_holds (pairs[i]))
      oa_observer_add_secret (observer, value);
  }
  g_strfreev (pairs);
}

void
oa_session_note_secrets (OaSession *self)
{
  const OaElementSettings *s = &self->settings;

  oa_observer_add_secret (self->observer, oa_element_settings_get_key (s));
  note_password (self->observer, s->uri);
  note_parameters (self->observer, s->uri);
  note_password (self->observer, s->proxy);
  if (s->extra_headers != NULL)
    gst_structure_foreach (s->extra_headers, note_header, self->observer);
}

/* 0 = no limit. */
static gint64
get_key_limit (OaSession *self)
{
  gint64 limit = (gint64) self->settings.connect_timeout * 1000;

  if (limit == 0)
    return 0;
  if (!self->was_up)
    limit = MAX (limit - self->key_time, 0);
  return self->key_asked + limit;
}

gboolean
oa_session_wants_key (OaSession *self)
{
  if ((!self->asks_key && !has_key_file (self)) || self->has_key) {
    /* One key is for one connection. */
    self->has_key = FALSE;
    return FALSE;
  }
  if (self->asking)
    return TRUE;
  self->asking = TRUE;
  self->key_asked = oa_session_now ();
  self->key_until = get_key_limit (self);
  if (self->asks_key)
    oa_observer_ask_key (self->observer, take_key, oa_session_ref (self),
        (GDestroyNotify) oa_session_unref);
  else
    start_reading (self);
  return TRUE;
}

gint64
oa_session_key_deadline (OaSession *self)
{
  return self->asking && self->key_until != 0 ? self->key_until : -1;
}

void
oa_session_check_key (OaSession *self)
{
  gint64 until = oa_session_key_deadline (self);

  if (until < 0 || oa_session_now () < until)
    return;
  self->asking = FALSE;
  key_failed (self, oa_failure_no_key_in_time (self->asks_key,
          self->settings.connect_timeout));
}
