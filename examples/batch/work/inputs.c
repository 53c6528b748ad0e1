/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputs.c - see inputs.h. */

#include "inputs.h"

#include <gst/base/base.h>

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 64
#define PEEK 4096

static const gchar *const extensions[] = { "wav", "wave", "mp3", "m4a", "m4b",
  "mp4", "m4v", "mov", "aac", "ogg", "oga", "ogv", "opus", "flac", "webm",
  "mkv", "mka", "avi", "aif", "aiff", "au", "snd", "amr", "wma", "wmv", "3gp",
  "ts", "mpg", "mpeg", "mp2", "caf", NULL };

typedef struct
{
  GPtrArray *found;    /* of OrbInput */
  GHashTable *seen;    /* URIs */
  GHashTable *folders; /* paths */
  guint met;           /* recordings, and those that are seen */
  gchar *results;      /* real path, or NULL */
  OrbSearch *asked;
} Search;

static void
input_free (OrbInput *input)
{
  g_free (input->uri);
  g_free (input->path);
  g_free (input->display);
  g_free (input->preferred_name);
  g_free (input);
}

static void
problem (Search *search, const gchar *name, const gchar *cause)
{
  g_autofree gchar *display = g_filename_display_name (name);

  g_ptr_array_add (search->asked->problems,
      g_strdup_printf ("%s: %s", display, cause));
}

static gchar *
without_extension (const gchar *name)
{
  const gchar *slash = strrchr (name, '/');
  const gchar *base = slash != NULL ? slash + 1 : name;
  const gchar *dot = strrchr (base, '.');

  return dot != NULL && dot != base ? g_strndup (name, dot - name)
                                    : g_strdup (name);
}

/* A name for results: UTF-8, below the folder of results. */
static gchar *
make_preferred_name (const gchar *relative)
{
  g_autofree gchar *display = g_filename_display_name (relative);
  gchar *preferred_name = without_extension (display);

  if (preferred_name[0] == '.' || preferred_name[0] == '/')
    preferred_name[0] = '_';
  return preferred_name;
}

static OrbInput *
add_input (Search *search, gchar *uri, const gchar *display,
    const gchar *relative)
{
  OrbInput *input;

  search->met++;
  if (!g_hash_table_add (search->seen, g_strdup (uri))) {
    g_free (uri);
    return NULL;
  }
  input = g_new0 (OrbInput, 1);
  input->uri = uri;
  input->display = g_filename_display_name (display);
  input->preferred_name = make_preferred_name (relative);
  input->size = -1;
  g_ptr_array_add (search->found, input);
  return input;
}

