/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* call.c - a call on its I/O loop: its messages, its end. */

#include "callprivate.h"

#define GST_CAT_DEFAULT gst_twilio_stream_debug

/* A peer that answers no pings, and sends nothing, is gone. */
#define KEEPALIVE_INTERVAL 10000
#define SILENCE_TIMEOUT 35000
/* For the request, with its encryption; and for a close to be answered. */
#define CONNECT_TIMEOUT 10000
#define CLOSE_TIME 2000

/* Calls @func of the owner with what follows. */
#define TELL(self, func, ...) \
  G_STMT_START \
  { \
    g_mutex_lock (&(self)->telling); \
    if ((self)->owner != NULL) \
      (self)->funcs->func (__VA_ARGS__, (self)->owner); \
    g_mutex_unlock (&(self)->telling); \
  } \
  G_STMT_END

void
oa_twilio_call_config (OaConnectionConfig *config)
{
  oa_connection_config_init (config);
  config->connect_timeout = CONNECT_TIMEOUT;
  config->keepalive_interval = KEEPALIVE_INTERVAL;
  config->silence_timeout = SILENCE_TIMEOUT;
  config->max_message_size = OA_TWILIO_MAX_MESSAGE;
}

/*** its life ***/

static void
on_mark (const gchar *name, gboolean played, gpointer user_data)
{
  OaTwilioCall *self = user_data;

  g_ptr_array_add (played ? self->played : self->missed, g_strdup (name));
}

OaTwilioCall *
oa_twilio_call_new (const OaTwilioSettings *settings,
    const OaTwilioCallFuncs *funcs, GObject *owner)
{
  OaTwilioCall *self = g_new0 (OaTwilioCall, 1);

  self->refs = 1;
  self->loop = oa_loop_acquire ();
  self->io_delay = settings->io_delay;
  oa_loop_change_delay (self->loop, OA_LOOP_DELAY, self->io_delay);
  self->start_timeout = settings->start_timeout * G_GINT64_CONSTANT (1000);
  self->funcs = funcs;
  self->owner = g_object_ref (owner);
  g_mutex_init (&self->telling);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->played = g_ptr_array_new_with_free_func (g_free);
  self->missed = g_ptr_array_new_with_free_func (g_free);
  self->marks =
      oa_twilio_marks_new (settings->mark_timeout * G_GINT64_CONSTANT (1000),
          on_mark, self);
  self->outbox = oa_twilio_outbox_new (self->marks);
  self->figures.heard = GST_CLOCK_TIME_NONE;
  return self;
}

OaTwilioCall *
oa_twilio_call_ref (OaTwilioCall *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
oa_twilio_call_unref (OaTwilioCall *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  oa_twilio_outbox_free (self->outbox);
  g_ptr_array_unref (self->played);
  g_ptr_array_unref (self->missed);
  g_free (self->sid);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->telling);
  g_free (self);
}

/*** the end ***/

static void
tell_end (OaTwilioCall *self, const gchar *cause)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  g_clear_pointer (&self->timer, oa_timer_remove);
  g_mutex_lock (&self->lock);
  self->over = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  TELL (self, ended, cause);
}

/* The owner hears of it when the connection is closed. */
static void
end (OaTwilioCall *self, const gchar *cause)
{
  if (self->why != NULL)
    return;
  self->why = cause;
  if (self->connection != NULL)
    oa_connection_close (self->connection, CLOSE_TIME);
  else
    tell_end (self, cause);
}

void
oa_twilio_call_ended (const OaTransportEnd *state, gpointer call)
{
  OaTwilioCall *self = call;
  const gchar *cause = state->was_open && state->close_code != 1006
      ? OA_TWILIO_CLOSED
      : OA_TWILIO_LOST;

  oa_connection_detach (g_steal_pointer (&self->connection), 0);
  tell_end (self, self->why != NULL ? self->why : cause);
}

/*** marks ***/

static void
tell_names (OaTwilioCall *self, GPtrArray **names, gboolean played)
{
  GPtrArray *told = NULL;
  guint i;

  g_mutex_lock (&self->lock);
  if ((*names)->len > 0) {
    told = *names;
    *names = g_ptr_array_new_with_free_func (g_free);
  }
  g_mutex_unlock (&self->lock);
  if (told == NULL)
    return;
  for (i = 0; i < told->len; i++)
    TELL (self, mark, g_ptr_array_index (told, i), played);
  g_ptr_array_unref (told);
}

