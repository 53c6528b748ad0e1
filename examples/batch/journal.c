/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* journal.c - see journal.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "journal.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define NAME ORB_STORE_FOLDER "/journal.jsonl"

struct _OrbJournal
{
  OrbStore *store;
  gint fd;

  /* Protected by lock, and so is the end of the file. */
  GMutex lock;
  GHashTable *staged;           /* key -> JsonObject, the line */
  GHashTable *done;             /* key -> JsonObject, the line */
  GHashTable *latest;           /* input -> JsonObject, a result */
  GPtrArray *order;             /* inputs */
  GHashTable *names;            /* name -> input */
};

static const gchar *
text_of (JsonObject *object, const gchar *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member)
      : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_STRING
      ? json_node_get_string (node) : NULL;
}

static JsonObject *
object_of (JsonObject *object, const gchar *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
      ? json_node_get_object (node) : NULL;
}

static JsonArray *
files_of (JsonObject *line)
{
  JsonNode *node = json_object_get_member (line, "files");

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node)
      ? json_node_get_array (node) : NULL;
}

/*** what is known ***/

static void
know_result (OrbJournal *self, JsonObject *result)
{
  const gchar *input = text_of (result, "input");
  const gchar *name = text_of (result, "name");

  if (input == NULL)
    return;
  if (!g_hash_table_contains (self->latest, input))
    g_ptr_array_add (self->order, g_strdup (input));
  g_hash_table_insert (self->latest, g_strdup (input),
      json_object_ref (result));
  if (name != NULL)
    g_hash_table_insert (self->names, g_strdup (name), g_strdup (input));
}

static gboolean
know_line (OrbJournal *self, JsonObject *line)
{
  const gchar *event = text_of (line, "event");
  const gchar *key = text_of (line, "key");
  JsonObject *result = object_of (line, "result");
  gpointer staged, staged_key;

  if (event == NULL || key == NULL)
    return FALSE;
  if (g_str_equal (event, "done")) {
    if (!g_hash_table_steal_extended (self->staged, key, &staged_key,
            &staged))
      return g_hash_table_contains (self->done, key);
    g_hash_table_insert (self->done, staged_key, staged);
    know_result (self, object_of (staged, "result"));
    return TRUE;
  }
  if (result == NULL)
    return FALSE;
  if (g_str_equal (event, "failed")) {
    know_result (self, result);
    return TRUE;
  }
  if (!g_str_equal (event, "staged") || files_of (line) == NULL)
    return FALSE;
  g_hash_table_insert (self->staged, g_strdup (key), json_object_ref (line));
  return TRUE;
}

static gboolean
read_line (OrbJournal *self, const gchar *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!json_parser_load_from_data (parser, text, length, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root)
      && know_line (self, json_node_get_object (root));
}

/* Returns the length of the lines that have an end. */
static gsize
read_lines (OrbJournal *self, const gchar *text, gsize length,
    guint *unreadable)
{
  const gchar *at = text, *end;

  while ((end = memchr (at, '\n', text + length - at)) != NULL) {
    if (end > at && !read_line (self, at, end - at))
      (*unreadable)++;
    at = end + 1;
  }
  return at - text;
}

/*** writing ***/

static gboolean
fail (GError **error, const gchar *path)
{
  int saved = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved),
      "The journal %s cannot be written: %s", path, g_strerror (saved));
  return FALSE;
}

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

static gboolean
append (OrbJournal *self, JsonObject *line, GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), line);
  g_autofree gchar *json = json_to_string (node, FALSE);
  g_autofree gchar *text = g_strconcat (json, "\n", NULL);
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = write_all (self->fd, text, strlen (text));
  if (ok)
    know_line (self, line);
  g_mutex_unlock (&self->lock);
  return ok || fail (error, NAME);
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
    const gchar *from = text_of (file, "from"), *to = text_of (file, "to");

    if (from != NULL && to != NULL
        && !orb_store_publish (self->store, from, to, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
append_done (OrbJournal *self, const gchar *key, GError **error)
{
  g_autoptr (JsonObject) line = new_line ("done", key);

  return append (self, line, error);
}

gboolean
orb_journal_finish (OrbJournal *self, const gchar *key, JsonArray *files,
    JsonObject *result, GError **error)
{
  g_autoptr (JsonObject) line = new_line ("staged", key);

  json_object_set_array_member (line, "files", json_array_ref (files));
  json_object_set_object_member (line, "result", json_object_ref (result));
  return append (self, line, error) && publish (self, files, error)
      && append_done (self, key, error);
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

/* Results whose process was killed before they had their names. */
static void
finish_staged (OrbJournal *self)
{
  g_autoptr (GList) keys = g_hash_table_get_keys (self->staged);

  for (GList *l = keys; l != NULL; l = l->next) {
    g_autofree gchar *key = g_strdup (l->data);
    JsonObject *line = g_hash_table_lookup (self->staged, key);

    if (!publish (self, files_of (line), NULL)
        || !append_done (self, key, NULL))
      g_hash_table_remove (self->staged, key);
  }
}

/* The end of a line may have been lost with the process. */
static gboolean
open_file (OrbJournal *self, guint *unreadable, GError **error)
{
  g_autofree gchar *path = orb_store_path (self->store, NAME);
  g_autofree gchar *text = NULL;
  gsize length = 0, whole = 0;

  if (g_file_get_contents (path, &text, &length, NULL))
    whole = read_lines (self, text, length, unreadable);
  self->fd = g_open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (self->fd < 0 || ftruncate (self->fd, whole) != 0)
    return fail (error, path);
  return TRUE;
}

static void
object_unref (gpointer object)
{
  json_object_unref (object);
}

OrbJournal *
orb_journal_open (OrbStore *store, guint *unreadable, GError **error)
{
  OrbJournal *self = g_new0 (OrbJournal, 1);
  g_autoptr (GHashTable) nothing = g_hash_table_new (g_str_hash, g_str_equal);

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
  self->order = g_ptr_array_new_with_free_func (g_free);
  *unreadable = 0;
  if (!open_file (self, unreadable, error)) {
    orb_journal_close (self);
    return NULL;
  }
  finish_staged (self);
  orb_store_clean (store, nothing);
  return self;
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
  g_ptr_array_unref (self->order);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/*** asking ***/

gchar *
orb_journal_key (const gchar *uri, gint64 size, gint64 modified,
    const gchar *recipe)
{
  g_autofree gchar *text = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "\n%"
      G_GINT64_FORMAT "\n%s", uri, size, modified, recipe);
  g_autofree gchar *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256,
      text, -1);

  return g_strndup (sum, 24);
}

static gboolean
are_there (OrbJournal *self, JsonArray *files)
{
  for (guint i = 0; i < json_array_get_length (files); i++) {
    const gchar *to = text_of (json_array_get_object_element (files, i), "to");
    g_autofree gchar *path = to != NULL ? orb_store_path (self->store, to)
        : NULL;

    if (path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
      return FALSE;
  }
  return TRUE;
}

JsonObject *
orb_journal_find (OrbJournal *self, const gchar *key)
{
  JsonObject *line, *result;

  g_mutex_lock (&self->lock);
  line = g_hash_table_lookup (self->done, key);
  result = line != NULL && are_there (self, files_of (line))
      ? object_of (line, "result") : NULL;
  /* What was done otherwise since then has the names now. */
  if (result != NULL && g_hash_table_lookup (self->latest,
          text_of (result, "input")) != result)
    result = NULL;
  g_mutex_unlock (&self->lock);
  return result;
}

GHashTable *
orb_journal_get_names (OrbJournal *self)
{
  return self->names;
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
