/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputs.h - from words to recordings: files, folders, patterns, URIs. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gchar *uri;
  gchar *path;           /* NULL = not a file of this machine */
  gchar *display;        /* as errors name it */
  gchar *preferred_name; /* for its results: relative, no extension */
  gint64 size;           /* bytes; -1 = not known */
  gint64 modified;       /* us */
} OrbInput;

/* What is looked for, and what came of it. */
typedef struct
{
  /* The folder of the results is left out where it lies in another; and the
   * results themselves, by their real paths, wherever they are met. */
  const gchar *results;
  GHashTable *own;   /* or NULL */
  const gchar *list; /* NULL = the standard input */
  gsize list_length;

  GPtrArray *problems; /* sentences; not owned */
  guint left_out;      /* results that were met */
} OrbSearch;

/* Each recording once, in the order of the words, folders sorted. What cannot
 * be found comes as a sentence in problems. Folders give the files that look
 * like media. "-" reads the list: words that end with NUL if there is one in
 * it, else with a line feed. */
GPtrArray *orb_inputs_find (gchar **words, OrbSearch *search);

/* TRUE when no other program has made files of this name. */
typedef gboolean (*OrbNameFunc) (const gchar *name, gpointer user_data);

/* Unique names for results, with parts of at most `longest` bytes. taken: name
 * -> URI of what was done before. is_free may be NULL. */
gchar *orb_input_choose_name (const OrbInput *input, GHashTable *taken,
    guint longest, OrbNameFunc is_free, gpointer user_data);

G_END_DECLS
