/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionkey.c - secrets: a key that the application gives when a connection is made:
 * rotating keys, and client secrets that live for minutes.
 *
 * The handler may block: it runs on a thread of the reporter's, and connecting
 * goes on when it has returned. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "censor.h"
#include "sessionprivate.h"
#include "transport/secret.h"

#include <string.h>

#define GST_CAT_DEFAULT gst_openai_realtime_debug

static void
key_on_loop (OaSession *self, gpointer data)
{
  const gchar *key = data;

  self->asking = FALSE;
  if (self->ended)
    return;
  if (key != NULL)
    oa_element_settings_set_key (&self->settings, key);
  self->has_key = TRUE;
  if (self->was_up)
    oa_session_open_next (self);
  else
    oa_session_open_first (self);
  oa_session_advance (self);
}

/* On the handler's thread. */
static void
take_key (const gchar *id, const gchar *key, gpointer user_data)
{
  oa_session_invoke (user_data, key_on_loop, g_strdup (key),
      (GDestroyNotify) oa_secret_free);
}

/* A header such as "Authorization: Basic …" is secret behind its scheme. */
static gboolean
note_header (GQuark name, const GValue *value, gpointer reporter)
{
  const gchar *text, *space;

  if (!G_VALUE_HOLDS_STRING (value))
    return TRUE;
  text = g_value_get_string (value);
  space = text != NULL ? strchr (text, ' ') : NULL;
  if (oa_censor_is_name (g_quark_to_string (name)))
    oa_reporter_add_secret (reporter, space != NULL ? space + 1 : text);
  return TRUE;
}

static void
note_password (OaReporter *reporter, const gchar *address)
{
  gchar *password = NULL;

  if (address == NULL || !g_uri_split_with_user (address,
          G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_PARSE_RELAXED, NULL, NULL,
          &password, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
    return;
  oa_reporter_add_secret (reporter, password);
  oa_secret_free (password);
}

void
oa_session_note_secrets (OaSession *self)
{
  const OaElementSettings *s = &self->settings;

  oa_reporter_add_secret (self->reporter, oa_element_settings_get_key (s));
  note_password (self->reporter, s->uri);
  note_password (self->reporter, s->proxy);
  if (s->extra_headers != NULL)
    gst_structure_foreach (s->extra_headers, note_header, self->reporter);
}

gboolean
oa_session_wants_key (OaSession *self)
{
  if (!self->asks_key || self->has_key) {
    /* Good for one connection. */
    self->has_key = FALSE;
    return FALSE;
  }
  if (self->asking)
    return TRUE;
  self->asking = TRUE;
  oa_reporter_call (self->reporter, oa_notice_new (OA_NOTICE_KEY, NULL),
      take_key, oa_session_ref (self), (GDestroyNotify) oa_session_unref);
  return TRUE;
}
