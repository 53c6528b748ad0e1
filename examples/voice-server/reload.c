/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reload.c - see reload.h. */

#include "reload.h"

#include "certificate.h"
#include "common/worker.h"
#include "notify.h"

struct _OvsReload
{
  const OvsSettings *settings;
  OvsReloadFunc func;
  gpointer user_data;
  AppWorker worker;
  OvsReloaded read; /* the thread's, while it runs */
  gboolean running;
  gboolean again; /* asked for meanwhile */
};

static void start (OvsReload *self);

static void
clear (OvsReloaded *reloaded)
{
  g_clear_pointer (&reloaded->agents, ovs_agent_set_unref);
  g_clear_error (&reloaded->agents_error);
  g_clear_object (&reloaded->certificate);
  g_clear_error (&reloaded->certificate_error);
}

static void
read_files (gpointer data)
{
  OvsReload *self = data;
  const OvsSettings *settings = self->settings;

  self->read.agents =
      ovs_agent_set_load (settings->agents, &self->read.agents_error);
  if (settings->tls_cert != NULL)
    self->read.certificate = ovs_certificate_load (settings->tls_cert,
        settings->tls_key, &self->read.certificate_error);
}

static void
give (gpointer data)
{
  OvsReload *self = data;

  self->func (&self->read, self->user_data);
  clear (&self->read);
  self->running = FALSE;
  if (self->again)
    start (self);
  else
    ovs_notify ("READY=1");
}

static void
start (OvsReload *self)
{
  self->running = TRUE;
  self->again = FALSE;
  app_worker_run (&self->worker, read_files, give, self);
}

OvsReload *
ovs_reload_new (const OvsSettings *settings, OvsReloadFunc func,
    gpointer user_data)
{
  OvsReload *self = g_new0 (OvsReload, 1);

  self->settings = settings;
  self->func = func;
  self->user_data = user_data;
  return self;
}

void
ovs_reload_free (OvsReload *self)
{
  app_worker_close (&self->worker);
  clear (&self->read);
  g_free (self);
}

void
ovs_reload_ask (OvsReload *self)
{
  ovs_notify ("RELOADING=1");
  if (self->running)
    self->again = TRUE;
  else
    start (self);
}
