/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* framesorter.c - any bytes as what a WebSocket server sends, in pieces of any
 * size, sorted in shares of any size, with a libsoup that reads now and then.
 *
 * No byte is lost or made but those of pings that are left out, a message that
 * is told is small, nothing is told while something waits for libsoup, and what
 * is refused is the last. */

#include "fuzz.h"

#include "transport/framesorter.h"

const gchar fuzz_name[] = "framesorter";
const guint fuzz_mutations = 100000;

#define LIMIT 1000

typedef struct
{
  OaFrameSorter sorter;
  gsize told; /* bytes of frames that were told */
  gsize read; /* by libsoup */
  gboolean refused;
} Run;

void
fuzz_set_up (void)
{}

static void
on_message (const guint8 *data, gsize size, gboolean binary, gpointer user_data)
{
  Run *run = user_data;

  g_assert_cmpuint (size, <=, LIMIT);
  g_assert_cmpuint (oa_frame_sorter_get_passthrough (&run->sorter), ==, 0);
  g_assert_false (run->refused);
  run->told += size + (size < 126 ? 2 : 4);
}

static void
on_refused (guint16 close_code, gpointer user_data)
{
  Run *run = user_data;

  g_assert_false (run->refused);
  run->refused = TRUE;
}

static void
libsoup_reads (Run *run, gsize size)
{
  guint8 bytes[256];

  run->read += oa_frame_sorter_read_passthrough (&run->sorter, bytes,
      MIN (size, sizeof (bytes)));
  run->sorter.pings -= MIN (run->sorter.pings, 1);
}

static gsize
count_input (const OaFrameSorter *sorter)
{
  return sorter->input != NULL ? sorter->input->len - sorter->input_done : 0;
}

static void
check (const Run *run, gsize given)
{
  gsize kept = run->told + run->read + count_input (&run->sorter)
      + oa_frame_sorter_get_passthrough (&run->sorter);

  if (run->sorter.pings < OA_FRAME_SORTER_MOST_PINGS
      && given < 2 * OA_FRAME_SORTER_MOST_PINGS)
    g_assert_cmpuint (kept, ==, given);
  else
    g_assert_cmpuint (kept, <=, given);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  static const OaFrameSorterFuncs funcs = { on_message, on_refused };
  FuzzInput input = { data, size };
  Run run = { { .limit = LIMIT }, 0, 0, FALSE };
  gsize given = 0, part;

  while (input.left > 0) {
    guint8 how = fuzz_take_byte (&input);
    const guint8 *bytes = fuzz_take_bytes (&input, 1 + how % 64, &part);
    guint most = how % 8;

    oa_frame_sorter_add (&run.sorter, bytes, part);
    given += part;
    g_assert_cmpuint (oa_frame_sorter_run (&run.sorter, most, &funcs, &run),
        <=, most);
    g_assert_cmpuint (run.sorter.pings, <=, OA_FRAME_SORTER_MOST_PINGS);
    if (how >= 128)
      libsoup_reads (&run, how);
    check (&run, given);
  }
  oa_frame_sorter_clear (&run.sorter);
}
