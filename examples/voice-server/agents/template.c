/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* template.c - a text with tags as a tree; the tree is written with a
 * context. */

#include "template.h"

#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <string.h>

#define MAX_DEPTH 8
#define MAX_NAMES 8
#define MAX_TAG 256
#define MAX_NODES 10000
/* Nodes written: lists in lists multiply. */
#define MAX_STEPS 100000

typedef enum
{
  NODE_TEXT,
  NODE_VALUE,
  NODE_EACH,
  NODE_IF,
} NodeKind;

typedef struct
{
  NodeKind kind;
  gchar *text;          /* of NODE_TEXT */
  gchar **path;         /* of the others */
  GPtrArray *body;      /* of blocks */
  GPtrArray *otherwise; /* behind {{else}}, or NULL */
} Node;

struct _OvsTemplate
{
  GPtrArray *nodes;
};

static void
node_free (gpointer data)
{
  Node *node = data;

  g_free (node->text);
  g_strfreev (node->path);
  g_clear_pointer (&node->body, g_ptr_array_unref);
  g_clear_pointer (&node->otherwise, g_ptr_array_unref);
  g_free (node);
}

static GPtrArray *
new_nodes (void)
{
  return g_ptr_array_new_with_free_func (node_free);
}

/*** reading ***/

typedef struct
{
  const gchar *text;
  const gchar *p;
  guint nodes;
  guint depth;
  Node *open[MAX_DEPTH];           /* blocks that have no end yet */
  GPtrArray *lists[MAX_DEPTH + 1]; /* where nodes go */
  const gchar *starts[MAX_DEPTH];  /* of the blocks */
  GError **error;
} Reader;

static gboolean
fail (Reader *self, const gchar *where, const gchar *sentence)
{
  guint line = 1;

  for (const gchar *p = self->text; p < where; p++)
    line += *p == '\n';
  g_set_error (self->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
      "In line %u of the text: %s", line, sentence);
  return FALSE;
}

static gboolean
add_node (Reader *self, Node *node)
{
  g_ptr_array_add (self->lists[self->depth], node);
  return ++self->nodes <= MAX_NODES
      || fail (self, self->p, "There are too many tags.");
}

static gboolean
add_text (Reader *self, const gchar *from, const gchar *to)
{
  Node *node;

  if (to <= from)
    return TRUE;
  node = g_new0 (Node, 1);
  node->text = g_strndup (from, to - from);
  return add_node (self, node);
}

