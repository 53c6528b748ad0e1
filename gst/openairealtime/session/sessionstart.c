/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionstart.c - a session made, started and stopped. */

#include "session/credentials.h"
#include "session/secrets.h"
#include "session/sessionprivate.h"
#include "session/upgraderequest.h"

/*** what it is made of ***/

static void
state_context (OaSession *self)
{
  self->context.settings = &self->settings;
  self->context.dialect = self->dialect;
  self->context.media = self->media;
  self->context.conversation = self->conversation;
  self->context.lock = &self->lock;
  self->context.resend_window = oa_resend_window_new ();
  self->context.latency_meter = &self->shared.latency_meter;
}

static void
ref_owner (gpointer owner)
{
  oa_session_ref (owner);
}

static void
unref_owner (gpointer owner)
{
  oa_session_unref (owner);
}

static void
answered_on_loop (OaSession *self, gpointer data)
{
  /* What waits for an answer has a new reason to. */
  self->last_activity = oa_session_now ();
  oa_upload_note_activity (self->parts.upload, self->last_activity);
  oa_session_dispatch (self);
}

static void
answered (gpointer owner)
{
  oa_session_invoke (owner, answered_on_loop, NULL, NULL);
}

static const OaCallDeskOwner call_desk_owner = { ref_owner, unref_owner,
  answered };

static OaCallDesk *
new_call_desk (OaSession *self)
{
  return oa_call_desk_new (&self->context, self->observer, &call_desk_owner,
      self);
}

static void
make_parts (OaSession *self)
{
  OaSessionPart *parts = self->parts.table;

  self->parts.upload = oa_upload_new (&self->context);
  self->parts.download = oa_download_new (&self->context);
  self->parts.interruption = oa_interruption_new (&self->context);
  self->parts.restore = oa_restore_new (&self->context);
  self->parts.limiter = oa_limiter_new (&self->context);
  self->parts.call_desk = new_call_desk (self);
  parts[OA_PART_DOWNLOAD] =
      (OaSessionPart){ &oa_download_class, self->parts.download };
  parts[OA_PART_INTERRUPTION] =
      (OaSessionPart){ &oa_interruption_class, self->parts.interruption };
  parts[OA_PART_UPLOAD] =
      (OaSessionPart){ &oa_upload_class, self->parts.upload };
  parts[OA_PART_INPUT_WATCH] =
      (OaSessionPart){ &oa_input_watch_class, &self->context };
  parts[OA_PART_RESTORE] =
      (OaSessionPart){ &oa_restore_class, self->parts.restore };
  parts[OA_PART_LIMITER] =
      (OaSessionPart){ &oa_limiter_class, self->parts.limiter };
}

/*** settings that can work ***/

static gboolean
prepare_connecting (OaSession *self, OaFailure **failure)
{
  OaConnectionConfig config;
  GError *error = NULL;
  gboolean ok;

  self->links.connector.key_from_app = oa_observer_gives_key (self->observer);
  self->links.connector.key_fresh = !self->links.connector.key_from_app
      && oa_connector_needs_keys (&self->links.connector);
  if (self->links.connector.key_fresh
      && !oa_credentials_read (&self->settings, &error)) {
    *failure =
        oa_failure_from_property ("api-key-file", error, OA_KEY_FILE_STEP);
    g_error_free (error);
    return FALSE;
  }
  /* With a key of the application's there is nothing to look at yet. */
  if (self->links.connector.key_from_app)
    return TRUE;
  ok = oa_upgrade_request_configure (&config, &self->settings, self->dialect,
      failure);
  oa_connection_config_clear (&config);
  return ok;
}

static gboolean
take_history (OaSession *self, OaFailure **failure)
{
  const gchar *history = self->settings.opening.history;
  GError *error = NULL;

  if (history == NULL || *history == '\0')
    return TRUE;
  self->parts.imported_history = oa_history_import (history, &error);
  if (self->parts.imported_history != NULL)
    return TRUE;
  *failure = oa_failure_from_property ("history", error,
      "Set it to what the "
      "property conversation gave, a JSON array of objects.");
  g_error_free (error);
  return FALSE;
}

