/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* input.c - bytes into decisions. */

#include "fuzz.h"

#include <string.h>

guint8
fuzz_take_byte (FuzzInput *self)
{
  if (self->left == 0)
    return 0;
  self->left--;
  return *self->data++;
}

guint
fuzz_take_number (FuzzInput *self, guint below)
{
  guint number = fuzz_take_byte (self);

  if (below > 0x100)
    number = number << 8 | fuzz_take_byte (self);
  return number % below;
}

gint64
fuzz_take_int64 (FuzzInput *self)
{
  guint64 number = 0;

  for (guint i = 0; i < 8; i++)
    number = number << 8 | fuzz_take_byte (self);
  return (gint64) number;
}

const guint8 *
fuzz_take_bytes (FuzzInput *self, gsize max, gsize *size)
{
  const guint8 *data = self->data;

  *size = MIN (max, self->left);
  self->data += *size;
  self->left -= *size;
  return data;
}

gchar *
fuzz_take_line (FuzzInput *self)
{
  const gchar *end = memchr (self->data, '\n', self->left);
  gsize size = end != NULL ? (gsize) (end - (const gchar *) self->data)
                           : self->left;
  const guint8 *line = fuzz_take_bytes (self, size, &size);

  if (end != NULL)
    fuzz_take_byte (self);
  return g_utf8_make_valid ((const gchar *) line, size);
}
