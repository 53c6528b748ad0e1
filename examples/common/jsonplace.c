/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonplace.c - a walk over text that is known to be JSON. */

#include "jsonplace.h"

#include "protocol/json.h"

#include <string.h>

typedef struct
{
  const gchar *p;
  GString *place;
  const gchar *wanted; /* a place, or NULL: a name that comes twice */
  const gchar *found;
  gsize depth_found; /* how much of the wanted place the found one has */
} Walker;

/*** places ***/

static gboolean
is_word (const gchar *name)
{
  gsize length = strspn (name,
      "abcdefghijklmnopqrstuvwxyz"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-*");

  return length > 0 && length <= 64 && name[length] == '\0';
}

static void
add_quoted (GString *place, const gchar *name)
{
  g_string_append (place, "[\"");
  for (; *name != '\0'; name++) {
    if (*name == '"' || *name == '\\')
      g_string_append_c (place, '\\');
    g_string_append_c (place, *name);
  }
  g_string_append (place, "\"]");
}

void
app_json_place_add_name (GString *place, const gchar *name)
{
  if (!is_word (name)) {
    add_quoted (place, name);
    return;
  }
  if (place->len > 0)
    g_string_append_c (place, '.');
  g_string_append (place, name);
}

void
app_json_place_add_index (GString *place, guint index)
{
  g_string_append_printf (place, "[%u]", index);
}

guint
app_json_place_get_line (const gchar *text, gsize offset)
{
  guint line = 1;

  for (const gchar *p = text; p < text + offset && *p != '\0'; p++)
    line += *p == '\n';
  return line;
}

/*** the walk ***/

static gboolean walk_value (Walker *self);

static void
skip_space (Walker *self)
{
  self->p += strspn (self->p, " \t\r\n");
}

static void
skip_string (Walker *self)
{
  for (self->p++; *self->p != '"'; self->p++)
    if (*self->p == '\\')
      self->p++;
  self->p++;
}

static gchar *
read_name (Walker *self)
{
  const gchar *start = self->p;
  g_autoptr (JsonNode) node = NULL;

  skip_string (self);
  node = oa_json_parse (start, self->p - start, 0, "A name", NULL);
  return node != NULL ? json_node_dup_string (node) : g_strdup ("");
}

/* TRUE: this is what is looked for, and the walk is over. */
static gboolean
look_at (Walker *self, const gchar *where)
{
  if (self->wanted == NULL
      || strncmp (self->wanted, self->place->str, self->place->len) != 0
      || strchr (".[", self->wanted[self->place->len]) == NULL)
    return FALSE;
  if (self->place->len > self->depth_found) {
    self->found = where;
    self->depth_found = self->place->len;
  }
  return self->wanted[self->place->len] == '\0';
}

static gboolean
is_double (Walker *self, GHashTable *names, gchar *name, const gchar *where)
{
  if (g_hash_table_add (names, name) || self->wanted != NULL)
    return FALSE;
  self->found = where;
  return TRUE;
}

static gboolean
walk_member (Walker *self, GHashTable *names)
{
  const gchar *start = self->p;
  gchar *name = read_name (self);
  gsize length = self->place->len;
  gboolean over;

  app_json_place_add_name (self->place, name);
  if (is_double (self, names, name, start) || look_at (self, start))
    return TRUE;
  skip_space (self);
  self->p++; /* the colon */
  over = walk_value (self);
  if (!over)
    g_string_truncate (self->place, length);
  return over;
}

static gboolean
walk_object (Walker *self)
{
  g_autoptr (GHashTable) names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->p++;
  for (skip_space (self); *self->p != '}'; skip_space (self)) {
    if (*self->p == ',')
      self->p++;
    else if (walk_member (self, names))
      return TRUE;
  }
  self->p++;
  return FALSE;
}

static gboolean
walk_array (Walker *self)
{
  gsize length = self->place->len;
  guint index = 0;

  self->p++;
  for (skip_space (self); *self->p != ']'; skip_space (self)) {
    if (*self->p == ',') {
      self->p++;
      continue;
    }
    app_json_place_add_index (self->place, index++);
    if (look_at (self, self->p) || walk_value (self))
      return TRUE;
    g_string_truncate (self->place, length);
  }
  self->p++;
  return FALSE;
}

static gboolean
walk_value (Walker *self)
{
  skip_space (self);
  if (*self->p == '{')
    return walk_object (self);
  if (*self->p == '[')
    return walk_array (self);
  if (*self->p == '"')
    skip_string (self);
  else
    self->p += strcspn (self->p, ",]} \t\r\n");
  return FALSE;
}

guint
app_json_place_find (const gchar *text, const gchar *place)
{
  Walker walker = { .p = text, .wanted = place, .found = text };

  walker.place = g_string_new (NULL);
  walk_value (&walker);
  g_string_free (walker.place, TRUE);
  return app_json_place_get_line (text, walker.found - text);
}

gchar *
app_json_place_find_double (const gchar *text, guint *line)
{
  Walker walker = { .p = text };
  gboolean found;

  walker.place = g_string_new (NULL);
  found = walk_value (&walker);
  if (found)
    *line = app_json_place_get_line (text, walker.found - text);
  return g_string_free (walker.place, !found);
}
