/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* form.c - see form.h. */

#include "form.h"

#include <string.h>

#define MAX_FIELDS 200

static void
clear_field (gpointer data)
{
  OvsFormField *field = data;

  g_free (field->name);
  g_free (field->value);
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const OvsFormField *x = a, *y = b;
  gint order = strcmp (x->name, y->name);

  return order != 0 ? order : strcmp (x->value, y->value);
}

/* NULL: it is no text. */
static gchar *
decode (const gchar *text, gsize length)
{
  g_autofree gchar *spaced = g_strndup (text, length);
  gchar *plain;

  g_strdelimit (spaced, "+", ' ');
  plain = g_uri_unescape_string (spaced, NULL);
  if (plain != NULL && !g_utf8_validate (plain, -1, NULL))
    g_clear_pointer (&plain, g_free);
  return plain;
}

static gboolean
add_field (GArray *form, const gchar *text, gsize length)
{
  const gchar *equals = memchr (text, '=', length);
  gsize name_length = equals != NULL ? (gsize) (equals - text) : length;
  const gchar *value = equals != NULL ? equals + 1 : text + length;
  OvsFormField field = { decode (text, name_length),
    decode (value, text + length - value) };

  if (field.name == NULL || field.value == NULL || form->len == MAX_FIELDS) {
    clear_field (&field);
    return FALSE;
  }
  g_array_append_val (form, field);
  return TRUE;
}

static void
drop_repeated (GArray *form)
{
  for (guint i = 1; i < form->len;)
    if (compare (&g_array_index (form, OvsFormField, i - 1),
            &g_array_index (form, OvsFormField, i))
        == 0)
      g_array_remove_index (form, i);
    else
      i++;
}

GArray *
ovs_form_parse (const gchar *body, gsize length)
{
  GArray *form = g_array_new (FALSE, FALSE, sizeof (OvsFormField));
  const gchar *end = body + length;

  g_array_set_clear_func (form, clear_field);
  while (body < end) {
    const gchar *and = memchr (body, '&', end - body);
    gsize size = (and != NULL ? and : end) - body;

    if (size > 0
        && (memchr (body, '\0', size) != NULL
            || !add_field (form, body, size))) {
      g_array_unref (form);
      return NULL;
    }
    body += size + 1;
  }
  g_array_sort (form, compare);
  drop_repeated (form);
  return form;
}

const gchar *
ovs_form_get (GArray *form, const gchar *name)
{
  for (guint i = 0; i < form->len; i++) {
    const OvsFormField *field = &g_array_index (form, OvsFormField, i);

    if (g_str_equal (field->name, name))
      return field->value;
  }
  return NULL;
}

gchar *
ovs_form_make (const gchar *name, ...)
{
  GString *body = g_string_new (NULL);
  va_list args;

  va_start (args, name);
  for (; name != NULL; name = va_arg (args, const gchar *)) {
    const gchar *value = va_arg (args, const gchar *);

    if (value == NULL)
      continue;
    g_string_append_printf (body, "%s%s=", body->len > 0 ? "&" : "", name);
    g_string_append_uri_escaped (body, value, NULL, FALSE);
  }
  va_end (args);
  return g_string_free (body, FALSE);
}
