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

/* @base with another port: 0 = none, and another scheme: NULL = as it is. */
static gchar *
make_url (GUri *base, const gchar *scheme, gint port, const gchar *target)
{
  const gchar *host = g_uri_get_host (base);
  gboolean is_ipv6 = strchr (host, ':') != NULL;
  GString *url = g_string_new (scheme);

  g_string_append_printf (url, is_ipv6 ? "://[%s]" : "://%s", host);
  if (port > 0)
    g_string_append_printf (url, ":%d", port);
  return g_string_free (
      g_string_append (g_string_append (url, g_uri_get_path (base)), target),
      FALSE);
}

static gboolean
check_one (const gchar *token, const gchar *url, GArray *form,
    const gchar *given)
{
  g_autofree gchar *wanted = ovs_twilio_sign (token, url, form);

  return ovs_secret_equal (wanted, given);
}

gboolean
ovs_twilio_signature_check (const gchar *token, const gchar *base,
    const gchar *target, gboolean websocket, GArray *form, const gchar *given)
{
  g_autoptr (GUri) uri = g_uri_parse (base, G_URI_FLAGS_NONE, NULL);
  gboolean secure;
  const gchar *scheme;
  gint port, standard;
  g_autofree gchar *without = NULL;
  g_autofree gchar *with = NULL;
  gboolean ok;

  if (uri == NULL || given == NULL || g_uri_get_host (uri) == NULL)
    return FALSE;
  secure = g_str_equal (g_uri_get_scheme (uri), "https");
  scheme = websocket ? (secure ? "wss" : "ws") : g_uri_get_scheme (uri);
  standard = secure ? 443 : 80;
  port = g_uri_get_port (uri);
  if (port <= 0)
    port = standard;
  with = make_url (uri, scheme, port, target);
  ok = check_one (token, with, form, given);
  if (port != standard)
    return ok;
  without = make_url (uri, scheme, 0, target);
  return check_one (token, without, form, given) || ok;
}
