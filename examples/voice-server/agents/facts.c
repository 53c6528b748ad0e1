/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* facts.c - values by their types. */

#include "facts.h"

#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const gchar *const ovs_fact_types[] = { "text", "integer", "number", "boolean",
  "date", "time", "phone", "email", "choice", NULL };

typedef gchar *(*CheckFunc) (JsonObject *rule, JsonNode *value);

/* Models write numbers as texts, and texts as numbers. */
static gchar *
get_text (JsonNode *value)
{
  gdouble number;
  gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!JSON_NODE_HOLDS_VALUE (value))
    return NULL;
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (value) ? "true" : "false");
  if (oa_json_node_get_number (value, &number))
    return g_strdup (
        g_ascii_formatd (buffer, sizeof (buffer), "%.15g", number));
  return g_strstrip (g_strdup (json_node_get_string (value)));
}

/*** types ***/

static gchar *
check_text (JsonObject *rule, JsonNode *value)
{
  g_autofree gchar *text = get_text (value);

  if (text == NULL || *text == '\0' || strlen (text) > OVS_FACT_MAX_TEXT)
    return NULL;
  return oa_text_make_printable (text, OVS_FACT_MAX_TEXT);
}

static gboolean
is_within (JsonObject *rule, gdouble number)
{
  return isfinite (number)
      && number >= oa_json_get_double (rule, "min", -INFINITY)
      && number <= oa_json_get_double (rule, "max", INFINITY);
}

static gboolean
read_number (JsonNode *value, gdouble *number)
{
  g_autofree gchar *text = get_text (value);
  gchar *end;

  if (text == NULL || *text == '\0' || strlen (text) > 64
      || text[strspn (text, "+-.0123456789eE")] != '\0')
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  return *end == '\0';
}

static gchar *
check_number (JsonObject *rule, JsonNode *value)
{
  gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];
  gdouble number;

  if (!read_number (value, &number) || !is_within (rule, number))
    return NULL;
  return g_strdup (g_ascii_formatd (buffer, sizeof (buffer), "%.15g", number));
}

static gchar *
check_integer (JsonObject *rule, JsonNode *value)
{
  gdouble number;

  if (!read_number (value, &number) || !is_within (rule, number)
      || number != floor (number) || fabs (number) > 9007199254740992.0)
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) number);
}

static gchar *
check_boolean (JsonObject *rule, JsonNode *value)
{
  g_autofree gchar *text = get_text (value);
  g_autofree gchar *low = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  if (g_strcmp0 (low, "true") == 0 || g_strcmp0 (low, "yes") == 0)
    return g_strdup ("true");
  if (g_strcmp0 (low, "false") == 0 || g_strcmp0 (low, "no") == 0)
    return g_strdup ("false");
  return NULL;
}

/* Whether @text has digits where @form has "0", and its other bytes. */
static gboolean
has_form (const gchar *text, const gchar *form)
{
  for (; *form != '\0'; form++, text++)
    if (*form == '0' ? !g_ascii_isdigit (*text) : *text != *form)
      return FALSE;
  return *text == '\0';
}

static gchar *
check_date (JsonObject *rule, JsonNode *value)
{
  g_autofree gchar *text = get_text (value);

  if (text == NULL || !has_form (text, "0000-00-00")
      || !g_date_valid_dmy (atoi (text + 8), atoi (text + 5), atoi (text)))
    return NULL;
  return g_steal_pointer (&text);
}

static gchar *
check_time (JsonObject *rule, JsonNode *value)
{
  g_autofree gchar *text = get_text (value);

  if (text == NULL
      || (!has_form (text, "00:00") && !has_form (text, "00:00:00"))
      || atoi (text) > 23 || atoi (text + 3) > 59
      || (text[5] != '\0' && atoi (text + 6) > 59))
    return NULL;
  return g_strndup (text, 5);
}

gchar *
ovs_phone_number_normalize (const gchar *text)
{
  GString *number = g_string_new (NULL);

  for (; *text != '\0' && number->len <= 17; text++) {
    if (g_ascii_isdigit (*text) || (*text == '+' && number->len == 0))
      g_string_append_c (number, *text);
    else if (strchr (" -/().", *text) == NULL)
      break;
  }
  /* As E.164 has it, and short ones of a network's own. */
  if (*text != '\0' || number->len < 3
      || number->len > 15u + (number->str[0] == '+'))
    return g_string_free (number, TRUE);
  return g_string_free (number, FALSE);
}

static gchar *
check_phone (JsonObject *rule, JsonNode *value)
{
  g_autofree gchar *text = get_text (value);

  return text != NULL ? ovs_phone_number_normalize (text) : NULL;
}

static gchar *
check_email (JsonObject *rule, JsonNode *value)
{
  g_autofree gchar *text = get_text (value);
  const gchar *at = text != NULL ? strrchr (text, '@') : NULL;

  if (at == NULL || at == text || strlen (text) > 254
      || strchr (at, '.') == NULL || at[1] == '.' || g_str_has_suffix (at, "."))
    return NULL;
  for (const gchar *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p) || strchr ("<>(),;:\\\"[]", *p) != NULL)
      return NULL;
  return strchr (text, '@') == at ? g_steal_pointer (&text) : NULL;
}

