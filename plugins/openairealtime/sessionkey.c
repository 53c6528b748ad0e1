/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionkey.c - a key that the application gives when a connection is made:
 * rotating keys, and client secrets that live for minutes.
 *
 * The handler may block: it runs on a thread of the reporter's, and connecting
 * goes on when it has returned. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

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