static gboolean
check_settings (OaSession *self, OaFailure **failure)
{
  GError *error = NULL;

  if (oa_session_want_settings (self, &error))
    return TRUE;
  *failure = oa_failure_from_settings (error);
  g_error_free (error);
  return FALSE;
}

OaSession *
oa_session_new (OaMedia *media, OaSessionSettingsFunc func, gpointer owner,
    OaObserver *observer, OaFailure **failure)
{
  OaSession *self = g_new0 (OaSession, 1);

  self->ref_count = 1;
  self->owner.get_settings = func;
  self->owner.data = owner;
  self->observer = oa_observer_ref (observer);
  self->media = oa_media_ref (media);
  self->spare.lists = g_ptr_array_new_with_free_func (
      (GDestroyNotify) oa_session_actions_free);
  g_mutex_init (&self->lock);
  g_rec_mutex_init (&self->entry_lock);
  oa_credentials_init (&self->links.credentials);
  oa_connector_init (&self->links.connector, &self->settings);
  oa_session_read_settings (self);
  self->loop = oa_loop_acquire ();
  self->wakeup.io_delay = self->settings.connection.io_delay;
  oa_loop_change_delay (self->loop, OA_LOOP_DELAY, self->wakeup.io_delay);
  self->dialect = oa_dialect_get (self->settings.connection.dialect,
      self->settings.session.session_type);
  self->conversation = oa_conversation_new ();
  self->shared.figures.connect_duration = -1;
  oa_latency_meter_init (&self->shared.latency_meter);
  self->links.current = oa_link_new (self->dialect,
      oa_element_settings_is_sideband (&self->settings));
  self->links.handlers = &oa_session_link_handlers;
  state_context (self);
  make_parts (self);
  oa_session_configure_turns (self);

  if (!prepare_connecting (self, failure)) {
    oa_session_unref (self);
    return NULL;
  }
  oa_secrets_add (&self->settings, self->observer);
  if (!take_history (self, failure)
      || !oa_limiter_load_prices (self->parts.limiter, failure)
      || !check_settings (self, failure)
      || !oa_settings_may_begin (&self->settings, failure)) {
    oa_session_unref (self);
    return NULL;
  }
  return self;
}

/*** starting and stopping ***/

static void
start_on_loop (OaSession *self, gpointer data)
{
  oa_session_check_rules (self);
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTING);
  oa_connector_start (&self->links.connector, oa_session_now ());
  oa_session_dispatch (self);
}

void
oa_session_start (OaSession *self)
{
  oa_observer_progress (self->observer, GST_PROGRESS_TYPE_START,
      "Connecting to the service");
  oa_session_invoke (self, start_on_loop, NULL, NULL);
}

/* Nothing comes in any more: what is left is to close. */
static gboolean
close_on_loop (gpointer data)
{
  OaSession *self = data;

  oa_session_set_timer (self, -1);
  oa_session_end_next_link (self);
  oa_session_end_link (self);
  return G_SOURCE_REMOVE;
}

/* Not when the session has told the service of its end before. */
static gboolean
send_close_on_loop (gpointer data)
{
  oa_session_send_close (data);
  return close_on_loop (data);
}

/* Returns what is still to be done on the loop. */
static GSourceFunc
shut (OaSession *self)
{
  GSourceFunc rest;

  g_rec_mutex_lock (&self->entry_lock);
  if (!self->links.connector.ever_connected && !oa_session_is_over (self))
    oa_observer_progress (self->observer, GST_PROGRESS_TYPE_CANCELED,
        "Stopped while connecting");
  rest = self->context.phase == OA_SESSION_RUNNING ? send_close_on_loop
                                                   : close_on_loop;
  oa_session_set_phase (self, OA_SESSION_STOPPED);
  self->owner.data = NULL;
  g_rec_mutex_unlock (&self->entry_lock);
  return rest;
}

void
oa_session_stop (OaSession *self)
{
  GSourceFunc rest = shut (self);

  oa_loop_expedite (self->loop);
  oa_loop_invoke (self->loop, rest, oa_session_ref (self),
      (GDestroyNotify) oa_session_unref);
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED);
  oa_observer_notify (self->observer, "session-id");
}