static void
add_file (Search *search, const gchar *path, const gchar *relative)
{
  /* One file is one recording, however it is named. */
  g_autofree gchar *real = realpath (path, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (real != NULL ? real : path);
  g_autoptr (GFileInfo) info = g_file_query_info (file,
      "standard::size,time::modified,time::modified-usec", 0, NULL, NULL);
  OrbInput *input;

  if (real != NULL && search->asked->own != NULL
      && g_hash_table_contains (search->asked->own, real)) {
    search->asked->left_out++;
    return;
  }
  input = add_input (search, g_file_get_uri (file), path, relative);
  if (input == NULL)
    return;
  input->path = g_file_get_path (file);
  if (info == NULL)
    return;
  input->size = g_file_info_get_size (info);
  input->modified =
      (gint64) g_file_info_get_attribute_uint64 (info, "time::modified")
          * G_USEC_PER_SEC
      + g_file_info_get_attribute_uint32 (info, "time::modified-usec");
}

/*** folders ***/

static gboolean
has_media_extension (const gchar *name)
{
  const gchar *dot = strrchr (name, '.');
  g_autofree gchar *lower = dot != NULL ? g_ascii_strdown (dot + 1, -1) : NULL;

  return lower != NULL && g_strv_contains (extensions, lower);
}

/* A name may be wrong; the first bytes are not. */
static gboolean
has_media_content (Search *search, const gchar *path)
{
  FILE *file = fopen (path, "rb");
  guint8 data[PEEK];
  gsize size;
  GstCaps *caps;
  const gchar *name;
  gboolean media;

  if (file == NULL) {
    problem (search, path, g_strerror (errno));
    return FALSE;
  }
  size = fread (data, 1, sizeof (data), file);
  fclose (file);
  caps = gst_type_find_helper_for_data (NULL, data, size, NULL);
  if (caps == NULL)
    return FALSE;
  name = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  media = g_str_has_prefix (name, "audio/") || g_str_has_prefix (name, "video/")
      || g_str_equal (name, "application/ogg")
      || g_str_equal (name, "application/x-id3");
  gst_caps_unref (caps);
  return media;
}

static gint
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

static GPtrArray *
list_folder (const gchar *path, GError **error)
{
  GDir *dir = g_dir_open (path, 0, error);
  GPtrArray *names;
  const gchar *name;

  if (dir == NULL)
    return NULL;
  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_dir_close (dir);
  g_ptr_array_sort (names, by_name);
  return names;
}

/* Not the results, unless they are wanted beside the recordings; and no folder
 * twice: links may lead in circles. */
static gboolean
is_wanted (Search *search, const gchar *path, guint depth)
{
  g_autofree gchar *real = realpath (path, NULL);

  if (depth > 0 && real != NULL && g_strcmp0 (real, search->results) == 0)
    return FALSE;
  return g_hash_table_add (search->folders,
      g_strdup (real != NULL ? real : path));
}

static void
add_folder (Search *search, const gchar *path, const gchar *relative,
    guint depth)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (!is_wanted (search, path, depth))
    return;
  names = depth < MAX_DEPTH ? list_folder (path, &error) : NULL;
  if (depth >= MAX_DEPTH)
    problem (search, path, "This folder lies too deep; it was not looked at.");
  if (error != NULL)
    problem (search, path, error->message);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);
    g_autofree gchar *full = g_build_filename (path, name, NULL);
    g_autofree gchar *inner = relative == NULL
        ? g_strdup (name)
        : g_build_filename (relative, name, NULL);

    if (g_file_test (full, G_FILE_TEST_IS_DIR))
      add_folder (search, full, inner, depth + 1);
    else if (g_file_test (full, G_FILE_TEST_IS_REGULAR)
        && (has_media_extension (name) || has_media_content (search, full)))
      add_file (search, full, inner);
  }
}

/*** words ***/

static void
add_uri (Search *search, const gchar *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autofree gchar *base = g_file_get_basename (file);
  gchar *query = base != NULL ? strpbrk (base, "?#") : NULL;

  if (query != NULL)
    *query = '\0';
  if (base != NULL)
    g_strdelimit (base, "/", '_');
  add_input (search, g_strdup (uri), uri,
      base != NULL && *base != '\0' ? base : "recording");
}

static void
add_path (Search *search, const gchar *path)
{
  g_autofree gchar *base = g_path_get_basename (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    guint before = search->met, problems = search->asked->problems->len;

    add_folder (search, path, NULL, 0);
    if (search->met == before && search->asked->problems->len == problems)
      problem (search, path, "There are no recordings in this folder.");
  } else {
    add_file (search, path, base);
  }
}

static void
add_pattern (Search *search, const gchar *pattern)
{
  glob_t found;

  if (glob (pattern, 0, NULL, &found) != 0) {
    problem (search, pattern, "There is no such file.");
    return;
  }
  for (gsize i = 0; i < found.gl_pathc; i++)
    add_path (search, found.gl_pathv[i]);
  globfree (&found);
}

static void
add_word (Search *search, const gchar *word)
{
  g_autofree gchar *scheme = g_uri_parse_scheme (word);

  if (g_file_test (word, G_FILE_TEST_EXISTS)) {
    add_path (search, word);
  } else if (g_strcmp0 (scheme, "file") == 0) {
    g_autofree gchar *path = g_filename_from_uri (word, NULL, NULL);

    if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
      add_path (search, path);
    else
      problem (search, word, "There is no such file.");
  } else if (scheme != NULL && strstr (word, "://") != NULL) {
    add_uri (search, word);
  } else {
    add_pattern (search, word);
  }
}

