/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "readysource.h"

typedef struct
{
  GSource source;
  GObject *stream;
  OaReadyFunc is_ready;
  gpointer data;
  GDestroyNotify unref;
} ReadySource;

static gboolean
ready_prepare (GSource *source, gint *timeout)
{
  ReadySource *self = (ReadySource *) source;

  *timeout = -1;
  return self->is_ready (self->data);
}

static gboolean
ready_check (GSource *source)
{
  ReadySource *self = (ReadySource *) source;

  return self->is_ready (self->data);
}

static gboolean
ready_dispatch (GSource *source, GSourceFunc func, gpointer user_data)
{
  ReadySource *self = (ReadySource *) source;
  GPollableSourceFunc callback = (GPollableSourceFunc) (gpointer) func;

  return callback (self->stream, user_data);
}

static void
ready_finalize (GSource *source)
{
  ReadySource *self = (ReadySource *) source;

  g_clear_object (&self->stream);
  if (self->unref != NULL)
    self->unref (self->data);
}

GSource *
oa_ready_source_new (GObject *stream, OaReadyFunc is_ready, gpointer data,
    GDestroyNotify unref)
{
  static GSourceFuncs funcs = { ready_prepare, ready_check, ready_dispatch,
    ready_finalize };
  GSource *source = g_source_new (&funcs, sizeof (ReadySource));
  ReadySource *self = (ReadySource *) source;

  self->stream = stream != NULL ? g_object_ref (stream) : NULL;
  self->is_ready = is_ready;
  self->data = data;
  self->unref = unref;
  return source;
}

void
oa_ready_source_clear (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
