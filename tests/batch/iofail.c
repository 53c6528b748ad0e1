/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* iofail.c - preloaded into the program: a disk that fails under its journal.
 *
 * IOFAIL names the calls that fail, IOFAIL_AFTER how many writes go well before
 * one fails, half done. */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int writes;

static int
fails (const char *call, int fd)
{
  static const char name[] = "/journal.jsonl";
  const char *calls = getenv ("IOFAIL");
  char link[64], path[4096];
  ssize_t length;

  if (calls == NULL || strstr (calls, call) == NULL)
    return 0;
  snprintf (link, sizeof (link), "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof (path));
  return length >= (ssize_t) sizeof (name) - 1
      && memcmp (path + length - (sizeof (name) - 1), name, sizeof (name) - 1)
      == 0;
}

static int
fail (int cause)
{
  errno = cause;
  return -1;
}

ssize_t
read (int fd, void *data, size_t size)
{
  ssize_t (*next) (int, void *, size_t) = dlsym (RTLD_NEXT, "read");

  return fails ("read", fd) ? fail (EIO) : next (fd, data, size);
}

ssize_t
write (int fd, const void *data, size_t size)
{
  ssize_t (*next) (int, const void *, size_t) = dlsym (RTLD_NEXT, "write");
  const char *after = getenv ("IOFAIL_AFTER");
  int turn;

  if (!fails ("write", fd))
    return next (fd, data, size);
  turn = writes++ - (after != NULL ? atoi (after) : 0);
  if (turn == 0)
    return next (fd, data, size / 2);
  return turn == 1 ? fail (ENOSPC) : next (fd, data, size);
}

int
ftruncate64 (int fd, off_t size)
{
  int (*next) (int, off_t) = dlsym (RTLD_NEXT, "ftruncate64");

  return fails ("truncate", fd) ? fail (EIO) : next (fd, size);
}
