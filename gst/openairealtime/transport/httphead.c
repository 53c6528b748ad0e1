/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "httphead.h"

/* RFC 6455, 1.3. */
#define KEY_SUFFIX "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/* Behind the empty line, or 0. */
static gsize
find_end (const gchar *text, gsize size)
{
  const gchar *end = g_strstr_len (text, size, "\r\n\r\n");

  return end != NULL ? end + 4 - text : 0;
}

/* Of one head, with its empty line. */
static gboolean
parse (OaHttpHead *self, const gchar *text, gsize size)
{
  /* libsoup wants an end of string in place of the empty line. */
  gchar *copy = g_strndup (text, size - 2);
  SoupHTTPVersion version;
  gboolean result;

  oa_http_head_clear (self);
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  result = soup_headers_parse_response (copy, size - 2, self->headers,
      &version, &self->status, NULL);
  g_free (copy);
  return result;
}

static gboolean
is_information (const OaHttpHead *self)
{
  return SOUP_STATUS_IS_INFORMATIONAL (self->status)
      && self->status != SOUP_STATUS_SWITCHING_PROTOCOLS;
}

gssize
oa_http_head_read (OaHttpHead *self, const GByteArray *bytes)
{
  const gchar *text = (const gchar *) bytes->data;
  gsize done = 0, length;

  if (bytes->len == 0)
    return 0;
  do {
    length = find_end (text + done, bytes->len - done);
    if (length == 0)
      return bytes->len > OA_HTTP_HEAD_MAX ? -1 : 0;
    if (!parse (self, text + done, length))
      return -1;
    done += length;
  } while (is_information (self));
  return done;
}

void
oa_http_head_clear (OaHttpHead *self)
{
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  self->status = 0;
}

static gboolean
accepts (const OaHttpHead *self, const gchar *key)
{
  const gchar *accept = soup_message_headers_get_one (self->headers,
      "Sec-WebSocket-Accept");
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize size = sizeof (digest);
  gchar *expected;
  gboolean result;

  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) KEY_SUFFIX, -1);
  g_checksum_get_digest (checksum, digest, &size);
  expected = g_base64_encode (digest, size);
  result = g_strcmp0 (accept, expected) == 0;
  g_free (expected);
  g_checksum_free (checksum);
  return result;
}

/* Neither was asked for. */
static gboolean
adds_something (const OaHttpHead *self)
{
  return soup_message_headers_get_list (self->headers,
          "Sec-WebSocket-Extensions")
      != NULL
      || soup_message_headers_get_list (self->headers,
      "Sec-WebSocket-Protocol")
      != NULL;
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
