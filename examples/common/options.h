/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* options.h - a program's options: one table gives the command line, the
 * environment, the configuration file, --help and --version.
 *
 * All of them set members of one structure by name, in the same words; the
 * command line is stronger than the environment, which is stronger than the
 * file. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  APP_OPTION_SWITCH, /* gboolean */
  APP_OPTION_TEXT,   /* gchar *; empty = NULL */
  APP_OPTION_INT,    /* gint, min to max */
  APP_OPTION_NUMBER, /* gdouble, min to max */
  APP_OPTION_WORD,   /* gchar *, one of words */
  APP_OPTION_INDEX,  /* gint, the place of a word */
  APP_OPTION_OTHER,  /* by set */
} AppOptionKind;

typedef struct
{
  const gchar *name;
  gchar letter;          /* or 0 */
  const gchar *argument; /* NULL = a switch */
  const gchar *blurb;
  AppOptionKind kind;
  gsize offset; /* of the member */
  gdouble min, max;
  const gchar *const *words;
  gboolean (*set) (gpointer member, const gchar *value, GError **error);
  gboolean above; /* min itself is not allowed */
} AppOption;

typedef struct
{
  const gchar *name;
  const gchar *usage; /* behind the name and [OPTION…] */
  const gchar *summary;
  const gchar *description;     /* behind the options */
  const AppOption *options;     /* ended by a row without a name */
  const gchar *group;           /* of the configuration; NULL = it has none,
                                 * and no environment */
  GOptionGroup *(*more) (void); /* options of a library, or NULL */
  gboolean part;                /* its configuration has options of others */
} AppProgram;

/* One option of the structure at `to`; value NULL = a switch is set. */
gboolean app_options_set (const AppProgram *program, gpointer to,
    const gchar *name, const gchar *value, GError **error);
/* Frees the texts. */
void app_options_clear (const AppProgram *program, gpointer to);

/* All sources, the weakest first. rest: what is no option. FALSE without an
 * error: --help or --version was asked for and is answered. */
gboolean app_options_read (const AppProgram *program, gpointer to, gint argc,
    gchar **argv, GStrv *rest, GError **error);

/* The place of a word in a list, or -1. */
gint app_find_word (const gchar *const *words, const gchar *word);

gboolean app_fail (GError **error, const gchar *format, ...)
    G_GNUC_PRINTF (2, 3);

G_END_DECLS
