/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* notify.c - see notify.h. A datagram to the socket that the environment
 * names, as sd_notify(3) has it. */

#include "notify.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
ovs_notify (const gchar *state)
{
  const gchar *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  gsize length = path != NULL ? strlen (path) : 0;
  gint fd;

  if (length < 2 || length >= sizeof address.sun_path
      || (*path != '/' && *path != '@'))
    return;
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  memcpy (address.sun_path, path, length);
  /* The abstract name space begins with NUL. */
  if (*path == '@')
    address.sun_path[0] = '\0';
  (void) !sendto (fd, state, strlen (state), MSG_DONTWAIT | MSG_NOSIGNAL,
      (struct sockaddr *) &address,
      offsetof (struct sockaddr_un, sun_path) + length);
  close (fd);
}
