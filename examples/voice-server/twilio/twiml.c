/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* twiml.c - see twiml.h. */

#include "twiml.h"

#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>"
#define TAIL "</Response>\n"
#define MAX_ADDRESS 200

/* For an attribute or a text; controls have no form in XML 1.0. */
static gchar *
escape (const gchar *text)
{
  g_autofree gchar *valid = g_utf8_make_valid (text, -1);

  for (gchar *at = valid; *at != '\0'; at++)
    if ((guchar) *at < ' ' || *at == 0x7f)
      *at = ' ';
  return g_markup_escape_text (valid, -1);
}

static void
append_attribute (GString *xml, const gchar *name, const gchar *value)
{
  g_autofree gchar *safe = value != NULL ? escape (value) : NULL;

  if (safe != NULL)
    g_string_append_printf (xml, " %s=\"%s\"", name, safe);
}

gchar *
ovs_twiml_connect (const gchar *stream, const gchar *action, const gchar *token)
{
  GString *xml = g_string_new (HEAD "<Connect");

  append_attribute (xml, "action", action);
  append_attribute (xml, "method", "POST");
  g_string_append (xml, "><Stream");
  append_attribute (xml, "url", stream);
  g_string_append (xml, "><Parameter");
  append_attribute (xml, "name", "token");
  append_attribute (xml, "value", token);
  g_string_append (xml, "/></Stream></Connect>" TAIL);
  return g_string_free (xml, FALSE);
}

gchar *
ovs_twiml_dial (const gchar *number, const gchar *caller_id)
{
  gboolean is_sip = g_str_has_prefix (number, "sip:");
  g_autofree gchar *safe = escape (number);
  GString *xml = g_string_new (HEAD "<Dial");

  append_attribute (xml, "callerId", caller_id);
  g_string_append_printf (xml,
      is_sip ? "><Sip>%s</Sip>" : "><Number>%s</Number>", safe);
  g_string_append (xml, "</Dial>" TAIL);
  return g_string_free (xml, FALSE);
}

gchar *
ovs_twiml_hang_up (void)
{
  return g_strdup (HEAD "<Hangup/>" TAIL);
}

gchar *
ovs_twiml_reject (void)
{
  return g_strdup (HEAD "<Reject reason=\"busy\"/>" TAIL);
}

static gboolean
is_sip (const gchar *text)
{
  gsize length = strlen (text);

  if (!g_str_has_prefix (text, "sip:") || length <= 4 || length > MAX_ADDRESS)
    return FALSE;
  for (gsize i = 4; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("+-_.@:;=", text[i]) == NULL)
      return FALSE;
  return TRUE;
}

gchar *
ovs_twiml_make_number (const gchar *text)
{
  GString *number;
  gsize digits = 0;

  if (text == NULL || strlen (text) > MAX_ADDRESS)
    return NULL;
  if (is_sip (text))
    return g_strdup (text);
  if (g_str_has_prefix (text, "tel:"))
    text += strlen ("tel:");
  number = g_string_new (*text == '+' ? "+" : NULL);
  for (text += number->len; *text != '\0'; text++)
    if (g_ascii_isdigit (*text)) {
      g_string_append_c (number, *text);
      digits++;
    } else if (strchr (" -./()", *text) == NULL) {
      digits = 0;
      break;
    }
  return g_string_free (number, digits < 3 || digits > 15);
}