/* What was heard is told when it is more than @before. */
static void
tell_heard (OaTwilioCall *self, GstClockTime before)
{
  GstClockTime heard;

  g_mutex_lock (&self->lock);
  heard = self->figures.heard = oa_twilio_marks_get_heard (self->marks);
  g_mutex_unlock (&self->lock);
  if (heard != before)
    TELL (self, heard, heard);
  tell_names (self, &self->played, TRUE);
  tell_names (self, &self->missed, FALSE);
}

static void
on_timeout (gpointer user_data)
{
  OaTwilioCall *self = user_data;

  self->timer = NULL;
  if (self->sid == NULL)
    end (self, OA_TWILIO_TIMEOUT);
  else
    oa_twilio_call_look (self);
}

static void
set_timer (OaTwilioCall *self, gint64 us)
{
  if (self->timer == NULL && self->why == NULL)
    self->timer = oa_loop_add_timer (self->loop, us, on_timeout, self);
}

void
oa_twilio_call_look (OaTwilioCall *self)
{
  gint64 now = g_get_monotonic_time (), deadline;
  GstClockTime before;
  gboolean finished, send;

  g_mutex_lock (&self->lock);
  self->scheduled = FALSE;
  before = oa_twilio_marks_get_heard (self->marks);
  oa_twilio_marks_poll (self->marks, now);
  deadline = oa_twilio_marks_get_deadline (self->marks);
  send = !oa_twilio_outbox_is_empty (self->outbox);
  finished = self->finishing
      && (self->sid != NULL ? !send && oa_twilio_marks_is_empty (self->marks)
                            : self->given_up);
  g_mutex_unlock (&self->lock);
  if (self->ended)
    return;
  tell_heard (self, before);
  if (finished)
    end (self, OA_TWILIO_FINISHED);
  if (send && self->connection != NULL)
    oa_connection_schedule_send (self->connection);
  if (deadline != 0)
    set_timer (self, MAX (deadline - now, 0));
}

/*** messages ***/

static void
ignore (OaTwilioCall *self, const gchar *why)
{
  GST_DEBUG ("%p: a message is left out: %s", self, why);
  g_mutex_lock (&self->lock);
  self->figures.ignored++;
  g_mutex_unlock (&self->lock);
}

static void
start (OaTwilioCall *self, OaTwilioMessage *message)
{
  if (self->sid != NULL) {
    ignore (self, "another start");
    return;
  }
  g_clear_pointer (&self->timer, oa_timer_remove);
  self->sid = g_steal_pointer (&message->stream_sid);
  self->sid_member = message->sid_member;
  TELL (self, started, message->info, &message->format);
  oa_twilio_call_look (self);
}

static void
take_audio (OaTwilioCall *self, const OaTwilioMessage *message)
{
  if (!message->inbound)
    return;
  g_mutex_lock (&self->lock);
  self->figures.media++;
  self->figures.bytes += g_bytes_get_size (message->audio);
  g_mutex_unlock (&self->lock);
  TELL (self, audio, message->audio, message->timestamp);
}

static void
take_mark (OaTwilioCall *self, const OaTwilioMessage *message)
{
  GstClockTime before;
  gboolean known;

  g_mutex_lock (&self->lock);
  before = oa_twilio_marks_get_heard (self->marks);
  known = oa_twilio_marks_echo (self->marks, message->text,
      g_get_monotonic_time ());
  self->figures.echoes += known;
  g_mutex_unlock (&self->lock);
  if (!known)
    ignore (self, "a mark that nobody has sent");
  tell_heard (self, before);
  oa_twilio_call_look (self);
}

static void
take_key (OaTwilioCall *self, const OaTwilioMessage *message)
{
  g_mutex_lock (&self->lock);
  self->figures.dtmf++;
  g_mutex_unlock (&self->lock);
  TELL (self, dtmf, *message->text);
}

/* One that has no id is of this stream: there is one on a connection. */
static gboolean
is_ours (const OaTwilioCall *self, const OaTwilioMessage *message)
{
  return self->sid != NULL
      && (message->stream_sid == NULL
          || g_str_equal (message->stream_sid, self->sid));
}

static void
stop_as_told (OaTwilioCall *self)
{
  end (self, OA_TWILIO_HANGUP);
  tell_end (self, self->why);
}

