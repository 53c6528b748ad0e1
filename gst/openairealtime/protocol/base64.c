/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* base64.c - both ways by tables. Audio is nearly all that is sent and received:
 * GLib's routines, which take a byte at a time and keep a state, cost several
 * times this. Strict: what is not of the alphabet is refused. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "base64.h"

#include <string.h>

static const gchar alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";

#define NOT_BASE64 0xff

/* Byte -> six bits; built from the alphabet once. */
static const guint8 *
get_base64_values (void)
{
  static guint8 values[256];
  static gsize ready = 0;

  if (g_once_init_enter (&ready)) {
    memset (values, NOT_BASE64, sizeof (values));
    for (guint8 i = 0; i < 64; i++)
      values[(guint8) alphabet[i]] = i;
    g_once_init_leave (&ready, 1);
  }
  return values;
}

/* Whole groups of four; the result says whether every byte was of the
 * alphabet, and the loop does not stop to look. */
static gboolean
decode_groups (const guint8 *in, gsize groups, guint8 *out)
{
  const guint8 *values = get_base64_values ();
  guint8 seen = 0;

  for (gsize i = 0; i < groups; i++, in += 4, out += 3) {
    guint8 a = values[in[0]], b = values[in[1]];
    guint8 c = values[in[2]], d = values[in[3]];

    seen |= a | b | c | d;
    out[0] = a << 2 | b >> 4;
    out[1] = b << 4 | c >> 2;
    out[2] = c << 6 | d;
  }
  return seen < 64;
}

/* The last group of @text: 4 characters, 1 to 3 bytes. */
static gboolean
decode_last (const gchar *text, guint padding, guint8 *out)
{
  guint8 group[4], bytes[3];

  memcpy (group, text, 4);
  memset (group + 4 - padding, 'A', padding);
  if (!decode_groups (group, 1, bytes))
    return FALSE;
  memcpy (out, bytes, 3 - padding);
  return TRUE;
}

static guint
count_padding (const gchar *text, gsize length)
{
  if (text[length - 1] != '=')
    return 0;
  return text[length - 2] == '=' ? 2 : 1;
}

GBytes *
oa_base64_decode (const gchar *text, gsize length)
{
  guint8 *audio;
  guint padding;
  gsize groups = length / 4;

  if (length % 4 != 0)
    return NULL;
  if (length == 0)
    return g_bytes_new (NULL, 0);

  padding = count_padding (text, length);
  audio = g_malloc (groups * 3);
  if (!decode_groups ((const guint8 *) text, groups - 1, audio)
      || !decode_last (text + length - 4, padding, audio + groups * 3 - 3)) {
    g_free (audio);
    return NULL;
  }
  return g_bytes_new_take (audio, groups * 3 - padding);
}

typedef struct
{
  gchar text[2];
} Pair;

/* Twelve bits -> two characters; built once. */
static const Pair *
get_pairs (void)
{
  static Pair pairs[4096];
  static gsize ready = 0;

  if (g_once_init_enter (&ready)) {
    for (guint i = 0; i < 4096; i++) {
      pairs[i].text[0] = alphabet[i >> 6];
      pairs[i].text[1] = alphabet[i & 63];
    }
    g_once_init_leave (&ready, 1);
  }
  return pairs;
}

/* Six bytes at a time, of which eight are read; the result says how many. */
static gsize
encode_sixes (const guint8 *in, gsize length, gchar *out)
{
  const Pair *pairs = get_pairs ();
  gsize done = 0;

  for (; length - done >= 8; done += 6, out += 8) {
    guint64 bits;

    memcpy (&bits, in + done, sizeof (bits));
    bits = GUINT64_FROM_BE (bits);
    memcpy (out, &pairs[bits >> 52], 2);
    memcpy (out + 2, &pairs[bits >> 40 & 0xfff], 2);
    memcpy (out + 4, &pairs[bits >> 28 & 0xfff], 2);
    memcpy (out + 6, &pairs[bits >> 16 & 0xfff], 2);
  }
  return done;
}

/* One to three bytes into four characters. */
static void
encode_group (const guint8 *in, gsize length, gchar *out)
{
  guint8 a = in[0], b = length > 1 ? in[1] : 0, c = length > 2 ? in[2] : 0;

  out[0] = alphabet[a >> 2];
  out[1] = alphabet[(a & 3) << 4 | b >> 4];
  out[2] = length > 1 ? alphabet[(b & 15) << 2 | c >> 6] : '=';
  out[3] = length > 2 ? alphabet[c & 63] : '=';
}

gchar *
oa_base64_encode (const guint8 *audio, gsize length, gchar *to)
{
  gsize done = encode_sixes (audio, length, to);

  for (to += done / 3 * 4; done < length; done += 3, to += 4)
    encode_group (audio + done, MIN (length - done, 3), to);
  return to;
}
