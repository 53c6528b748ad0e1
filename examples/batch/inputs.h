/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputs.h - from words to recordings: files, folders, patterns, URIs. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gchar *uri;
  gchar *path;                  /* NULL = not a file of this machine */
  gchar *display;               /* as errors name it */
  gchar *wish;                  /* for its results: relative, no extension */
  gint64 size;                  /* bytes; -1 = not known */
  gint64 modified;              /* us */
} OrbInput;

/* Each recording once, in the order of the words, folders sorted. What cannot
 * be found comes as a sentence in problems. Folders give the files that look
 * like media; `except` is a folder to be left out (that of the results).
 * "-" reads `list` (NULL = the standard input), a word per line. */
GPtrArray *orb_inputs_find (gchar **words, const gchar *except,
    const gchar *list, GPtrArray *problems);

void       orb_input_free (OrbInput *input);

/* Unique names for results. taken: name -> URI of what was done before. */
gchar     *orb_input_choose_name (const OrbInput *input, GHashTable *taken);

G_END_DECLS
