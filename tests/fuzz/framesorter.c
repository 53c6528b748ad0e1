/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* framesorter.c - any bytes as what a WebSocket server sends, in pieces of any
 * size, with a libsoup that reads now and then.
 *
 * No byte is lost or made, a text that is told is UTF-8 and small, and nothing
 * is told while something waits for libsoup. */

#include "fuzz.h"

#include "transport/framesorter.h"

const gchar fuzz_name[] = "framesorter";
const guint fuzz_mutations = 100000;

typedef struct
{
  OaFrameSorter sorter;
  gsize told;                   /* bytes of frames that were told */
  gsize read;                   /* by libsoup */
} Run;

void
fuzz_set_up (void)
{
}

static void
on_text (const guint8 *text, gsize size, gpointer user_data)
{
  Run *run = user_data;

  g_assert_true (g_utf8_validate_len ((const gchar *) text, size, NULL));
  g_assert_cmpuint (size, <=, OA_FRAME_SORTER_LARGEST);
  g_assert_true (run->sorter.theirs == NULL || run->sorter.theirs->len == 0);
  run->told += size + (size < 126 ? 2 : 4);
}

static gsize
count (const GByteArray *bytes)
{
  return bytes != NULL ? bytes->len : 0;
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  Run run = { { NULL, }, 0, 0 };
  gsize given = 0, part;

  while (input.left > 0) {
    guint8 how = fuzz_take_byte (&input);
    const guint8 *bytes = fuzz_take_bytes (&input, 1 + how % 64, &part);

    oa_frame_sorter_take (&run.sorter, bytes, part, on_text, &run);
    given += part;
    if (how >= 128 && run.sorter.theirs != NULL) {
      run.read += run.sorter.theirs->len;
      g_byte_array_set_size (run.sorter.theirs, 0);
    }
    g_assert_cmpuint (run.told + run.read + count (run.sorter.theirs)
        + count (run.sorter.begun), ==, given);
  }
  oa_frame_sorter_clear (&run.sorter);
}