static void
take (OaTwilioCall *self, OaTwilioMessage *message)
{
  if (message->kind == OA_TWILIO_START) {
    start (self, message);
    return;
  }
  if (message->kind == OA_TWILIO_CONNECTED)
    return;
  if (message->kind == OA_TWILIO_OTHER || !is_ours (self, message)) {
    ignore (self, "it is unknown, or of another stream");
    return;
  }
  switch (message->kind) {
    case OA_TWILIO_MEDIA:
      take_audio (self, message);
      break;
    case OA_TWILIO_MARK:
      take_mark (self, message);
      break;
    case OA_TWILIO_DTMF:
      take_key (self, message);
      break;
    default:
      stop_as_told (self);
      break;
  }
}

void
oa_twilio_call_message (GBytes *text, gpointer call)
{
  OaTwilioCall *self = call;
  OaTwilioMessage message;
  gsize size;
  const gchar *data = g_bytes_get_data (text, &size);
  GError *error = NULL;
  gboolean good = oa_twilio_message_read (&message, data, size, &error);

  if (good && !self->ended)
    take (self, &message);
  else if (message.kind == OA_TWILIO_START && self->sid == NULL)
    end (self, OA_TWILIO_REFUSED);
  else if (!good)
    ignore (self, error->message);
  g_clear_error (&error);
  oa_twilio_message_clear (&message);
}

GBytes *
oa_twilio_call_next (gpointer call)
{
  OaTwilioCall *self = call;
  GBytes *message;
  gint64 deadline;

  if (self->sid == NULL || self->why != NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  message = oa_twilio_outbox_next (self->outbox, self->sid_member, self->sid,
      g_get_monotonic_time ());
  deadline = oa_twilio_marks_get_deadline (self->marks);
  /* A broadcast is a system call, also where nobody waits. */
  if (self->waiting > 0)
    g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  if (deadline != 0)
    set_timer (self, MAX (deadline - g_get_monotonic_time (), 0));
  return message;
}

/*** the connection ***/

void
oa_twilio_call_attach (OaTwilioCall *self, OaConnection *connection)
{
  self->connection = connection;
  if (self->start_timeout > 0)
    set_timer (self, self->start_timeout);
}

static void
on_opened (gpointer user_data)
{}

typedef struct
{
  OaTwilioCall *call;
  GIOStream *stream;
} Adoption;

static void
adoption_free (gpointer data)
{
  Adoption *adoption = data;

  g_object_unref (adoption->stream);
  oa_twilio_call_unref (adoption->call);
  g_free (adoption);
}

static gboolean
adopt (gpointer data)
{
  static const OaConnectionHandlers handlers = { .opened = on_opened,
    .message = oa_twilio_call_message,
    .next = oa_twilio_call_next,
    .ended = oa_twilio_call_ended };
  Adoption *adoption = data;
  OaTwilioCall *self = adoption->call;
  OaConnectionConfig config;

  if (self->ended)
    return G_SOURCE_REMOVE;
  oa_twilio_call_config (&config);
  oa_twilio_call_attach (self,
      oa_connection_adopt (self->loop, adoption->stream, &config, &handlers,
          self));
  oa_connection_config_clear (&config);
  return G_SOURCE_REMOVE;
}

void
oa_twilio_call_adopt (OaTwilioCall *self, GIOStream *stream)
{
  Adoption *adoption = g_new0 (Adoption, 1);

  adoption->call = oa_twilio_call_ref (self);
  adoption->stream = g_object_ref (stream);
  oa_loop_invoke (self->loop, adopt, adoption, adoption_free);
}

void
oa_twilio_call_set_flushing (OaTwilioCall *self, gboolean flushing)
{
  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  if (!flushing)
    self->finishing = self->given_up = FALSE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* What is left of it closes by itself. */
static gboolean
drop (gpointer data)
{
  OaTwilioCall *self = data;

  g_clear_pointer (&self->timer, oa_timer_remove);
  self->ended = TRUE;
  if (self->connection != NULL)
    oa_connection_detach (g_steal_pointer (&self->connection), CLOSE_TIME);
  oa_loop_change_delay (self->loop, self->io_delay, OA_LOOP_DELAY);
  oa_loop_release (self->loop);
  return G_SOURCE_REMOVE;
}

void
oa_twilio_call_stop (OaTwilioCall *self)
{
  GObject *owner;

  oa_twilio_call_set_flushing (self, TRUE);
  g_mutex_lock (&self->telling);
  owner = g_steal_pointer (&self->owner);
  g_mutex_unlock (&self->telling);
  g_object_unref (owner);
  oa_loop_invoke (self->loop, drop, oa_twilio_call_ref (self),
      (GDestroyNotify) oa_twilio_call_unref);
}
