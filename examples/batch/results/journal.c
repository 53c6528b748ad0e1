/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* journal.c - see journal.h. */

#include "journal.h"

#include "protocol/json.h"
#include "result.h"
#include "settings.h"

#include <fcntl.h>

#define NAME "journal.jsonl"
#define MAX_FILES 1000

struct _OrbJournal
{
  AppFolder *folder;
  gboolean fresh;

  /* Protected by lock. */
  GMutex lock;
  AppLineLog *log;    /* NULL when there is none to read */
  GHashTable *staged; /* key -> JsonObject, the line */
  GHashTable *done;   /* key -> JsonObject, the line */
  GHashTable *latest; /* input -> JsonObject, a result */
  GPtrArray *order;   /* inputs */
  GHashTable *names;  /* name -> input */
  GHashTable *files;  /* names of files that were made */
};

static gboolean
is_file (JsonNode *node)
{
  JsonObject *file = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node)
                                                   : NULL;
  const gchar *from = oa_json_get_string (file, "from"),
              *to = oa_json_get_string (file, "to");

  return from != NULL && to != NULL && app_folder_is_work (from)
      && app_folder_is_name (to, ORB_OWN_FOLDER);
}

/* Of a line from outside: it could move any file to anywhere. */
static JsonArray *
files_of (JsonObject *line)
{
  JsonArray *files = oa_json_get_array (line, "files");

  if (files == NULL || json_array_get_length (files) > MAX_FILES)
    return NULL;
  for (guint i = 0; i < json_array_get_length (files); i++)
    if (!is_file (json_array_get_element (files, i)))
      return NULL;
  return files;
}

static const gchar *
get_target (JsonArray *files, guint i)
{
  return oa_json_get_string (json_array_get_object_element (files, i), "to");
}

static void
know_name (OrbJournal *self, JsonObject *result)
{
  const gchar *name = oa_json_get_string (result, "name");

  if (name != NULL)
    g_hash_table_insert (self->names, g_strdup (name),
        g_strdup (oa_json_get_string (result, "input")));
}

static void
know_result (OrbJournal *self, JsonObject *result)
{
  const gchar *input = oa_json_get_string (result, "input");

  if (!g_hash_table_contains (self->latest, input))
    g_ptr_array_add (self->order, g_strdup (input));
  g_hash_table_insert (self->latest, g_strdup (input),
      json_object_ref (result));
  know_name (self, result);
}

static gboolean
know_staged (OrbJournal *self, const gchar *key, JsonObject *line)
{
  JsonArray *files = files_of (line);

  if (files == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (files); i++)
    g_hash_table_add (self->files, g_strdup (get_target (files, i)));
  /* Its names are decided. */
  know_name (self, oa_json_get_object (line, "result"));
  g_hash_table_insert (self->staged, g_strdup (key), json_object_ref (line));
  return TRUE;
}

static gboolean
know_line (OrbJournal *self, JsonObject *line)
{
  const gchar *event = oa_json_get_string (line, "event");
  const gchar *key = oa_json_get_string (line, "key");
  JsonObject *result = oa_json_get_object (line, "result");
  gpointer staged, staged_key;

  if (event == NULL || key == NULL)
    return FALSE;
  if (g_str_equal (event, "begun"))
    return TRUE;
  if (g_str_equal (event, "done")) {
    if (!g_hash_table_steal_extended (self->staged, key, &staged_key, &staged))
      return g_hash_table_contains (self->done, key);
    g_hash_table_insert (self->done, staged_key, staged);
    know_result (self, oa_json_get_object (staged, "result"));
    return TRUE;
  }
  if (result == NULL || !orb_result_check (result))
    return FALSE;
  if (g_str_equal (event, "failed")) {
    know_result (self, result);
    return TRUE;
  }
  return g_str_equal (event, "staged") && know_staged (self, key, line);
}

static gboolean
read_line (const gchar *text, gsize length, gpointer self)
{
  g_autoptr (JsonObject) line =
      oa_json_parse_object (text, length, 0, "line", NULL);

  return line != NULL && know_line (self, line);
}

/* What hinders, and what helps. */
static gboolean
explain (OrbJournal *self, const gchar *help, GError **error)
{
  g_autofree gchar *path =
      app_folder_build_path (self->folder, ORB_OWN_FOLDER "/" NAME);
  g_autofree gchar *display = g_filename_display_name (path);
  g_autofree gchar *cause = NULL;

  if (error == NULL)
    return FALSE;
  cause = g_steal_pointer (&(*error)->message);
  (*error)->message =
      g_strdup_printf ("The journal %s %s %s", display, cause, help);
  return FALSE;
}

