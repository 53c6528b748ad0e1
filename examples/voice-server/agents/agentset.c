/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentset.c - a folder of agent files, read and checked against each other.
 */

#include "agentset.h"

#include "agentfile.h"
#include "agentrules.h"
#include "toolfile.h"

#include "protocol/json.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_FILES 500

struct _OvsAgentSet
{
  gatomicrefcount ref_count;
  GPtrArray *agents; /* OvsAgent, by name */
};

/* Until the set is whole, for the lines of errors. */
typedef struct
{
  OvsAgent *agent;
  gchar *name;
  gchar *text;
} File;

static void
file_free (gpointer data)
{
  File *file = data;

  g_clear_pointer (&file->agent, ovs_agent_unref);
  g_free (file->name);
  g_free (file->text);
  g_free (file);
}

static gboolean fail (GError **error, const gchar *format, ...)
    G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const gchar *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
      g_error_new_valist (G_IO_ERROR, G_IO_ERROR_FAILED, format, arguments));
  va_end (arguments);
  return FALSE;
}

/*** one file ***/

static gchar *
read_text (const gchar *path, gsize *length, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gchar *text = NULL;
  GStatBuf status;

  if (g_stat (path, &status) != 0) {
    fail (error, "%s: It cannot be read: %s.", path, g_strerror (errno));
  } else if (!S_ISREG (status.st_mode)) {
    fail (error, "%s: This is no file. Move it out of the folder.", path);
  } else if (status.st_size > OVS_AGENT_MAX_FILE) {
    fail (error,
        "%s: The file has more than %d KiB. Move what is large out of it, "
        "into a context_command for example.",
        path, OVS_AGENT_MAX_FILE / 1024);
  } else if (!g_file_get_contents (path, &text, length, &cause)) {
    fail (error, "%s: It cannot be read: %s.", path, cause->message);
  }
  return text;
}

static File *
read_file (const gchar *folder, const gchar *name, GError **error)
{
  File *file = g_new0 (File, 1);
  g_autofree gchar *absolute = g_canonicalize_filename (folder, NULL);
  gsize length;

  file->name = g_build_filename (folder, name, NULL);
  file->text = read_text (file->name, &length, error);
  if (file->text != NULL)
    file->agent =
        ovs_agent_parse (file->text, length, file->name, absolute, error);
  if (file->agent == NULL)
    g_clear_pointer (&file, file_free);
  return file;
}

/*** what only the disk and the other files tell ***/

static gboolean
check_prompt (const OvsFileCheck *check, OvsAgent *agent)
{
  const gchar *path = ovs_agent_get_prompt_file (agent);

  return path == NULL || g_file_test (path, G_FILE_TEST_IS_REGULAR)
      || ovs_file_check_fail (check, "service_down.prompt_file",
          "There is no such file. Paths begin in the folder of this file.");
}

/* "./rooms.py" and "bin/rooms", from the file's folder on; others by PATH. */
static gboolean
check_program (const OvsFileCheck *check, OvsAgent *agent, const gchar *path,
    JsonObject *command)
{
  g_auto (GStrv) argv = ovs_agent_dup_texts (command, "argv");
  g_autofree gchar *place = g_strconcat (path, ".argv[0]", NULL);
  g_autofree gchar *found = NULL;

  if (argv[0] == NULL)
    return TRUE;
  if (strchr (argv[0], '/') == NULL)
    found = g_find_program_in_path (argv[0]);
  else
    found = ovs_agent_build_path (agent, argv[0]);
  return (found != NULL && g_file_test (found, G_FILE_TEST_IS_EXECUTABLE))
      || ovs_file_check_fail (check, place,
          "There is no such program that can be run. Give a name in PATH, or "
          "a path from the folder of this file on.");
}

static gboolean
check_agents (const OvsFileCheck *check, OvsAgentSet *self, guint index,
    JsonObject *tool)
{
  g_auto (GStrv) names = ovs_agent_dup_texts (tool, "agents");

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree gchar *place =
        g_strdup_printf ("tools[%u].agents[%u]", index, i);

    if (ovs_agent_set_find (self, names[i]) == NULL)
      return ovs_file_check_fail (check, place,
          "No file of the folder has an agent of this name.");
  }
  return TRUE;
}