static gboolean
is_name (const gchar *name)
{
  gsize length = strspn (name,
      "abcdefghijklmnopqrstuvwxyz"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

  return length > 0 && length <= 64 && name[length] == '\0';
}

static gchar **
parse_path (const gchar *text)
{
  gchar **path = g_strsplit (text, ".", MAX_NAMES + 1);
  guint n = g_strv_length (path);
  gboolean ok = n > 0 && n <= MAX_NAMES;

  for (guint i = 0; i < n; i++)
    ok = ok && is_name (path[i]);
  if (!ok)
    g_clear_pointer (&path, g_strfreev);
  return path;
}

static gboolean
add_value (Reader *self, const gchar *path)
{
  Node *node = g_new0 (Node, 1);

  node->kind = NODE_VALUE;
  node->path = parse_path (path);
  if (node->path != NULL)
    return add_node (self, node);
  node_free (node);
  return fail (self, self->p,
      "A tag must be names with points between them, as {{hotel.name}}.");
}

static gboolean
open_block (Reader *self, NodeKind kind, const gchar *path)
{
  Node *node;

  if (self->depth == MAX_DEPTH)
    return fail (self, self->p, "Blocks are nested more than 8 deep.");
  node = g_new0 (Node, 1);
  node->kind = kind;
  node->path = parse_path (path);
  node->body = new_nodes ();
  self->open[self->depth] = node;
  self->starts[self->depth] = self->p;
  if (!add_node (self, node))
    return FALSE;
  self->lists[++self->depth] = node->body;
  return node->path != NULL
      || fail (self, self->p,
          "A block needs names, as {{#each rooms}} or {{#if hotel.open}}.");
}

static gboolean
add_else (Reader *self)
{
  Node *node = self->depth > 0 ? self->open[self->depth - 1] : NULL;

  if (node == NULL || node->otherwise != NULL)
    return fail (self, self->p, "{{else}} stands in no block, or twice in it.");
  node->otherwise = new_nodes ();
  self->lists[self->depth] = node->otherwise;
  return TRUE;
}

static gboolean
close_block (Reader *self, NodeKind kind)
{
  if (self->depth == 0 || self->open[self->depth - 1]->kind != kind)
    return fail (self, self->p,
        "This end belongs to no block that is open here.");
  self->depth--;
  return TRUE;
}

static gboolean
take_tag (Reader *self, const gchar *tag)
{
  if (g_str_has_prefix (tag, "#each "))
    return open_block (self, NODE_EACH, tag + strspn (tag + 6, " ") + 6);
  if (g_str_has_prefix (tag, "#if "))
    return open_block (self, NODE_IF, tag + strspn (tag + 4, " ") + 4);
  if (g_str_equal (tag, "else"))
    return add_else (self);
  if (g_str_equal (tag, "/each"))
    return close_block (self, NODE_EACH);
  if (g_str_equal (tag, "/if"))
    return close_block (self, NODE_IF);
  if (*tag == '#' || *tag == '/')
    return fail (self, self->p,
        "There is no such block. Blocks are {{#each ...}} and {{#if ...}}.");
  return add_value (self, tag);
}

/* A tag of a block that has a line for itself takes the line with it. */
static gboolean
has_own_line (Reader *self, const gchar **from, const gchar **behind)
{
  const gchar *start = *from, *end = *behind;

  while (start > self->text && (start[-1] == ' ' || start[-1] == '\t'))
    start--;
  end += strspn (end, " \t\r");
  if ((start > self->text && start[-1] != '\n')
      || (*end != '\n' && *end != '\0'))
    return FALSE;
  *from = start;
  *behind = *end == '\n' ? end + 1 : end;
  return TRUE;
}

static gboolean
read_tag (Reader *self, const gchar *text_start, const gchar **rest)
{
  const gchar *from = self->p, *end = strstr (from, "}}");
  g_autofree gchar *tag = NULL;

  if (end == NULL || end - from > MAX_TAG)
    return fail (self, from, "This {{ has no }} behind it.");
  tag = g_strstrip (g_strndup (from + 2, end - from - 2));
  *rest = end + 2;
  if (*tag == '#' || *tag == '/' || g_str_equal (tag, "else"))
    has_own_line (self, &from, rest);
  return add_text (self, text_start, from) && take_tag (self, tag);
}

static gboolean
read_all (Reader *self)
{
  const gchar *start = self->text;

  for (self->p = strstr (start, "{{"); self->p != NULL;
       self->p = strstr (start, "{{"))
    if (!read_tag (self, start, &start))
      return FALSE;
  self->p = start + strlen (start);
  if (self->depth > 0)
    return fail (self, self->starts[self->depth - 1],
        "This block has no end. Write {{/each}} or {{/if}} behind it.");
  return add_text (self, start, self->p);
}

OvsTemplate *
ovs_template_new (const gchar *text, GError **error)
{
  g_autoptr (OvsTemplate) self = g_new0 (OvsTemplate, 1);
  Reader reader = { .text = text, .p = text, .error = error };

  self->nodes = reader.lists[0] = new_nodes ();
  if (strlen (text) > OVS_TEMPLATE_MAX_SOURCE
      || !g_utf8_validate (text, -1, NULL)) {
    fail (&reader, text, "It is longer than 64 KiB, or not UTF-8.");
    return NULL;
  }
  return read_all (&reader) ? g_steal_pointer (&self) : NULL;
}

void
ovs_template_free (OvsTemplate *self)
{
  g_ptr_array_unref (self->nodes);
  g_free (self);
}

/*** values ***/

typedef struct _Scope Scope;

struct _Scope
{
  JsonNode *item;
  JsonObject *object; /* what it is, or NULL */
  const Scope *outer;
};

static JsonNode *
find_first (const Scope *scope, const gchar *name)
{
  if (g_str_equal (name, "this"))
    return scope->item;
  for (; scope != NULL; scope = scope->outer) {
    JsonNode *node = scope->object != NULL
        ? json_object_get_member (scope->object, name)
        : NULL;

    if (node != NULL)
      return node;
  }
  return NULL;
}

static JsonNode *
find_inside (JsonNode *node, const gchar *name)
{
  gchar *end;
  guint64 index;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), name);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  index = g_ascii_strtoull (name, &end, 10);
  if (*end != '\0'
      || index >= json_array_get_length (json_node_get_array (node)))
    return NULL;
  return json_array_get_element (json_node_get_array (node), index);
}

static JsonNode *
find (const Scope *scope, gchar **path)
{
  JsonNode *node = find_first (scope, path[0]);

  for (path++; node != NULL && *path != NULL; path++)
    node = find_inside (node, *path);
  return node;
}

static gboolean
is_true (JsonNode *node)
{
  gdouble number;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node)) > 0;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) > 0;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) != '\0';
  if (oa_json_node_get_number (node, &number))
    return number != 0;
  return json_node_get_boolean (node);
}

