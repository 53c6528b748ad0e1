/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audiocut.c - see audiocut.h. */

#include "audiocut.h"

#include <string.h>

/* The end of a JSON string: its closing quotation mark, or the text's end. */
static const gchar *
find_end (const gchar *p)
{
  while (*p != '\0' && *p != '"')
    p += *p == '\\' && p[1] != '\0' ? 2 : 1;
  return p;
}

static gboolean
is_name (const gchar *text, gsize length, const gchar *name)
{
  return length == strlen (name) && strncmp (text, name, length) == 0;
}

static gboolean
is_base64 (const gchar *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("+/=", text[i]) == NULL)
      return FALSE;
  return length > 0;
}

static gsize
count_bytes (const gchar *text, gsize length)
{
  while (length > 0 && text[length - 1] == '=')
    length--;
  return length / 4 * 3 + (length % 4 > 1 ? length % 4 - 1 : 0);
}

static const gchar *
skip_blanks (const gchar *p)
{
  return p + strspn (p, " \t\r\n");
}

/* @p: behind the name of a member and its colon. */
static const gchar *
cut_value (const gchar *p, GString *result)
{
  const gchar *value = skip_blanks (p), *end;

  if (*value != '"')
    return p;
  end = find_end (value + 1);
  if (*end != '"' || !is_base64 (value + 1, end - value - 1))
    return p;
  g_string_append_printf (result, "{\"bytes\":%" G_GSIZE_FORMAT "}",
      count_bytes (value + 1, end - value - 1));
  return end + 1;
}

gchar *
ovs_cut_audio (const gchar *type, const gchar *json)
{
  GString *result = g_string_sized_new (1024);
  gboolean sound = type != NULL && g_str_has_suffix (type, "audio.delta");
  const gchar *p = json;

  while (*p != '\0') {
    gsize plain = strcspn (p, "\"");
    const gchar *name = p + plain + 1, *end;

    g_string_append_len (result, p, plain);
    p += plain;
    if (*p == '\0')
      break;
    end = find_end (name);
    g_string_append_len (result, p, end - p + (*end == '"'));
    p = *end == '"' ? end + 1 : end;
    if (*skip_blanks (p) != ':')
      continue;
    g_string_append_c (result, ':');
    p = skip_blanks (p) + 1;
    if (is_name (name, end - name, "audio")
        || (sound && is_name (name, end - name, "delta")))
      p = cut_value (p, result);
  }
  return g_string_free (result, FALSE);
}
