/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "random.h"

#include "tlscontext.h"

#include <openssl/rand.h>

#define MASKS 64

/* Of a thread: frames are made on the few I/O threads only. */
static __thread guint32 masks[MASKS];
static __thread guint masks_left;

gboolean
oa_random_fill (gpointer data, gsize size)
{
  oa_crypto_init ();
  return RAND_bytes (data, size) == 1;
}

gboolean
oa_random_mask (guint32 *mask)
{
  if (masks_left == 0) {
    if (!oa_random_fill (masks, sizeof (masks)))
      return FALSE;
    masks_left = MASKS;
  }
  *mask = masks[--masks_left];
  return TRUE;
}
