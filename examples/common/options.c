/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* options.c - see options.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "options.h"

#include <math.h>
#include <string.h>

#define CONFIG "config"
#define VERSION "version"

gboolean
app_fail (GError **error, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  g_clear_error (error);
  if (error != NULL)
    *error = g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
        format, args);
  va_end (args);
  return FALSE;
}

gint
app_find_word (const gchar *const *words, const gchar *word)
{
  for (gint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return i;
  return -1;
}

/*** setting ***/

static gboolean
set_switch (gboolean *to, const gchar *name, const gchar *value, GError **error)
{
  static const gchar *const yes[] = { "true", "yes", "1", "on", NULL };
  static const gchar *const no[] = { "false", "no", "0", "off", NULL };

  *to = value == NULL || app_find_word (yes, value) >= 0;
  return *to || app_find_word (no, value) >= 0
      || app_fail (error, "%s is yes or no, not \"%s\".", name, value);
}

static gboolean
set_number (gdouble *to, const AppOption *option, const gchar *value,
    GError **error)
{
  gchar *end;

  *to = g_ascii_strtod (value, &end);
  if (end != value && *end == '\0' && isfinite (*to) && *to >= option->min
      && *to <= option->max && !(option->above && *to == option->min))
    return TRUE;
  return app_fail (error, "%s is a number %s %.0f%s%.0f, not \"%s\".",
      option->name, option->above ? "above" : "from", option->min,
      option->above ? ", at most " : " to ", option->max, value);
}

static gboolean
set_int (gint *to, const AppOption *option, const gchar *value, GError **error)
{
  gdouble number;

  if (!set_number (&number, option, value, error))
    return FALSE;
  *to = number;
  return number == floor (number)
      || app_fail (error, "%s is a whole number, not \"%s\".", option->name,
          value);
}

static gboolean
set_text (gchar **to, const gchar *value)
{
  g_free (*to);
  *to = *value != '\0' ? g_strdup (value) : NULL;
  return TRUE;
}

static gboolean
check_word (const AppOption *option, const gchar *value, GError **error)
{
  g_autofree gchar *all = NULL;

  if (app_find_word (option->words, value) >= 0)
    return TRUE;
  all = g_strjoinv (", ", (gchar **) option->words);
  return app_fail (error, "%s is one of %s, not \"%s\".", option->name, all,
      value);
}

static gboolean
set_value (const AppOption *option, gpointer to, const gchar *value,
    GError **error)
{
  if (value == NULL && option->kind != APP_OPTION_SWITCH)
    return app_fail (error, "%s needs a value.", option->name);
  switch (option->kind) {
    case APP_OPTION_SWITCH:
      return set_switch (to, option->name, value, error);
    case APP_OPTION_INT:
      return set_int (to, option, value, error);
    case APP_OPTION_NUMBER:
      return set_number (to, option, value, error);
    case APP_OPTION_WORD:
      return check_word (option, value, error) && set_text (to, value);
    case APP_OPTION_INDEX:
      *(gint *) to = app_find_word (option->words, value);
      return check_word (option, value, error);
    case APP_OPTION_OTHER:
      return option->set (to, value, error);
    case APP_OPTION_TEXT:
    default:
      return set_text (to, value);
  }
}

static const AppOption *
find_option (const AppProgram *program, const gchar *name)
{
  for (const AppOption *o = program->options; o->name != NULL; o++)
    if (g_str_equal (o->name, name))
      return o;
  return NULL;
}

gboolean
app_options_set (const AppProgram *program, gpointer to, const gchar *name,
    const gchar *value, GError **error)
{
  const AppOption *o = find_option (program, name);

  if (o != NULL)
    return set_value (o, G_STRUCT_MEMBER_P (to, o->offset), value, error);
  /* These are the reader's. */
  return g_str_equal (name, CONFIG) || g_str_equal (name, VERSION)
      || app_fail (error, "There is no option %s.", name);
}

void
app_options_clear (const AppProgram *program, gpointer to)
{
  for (const AppOption *o = program->options; o->name != NULL; o++)
    if (o->kind == APP_OPTION_TEXT || o->kind == APP_OPTION_WORD)
      g_free (G_STRUCT_MEMBER (gchar *, to, o->offset));
}

/*** environment and file ***/

/* OPENAI_REALTIME_BATCH_RETRY_DELAY of openai-realtime-batch and
 * retry-delay. */
static const gchar *
read_variable (const AppProgram *program, const gchar *option, gchar **name)
{
  g_autofree gchar *both = g_strconcat (program->name, "_", option, NULL);
  const gchar *value;

  *name = g_strdelimit (g_ascii_strup (both, -1), "-", '_');
  value = g_getenv (*name);
  return value != NULL && *value != '\0' ? value : NULL;
}

static gboolean
read_environment (const AppProgram *program, gpointer to, GError **error)
{
  for (const AppOption *o = program->options; o->name != NULL; o++) {
    g_autofree gchar *name = NULL;
    const gchar *value = read_variable (program, o->name, &name);

    if (value != NULL
        && !set_value (o, G_STRUCT_MEMBER_P (to, o->offset), value, error)) {
      g_prefix_error (error, "Environment %s: ", name);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_group (const AppProgram *program, gpointer to, GKeyFile *file,
    GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, program->group, NULL, error);
  gboolean ok = keys != NULL;

  for (guint i = 0; ok && keys[i] != NULL; i++) {
    g_autofree gchar *value = NULL;

    if (program->part && find_option (program, keys[i]) == NULL)
      continue;
    value = g_key_file_get_string (file, program->group, keys[i], error);
    ok = value != NULL && app_options_set (program, to, keys[i], value, error);
  }
  return ok;
}

/* The file is named by the other two; without a name it need not be there. */
static gboolean
read_file (const AppProgram *program, gpointer to, const gchar *path,
    GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree gchar *base = g_strconcat (program->name, ".conf", NULL);
  g_autofree gchar *usual =
      g_build_filename (g_get_user_config_dir (), base, NULL);
  g_autofree gchar *variable = NULL;

  if (path == NULL)
    path = read_variable (program, CONFIG, &variable);
  if (path == NULL && !g_file_test (usual, G_FILE_TEST_EXISTS))
    return TRUE;
  if (path == NULL)
    path = usual;
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error)
      && read_group (program, to, file, error))
    return TRUE;
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}

/*** the command line ***/

typedef struct
{
  const AppProgram *program;
  GPtrArray *pairs; /* name and value: set last, as the strongest */
} Line;

static gboolean
keep_option (const gchar *name, const gchar *value, gpointer data,
    GError **error)
{
  Line *line = data;

  name += strspn (name, "-");
  for (const AppOption *o = line->program->options; o->name != NULL; o++)
    if (name[1] == '\0' && o->letter == name[0])
      name = o->name;
  g_ptr_array_add (line->pairs, g_strdup (name));
  g_ptr_array_add (line->pairs, g_strdup (value));
  return TRUE;
}

static const gchar *
find_pair (const Line *line, const gchar *name)
{
  for (guint i = line->pairs->len; i > 0; i -= 2)
    if (g_str_equal (g_ptr_array_index (line->pairs, i - 2), name))
      return g_ptr_array_index (line->pairs, i - 1);
  return NULL;
}

static void
add_entry (GOptionGroup *group, const gchar *name, gchar letter,
    const gchar *argument, const gchar *blurb)
{
  GOptionEntry entries[] = {
    { name, letter, argument == NULL ? G_OPTION_FLAG_NO_ARG : 0,
        G_OPTION_ARG_CALLBACK, keep_option, blurb, argument },
    { NULL }
  };

  g_option_group_add_entries (group, entries);
}

static GOptionContext *
new_context (const AppProgram *program, Line *line, GStrv *rest)
{
  GOptionContext *context = g_option_context_new (program->usage);
  GOptionGroup *group =
      g_option_group_new (program->name, NULL, NULL, line, NULL);
  g_autofree gchar *where = g_strdup_printf ("configuration (default: "
                                             "~/.config/%s.conf)",
      program->name);
  GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, rest }, { NULL }
  };

  for (const AppOption *o = program->options; o->name != NULL; o++)
    add_entry (group, o->name, o->letter, o->argument, o->blurb);
  if (program->group != NULL)
    add_entry (group, CONFIG, 0, "FILE", g_intern_string (where));
  add_entry (group, VERSION, 0, NULL, "print the version and exit");
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, program->summary);
  g_option_context_set_description (context, program->description);
  if (program->more != NULL)
    g_option_context_add_group (context, program->more ());
  return context;
}

static gboolean
set_pairs (const AppProgram *program, gpointer to, const Line *line,
    GError **error)
{
  for (guint i = 0; i < line->pairs->len; i += 2)
    if (!app_options_set (program, to, g_ptr_array_index (line->pairs, i),
            g_ptr_array_index (line->pairs, i + 1), error))
      return FALSE;
  return TRUE;
}

gboolean
app_options_read (const AppProgram *program, gpointer to, gint argc,
    gchar **argv, GStrv *rest, GError **error)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) arguments = g_strdupv (argv);
  Line line = { program, pairs };
  g_autoptr (GOptionContext) context = new_context (program, &line, rest);

  if (!g_option_context_parse_strv (context, &arguments, error)
      || (program->group != NULL
          && (!read_file (program, to, find_pair (&line, CONFIG), error)
              || !read_environment (program, to, error)))
      || !set_pairs (program, to, &line, error))
    return FALSE;
  for (guint i = 0; i < pairs->len; i += 2)
    if (g_str_equal (g_ptr_array_index (pairs, i), VERSION)) {
      g_print ("%s " PACKAGE_VERSION "\n", program->name);
      return FALSE;
    }
  return TRUE;
}
