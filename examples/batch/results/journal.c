/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* journal.c - see journal.h. */

#include "journal.h"

#include "protocol/json.h"
#include "result.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "journal.jsonl"
/* Nothing that this program writes is larger. */
#define MAX_LINE (64 * 1024 * 1024)
#define MAX_JOURNAL (2 * G_GINT64_CONSTANT (1024) * 1024 * 1024)
#define MAX_FILES 1000
#define PORTION 65536

struct _OrbJournal
{
  OrbStore *store;
  gint fd;                      /* -1 when it is only read */
  gboolean fresh;

  /* Protected by lock, and so is the end of the file. */
  GMutex lock;
  gboolean torn;                /* the last line has no end */
  GHashTable *staged;           /* key -> JsonObject, the line */
  GHashTable *done;             /* key -> JsonObject, the line */
  GHashTable *latest;           /* input -> JsonObject, a result */
  GPtrArray *order;             /* inputs */
  GHashTable *names;            /* name -> input */
  GHashTable *files;            /* names of files that were made */
};

static gboolean
is_file (JsonNode *node)
{
  JsonObject *file = JSON_NODE_HOLDS_OBJECT (node)
      ? json_node_get_object (node) : NULL;
  const gchar *from = oa_json_get_string (file, "from"),
              *to = oa_json_get_string (file, "to");

  return from != NULL && to != NULL && orb_store_is_work (from)
      && orb_store_is_name (to);
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
    if (!g_hash_table_steal_extended (self->staged, key, &staged_key,
            &staged))
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
read_line (OrbJournal *self, const gchar *text, gsize length)
{
  g_autoptr (JsonObject) line = oa_json_parse_object (text, length, MAX_LINE,
      "line", NULL);

  return line != NULL && know_line (self, line);
}

/*** reading ***/

static gboolean
fail (OrbJournal *self, const gchar *what, const gchar *next, GError **error)
{
  int saved = errno;
  g_autofree gchar *path = orb_store_path (self->store, ORB_STORE_FOLDER
      "/" NAME);
  g_autofree gchar *display = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved),
      "The journal %s cannot be %s: %s. %s", display, what,
      g_strerror (saved), next);
  return FALSE;
}

static gboolean
fail_to_read (OrbJournal *self, GError **error)
{
  return fail (self, "read", "It tells what is done and paid, so nothing is "
      "begun without it. Mend that, or name another folder with --output.",
      error);
}

static gboolean
fail_to_write (OrbJournal *self, GError **error)
{
  return fail (self, "written", "Make room, or mend what hinders, and give "
      "the same command again; what is done stays done.", error);
}

/* A line as far as it has come; a longer one is not kept. */
typedef struct
{
  GString *text;
  gboolean too_long;
} Line;

static void
take_piece (Line *line, const gchar *data, gsize length)
{
  if (line->text->len + length > MAX_LINE)
    line->too_long = TRUE;
  else if (!line->too_long)
    g_string_append_len (line->text, data, length);
}

static gboolean
end_line (OrbJournal *self, Line *line)
{
  gboolean ok = !line->too_long && (line->text->len == 0
      || read_line (self, line->text->str, line->text->len));

  line->too_long = FALSE;
  g_string_truncate (line->text, 0);
  return ok;
}

/* Returns how much of the data is of lines that have an end. */
static gsize
take_data (OrbJournal *self, Line *line, const gchar *data, gsize length,
    guint *unreadable)
{
  const gchar *at = data, *end = data + length, *feed;

  while ((feed = memchr (at, '\n', end - at)) != NULL) {
    take_piece (line, at, feed - at);
    if (!end_line (self, line))
      (*unreadable)++;
    at = feed + 1;
  }
  take_piece (line, at, end - at);
  return at - data;
}

/* whole: the length of the lines that have an end. */
static gboolean
read_lines (OrbJournal *self, gint fd, Line *line, goffset *whole,
    guint *unreadable)
{
  gchar data[PORTION];
  goffset place = 0;
  gssize n;

  *whole = 0;
  while ((n = read (fd, data, sizeof (data))) != 0) {
    gsize ended;

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    ended = take_data (self, line, data, n, unreadable);
    if (ended > 0)
      *whole = place + ended;
    place += n;
  }
  return TRUE;
}

static gboolean
check_size (gint fd)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return FALSE;
  if (info.st_size <= MAX_JOURNAL)
    return TRUE;
  errno = EFBIG;
  return FALSE;
}

/*** writing ***/

static gboolean
write_all (gint fd, const gchar *data, gsize length)
{
  while (length > 0) {
    gssize n = write (fd, data, length);

    if (n < 0 && errno != EINTR)
      return FALSE;
    if (n > 0) {
      data += n;
      length -= n;
    }
  }
  return fsync (fd) == 0;
}

/* A line that did not come to its end must not take the next with it. */
static void
take_back (OrbJournal *self, goffset length)
{
  int saved = errno;

  self->torn = length < 0 || ftruncate (self->fd, length) != 0;
  errno = saved;
}

