/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sessionpath.h"

#include <string.h>

#define PREFIX "session."
#define MAX_PATH 200

static gboolean
is_about_unknown (const OaServiceError *error)
{
  return error->code
      && (strcmp (error->code, "unknown_parameter") == 0
          || g_str_has_prefix (error->code, "unsupported"));
}

/* Some name it in the sentence only: Unknown parameter: 'session.voice'. */
static gchar *
quoted_path (const gchar *message)
{
  const gchar *start = message ? strstr (message, "'" PREFIX) : NULL;
  const gchar *end = start ? strchr (start + 1, '\'') : NULL;

  return end ? g_strndup (start + 1, end - start - 1) : NULL;
}

gchar *
oa_session_path_from_error (const OaServiceError *error)
{
  g_autofree gchar *path = NULL;

  if (!is_about_unknown (error))
    return NULL;
  path = error->param && *error->param ? g_strdup (error->param)
                                       : quoted_path (error->message);
  if (!path || strlen (path) > MAX_PATH)
    return NULL;
  return g_strdup (
      g_str_has_prefix (path, PREFIX) ? path + strlen (PREFIX) : path);
}

gchar *
oa_session_path_of_all_elements (const gchar *path)
{
  GString *all = g_string_new (NULL);
  gboolean inside = FALSE;

  for (; *path; path++) {
    inside = inside ? *path != ']' : FALSE;
    if (!inside)
      g_string_append_c (all, *path);
    inside = inside || *path == '[';
  }
  return g_string_free (all, FALSE);
}

/* "tools[2]": the name, and which elements; NULL when it is no such step. */
typedef struct
{
  gchar *name;
  gboolean indexed;
  gboolean all;
  guint64 index;
} Step;

static gboolean
parse_step (const gchar *text, Step *step)
{
  const gchar *bracket = strchr (text, '[');
  gchar *end;

  memset (step, 0, sizeof (*step));
  if (!bracket) {
    step->name = g_strdup (text);
    return TRUE;
  }
  step->indexed = TRUE;
  step->all = bracket[1] == ']';
  step->index = g_ascii_strtoull (bracket + 1, &end, 10);
  if (!step->all && !g_ascii_isdigit (bracket[1]))
    return FALSE;
  if (strcmp (end, "]") != 0)
    return FALSE;
  step->name = g_strndup (text, bracket - text);
  return TRUE;
}

static gboolean visit (JsonObject *object, gchar **steps, gboolean remove);

/* Elements keep their places, also when nothing is left in them. */
static gboolean
visit_elements (JsonArray *array, const Step *step, gchar **rest,
    gboolean remove)
{
  guint length = array ? json_array_get_length (array) : 0;
  gboolean found = FALSE;

  for (guint i = 0; i < length; i++) {
    JsonObject *element = oa_json_array_get_object (array, i);

    if (step->all || step->index == i)
      found |= *rest ? element && visit (element, rest, remove) : !remove;
  }
  return found;
}

static gboolean
visit_member (JsonObject *object, const gchar *name, gchar **rest,
    gboolean remove)
{
  JsonObject *inner = oa_json_get_object (object, name);
  gboolean found = *rest ? inner && visit (inner, rest, remove)
                         : json_object_has_member (object, name);

  if (found && remove && (!*rest || json_object_get_size (inner) == 0))
    json_object_remove_member (object, name);
  return found;
}

static gboolean
visit (JsonObject *object, gchar **steps, gboolean remove)
{
  gboolean found = FALSE;
  Step step;

  if (!parse_step (*steps, &step))
    return FALSE;
  if (step.indexed)
    found = visit_elements (oa_json_get_array (object, step.name), &step,
        steps + 1, remove);
  else
    found = visit_member (object, step.name, steps + 1, remove);
  g_free (step.name);
  return found;
}

gboolean
oa_session_path_has (JsonObject *session, const gchar *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);

  return session && *steps && visit (session, steps, FALSE);
}

gboolean
oa_session_path_remove (JsonObject *session, const gchar *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);

  return session && *steps && visit (session, steps, TRUE);
}
