/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Edge-triggered: a socket costs a system call when it is made and none later,
 * whatever its readers and writers wait for. */

#include "poller.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#define EVENTS_PER_CALL 64

struct _OaPoller
{
  gint fd;
};

OaPoller *
oa_poller_new (void)
{
  OaPoller *self = g_new0 (OaPoller, 1);

  self->fd = epoll_create1 (EPOLL_CLOEXEC);
  return self;
}

void
oa_poller_free (OaPoller *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

gint
oa_poller_get_fd (OaPoller *self)
{
  return self->fd;
}

gboolean
oa_poller_add (OaPoller *self, OaPollHandle *handle)
{
  struct epoll_event event = { 0 };

  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = handle;
  if (self->fd < 0)
    errno = EMFILE;
  return self->fd >= 0
      && epoll_ctl (self->fd, EPOLL_CTL_ADD, handle->fd, &event) == 0;
}

void
oa_poller_remove (OaPoller *self, OaPollHandle *handle)
{
  epoll_ctl (self->fd, EPOLL_CTL_DEL, handle->fd, NULL);
}

static void
mark (OaPollHandle *handle, guint32 events)
{
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    handle->hung_up = TRUE;
  if ((events & EPOLLIN) != 0 || handle->hung_up)
    handle->readable = TRUE;
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0)
    handle->writable = TRUE;
}

void
oa_poller_collect (OaPoller *self)
{
  struct epoll_event events[EVENTS_PER_CALL];
  gint count, i;

  do {
    count = epoll_wait (self->fd, events, EVENTS_PER_CALL, 0);
    for (i = 0; i < count; i++)
      mark (events[i].data.ptr, events[i].events);
  } while (count == EVENTS_PER_CALL);
}
