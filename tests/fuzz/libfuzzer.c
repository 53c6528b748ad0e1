/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* libfuzzer.c - a target as clang's libFuzzer wants it. */

#include "fuzz.h"
#include "mutatejson.h"

#include <string.h>

size_t LLVMFuzzerMutate (guint8 *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator (guint8 *data, size_t size, size_t max_size,
    unsigned seed);
int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_abort_on_criticals ();
  fuzz_set_up ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_run (data, size);
  return 0;
}

/* Half of them its own, half of them such that JSON stays JSON. */
size_t
LLVMFuzzerCustomMutator (guint8 *data, size_t size, size_t max_size,
    unsigned seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GByteArray) input = g_byte_array_new ();

  g_byte_array_append (input, data, size);
  if (g_rand_boolean (rand) && fuzz_mutate_json (input, max_size, rand)) {
    size = input->len;
    memcpy (data, input->data, size);
  } else {
    size = LLVMFuzzerMutate (data, size, max_size);
  }
  return size;
}
