/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* routes.c - the two paths of an element that listens by itself. */

#include "routes.h"

#include "signature.h"

#include <string.h>

/* s until a caller who was refused should try again. */
#define RETRY_AFTER 30
#define XML "application/xml"

#define RESPONSE(inside) \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>" inside "</Response>"

/* The authority of a request is put into XML: no other letters are in one. */
static const gchar *
get_host (const OaHttpHead *request)
{
  const gchar *host = oa_http_head_get_header (request, "Host"), *p;

  for (p = host; p != NULL && *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && strchr (".-_:[]", *p) == NULL)
      return NULL;
  }
  return host;
}

/* @scheme with the server and @path as the phone company knows them; NULL: that
 * is not known. */
static gchar *
make_url (const OaTwilioSettings *settings, const OaHttpHead *request,
    const gchar *scheme, const gchar *path)
{
  const gchar *base, *host;
  gsize length;

  if (settings->public_url == NULL) {
    host = get_host (request);
    return host != NULL ? g_strconcat (scheme, "://", host, path, NULL) : NULL;
  }
  base = strstr (settings->public_url, "://") + 3;
  length = strlen (base);
  while (length > 0 && base[length - 1] == '/')
    length--;
  return g_strdup_printf ("%s://%.*s%s", scheme, (gint) length, base, path);
}

static gboolean
is_signed (const OaTwilioSettings *settings, const OaHttpHead *request,
    const gchar *scheme, const gchar *path, const gchar *form)
{
  gchar *url;
  gboolean good;

  if (settings->auth_token == NULL)
    return TRUE;
  url = make_url (settings, request, scheme, path);
  good = url != NULL
      && oa_twilio_signature_check (settings->auth_token, url, form,
          oa_http_head_get_header (request, OA_TWILIO_SIGNATURE_HEADER));
  g_free (url);
  return good;
}

static guint
refuse (OaRefusal *refusal, guint status, const gchar *reason)
{
  refusal->reason = reason;
  return status;
}

static guint
refuse_signature (OaRefusal *refusal)
{
  return refuse (refusal, SOUP_STATUS_FORBIDDEN,
      "The signature is not right. Check the auth token, and that public-url "
      "is the address that was called.");
}

guint
oa_twilio_routes_upgrade (const OaTwilioSettings *settings, gboolean busy,
    const OaHttpHead *request, OaRefusal *refusal)
{
  if (strcmp (request->target, settings->path) != 0)
    return refuse (refusal, SOUP_STATUS_NOT_FOUND,
        "There is no WebSocket at this path.");
  if (!is_signed (settings, request, "wss", settings->path, NULL))
    return refuse_signature (refusal);
  if (busy) {
    refusal->retry_after = RETRY_AFTER;
    return refuse (refusal, SOUP_STATUS_SERVICE_UNAVAILABLE,
        "Another call is being served.");
  }
  return 0;
}

static guint
answer_twiml (const OaTwilioSettings *settings, gboolean busy,
    const OaHttpHead *request, OaRefusal *answer)
{
  gchar *url, *escaped;

  answer->type = XML;
  if (busy) {
    answer->body = g_strdup (RESPONSE ("<Reject reason=\"busy\"/>"));
    return SOUP_STATUS_OK;
  }
  url = make_url (settings, request, "wss", settings->path);
  if (url == NULL)
    return refuse (answer, SOUP_STATUS_BAD_REQUEST,
        "There must be one Host header.");
  escaped = g_markup_escape_text (url, -1);
  answer->body =
      g_strdup_printf (RESPONSE ("<Connect><Stream url=\"%s\"/></Connect>"),
          escaped);
  g_free (escaped);
  g_free (url);
  return SOUP_STATUS_OK;
}

guint
oa_twilio_routes_plain (const OaTwilioSettings *settings, gboolean busy,
    const OaHttpHead *request, const gchar *body, OaRefusal *answer)
{
  gboolean post = strcmp (request->method, "POST") == 0;
  const gchar *path = OA_TWILIO_TWIML_PATH;
  gsize length = strlen (path);

  /* A webhook may have been set up with a query. */
  if (strncmp (request->target, path, length) != 0
      || (request->target[length] != '\0' && request->target[length] != '?'))
    return refuse (answer, SOUP_STATUS_NOT_FOUND, "There is nothing here.");
  if (!post && strcmp (request->method, "GET") != 0)
    return refuse (answer, SOUP_STATUS_METHOD_NOT_ALLOWED,
        "TwiML is asked for with GET or POST.");
  if (!is_signed (settings, request, "https", request->target,
          post ? body : NULL))
    return refuse_signature (answer);
  return answer_twiml (settings, busy, request, answer);
}