static GString *
read_list (const OrbSearch *asked)
{
  GString *text = g_string_new_len (asked->list, asked->list_length);
  gchar buffer[4096];
  gsize n;

  while (asked->list == NULL
      && (n = fread (buffer, 1, sizeof (buffer), stdin)) > 0)
    g_string_append_len (text, buffer, n);
  return text;
}

/* Names may end with spaces; lines of another system end with CR, too. */
static void
add_line (Search *search, gchar *line)
{
  gsize length = strlen (line);

  if (length > 0 && line[length - 1] == '\r'
      && !g_file_test (line, G_FILE_TEST_EXISTS))
    line[--length] = '\0';
  if (length > 0)
    add_word (search, line);
}

static void
add_list (Search *search)
{
  g_autoptr (GString) text = read_list (search->asked);
  gchar end = memchr (text->str, '\0', text->len) != NULL ? '\0' : '\n';
  gchar *at = text->str, *last = text->str + text->len;

  while (at < last) {
    gchar *stop = memchr (at, end, last - at);

    if (stop == NULL)
      stop = last;
    *stop = '\0';
    add_line (search, at);
    at = stop + 1;
  }
}

GPtrArray *
orb_inputs_find (gchar **words, OrbSearch *asked)
{
  Search search = { g_ptr_array_new_with_free_func (
                        (GDestroyNotify) input_free),
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0,
    asked->results != NULL ? realpath (asked->results, NULL) : NULL, asked };

  for (guint i = 0; words[i] != NULL; i++) {
    if (g_str_equal (words[i], "-"))
      add_list (&search);
    else
      add_word (&search, words[i]);
  }
  g_hash_table_unref (search.seen);
  g_hash_table_unref (search.folders);
  free (search.results);
  return search.found;
}

/*** names ***/

/* What is put behind a name: ".ch64.conversation.flac", and a number. */
#define LONGEST_ENDING 32

typedef struct
{
  const gchar *uri;
  GHashTable *taken;
  OrbNameFunc is_free;
  gpointer user_data;
} Choice;

static gboolean
is_free (const Choice *choice, const gchar *name)
{
  const gchar *owner = g_hash_table_lookup (choice->taken, name);

  return (owner == NULL || g_str_equal (owner, choice->uri))
      && (choice->is_free == NULL || choice->is_free (name, choice->user_data));
}

/* A part of a path that is too long keeps its beginning, and is told from
 * others that begin so by a digest. */
static gchar *
shorten_part (const gchar *part, gsize longest)
{
  g_autofree gchar *sum = NULL;
  const gchar *end;

  if (strlen (part) <= longest)
    return g_strdup (part);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, part, -1);
  end = g_utf8_find_prev_char (part, part + longest - 8);
  return g_strdup_printf ("%.*s-%.8s", (gint) (end - part), part, sum);
}

static gchar *
shorten (const gchar *name, guint longest)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    gchar *part = shorten_part (parts[i],
        parts[i + 1] != NULL ? longest : longest - LONGEST_ENDING);

    g_free (parts[i]);
    parts[i] = part;
  }
  return g_strjoinv ("/", parts);
}

/* talk.wav and talk.mp3 become talk and talk.mp3; what is left, talk-2. */
gchar *
orb_input_choose_name (const OrbInput *input, GHashTable *taken, guint longest,
    OrbNameFunc free_func, gpointer user_data)
{
  Choice choice = { input->uri, taken, free_func, user_data };
  g_autofree gchar *base = g_path_get_basename (input->display);
  g_autofree gchar *preferred_name = shorten (input->preferred_name, longest);
  const gchar *dot = strrchr (base, '.');
  gchar *name = g_strdup (preferred_name);

  if (!is_free (&choice, name) && dot != NULL && strlen (dot) <= 8) {
    g_free (name);
    name = g_strconcat (preferred_name, dot, NULL);
  }
  for (guint i = 2; !is_free (&choice, name); i++) {
    g_free (name);
    name = g_strdup_printf ("%s-%u", preferred_name, i);
  }
  g_hash_table_insert (taken, g_strdup (name), g_strdup (input->uri));
  return name;
}