static gchar *
check_choice (JsonObject *rule, JsonNode *value)
{
  g_autofree gchar *text = get_text (value);
  g_autofree gchar *folded = NULL;
  JsonArray *choices = oa_json_get_array (rule, "choices");

  if (text == NULL || choices == NULL || strlen (text) > OVS_FACT_MAX_TEXT)
    return NULL;
  folded = g_utf8_casefold (text, -1);
  for (guint i = 0; i < json_array_get_length (choices); i++) {
    const gchar *choice = oa_json_array_get_string (choices, i);
    g_autofree gchar *other = g_utf8_casefold (choice, -1);

    if (g_str_equal (folded, other))
      return g_strdup (choice);
  }
  return NULL;
}

static const struct
{
  CheckFunc check;
  const gchar *form;
} types[] = {
  { check_text, "a text of at most 1000 bytes" },
  { check_integer, "an integer" },
  { check_number, "a number" },
  { check_boolean, "true or false" },
  { check_date, "a day that exists, as YYYY-MM-DD" },
  { check_time, "a time of the day, as HH:MM" },
  { check_phone, "a phone number of 3 to 15 digits" },
  { check_email, "an e-mail address" },
  { check_choice, "one of the choices" },
};

static guint
get_type (JsonObject *rule)
{
  const gchar *type = oa_json_get_string (rule, "type");

  for (guint i = 0; ovs_fact_types[i] != NULL; i++)
    if (g_strcmp0 (type, ovs_fact_types[i]) == 0)
      return i;
  return 0;
}

/*** what it must be, in words ***/

static void
append_limit (GString *text, JsonObject *rule, const gchar *member,
    const gchar *words)
{
  gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (json_object_has_member (rule, member))
    g_string_append_printf (text, "%s%s", words,
        g_ascii_formatd (buffer, sizeof (buffer), "%.15g",
            oa_json_get_double (rule, member, 0)));
}

static void
append_form (GString *text, JsonObject *rule)
{
  JsonArray *choices = oa_json_get_array (rule, "choices");

  g_string_append (text, types[get_type (rule)].form);
  append_limit (text, rule, "min", ", at least ");
  append_limit (text, rule, "max", ", at most ");
  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    g_string_append_printf (text, "%s%s", i == 0 ? ": " : ", ",
        oa_json_array_get_string (choices, i));
}

gchar *
ovs_fact_check (const gchar *name, JsonObject *rule, JsonNode *value,
    GError **error)
{
  gchar *kept = types[get_type (rule)].check (rule, value);
  g_autoptr (GString) form = NULL;

  if (kept != NULL)
    return kept;
  form = g_string_new (NULL);
  append_form (form, rule);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
      "%s must be %s. Ask the user again.", name, form->str);
  return NULL;
}

gchar *
ovs_facts_list_missing (JsonObject *rules, JsonObject *values)
{
  g_autoptr (GList) names = json_object_get_members (rules);
  GString *missing = g_string_new (NULL);

  for (GList *l = names; l != NULL; l = l->next) {
    JsonObject *rule = oa_json_get_object (rules, l->data);

    if (!oa_json_get_boolean (rule, "required", FALSE)
        || json_object_has_member (values, l->data))
      continue;
    g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "",
        (const gchar *) l->data);
  }
  return g_string_free (missing, FALSE);
}

/*** the function ***/

static JsonObject *
new_schema (const gchar *description)
{
  JsonObject *schema = json_object_new ();

  json_object_set_string_member (schema, "description", description);
  return schema;
}

gchar *
ovs_facts_make_schema (JsonObject *rules)
{
  g_autoptr (GList) names = json_object_get_members (rules);
  g_autoptr (JsonObject) schema = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonObject *fact = new_schema ("Which fact");
  JsonObject *value = new_schema ("What the user said it is");
  JsonArray *choices = json_array_new (), *required = json_array_new ();
  JsonArray *kinds = json_array_new ();

  for (GList *l = names; l != NULL; l = l->next)
    json_array_add_string_element (choices, l->data);
  json_object_set_string_member (fact, "type", "string");
  json_object_set_array_member (fact, "enum", choices);
  json_array_add_string_element (kinds, "string");
  json_array_add_string_element (kinds, "number");
  json_array_add_string_element (kinds, "boolean");
  json_object_set_array_member (value, "type", kinds);
  json_object_set_object_member (properties, "fact", fact);
  json_object_set_object_member (properties, "value", value);
  json_array_add_string_element (required, "fact");
  json_array_add_string_element (required, "value");
  json_object_set_string_member (schema, "type", "object");
  json_object_set_object_member (schema, "properties", properties);
  json_object_set_array_member (schema, "required", required);
  return oa_json_object_to_text (schema);
}

gchar *
ovs_facts_describe (JsonObject *rules)
{
  g_autoptr (GList) names = json_object_get_members (rules);
  GString *text = g_string_new (
      "Notes a fact as soon as the user has said or corrected it. The facts:");

  for (GList *l = names; l != NULL; l = l->next) {
    JsonObject *rule = oa_json_get_object (rules, l->data);
    const gchar *description = oa_json_get_string (rule, "description");

    g_string_append_printf (text, "\n- %s: ", (const gchar *) l->data);
    append_form (text, rule);
    if (description != NULL)
      g_string_append_printf (text, "; %s", description);
    if (oa_json_get_boolean (rule, "required", FALSE))
      g_string_append (text, " (required)");
  }
  return g_string_free (text, FALSE);
}
