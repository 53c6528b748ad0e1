/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* credentials.h - the key that a connection is made with: as users set it, as
 * the environment has it, out of a file, or from the application, for keys that
 * rotate and client secrets that live for minutes.
 *
 * Files and handlers may block: they are asked on other threads. When a key is
 * needed, and how long it may take, is the connector's business. */

#pragma once

#include "session/observer.h"
#include "session/settings.h"

G_BEGIN_DECLS

typedef struct
{
  gchar *environment_key; /* of the time of the beginning; secret */
  gchar *environment_uri;
  gchar *own_key; /* as users set it; secret */
  gint reading;   /* atomic: a thread reads the file */
} OaCredentials;

void oa_credentials_init (OaCredentials *self);
void oa_credentials_clear (OaCredentials *self);

/* Settings are new: what is not set is as the environment has it. @fetched: the
 * key in use, if it is none that users set; or NULL. */
void oa_credentials_apply (OaCredentials *self, OaElementSettings *settings,
    const gchar *fetched);

#define OA_KEY_FILE_STEP \
  "Set it to a file that can be read and has the key " \
  "as its only line."

/* Reads it out of its file now, which may block. */
gboolean oa_credentials_read (OaElementSettings *settings, GError **error);

/* Both NULL: there is none. */
typedef struct
{
  gchar *key; /* secret */
  GError *error;
} OaKeyAnswer;

void oa_key_answer_free (OaKeyAnswer *answer);

/* On another thread; takes @answer. */
typedef void (*OaKeyFunc) (OaKeyAnswer *answer, gpointer user_data);

/* Asks the application, or reads the file: one that is still being read is not
 * read once more, its key comes when it comes. @self must stay until @destroy
 * is called. */
void oa_credentials_fetch (OaCredentials *self,
    const OaElementSettings *settings, OaObserver *application, OaKeyFunc func,
    gpointer user_data, GDestroyNotify destroy);
/* A handler that gives none wants the one that is set. */
void oa_credentials_use (const OaCredentials *self, OaElementSettings *settings,
    const OaKeyAnswer *answer);

G_END_DECLS
