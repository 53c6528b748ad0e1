/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fuzz.h - what a fuzz target has, and what it reads its bytes with.
 *
 * A target is one file with fuzz_run(); it aborts where a promise is broken.
 * Linked with replay.c it is a test of the tree: every file of its corpus and
 * some thousands of seeded mutations. Linked with libfuzzer.c and clang's
 * libFuzzer it runs for as long as one likes, led by coverage. */

#pragma once

#include <glib.h>

/* The folder in tests/data/fuzz. */
extern const gchar fuzz_name[];

/* Mutations of a plain test run: a second or so. */
extern const guint fuzz_mutations;

void fuzz_set_up (void);
void fuzz_run (const guint8 *data, gsize size);

/* A critical message ends the program by abort(): of SIGTRAP, which GLib
 * raises, libFuzzer knows nothing, and would keep no input. */
void fuzz_abort_on_criticals (void);

/* Bytes as a source of decisions; zeros when they are used up. */
typedef struct
{
  const guint8 *data;
  gsize left;
} FuzzInput;

guint8 fuzz_take_byte (FuzzInput *self);
guint fuzz_take_number (FuzzInput *self, guint below);
gint64 fuzz_take_int64 (FuzzInput *self);

/* Up to @max bytes, as they are. */
const guint8 *fuzz_take_bytes (FuzzInput *self, gsize max, gsize *size);

/* Up to a line's end, as text: bytes that are not UTF-8 are replaced. */
gchar *fuzz_take_line (FuzzInput *self);
