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

typedef struct
{
  OaSession *session;
  gchar *key;
} KeyCall;

static void
key_call_free (gpointer data)
{
  KeyCall *call = data;

  oa_secret_free (call->key);
  oa_session_unref (call->session);
  g_free (call);
}

static gboolean
key_on_loop (gpointer data)
{
  KeyCall *call = data;
  OaSession *self = call->session;

  self->asking = FALSE;
  if (self->stopping || self->ended)
    return G_SOURCE_REMOVE;
  if (call->key != NULL)
    oa_element_settings_set_key (&self->settings, call->key);
  self->has_key = TRUE;
  if (self->was_up)
    oa_session_open_next (self);
  else
    oa_session_open_first (self);
  oa_session_advance (self);
  return G_SOURCE_REMOVE;
}

/* On the handler's thread. */
static void
take_key (const gchar *id, const gchar *key, gpointer user_data)
{
  OaSession *self = user_data;
  KeyCall *call = g_new0 (KeyCall, 1);

  call->session = oa_session_ref (self);
  call->key = g_strdup (key);
  oa_loop_invoke (self->loop, key_on_loop, call, key_call_free);
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
