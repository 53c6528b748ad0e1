/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "cryptoinit.h"

#include <openssl/crypto.h>

/* At exit OpenSSL takes its tables away, while a connection's thread or one
 * that reads certificates may be at work: they live as long as the process, and
 * so must the tables. Without effect where another library was first. */
void
oa_crypto_init (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
  g_once_init_leave (&done, 1);
}