static gboolean
append (OrbJournal *self, JsonObject *line, GError **error)
{
  g_autofree gchar *json = oa_json_object_to_text (line);
  g_autofree gchar *text = NULL;
  goffset length;
  gboolean ok;

  g_mutex_lock (&self->lock);
  text = g_strconcat (self->torn ? "\n" : "", json, "\n", NULL);
  length = lseek (self->fd, 0, SEEK_END);
  ok = write_all (self->fd, text, strlen (text));
  if (ok) {
    self->torn = FALSE;
    know_line (self, line);
  } else {
    take_back (self, length);
    fail_to_write (self, error);
  }
  g_mutex_unlock (&self->lock);
  return ok;
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

    if (!orb_store_publish (self->store, oa_json_get_string (file, "from"),
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
  const gchar *name =
      oa_json_get_string (oa_json_get_object (line, "result"), "recording");

  g_ptr_array_add (problems,
      g_strdup_printf (
          "%s: Its results are whole and "
          "wait, but cannot get their names: %s They are kept; the next run "
          "tries again.",
          name != NULL ? name
                       : oa_json_get_string (
                           oa_json_get_object (line, "result"), "input"),
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
  orb_store_clean (self->store, keep);
}

/* The end of the last line may have been lost with the process: then it is
 * cut off, or ended if that is all that it lacks. */
static gboolean
mend_end (OrbJournal *self, Line *line, goffset whole)
{
  if (line->text->len == 0 && !line->too_long)
    return TRUE;
  if (end_line (self, line))
    return write_all (self->fd, "\n", 1);
  return ftruncate (self->fd, whole) == 0;
}

static gboolean
open_file (OrbJournal *self, guint *unreadable, GError **error)
{
  Line line = { NULL, FALSE };
  goffset whole;
  gboolean ok;

  self->fd = orb_store_open_own (self->store, NAME,
      O_RDWR | O_CREAT | O_APPEND, error);
  if (self->fd < 0)
    return FALSE;
  line.text = g_string_new (NULL);
  ok = (check_size (self->fd)
      && read_lines (self, self->fd, &line, &whole, unreadable))
      || fail_to_read (self, error);
  if (ok)
    self->fresh = whole == 0;
  ok = ok && (mend_end (self, &line, whole) || fail_to_write (self, error));
  g_string_free (line.text, TRUE);
  return ok;
}

static gboolean
look_at_file (OrbJournal *self, guint *unreadable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gint fd = orb_store_open_own (self->store, NAME, O_RDONLY, &cause);
  Line line = { NULL, FALSE };
  goffset whole;
  gboolean ok;

  if (g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  if (fd < 0) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  line.text = g_string_new (NULL);
  ok = (check_size (fd)
      && read_lines (self, fd, &line, &whole, unreadable))
      || fail_to_read (self, error);
  close (fd);
  g_string_free (line.text, TRUE);
  return ok;
}

static void
object_unref (gpointer object)
{
  json_object_unref (object);
}

static OrbJournal *
new_journal (OrbStore *store)
{
  OrbJournal *self = g_new0 (OrbJournal, 1);

  g_mutex_init (&self->lock);
  self->store = store;
  self->fd = -1;
  self->staged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      object_unref);
  self->done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      object_unref);
  self->latest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      object_unref);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      g_free);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->order = g_ptr_array_new_with_free_func (g_free);
  return self;
}

OrbJournal *
orb_journal_open (OrbStore *store, guint *unreadable, GPtrArray *problems,
    GError **error)
{
  OrbJournal *self = new_journal (store);

  *unreadable = 0;
  if (!open_file (self, unreadable, error)) {
    orb_journal_close (self);
    return NULL;
  }
  finish_staged (self, problems);
  keep_staged (self);
  return self;
}

OrbJournal *
orb_journal_open_to_read (OrbStore *store, guint *unreadable, GError **error)
{
  OrbJournal *self = new_journal (store);

  *unreadable = 0;
  if (!look_at_file (self, unreadable, error))
    g_clear_pointer (&self, orb_journal_close);
  return self;
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
  if (self->fd >= 0)
    close (self->fd);
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
  g_autofree gchar *text = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "\n%"
      G_GINT64_FORMAT "\n%s", uri, size, modified, digest);
  g_autofree gchar *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256,
      text, -1);

  return g_strndup (sum, 24);
}

static gboolean
are_there (OrbJournal *self, JsonArray *files)
{
  for (guint i = 0; i < json_array_get_length (files); i++)
    if (!orb_store_exists (self->store, get_target (files, i)))
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
      ? oa_json_get_object (line, "result") : NULL;
  /* What was done otherwise since then has the names now. */
  if (result != NULL && g_hash_table_lookup (self->latest,
          oa_json_get_string (result, "input")) != result)
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
    g_ptr_array_add (results, json_object_ref (g_hash_table_lookup
            (self->latest, g_ptr_array_index (self->order, i))));
  g_mutex_unlock (&self->lock);
  return results;
}
