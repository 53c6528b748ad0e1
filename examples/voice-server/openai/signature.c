/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* signature.c - see signature.h. */

#include "signature.h"

#include <string.h>

#define PREFIX "whsec_"
#define DIGEST_BYTES 32
#define MAX_SIGNATURES 16
/* A webhook that is older, or of the future, is not believed; s. */
#define WINDOW 300

static guchar *
find_key (const gchar *secret, gsize *length)
{
  guchar *key;

  if (g_str_has_prefix (secret, PREFIX))
    return g_base64_decode (secret + strlen (PREFIX), length);
  *length = strlen (secret);
  key = g_memdup2 (secret, *length + 1);
  return key;
}

static void
make_digest (const gchar *secret, const gchar *id, const gchar *timestamp,
    const gchar *body, gsize length, guint8 *digest)
{
  gsize key_length, size = DIGEST_BYTES;
  guchar *key = find_key (secret, &key_length);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);

  if (id != NULL) {
    g_hmac_update (hmac, (const guchar *) id, -1);
    g_hmac_update (hmac, (const guchar *) ".", 1);
  }
  g_hmac_update (hmac, (const guchar *) timestamp, -1);
  g_hmac_update (hmac, (const guchar *) ".", 1);
  g_hmac_update (hmac, (const guchar *) body, length);
  g_hmac_get_digest (hmac, digest, &size);
  explicit_bzero (key, key_length);
  g_free (key);
}

/* Takes as long for any other. */
static gboolean
is_digest (const gchar *signature, const guint8 *digest)
{
  gsize length;
  g_autofree guchar *given = g_base64_decode (
      g_str_has_prefix (signature, "v1,") ? signature + 3 : signature, &length);
  guint8 differs = 0;

  if (length != DIGEST_BYTES)
    return FALSE;
  for (gsize i = 0; i < DIGEST_BYTES; i++)
    differs |= given[i] ^ digest[i];
  return differs == 0;
}

gboolean
ovs_openai_signature_check (const gchar *secret, const gchar *id,
    const gchar *timestamp, const gchar *body, gsize length,
    const gchar *signatures, gint64 now)
{
  guint8 digest[DIGEST_BYTES];
  g_auto (GStrv) all = NULL;
  gboolean ok = FALSE;
  gint64 time;

  if (timestamp == NULL || signatures == NULL
      || !g_ascii_string_to_signed (timestamp, 10, 0, G_MAXINT64, &time, NULL)
      || time < now - WINDOW || time > now + WINDOW)
    return FALSE;
  make_digest (secret, id, timestamp, body, length, digest);
  all = g_strsplit (signatures, " ", MAX_SIGNATURES);
  for (guint i = 0; all[i] != NULL; i++)
    ok |= is_digest (all[i], digest);
  return ok;
}
