/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* work.c - see work.h. */

#include "work.h"

void
ovs_work_init (OvsWork *self, GCancellable *cancellable, OvsWorkDone done,
    gpointer user_data)
{
  self->ref_count = 1;
  self->stop = g_cancellable_new ();
  self->done = done;
  self->user_data = user_data;
  if (cancellable != NULL)
    self->cancellable = g_object_ref (cancellable);
}

gpointer
ovs_work_ref (gpointer work)
{
  ((OvsWork *) work)->ref_count++;
  return work;
}

void
ovs_work_unref (gpointer work)
{
  OvsWork *self = work;

  if (--self->ref_count > 0)
    return;
  g_object_unref (self->stop);
  g_clear_object (&self->cancellable);
  g_free (self->refusal);
  self->free (self);
}

/*** the end ***/

static void
end (OvsWork *self, const gchar *output, const GError *error)
{
  OvsWorkDone done = self->done;

  if (done == NULL)
    return;
  self->done = NULL;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancelled != 0)
    g_signal_handler_disconnect (self->cancellable, self->cancelled);
  if (error != NULL && self->abort != NULL)
    self->abort (self);
  g_cancellable_cancel (self->stop);
  done (output, error, self->user_data);
  ovs_work_unref (self);
}

void
ovs_work_finish (OvsWork *self, const gchar *output)
{
  end (self, output, NULL);
}

void
ovs_work_fail (OvsWork *self, gint code, const gchar *format, ...)
{
  g_autoptr (GError) error = NULL;
  va_list arguments;

  va_start (arguments, format);
  error = g_error_new_valist (G_IO_ERROR, code, format, arguments);
  va_end (arguments);
  end (self, NULL, error);
}

static gboolean
on_late (gpointer data)
{
  OvsWork *self = data;

  self->timer = 0;
  ovs_work_fail (self, G_IO_ERROR_TIMED_OUT, "%s", self->late);
  return G_SOURCE_REMOVE;
}

static gboolean
on_refused (gpointer data)
{
  OvsWork *self = data;

  self->timer = 0;
  ovs_work_fail (self, G_IO_ERROR_FAILED, "%s", self->refusal);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled_later (gpointer data)
{
  ovs_work_fail (data, G_IO_ERROR_CANCELLED, "The call is over.");
  return G_SOURCE_REMOVE;
}

/* In a handler of the cancellable it cannot be disconnected. */
static void
on_cancelled (GCancellable *cancellable, OvsWork *self)
{
  if (self->abort != NULL)
    self->abort (self);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_cancelled_later, ovs_work_ref (self),
      ovs_work_unref);
}

/*** the begin ***/

void
ovs_work_start (OvsWork *self, guint ms, const gchar *late)
{
  self->late = late;
  self->timer = g_timeout_add (ms, on_late, self);
  if (self->cancellable == NULL)
    return;
  if (g_cancellable_is_cancelled (self->cancellable))
    on_cancelled (self->cancellable, self);
  else
    self->cancelled = g_signal_connect (self->cancellable, "cancelled",
        G_CALLBACK (on_cancelled), self);
}

void
ovs_work_refuse (OvsWork *self, gchar *sentence)
{
  self->refusal = sentence;
  self->timer = g_idle_add_full (G_PRIORITY_DEFAULT, on_refused, self, NULL);
}

/*** what came ***/

gchar *
ovs_work_to_text (GByteArray *bytes)
{
  /* An array that is empty has no data. */
  if (bytes->len == 0)
    return g_strdup ("");
  return g_strchomp (
      g_utf8_make_valid ((const gchar *) bytes->data, bytes->len));
}
