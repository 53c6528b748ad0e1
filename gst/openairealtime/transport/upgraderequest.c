/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "upgraderequest.h"

#include <string.h>

#define STATUS_UPGRADE_REQUIRED 426

/* 16 bytes in base64. */
#define KEY_LENGTH 24

static gboolean
is_key (const gchar *key)
{
  gsize i;

  if (key == NULL || strlen (key) != KEY_LENGTH
      || !g_str_has_suffix (key, "=="))
    return FALSE;
  for (i = 0; i < KEY_LENGTH - 2; i++) {
    if (!g_ascii_isalnum (key[i]) && key[i] != '+' && key[i] != '/')
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_one_host (const OaHttpHead *request)
{
  const gchar *host = oa_http_head_get_header (request, "Host");

  return host != NULL && *host != '\0' && strchr (host, ',') == NULL;
}

static gboolean
has_body (const OaHttpHead *request)
{
  switch (soup_message_headers_get_encoding (request->headers)) {
    case SOUP_ENCODING_NONE:
      return FALSE;
    case SOUP_ENCODING_CONTENT_LENGTH:
      return soup_message_headers_get_content_length (request->headers) != 0;
    default:
      return TRUE;
  }
}

static gboolean
asks_for_websocket (const OaHttpHead *request)
{
  return soup_message_headers_header_contains (request->headers, "Upgrade",
             "websocket")
      && soup_message_headers_header_contains (request->headers, "Connection",
          "upgrade");
}

static guint
refuse (guint status, const gchar *why, const gchar **reason)
{
  *reason = why;
  return status;
}

guint
oa_upgrade_request_check (const OaHttpHead *request, const gchar **reason)
{
  if (strcmp (request->method, "GET") != 0)
    return refuse (SOUP_STATUS_METHOD_NOT_ALLOWED,
        "A WebSocket is asked for with GET.", reason);
  if (request->version < SOUP_HTTP_1_1)
    return refuse (SOUP_STATUS_HTTP_VERSION_NOT_SUPPORTED,
        "A WebSocket needs HTTP/1.1.", reason);
  if (*request->target != '/')
    return refuse (SOUP_STATUS_BAD_REQUEST, "The target is no path.", reason);
  if (!has_one_host (request))
    return refuse (SOUP_STATUS_BAD_REQUEST, "There must be one Host header.",
        reason);
  if (has_body (request))
    return refuse (SOUP_STATUS_BAD_REQUEST, "The request must not have a body.",
        reason);
  if (!asks_for_websocket (request))
    return refuse (STATUS_UPGRADE_REQUIRED, "Only WebSockets are served here.",
        reason);
  if (g_strcmp0 (oa_http_head_get_header (request, "Sec-WebSocket-Version"),
          "13")
      != 0)
    return refuse (STATUS_UPGRADE_REQUIRED,
        "Only version 13 of WebSocket is served.", reason);
  if (!is_key (oa_http_head_get_header (request, "Sec-WebSocket-Key")))
    return refuse (SOUP_STATUS_BAD_REQUEST,
        "Sec-WebSocket-Key must be one, of 16 bytes.", reason);
  return 0;
}

static void
add_protocol (GString *answer, const OaHttpHead *request,
    const gchar *const *protocols)
{
  const gchar *offered =
      oa_http_head_get_header (request, "Sec-WebSocket-Protocol");
  GSList *list, *l;

  if (offered == NULL || protocols == NULL)
    return;
  list = soup_header_parse_list (offered);
  for (l = list; l != NULL; l = l->next) {
    if (g_strv_contains (protocols, l->data)) {
      g_string_append_printf (answer, "Sec-WebSocket-Protocol: %s\r\n",
          (const gchar *) l->data);
      break;
    }
  }
  soup_header_free_list (list);
}

GString *
oa_upgrade_request_accept (const OaHttpHead *request,
    const gchar *const *protocols)
{
  gchar *accept = oa_http_head_make_accept (
      oa_http_head_get_header (request, "Sec-WebSocket-Key"));
  GString *answer = g_string_new (
      "HTTP/1.1 101 Switching Protocols\r\n"
      "Upgrade: websocket\r\nConnection: Upgrade\r\n");

  g_string_append_printf (answer, "Sec-WebSocket-Accept: %s\r\n", accept);
  add_protocol (answer, request, protocols);
  g_string_append (answer, "\r\n");
  g_free (accept);
  return answer;
}

GString *
oa_upgrade_request_refuse (guint status, const OaRefusal *refusal)
{
  const gchar *type = refusal->type != NULL ? refusal->type
                                            : "application/json";
  const gchar *body = refusal->body != NULL ? refusal->body : refusal->reason;
  GString *answer = g_string_new (NULL);

  g_string_append_printf (answer,
      "HTTP/1.1 %u %s\r\n"
      "Connection: close\r\nContent-Type: %s\r\n"
      "Content-Length: %" G_GSIZE_FORMAT "\r\n",
      status, SOUP_STATUS_IS_SUCCESSFUL (status) ? "OK" : "Refused",
      refusal->body != NULL ? type : "text/plain", strlen (body) + 1);
  if (refusal->retry_after > 0)
    g_string_append_printf (answer, "Retry-After: %u\r\n",
        refusal->retry_after);
  if (status == STATUS_UPGRADE_REQUIRED)
    g_string_append (answer,
        "Upgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\n");
  else if (status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    g_string_append (answer, "Allow: GET\r\n");
  g_string_append_printf (answer, "\r\n%s\n", body);
  return answer;
}