static gboolean
check_tools (const OvsFileCheck *check, OvsAgentSet *self, OvsAgent *agent)
{
  JsonArray *tools = oa_json_get_array (agent->json, "tools");

  for (guint i = 0; tools != NULL && i < json_array_get_length (tools); i++) {
    JsonObject *tool = oa_json_array_get_object (tools, i);
    g_autofree gchar *place = g_strdup_printf ("tools[%u].command", i);

    if (!check_agents (check, self, i, tool)
        || !check_program (check, agent, place,
            oa_json_get_object (tool, "command")))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_file (OvsAgentSet *self, const File *file, GError **error)
{
  const OvsFileCheck check = { file->name, file->text, error };

  return check_prompt (&check, file->agent)
      && check_program (&check, file->agent, "context_command",
          ovs_agent_get_part (file->agent, "context_command"))
      && check_tools (&check, self, file->agent);
}

static gint
compare_files (gconstpointer a, gconstpointer b)
{
  const File *const *left = a, *const *right = b;

  return g_strcmp0 (ovs_agent_get_name ((*left)->agent),
      ovs_agent_get_name ((*right)->agent));
}

static gboolean
check_double (GPtrArray *files, GError **error)
{
  for (guint i = 1; i < files->len; i++) {
    const File *one = g_ptr_array_index (files, i - 1);
    const File *other = g_ptr_array_index (files, i);
    const OvsFileCheck check = { other->name, other->text, error };

    if (compare_files (&one, &other) == 0)
      return ovs_file_check_fail (&check, "name",
          "%s has an agent of the same name. Rename one of them.", one->name);
  }
  return TRUE;
}

/*** the folder ***/

static gint
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

static GPtrArray *
list_names (const gchar *folder, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &cause);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const gchar *name;

  if (dir == NULL) {
    fail (error, "The folder of agents cannot be read: %s.", cause->message);
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL && names->len <= MAX_FILES)
    if (g_str_has_suffix (name, ".json") && *name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_texts);
  if (names->len > 0 && names->len <= MAX_FILES)
    return g_steal_pointer (&names);
  fail (error,
      names->len == 0
          ? "The folder %s has no agents. Put a file like hotel.json there."
          : "The folder %s has too many files *.json for agents.",
      folder);
  return NULL;
}

static GPtrArray *
read_files (const gchar *folder, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (folder, error);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (file_free);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    File *file = read_file (folder, g_ptr_array_index (names, i), error);

    if (file == NULL)
      return NULL;
    g_ptr_array_add (files, file);
  }
  return names != NULL ? g_steal_pointer (&files) : NULL;
}

static gboolean
take_files (OvsAgentSet *self, GPtrArray *files, GError **error)
{
  g_ptr_array_sort (files, compare_files);
  if (!check_double (files, error))
    return FALSE;
  for (guint i = 0; i < files->len; i++) {
    const File *file = g_ptr_array_index (files, i);

    g_ptr_array_add (self->agents, ovs_agent_ref (file->agent));
  }
  for (guint i = 0; i < files->len; i++)
    if (!check_file (self, g_ptr_array_index (files, i), error))
      return FALSE;
  return TRUE;
}

OvsAgentSet *
ovs_agent_set_load (const gchar *folder, GError **error)
{
  g_autoptr (GPtrArray) files = read_files (folder, error);
  g_autoptr (OvsAgentSet) self = NULL;

  if (files == NULL)
    return NULL;
  self = g_new0 (OvsAgentSet, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->agents = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ovs_agent_unref);
  return take_files (self, files, error) ? g_steal_pointer (&self) : NULL;
}

OvsAgentSet *
ovs_agent_set_ref (OvsAgentSet *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ovs_agent_set_unref (OvsAgentSet *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->agents);
  g_free (self);
}

OvsAgent *
ovs_agent_set_find (OvsAgentSet *self, const gchar *name)
{
  for (guint i = 0; i < self->agents->len; i++) {
    OvsAgent *agent = g_ptr_array_index (self->agents, i);

    if (g_strcmp0 (ovs_agent_get_name (agent), name) == 0)
      return agent;
  }
  return NULL;
}

GPtrArray *
ovs_agent_set_list (OvsAgentSet *self)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->agents->len; i++)
    g_ptr_array_add (list, g_ptr_array_index (self->agents, i));
  return list;
}
