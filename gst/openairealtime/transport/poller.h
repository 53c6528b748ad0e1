/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* poller.h - which sockets of a loop can be read or written, by one epoll
 * descriptor for all of them.
 *
 * A GSource that asks for a descriptor of its own costs GLib two walks and a
 * write to the context's event descriptor each time it comes or goes. Runs on
 * the loop's thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OaPoller OaPoller;

/* A socket, and what is still unused of what the kernel told about it: who
 * reads or writes takes a mark back when the kernel has no more. */
typedef struct
{
  gint fd;
  gboolean readable;
  gboolean writable;
  gboolean hung_up; /* the end is near: read on until it is met */
} OaPollHandle;

OaPoller *oa_poller_new (void);
void oa_poller_free (OaPoller *self);
/* Readable when oa_poller_collect() has something to do; -1: out of
 * descriptors. */
gint oa_poller_get_fd (OaPoller *self);
/* FALSE and errno; @handle is used until it is removed. */
gboolean oa_poller_add (OaPoller *self, OaPollHandle *handle);
/* Before the descriptor is closed. */
void oa_poller_remove (OaPoller *self, OaPollHandle *handle);
/* Sets marks; never blocks, has no callbacks. */
void oa_poller_collect (OaPoller *self);

G_END_DECLS
