/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* endpoint.c - assembling and showing addresses with GUri. */

#include "endpoint.h"
#include "json.h"

#include <string.h>

#define TRANSLATIONS "/translations"

static const gchar *
websocket_scheme (const gchar *scheme)
{
  if (g_str_equal (scheme, "http") || g_str_equal (scheme, "ws"))
    return "ws";
  return "wss";
}

static gboolean
is_set (const gchar *text)
{
  return text != NULL && *text != '\0';
}

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
/* Of DNS. */
#define LONGEST_HOST 254

static gboolean
is_made_of (const gchar *text, const gchar *characters)
{
  return text[strspn (text, characters)] == '\0';
}

static gboolean
is_address_with_zone (const gchar *host)
{
  const gchar *zone = strchr (host, '%');
  g_autofree gchar *address = g_strndup (host, zone - host);

  return zone[1] != '\0' && is_made_of (zone + 1, LETTERS DIGITS "-_.")
      && g_hostname_is_ip_address (address) && strchr (address, ':') != NULL;
}

static gboolean
is_name (const gchar *host)
{
  g_autofree gchar *ascii =
      g_utf8_validate (host, -1, NULL) ? g_hostname_to_ascii (host) : NULL;

  return is_set (ascii) && *ascii != '.' && strlen (ascii) <= LONGEST_HOST
      && strstr (ascii, "..") == NULL
      && is_made_of (ascii, LETTERS DIGITS "-_.");
}

gboolean
oa_endpoint_is_host (const gchar *host)
{
  if (!is_set (host))
    return FALSE;
  /* GLib takes any text behind '%' for a zone. */
  if (strchr (host, '%') != NULL)
    return is_address_with_zone (host);
  return g_hostname_is_ip_address (host) || is_name (host);
}

gchar *
oa_endpoint_default (const gchar *base_url)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GString) path = NULL;

  if (!is_set (base_url))
    return g_strdup (OA_DEFAULT_URI);
  uri = g_uri_parse (base_url, G_URI_FLAGS_ENCODED, NULL);
  /* Not an address: the user shall see it in the message. */
  if (uri == NULL || !oa_endpoint_is_host (g_uri_get_host (uri)))
    return g_strdup (base_url);

  path = g_string_new (g_uri_get_path (uri));
  while (g_str_has_suffix (path->str, "/"))
    g_string_truncate (path, path->len - 1);
  if (!g_str_has_suffix (path->str, "/realtime"))
    g_string_append (path, "/realtime");
  return g_uri_join (G_URI_FLAGS_ENCODED,
      websocket_scheme (g_uri_get_scheme (uri)), g_uri_get_userinfo (uri),
      g_uri_get_host (uri), g_uri_get_port (uri), path->str,
      g_uri_get_query (uri), NULL);
}

static gboolean
query_has (const gchar *query, const gchar *name)
{
  g_auto (GStrv) pairs = g_strsplit (query ? query : "", "&", -1);
  gsize length = strlen (name);

  for (guint i = 0; pairs[i] != NULL; i++)
    if (strncmp (pairs[i], name, length) == 0
        && (pairs[i][length] == '=' || pairs[i][length] == '\0'))
      return TRUE;
  return FALSE;
}

static void
add_parameter (GString *query, const gchar *name, const gchar *value)
{
  if (query->len > 0)
    g_string_append_c (query, '&');
  g_string_append_printf (query, "%s=", name);
  g_string_append_uri_escaped (query, value, NULL, FALSE);
}

/* Exactly one of call_id, intent and model says what is wanted. Services that
 * put their version into the query call a model a deployment. */
static gchar *
complete_query (const gchar *given, GstOpenaiRealtimeSessionType type,
    const gchar *model, const gchar *call_id)
{
  GString *query = g_string_new (given);

  if (query_has (given, "call_id") || query_has (given, "intent")
      || query_has (given, "model") || query_has (given, "deployment"))
    return g_string_free (query, FALSE);
  if (is_set (call_id))
    add_parameter (query, "call_id", call_id);
  else if (type == GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION)
    add_parameter (query, "intent", "transcription");
  else if (is_set (model))
    add_parameter (query,
        query_has (given, "api-version") ? "deployment" : "model", model);
  return g_string_free (query, FALSE);
}

static gchar *
complete_path (const gchar *path, GstOpenaiRealtimeSessionType type)
{
  if (type == GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION
      && !g_str_has_suffix (path, TRANSLATIONS))
    return g_strconcat (path,
        g_str_has_suffix (path, "/") ? &TRANSLATIONS[1] : TRANSLATIONS, NULL);
  return g_strdup (path);
}

static void
refuse_address (const gchar *address, GError **error)
{
  g_autofree gchar *shown = oa_endpoint_for_display (address);

  g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
      "The address '%s' is not of the form ws://host/path or "
      "wss://host/path. Correct the uri property.",
      shown);
}

gchar *
oa_endpoint_build (const gchar *address, GstOpenaiRealtimeSessionType type,
    const gchar *model, const gchar *call_id, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  const gchar *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  g_autofree gchar *query = NULL;
  g_autofree gchar *path = NULL;

  if ((!g_str_equal (scheme, "ws") && !g_str_equal (scheme, "wss"))
      || !oa_endpoint_is_host (g_uri_get_host (uri))
      /* Nothing that is given is ignored. */
      || g_uri_get_fragment (uri) != NULL) {
    refuse_address (address, error);
    return NULL;
  }
  query = complete_query (g_uri_get_query (uri), type, model, call_id);
  path = complete_path (g_uri_get_path (uri), type);
  return g_uri_join (G_URI_FLAGS_ENCODED, scheme, g_uri_get_userinfo (uri),
      g_uri_get_host (uri), g_uri_get_port (uri), path,
      *query != '\0' ? query : NULL, NULL);
}

/* Bytes of "scheme://" at the beginning; 0 when something else comes before
 * "://", which may be a secret. */
static gsize
scheme_length (const gchar *address)
{
  gsize length = strspn (address,
      "abcdefghijklmnopqrstuvwxyz"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

  if (length > 20 || !g_str_has_prefix (address + length, "://"))
    return 0;
  return length + 3;
}

/* GUri could not take it apart, so neither its host nor its secrets are where
 * they belong: only the scheme and what follows the last "@" of the authority
 * are shown. */
static gchar *
display_unparsed (const gchar *address)
{
  gsize scheme = scheme_length (address);
  const gchar *rest = address + scheme;
  const gchar *host = rest;
  const gchar *p;
  g_autofree gchar *text = NULL;
  gsize end;

  end = strcspn (rest, "?#");
  for (p = rest; p < rest + end && *p != '/'; p++) {
    if (*p == '@')
      host = p + 1;
  }
  end -= host - rest;
  text = g_strdup_printf ("%.*s%.*s", (int) scheme, address,
      (int) MIN (end, 200), host);
  /* The cut may be within a character. */
  return g_utf8_make_valid (text, -1);
}

gchar *
oa_endpoint_for_display (const gchar *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);

  if (uri == NULL || !oa_endpoint_is_host (g_uri_get_host (uri)))
    return display_unparsed (address);
  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL,
      g_uri_get_host (uri), g_uri_get_port (uri), g_uri_get_path (uri), NULL,
      NULL);
}
