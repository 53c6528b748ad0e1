/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionpath.c - see sessionpath.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "sessionpath.h"

#include <string.h>

#define PREFIX "session."
#define MAX_PATH 200

static gboolean
is_about_unknown (const OaServiceError *error)
{
  return error->code && (strcmp (error->code, "unknown_parameter") == 0
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
  return g_strdup (g_str_has_prefix (path, PREFIX) ? path + strlen (PREFIX)
      : path);
}

gboolean
oa_session_path_has (JsonObject *session, const gchar *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);

  for (guint i = 0; names[i]; i++) {
    if (!session || !json_object_has_member (session, names[i]))
      return FALSE;
    if (names[i + 1])
      session = oa_json_get_object (session, names[i]);
  }
  return names[0] != NULL;
}

static void
remove_names (JsonObject *object, gchar **names)
{
  JsonObject *inner = oa_json_get_object (object, names[0]);

  if (names[1])
    remove_names (inner, names + 1);
  if (!names[1] || json_object_get_size (inner) == 0)
    json_object_remove_member (object, names[0]);
}

gboolean
oa_session_path_remove (JsonObject *session, const gchar *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);

  if (!oa_session_path_has (session, path))
    return FALSE;
  remove_names (session, names);
  return TRUE;
}