static gchar *
scalar_to_text (JsonNode *node)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return g_strdup ("");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return oa_text_make_printable (json_node_get_string (node),
        OVS_TEMPLATE_MAX_VALUE);
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  return g_strdup (g_ascii_formatd (number, sizeof (number), "%.15g",
      json_node_get_double (node)));
}

/* A list of texts reads as one. */
static gchar *
list_to_text (JsonArray *array)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0;
       i < json_array_get_length (array) && text->len <= OVS_TEMPLATE_MAX_VALUE;
       i++) {
    g_autofree gchar *element = scalar_to_text (
        json_array_get_element (array, i));

    if (text->len > 0 && *element != '\0')
      g_string_append (text, ", ");
    g_string_append (text, element);
  }
  return oa_text_make_printable (text->str, OVS_TEMPLATE_MAX_VALUE);
}

static gchar *
value_to_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node)
      ? list_to_text (json_node_get_array (node))
      : scalar_to_text (node);
}

/*** writing ***/

typedef struct
{
  GString *text;
  gsize max_bytes;
  guint steps;
  gboolean uri;
  gboolean over; /* nothing more is written */
} Writer;

static void write_nodes (Writer *self, GPtrArray *nodes, const Scope *scope);

/* "." and ".." are no names in a path, whatever the escapes. */
static gboolean
climbs (const gchar *value)
{
  return value[strspn (value, ".")] == '\0';
}

static void
append (Writer *self, const gchar *text)
{
  gsize room = self->max_bytes - self->text->len;

  if (strlen (text) <= room) {
    g_string_append (self->text, text);
    return;
  }
  self->over = TRUE;
  while (room > 0 && (text[room] & 0xc0) == 0x80)
    room--;
  g_string_append_len (self->text, text, room);
}

static void
write_value (Writer *self, JsonNode *node)
{
  g_autofree gchar *value = value_to_text (node);
  g_autofree gchar *escaped = NULL;

  if (!self->uri) {
    append (self, value);
    return;
  }
  self->over = self->over || climbs (value);
  escaped = g_uri_escape_string (value, NULL, FALSE);
  append (self, escaped);
}

static void
write_each (Writer *self, const Node *node, const Scope *scope)
{
  JsonNode *list = find (scope, node->path);

  if (!is_true (list) || !JSON_NODE_HOLDS_ARRAY (list)) {
    if (node->otherwise != NULL)
      write_nodes (self, node->otherwise, scope);
    return;
  }
  for (guint i = 0;
       i < json_array_get_length (json_node_get_array (list)) && !self->over;
       i++) {
    JsonNode *item = json_array_get_element (json_node_get_array (list), i);
    const Scope inner = { item,
      JSON_NODE_HOLDS_OBJECT (item) ? json_node_get_object (item) : NULL,
      scope };

    self->over = ++self->steps > MAX_STEPS;
    write_nodes (self, node->body, &inner);
  }
}

static void
write_node (Writer *self, const Node *node, const Scope *scope)
{
  GPtrArray *branch;

  switch (node->kind) {
    case NODE_TEXT:
      append (self, node->text);
      break;
    case NODE_VALUE:
      write_value (self, find (scope, node->path));
      break;
    case NODE_EACH:
      write_each (self, node, scope);
      break;
    case NODE_IF:
      branch = is_true (find (scope, node->path)) ? node->body
                                                  : node->otherwise;
      if (branch != NULL)
        write_nodes (self, branch, scope);
      break;
  }
}

static void
write_nodes (Writer *self, GPtrArray *nodes, const Scope *scope)
{
  for (guint i = 0; i < nodes->len && !self->over; i++) {
    if (++self->steps > MAX_STEPS)
      self->over = TRUE;
    else
      write_node (self, g_ptr_array_index (nodes, i), scope);
  }
}

static gchar *
render (OvsTemplate *self, JsonObject *context, Writer *writer)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  const Scope scope = { root, context, NULL };

  json_node_set_object (root, context);
  writer->text = g_string_new (NULL);
  write_nodes (writer, self->nodes, &scope);
  return g_string_free (writer->text, FALSE);
}

gchar *
ovs_template_render (OvsTemplate *self, JsonObject *context, gsize max_bytes,
    gboolean *cut)
{
  Writer writer = { .max_bytes = max_bytes };
  gchar *text = render (self, context, &writer);

  if (cut != NULL)
    *cut = writer.over;
  return text;
}

gchar *
ovs_template_render_uri (OvsTemplate *self, JsonObject *context,
    gsize max_bytes)
{
  Writer writer = { .max_bytes = max_bytes, .uri = TRUE };
  gchar *text = render (self, context, &writer);

  if (writer.over)
    g_clear_pointer (&text, g_free);
  return text;
}
