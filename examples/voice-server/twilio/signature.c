/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* signature.c - see signature.h. */

#include "signature.h"

#include "form.h"
#include "secrets.h"

#include <string.h>

#define SHA1_BYTES 20

gchar *
ovs_twilio_sign (const gchar *token, const gchar *url, GArray *form)
{
  g_autoptr (GHmac) hmac =
      g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) token, strlen (token));
  guint8 digest[SHA1_BYTES];
  gsize length = sizeof digest;

  g_hmac_update (hmac, (const guchar *) url, -1);
  for (guint i = 0; form != NULL && i < form->len; i++) {
    const OvsFormField *field = &g_array_index (form, OvsFormField, i);

    g_hmac_update (hmac, (const guchar *) field->name, -1);
    g_hmac_update (hmac, (const guchar *) field->value, -1);
  }
  g_hmac_get_digest (hmac, digest, &length);
  return g_base64_encode (digest, length);
}

/* @base with another port: 0 = none, and another scheme: NULL = as it is. Its
 * letters stay as they are: they are what was signed. */
static gchar *
make_url (const gchar *base, const gchar *scheme, gint port,
    const gchar *target)
{
  const gchar *authority = strstr (base, "://") + strlen ("://");
  gsize length = strcspn (authority, "/");
  const gchar *bracket = memchr (authority, ']', length);
  const gchar *host_end = bracket != NULL ? bracket + 1 : authority;
  const gchar *colon = memchr (host_end, ':', authority + length - host_end);
  GString *url = g_string_new (scheme);

  g_string_append (url, "://");
  g_string_append_len (url, authority,
      colon != NULL ? colon - authority : (gssize) length);
  if (port > 0)
    g_string_append_printf (url, ":%d", port);
  g_string_append (url, authority + length);
  return g_string_free (g_string_append (url, target), FALSE);
}

/* libsoup tells escapes in capitals, however they were sent. */
static gchar *
lower_escapes (const gchar *target)
{
  gchar *text = g_strdup (target);

  for (gchar *at = text; (at = strchr (at, '%')) != NULL; at++)
    for (guint i = 1; i <= 2 && at[i] != '\0'; i++)
      at[i] = g_ascii_tolower (at[i]);
  return text;
}

typedef struct
{
  const gchar *token, *base, *scheme;
  GArray *form;
  const gchar *given;
} Check;

static gboolean
check_one (const Check *self, gint port, const gchar *target)
{
  g_autofree gchar *url = make_url (self->base, self->scheme, port, target);
  g_autofree gchar *wanted = ovs_twilio_sign (self->token, url, self->form);

  return ovs_secret_equal (wanted, self->given);
}

/* The standard port may be in it or not. */
static gboolean
check_target (const Check *self, gint port, gint standard, const gchar *target)
{
  return check_one (self, port > 0 ? port : standard, target)
      || ((port <= 0 || port == standard) && check_one (self, 0, target));
}

gboolean
ovs_twilio_signature_check (const gchar *token, const gchar *base,
    const gchar *target, gboolean websocket, GArray *form, const gchar *given)
{
  g_autoptr (GUri) uri = g_uri_parse (base, G_URI_FLAGS_ENCODED, NULL);
  Check check = { token, base, NULL, form, given };
  g_autofree gchar *lower = NULL;
  gboolean secure;
  gint standard;

  if (uri == NULL || given == NULL || g_uri_get_host (uri) == NULL)
    return FALSE;
  secure = g_str_equal (g_uri_get_scheme (uri), "https");
  check.scheme = websocket ? (secure ? "wss" : "ws") : g_uri_get_scheme (uri);
  standard = secure ? 443 : 80;
  if (check_target (&check, g_uri_get_port (uri), standard, target))
    return TRUE;
  lower = lower_escapes (target);
  return check_target (&check, g_uri_get_port (uri), standard, lower);
}
