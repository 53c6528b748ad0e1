/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "httpbody.h"

#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <string.h>

/* Bytes of what is told. */
#define MAX_CODE 100
#define MAX_MESSAGE 1000

/*** chunks ***/

static gint
hex_value (guint8 c)
{
  return g_ascii_xdigit_value (c);
}

/* The size of a chunk, and the bytes of that line; 0: not whole, or none. */
static gsize
read_chunk_head (const guint8 *bytes, gsize size, gsize *chunk)
{
  const guint8 *end = memchr (bytes, '\n', size);
  gsize i;

  *chunk = 0;
  if (end == NULL || hex_value (bytes[0]) < 0)
    return 0;
  /* Larger ones are not read to their end anyway. */
  for (i = 0; hex_value (bytes[i]) >= 0; i++)
    *chunk = MIN (*chunk * 16 + hex_value (bytes[i]), OA_HTTP_BODY_MAX + 1);
  return end + 1 - bytes;
}

/* What there is of the content; @whole: the last chunk has come. */
static GByteArray *
join_chunks (const guint8 *bytes, gsize size, gboolean *whole)
{
  GByteArray *content = g_byte_array_new ();
  gsize head, chunk;

  *whole = FALSE;
  while (size > 0 && (head = read_chunk_head (bytes, size, &chunk)) > 0) {
    gsize part = MIN (chunk, size - head);

    *whole = chunk == 0;
    if (*whole)
      break;
    g_byte_array_append (content, bytes + head, part);
    /* With the line break behind it. */
    part = MIN (head + part + 2, size);
    bytes += part;
    size -= part;
  }
  return content;
}

static gboolean
has_last_chunk (const guint8 *bytes, gsize size)
{
  gboolean whole;

  g_byte_array_unref (join_chunks (bytes, size, &whole));
  return whole;
}

/* Bytes that are announced; G_MAXSIZE: not known. A number that libsoup cannot
 * hold comes out of it as a negative one. */
static gsize
get_length (const OaHttpHead *head)
{
  goffset length = soup_message_headers_get_content_length (head->headers);

  if (soup_message_headers_get_encoding (head->headers)
          != SOUP_ENCODING_CONTENT_LENGTH
      || length < 0)
    return G_MAXSIZE;
  return length;
}

gboolean
oa_http_body_is_whole (const OaHttpHead *head, const guint8 *bytes, gsize size)
{
  if (size >= OA_HTTP_BODY_MAX)
    return TRUE;
  switch (soup_message_headers_get_encoding (head->headers)) {
    case SOUP_ENCODING_NONE:
      return TRUE;
    case SOUP_ENCODING_CHUNKED:
      return has_last_chunk (bytes, size);
    default:
      return size >= get_length (head);
  }
}

/*** what it says ***/

static gchar *
dup_member (JsonObject *object, const gchar *member, gsize max_bytes)
{
  return oa_text_make_printable (oa_json_get_string (object, member),
      max_bytes);
}

/* {"error":{"code","type","message"}}, or {"error":"words"}. */
static void
read_cause (JsonObject *object, OaTransportEnd *end)
{
  JsonObject *error = oa_json_get_object (object, "error");

  if (error == NULL) {
    end->api_message = dup_member (object, "error", MAX_MESSAGE);
    return;
  }
  end->api_error_code = dup_member (error, "code", MAX_CODE);
  end->api_error_type = dup_member (error, "type", MAX_CODE);
  end->api_message = dup_member (error, "message", MAX_MESSAGE);
}

static gboolean
is_page (const OaHttpHead *head, const gchar *text, gsize size)
{
  const gchar *type =
      soup_message_headers_get_content_type (head->headers, NULL);
  gsize i = 0;

  while (i < size && g_ascii_isspace (text[i]))
    i++;
  return (i < size && text[i] == '<')
      || (type != NULL && g_ascii_strcasecmp (type, "text/html") == 0);
}

static void
read_content (const OaHttpHead *head, const gchar *text, gsize size,
    OaTransportEnd *end)
{
  JsonObject *object;

  if (is_page (head, text, size)) {
    end->is_web_page = TRUE;
    return;
  }
  object = size > 0
      ? oa_json_parse_object (text, size, OA_HTTP_BODY_MAX, "answer", NULL)
      : NULL;
  if (object == NULL)
    return;
  read_cause (object, end);
  json_object_unref (object);
}

void
oa_http_body_read (const OaHttpHead *head, const guint8 *bytes, gsize size,
    OaTransportEnd *end)
{
  GByteArray *content;
  gboolean whole;

  size = MIN (MIN (size, OA_HTTP_BODY_MAX), get_length (head));
  if (soup_message_headers_get_encoding (head->headers)
      != SOUP_ENCODING_CHUNKED) {
    read_content (head, (const gchar *) bytes, size, end);
    return;
  }
  content = join_chunks (bytes, size, &whole);
  read_content (head, (const gchar *) content->data, content->len, end);
  g_byte_array_unref (content);
}
