/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* signature.c - HMAC-SHA1 over the URL and the sorted fields of a form, in
 * base64; compared in constant time. */

#include "signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

/* An HMAC-SHA1 in base64. */
#define SIGNATURE_LENGTH 28

typedef struct
{
  gchar *name;
  gchar *value;
} Field;

static void
field_free (gpointer data)
{
  Field *field = data;

  g_free (field->name);
  g_free (field->value);
  g_free (field);
}

/* By the order of bytes: the name, then the value. */
static gint
compare (gconstpointer a, gconstpointer b)
{
  const Field *left = *(Field *const *) a, *right = *(Field *const *) b;
  gint order = strcmp (left->name, right->name);

  return order != 0 ? order : strcmp (left->value, right->value);
}

/* NULL: it is no part of a form. */
static gchar *
decode (const gchar *text, gsize length)
{
  gchar *copy = g_strndup (text, length), *plain;

  g_strdelimit (copy, "+", ' ');
  plain = g_uri_unescape_string (copy, NULL);
  g_free (copy);
  return plain;
}

static gboolean
add_field (GPtrArray *fields, const gchar *pair)
{
  const gchar *equals = strchr (pair, '=');
  gsize length = equals != NULL ? (gsize) (equals - pair) : strlen (pair);
  Field *field = g_new0 (Field, 1);

  g_ptr_array_add (fields, field);
  field->name = decode (pair, length);
  field->value = equals != NULL ? decode (equals + 1, strlen (equals + 1))
                                : g_strdup ("");
  return field->name != NULL && field->value != NULL;
}

/* Sorted; NULL: it is no form, or too large a one. */
static GPtrArray *
read_form (const gchar *form)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (field_free);
  gchar **pairs = g_strsplit (form, "&", OA_TWILIO_MAX_FIELDS + 1);
  gboolean good = g_strv_length (pairs) <= OA_TWILIO_MAX_FIELDS;
  guint i;

  for (i = 0; good && pairs[i] != NULL; i++)
    good = *pairs[i] == '\0' || add_field (fields, pairs[i]);
  g_strfreev (pairs);
  if (!good) {
    g_ptr_array_unref (fields);
    return NULL;
  }
  g_ptr_array_sort (fields, compare);
  return fields;
}

/* What is signed behind the URL: each name with each of its values, once. */
static gboolean
append_form (GString *data, const gchar *form)
{
  GPtrArray *fields = form != NULL ? read_form (form) : NULL;
  const Field *last = NULL;
  guint i;

  if (fields == NULL)
    return form == NULL;
  for (i = 0; i < fields->len; i++) {
    const Field *field = g_ptr_array_index (fields, i);

    if (last == NULL || compare (&last, &field) != 0) {
      g_string_append (data, field->name);
      g_string_append (data, field->value);
    }
    last = field;
  }
  g_ptr_array_unref (fields);
  return TRUE;
}

static gboolean
is_signed (const gchar *token, const GString *data, const gchar *given)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  guint length = 0;
  gchar *expected;
  gboolean same;

  if (HMAC (EVP_sha1 (), token, (int) strlen (token),
          (const guchar *) data->str, data->len, digest, &length)
      == NULL)
    return FALSE;
  expected = g_base64_encode (digest, length);
  same = strlen (given) == SIGNATURE_LENGTH
      && CRYPTO_memcmp (expected, given, SIGNATURE_LENGTH) == 0;
  OPENSSL_cleanse (expected, strlen (expected));
  g_free (expected);
  return same;
}

static gboolean
check_url (const gchar *token, const gchar *url, const gchar *form,
    const gchar *given)
{
  GString *data = g_string_new (url);
  gboolean good = append_form (data, form) && is_signed (token, data, given);

  g_string_free (data, TRUE);
  return good;
}

/* The other way to write @url: with its standard port in place of without, or
 * the reverse; NULL: it has another port. */
static gchar *
change_port (const gchar *url)
{
  const gchar *host = strstr (url, "://"), *path, *port;

  if (host == NULL)
    return NULL;
  host += 3;
  path = host + strcspn (host, "/?");
  port = g_strrstr_len (host, path - host, ":");
  /* Within brackets it is a part of the address. */
  if (port != NULL && memchr (port, ']', path - port) != NULL)
    port = NULL;
  if (port == NULL)
    return g_strdup_printf ("%.*s:443%s", (gint) (path - url), url, path);
  if (path - port != 4 || strncmp (port, ":443", 4) != 0)
    return NULL;
  return g_strdup_printf ("%.*s%s", (gint) (port - url), url, path);
}

gboolean
oa_twilio_signature_check (const gchar *token, const gchar *url,
    const gchar *form, const gchar *given)
{
  gchar *other = change_port (url);
  gboolean good;

  if (given == NULL) {
    g_free (other);
    return FALSE;
  }
  good = check_url (token, url, form, given);
  good |= other != NULL && check_url (token, other, form, given);
  g_free (other);
  return good;
}
