/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* cli.c - see cli.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "cli.h"

#include <gst/gst.h>
#include <string.h>

#define PROGRAM "openai-realtime-batch"
#define GROUP "batch"
#define ENVIRONMENT "OPENAI_REALTIME_BATCH_"

static const gchar usage[] = "answer|transcribe|translate INPUT...";

static const gchar summary[] =
    "Answers, transcribes or translates recordings: the OpenAI Realtime API.\n"
    "\n"
    "INPUT is a file, a folder with all in it, a pattern, a URI, or - for a\n"
    "list on the standard input. Anything that GStreamer reads will do. What\n"
    "is finished is not done again: after a crash, start the command again.";

static const gchar examples[] =
    "Examples:\n"
    "  openai-realtime-batch transcribe recordings/ -o texts\n"
    "  openai-realtime-batch answer question.ogg --audio opus\n"
    "  openai-realtime-batch translate --to es 'talks/*.mp4' --jobs 4\n"
    "  openai-realtime-batch transcribe calls/ --channels each --dry-run \\\n"
    "      --prices prices.json\n"
    "  find . -name '*.wav' | openai-realtime-batch transcribe -\n"
    "\n"
    "The key is read from OPENAI_API_KEY.\n"
    "\n"
    "Exit status: 0 all done, 1 some recordings failed or are not whole,\n"
    "2 wrong use, 3 the service lets nothing through (key, quota, settings),\n"
    "4 --max-cost is reached, 5 the results cannot be written, 130\n"
    "interrupted.";

gboolean
orb_cli_read_environment (OrbOptions *options, GError **error)
{
  const OrbOptionInfo *info;

  for (info = orb_options_list (); info->name != NULL; info++) {
    g_autofree gchar *upper = g_ascii_strup (info->name, -1);
    g_autofree gchar *name = g_strconcat (ENVIRONMENT,
        g_strdelimit (upper, "-", '_'), NULL);
    const gchar *value = g_getenv (name);

    if (value == NULL || *value == '\0')
      continue;
    if (!orb_options_set (options, info->name, value, error)) {
      g_prefix_error (error, "Environment %s: ", name);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_key (OrbOptions *options, GKeyFile *file, const gchar *key,
    GError **error)
{
  g_autofree gchar *value = g_key_file_get_string (file, GROUP, key, error);

  return value != NULL && orb_options_set (options, key, value, error);
}

gboolean
orb_cli_read_config (OrbOptions *options, const gchar *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) keys = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error)) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  keys = g_key_file_get_keys (file, GROUP, NULL, error);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    if (!read_key (options, file, keys[i], error)) {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  }
  if (keys == NULL)
    g_prefix_error (error, "%s: ", path);
  return keys != NULL;
}

static gboolean
read_default_config (OrbOptions *options, GError **error)
{
  g_autofree gchar *path = g_build_filename (g_get_user_config_dir (),
      PROGRAM ".conf", NULL);

  if (options->config != NULL)
    return orb_cli_read_config (options, options->config, error);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  return orb_cli_read_config (options, path, error);
}

/*** the command line ***/

/* What was said there, to be set when the weaker sources have been read. */
static gboolean
keep_option (const gchar *name, const gchar *value, gpointer data,
    GError **error)
{
  GPtrArray *pairs = data;
  const OrbOptionInfo *info;

  name += strspn (name, "-");
  for (info = orb_options_list (); info->name != NULL; info++)
    if (name[1] == '\0' && info->letter == name[0])
      name = info->name;
  g_ptr_array_add (pairs, g_strdup (name));
  g_ptr_array_add (pairs, g_strdup (value));
  return TRUE;
}

static GOptionContext *
new_context (GOptionEntry *entries, GPtrArray *pairs)
{
  GOptionContext *context = g_option_context_new (usage);
  GOptionGroup *group = g_option_group_new (PROGRAM, NULL, NULL, pairs, NULL);

  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, examples);
  return context;
}

static GOptionEntry *
new_entries (gchar ***rest)
{
  const OrbOptionInfo *info;
  guint n = 0;
  GOptionEntry *entries;

  for (info = orb_options_list (); info->name != NULL; info++)
    n++;
  entries = g_new0 (GOptionEntry, n + 2);
  info = orb_options_list ();
  for (guint i = 0; i < n; i++)
    entries[i] = (GOptionEntry) { info[i].name, info[i].letter,
      info[i].argument == NULL ? G_OPTION_FLAG_NO_ARG : 0,
      G_OPTION_ARG_CALLBACK, keep_option, info[i].blurb, info[i].argument
    };
  entries[n] = (GOptionEntry) { G_OPTION_REMAINING, 0, 0,
    G_OPTION_ARG_FILENAME_ARRAY, rest, NULL, NULL
  };
  return entries;
}

/* Words first, then inputs: the work may stand behind options. */
static gboolean
take_words (OrbOptions *options, gchar **rest, GError **error)
{
  if (rest == NULL || rest[0] == NULL) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
        "Nothing to do. Say answer, transcribe or translate, and name "
        "recordings; --help tells more.");
    return FALSE;
  }
  if (!orb_options_set_work (options, rest[0], error))
    return FALSE;
  if (rest[1] == NULL) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
        "No recordings. Name files, folders or URIs behind \"%s\".", rest[0]);
    return FALSE;
  }
  options->inputs = g_strdupv (rest + 1);
  return TRUE;
}

static gboolean
set_pairs (OrbOptions *options, GPtrArray *pairs, GError **error)
{
  for (guint i = 0; i < pairs->len; i += 2)
    if (!orb_options_set (options, g_ptr_array_index (pairs, i),
            g_ptr_array_index (pairs, i + 1), error))
      return FALSE;
  return TRUE;
}

/* The file is named by the other two, and is the weakest. */
static void
find_config (OrbOptions *options, GPtrArray *pairs)
{
  const gchar *path = g_getenv (ENVIRONMENT "CONFIG");

  for (guint i = 0; i < pairs->len; i += 2)
    if (g_str_equal (g_ptr_array_index (pairs, i), "config"))
      path = g_ptr_array_index (pairs, i + 1);
  if (path != NULL && *path != '\0')
    options->config = g_strdup (path);
}

OrbOptions *
orb_cli_read (gint argc, gchar **argv, GError **error)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) rest = NULL;
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autofree GOptionEntry *entries = new_entries (&rest);
  g_autoptr (GOptionContext) context = new_context (entries, pairs);
  OrbOptions *options;
  gboolean ok;

  if (!g_option_context_parse_strv (context, &arguments, error))
    return NULL;
  options = orb_options_new ();
  find_config (options, pairs);
  ok = read_default_config (options, error)
      && orb_cli_read_environment (options, error)
      && set_pairs (options, pairs, error);
  if (ok && options->version) {
    g_print (PROGRAM " " PACKAGE_VERSION "\n");
    ok = FALSE;
  } else {
    ok = ok && take_words (options, rest, error)
        && orb_options_check (options, error);
  }
  if (!ok)
    g_clear_pointer (&options, orb_options_free);
  return options;
}
