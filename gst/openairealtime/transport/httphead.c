/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "httphead.h"

#include <string.h>

/* RFC 6455, 1.3. */
#define KEY_SUFFIX "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

#define BEGINNING "HTTP/1."

/* Of one head, with its empty line. */
static gboolean
parse (OaHttpHead *self, const gchar *text, gsize size)
{
  /* libsoup wants an end of string in place of the empty line. */
  gchar *copy = g_strndup (text, size - 2);
  gboolean result;

  g_clear_pointer (&self->headers, soup_message_headers_unref);
  self->headers = soup_message_headers_new (self->is_request
          ? SOUP_MESSAGE_HEADERS_REQUEST
          : SOUP_MESSAGE_HEADERS_RESPONSE);
  if (self->is_request)
    result = soup_headers_parse_request (copy, size - 2, self->headers,
                 &self->method, &self->target, &self->version)
        == SOUP_STATUS_OK;
  else
    result = soup_headers_parse_response (copy, size - 2, self->headers,
        &self->version, &self->status, NULL);
  g_free (copy);
  return result;
}

static gboolean
is_information (const OaHttpHead *self)
{
  return SOUP_STATUS_IS_INFORMATIONAL (self->status)
      && self->status != SOUP_STATUS_SWITCHING_PROTOCOLS;
}

/* As far as it has come. Whatever begins otherwise, an alert of TLS or a mail
 * server's greeting, need not be waited for. */
static gboolean
begins_well (const OaHttpHead *self, const gchar *text, gsize size)
{
  if (self->is_request)
    return g_ascii_isupper (*text);
  return strncmp (text, BEGINNING, MIN (size, strlen (BEGINNING))) == 0;
}

/* Behind the first: libsoup skips a line that says nothing. */
static gboolean
is_header (const gchar *line, gsize size)
{
  return size > 0
      && (*line == ' ' || *line == '\t' || memchr (line, ':', size) != NULL);
}

typedef enum
{
  LINE_GOES_ON,
  LINE_DONE,
  LINE_EMPTY, /* the end of a head */
  LINE_BAD,
} Line;

/* What the byte at @at makes of the line that it belongs to. */
static Line
look_at (OaHttpHead *self, const gchar *text, gsize at)
{
  gsize size = at - self->line;

  if (text[at] == '\0')
    return LINE_BAD;
  if (text[at] != '\n')
    /* A line break is two bytes. */
    return size > 0 && text[at - 1] == '\r' ? LINE_BAD : LINE_GOES_ON;
  if (size == 0 || text[at - 1] != '\r')
    return LINE_BAD;
  if (size == 1)
    return self->line > self->begin ? LINE_EMPTY : LINE_BAD;
  return self->line == self->begin || is_header (text + self->line, size - 1)
      ? LINE_DONE
      : LINE_BAD;
}

/* The next line that ends within @size. */
static Line
find_line (OaHttpHead *self, const gchar *text, gsize size)
{
  Line line = LINE_GOES_ON;

  if (!begins_well (self, text + self->begin, size - self->begin))
    return LINE_BAD;
  while (line == LINE_GOES_ON && self->seen < size)
    line = look_at (self, text, self->seen++);
  return line;
}

/* Behind an empty line. TRUE: this one counts. */
static gboolean
take_head (OaHttpHead *self, const gchar *text, gboolean *bad)
{
  *bad = !parse (self, text + self->begin, self->seen - self->begin);
  self->begin = self->line = self->seen;
  return !*bad && (self->is_request || !is_information (self));
}

gssize
oa_http_head_read (OaHttpHead *self, const GByteArray *bytes)
{
  const gchar *text = (const gchar *) bytes->data;
  gboolean bad = FALSE;

  while (!bad && self->seen < bytes->len) {
    switch (find_line (self, text, bytes->len)) {
      case LINE_DONE:
        self->line = self->seen;
        break;
      case LINE_EMPTY:
        if (take_head (self, text, &bad))
          return self->seen;
        break;
      case LINE_BAD:
        bad = TRUE;
        break;
      default:
        break;
    }
  }
  return bad || self->seen > OA_HTTP_HEAD_MAX ? -1 : 0;
}

void
oa_http_head_clear (OaHttpHead *self)
{
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_free (self->method);
  g_free (self->target);
  memset (self, 0, sizeof (*self));
}

const gchar *
oa_http_head_get_header (const OaHttpHead *self, const gchar *name)
{
  return soup_message_headers_get_list (self->headers, name);
}

gchar *
oa_http_head_make_accept (const gchar *key)
{
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize size = sizeof (digest);

  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) KEY_SUFFIX, -1);
  g_checksum_get_digest (checksum, digest, &size);
  g_checksum_free (checksum);
  return g_base64_encode (digest, size);
}

static gboolean
accepts (const OaHttpHead *self, const gchar *key)
{
  gchar *expected = oa_http_head_make_accept (key);
  /* Two of them are one list, and so the wrong one. */
  gboolean result =
      g_strcmp0 (oa_http_head_get_header (self, "Sec-WebSocket-Accept"),
          expected)
      == 0;

  g_free (expected);
  return result;
}

/* Neither was asked for. */
static gboolean
adds_something (const OaHttpHead *self)
{
  return oa_http_head_get_header (self, "Sec-WebSocket-Extensions") != NULL
      || oa_http_head_get_header (self, "Sec-WebSocket-Protocol") != NULL;
}

gboolean
oa_http_head_is_upgrade (const OaHttpHead *self, const gchar *key)
{
  return self->status == SOUP_STATUS_SWITCHING_PROTOCOLS
      && soup_message_headers_header_equals (self->headers, "Upgrade",
          "websocket")
      && soup_message_headers_header_contains (self->headers, "Connection",
          "upgrade")
      && accepts (self, key) && !adds_something (self);
}