/*** writing ***/

static gboolean
append (OrbJournal *self, JsonObject *line, GError **error)
{
  g_autofree gchar *json = oa_json_object_to_text (line);
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = app_line_log_append (self->log, json, error);
  if (ok)
    know_line (self, line);
  g_mutex_unlock (&self->lock);
  return ok
      || explain (self,
          "Make room, or mend what hinders, and give the "
          "same command again; what is done stays done.",
          error);
}

static JsonObject *
new_line (const gchar *event, const gchar *key)
{
  JsonObject *line = json_object_new ();

  json_object_set_string_member (line, "event", event);
  json_object_set_string_member (line, "key", key);
  return line;
}

static gboolean
publish (OrbJournal *self, JsonArray *files, GError **error)
{
  for (guint i = 0; i < json_array_get_length (files); i++) {
    JsonObject *file = json_array_get_object_element (files, i);

    if (!app_folder_publish (self->folder, oa_json_get_string (file, "from"),
            oa_json_get_string (file, "to"), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
append_event (OrbJournal *self, const gchar *event, const gchar *key,
    GError **error)
{
  g_autoptr (JsonObject) line = new_line (event, key);

  return append (self, line, error);
}

gboolean
orb_journal_stage (OrbJournal *self, const gchar *key, JsonArray *files,
    JsonObject *result, GError **error)
{
  g_autoptr (JsonObject) line = new_line ("staged", key);

  json_object_set_array_member (line, "files", json_array_ref (files));
  json_object_set_object_member (line, "result", json_object_ref (result));
  return append (self, line, error);
}

gboolean
orb_journal_finish (OrbJournal *self, const gchar *key, GError **error)
{
  g_autoptr (JsonObject) line = NULL;

  g_mutex_lock (&self->lock);
  line = g_hash_table_lookup (self->staged, key);
  if (line != NULL)
    json_object_ref (line);
  g_mutex_unlock (&self->lock);
  g_return_val_if_fail (line != NULL, FALSE);
  return publish (self, files_of (line), error)
      && append_event (self, "done", key, error);
}

gboolean
orb_journal_fail (OrbJournal *self, const gchar *key, JsonObject *result,
    GError **error)
{
  g_autoptr (JsonObject) line = new_line ("failed", key);

  json_object_set_object_member (line, "result", json_object_ref (result));
  return append (self, line, error);
}

/*** opening ***/

static void
tell_waiting (JsonObject *line, const GError *cause, GPtrArray *problems)
{
  JsonObject *result = oa_json_get_object (line, "result");
  const gchar *name = oa_json_get_string (result, "recording");

  g_ptr_array_add (problems,
      g_strdup_printf (
          "%s: Its results are whole and "
          "wait, but cannot get their names: %s They are kept; the next run "
          "tries again.",
          name != NULL ? name : oa_json_get_string (result, "input"),
          cause->message));
}

/* Results whose process was killed before they had their names. What is lost
 * is made again; what only cannot be moved is kept. */
static void
finish_staged (OrbJournal *self, GPtrArray *problems)
{
  g_autoptr (GList) keys = g_hash_table_get_keys (self->staged);

  for (GList *l = keys; l != NULL; l = l->next) {
    g_autoptr (GError) error = NULL;
    g_autofree gchar *key = g_strdup (l->data);
    JsonObject *line = g_hash_table_lookup (self->staged, key);

    if (orb_journal_finish (self, key, &error))
      continue;
    if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
      g_hash_table_remove (self->staged, key);
    else
      tell_waiting (line, error, problems);
  }
}

static void
keep_staged (OrbJournal *self)
{
  g_autoptr (GHashTable) keep = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer line;

  g_hash_table_iter_init (&iter, self->staged);
  while (g_hash_table_iter_next (&iter, NULL, &line)) {
    JsonArray *files = files_of (line);

    for (guint i = 0; i < json_array_get_length (files); i++)
      g_hash_table_add (keep,
          (gpointer) oa_json_get_string (
              json_array_get_object_element (files, i), "from"));
  }
  app_folder_clean (self->folder, keep);
}

static gboolean
open_log (OrbJournal *self, gint flags, guint *unreadable, GError **error)
{
  gint fd = app_folder_open_own (self->folder, NAME, flags, error);

  if (fd < 0)
    return FALSE;
  self->log = app_line_log_new (fd, flags != O_RDONLY, read_line, self,
      unreadable, error);
  return self->log != NULL
      || explain (self,
          "It tells what is done and paid, "
          "so nothing is begun without it. Mend that, or name another folder with "
          "--output.",
          error);
}

static void
object_unref (gpointer object)
{
  json_object_unref (object);
}

static OrbJournal *
new_journal (AppFolder *folder)
{
  OrbJournal *self = g_new0 (OrbJournal, 1);

  g_mutex_init (&self->lock);
  self->folder = folder;
  self->staged =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, object_unref);
  self->done =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, object_unref);
  self->latest =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, object_unref);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->order = g_ptr_array_new_with_free_func (g_free);
  return self;
}

OrbJournal *
orb_journal_open (AppFolder *folder, guint *unreadable, GPtrArray *problems,
    GError **error)
{
  OrbJournal *self = new_journal (folder);

  *unreadable = 0;
  if (!open_log (self, O_RDWR | O_CREAT | O_APPEND, unreadable, error)) {
    orb_journal_close (self);
    return NULL;
  }
  self->fresh = app_line_log_was_empty (self->log);
  finish_staged (self, problems);
  keep_staged (self);
  return self;
}

OrbJournal *
orb_journal_open_to_read (AppFolder *folder, guint *unreadable, GError **error)
{
  OrbJournal *self = new_journal (folder);
  g_autoptr (GError) cause = NULL;

  *unreadable = 0;
  if (open_log (self, O_RDONLY, unreadable, &cause)
      || g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return self;
  g_propagate_error (error, g_steal_pointer (&cause));
  orb_journal_close (self);
  return NULL;
}

gboolean
orb_journal_is_fresh (OrbJournal *self)
{
  return self->fresh;
}

gboolean
orb_journal_begin (OrbJournal *self, GError **error)
{
  self->fresh = FALSE;
  return append_event (self, "begun", "-", error);
}

void
orb_journal_close (OrbJournal *self)
{
  if (self == NULL)
    return;
  app_line_log_free (self->log);
  g_hash_table_unref (self->staged);
  g_hash_table_unref (self->done);
  g_hash_table_unref (self->latest);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->files);
  g_ptr_array_unref (self->order);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/*** asking ***/

gchar *
orb_journal_key (const gchar *uri, gint64 size, gint64 modified,
    const gchar *digest)
{
  g_autofree gchar *text = g_strdup_printf ("%s\n%" G_GINT64_FORMAT
                                            "\n%" G_GINT64_FORMAT "\n%s",
      uri, size, modified, digest);
  g_autofree gchar *sum =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strndup (sum, 24);
}

static gboolean
are_there (OrbJournal *self, JsonArray *files)
{
  for (guint i = 0; i < json_array_get_length (files); i++)
    if (!app_folder_exists (self->folder, get_target (files, i)))
      return FALSE;
  return TRUE;
}

JsonObject *
orb_journal_find (OrbJournal *self, const gchar *key)
{
  JsonObject *line, *result;

  g_mutex_lock (&self->lock);
  line = g_hash_table_lookup (self->done, key);
  result = line != NULL && are_there (self, files_of (line))
      ? oa_json_get_object (line, "result")
      : NULL;
  /* What was done otherwise since then has the names now. */
  if (result != NULL
      && g_hash_table_lookup (self->latest,
             oa_json_get_string (result, "input"))
          != result)
    result = NULL;
  g_mutex_unlock (&self->lock);
  return result;
}

gboolean
orb_journal_waits (OrbJournal *self, const gchar *key)
{
  gboolean waits;

  g_mutex_lock (&self->lock);
  waits = g_hash_table_contains (self->staged, key);
  g_mutex_unlock (&self->lock);
  return waits;
}

GHashTable *
orb_journal_get_names (OrbJournal *self)
{
  return self->names;
}

GHashTable *
orb_journal_get_files (OrbJournal *self)
{
  return self->files;
}

GPtrArray *
orb_journal_list (OrbJournal *self)
{
  GPtrArray *results = g_ptr_array_new_with_free_func (object_unref);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->order->len; i++)
    g_ptr_array_add (results,
        json_object_ref (g_hash_table_lookup (self->latest,
            g_ptr_array_index (self->order, i))));
  g_mutex_unlock (&self->lock);
  return results;
}
