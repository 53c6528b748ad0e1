/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* storelog.c - see storelog.h. */

#include "records/storelog.h"

struct _OvsStoreLog
{
  gint refs; /* atomic */
  GMainContext *context;
  OvsStoreLogFunc func; /* the context's */
  gpointer user_data;
};

typedef struct
{
  OvsStoreLog *log;
  gchar *sentence;
} Told;

OvsStoreLog *
ovs_store_log_new (OvsStoreLogFunc func, gpointer user_data)
{
  OvsStoreLog *self = g_new0 (OvsStoreLog, 1);

  self->refs = 1;
  self->context = g_main_context_ref_thread_default ();
  self->func = func;
  self->user_data = user_data;
  return self;
}

void
ovs_store_log_unref (OvsStoreLog *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_main_context_unref (self->context);
  g_free (self);
}

void
ovs_store_log_mute (OvsStoreLog *self)
{
  self->func = NULL;
}

static gboolean
tell (gpointer data)
{
  Told *told = data;

  if (told->log->func != NULL)
    told->log->func (told->sentence, told->log->user_data);
  return G_SOURCE_REMOVE;
}

static void
free_told (gpointer data)
{
  Told *told = data;

  ovs_store_log_unref (told->log);
  g_free (told->sentence);
  g_free (told);
}

void
ovs_store_log_tell (OvsStoreLog *self, const gchar *sentence)
{
  GSource *source = g_idle_source_new ();
  Told *told = g_new (Told, 1);

  g_atomic_int_inc (&self->refs);
  *told = (Told){ self, g_strdup (sentence) };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell, told, free_told);
  g_source_attach (source, self->context);
  g_source_unref (source);
}
