/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wire.c - see wire.h. */

#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FIN 0x80
#define OPCODE_TEXT 0x1
#define OPCODE_PONG 0xa
#define MASKED 0x80
#define FIRST_SIZE 2048
/* Any will do for a measurement: only its work counts. */
#define MASK "\x5a\xa5\x3c\xc3"
#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define KEY "b3BlbmFpcmVhbHRpbWUhIQ=="

struct _Wire
{
  gint fd;
  SSL *ssl;
  gboolean masks;

  guint8 *in;
  gsize in_size;          /* allocated */
  gsize in_start, in_end; /* not taken yet */

  GByteArray *out; /* what the socket did not take */
};

Wire *
wire_new (gint fd, SSL *ssl, gboolean masks)
{
  Wire *self = g_new0 (Wire, 1);

  self->fd = fd;
  self->ssl = ssl;
  self->masks = masks;
  return self;
}

void
wire_free (Wire *self)
{
  if (self->ssl != NULL)
    SSL_free (self->ssl);
  close (self->fd);
  g_free (self->in);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_free (self);
}

gint
wire_get_fd (Wire *self)
{
  return self->fd;
}

/*** reading ***/

/* -1 = nothing now, 0 = the end. */
static gssize
read_some (Wire *self, guint8 *to, gsize size)
{
  gssize n;

  if (self->ssl == NULL) {
    n = read (self->fd, to, size);
    return n >= 0 || errno == EAGAIN ? n : 0;
  }
  n = SSL_read (self->ssl, to, MIN (size, G_MAXINT));
  if (n > 0)
    return n;
  switch (SSL_get_error (self->ssl, n)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return -1;
    default:
      return 0;
  }
}

static void
make_room (Wire *self)
{
  if (self->in_start > 0) {
    memmove (self->in, self->in + self->in_start,
        self->in_end - self->in_start);
    self->in_end -= self->in_start;
    self->in_start = 0;
  }
  if (self->in_end < self->in_size)
    return;
  self->in_size = MAX (FIRST_SIZE, self->in_size * 2);
  self->in = g_realloc (self->in, self->in_size);
}

/* A short read has emptied the socket: no second call to be told so. */
gboolean
wire_fill (Wire *self)
{
  gsize room;
  gssize n;

  do {
    make_room (self);
    room = self->in_size - self->in_end;
    n = read_some (self, self->in + self->in_end, room);
    if (n == 0)
      return FALSE;
    self->in_end += MAX (n, 0);
  } while (n == (gssize) room
      || (n > 0 && self->ssl != NULL && SSL_has_pending (self->ssl)));
  return TRUE;
}

static gsize
parse_header (const guint8 *p, gsize left, guint64 *size)
{
  gsize header = 2 + ((p[1] & MASKED) != 0 ? 4 : 0);
  guint length = p[1] & 0x7f, i;

  *size = length;
  if (length < 126)
    return header;
  header += length == 126 ? 2 : 8;
  if (left < header)
    return header;
  *size = 0;
  for (i = 0; i < (length == 126 ? 2u : 8u); i++)
    *size = *size << 8 | p[2 + i];
  return header;
}

static void
apply_mask (guint8 *data, gsize size, const guint8 *mask)
{
  guint64 wide, word;
  gsize i;

  memcpy (&wide, mask, 4);
  memcpy ((guint8 *) &wide + 4, mask, 4);
  for (i = 0; i + 8 <= size; i += 8) {
    memcpy (&word, data + i, 8);
    word ^= wide;
    memcpy (data + i, &word, 8);
  }
  for (; i < size; i++)
    data[i] ^= mask[i % 4];
}

gboolean
wire_take_frame (Wire *self, WireFrame *frame)
{
  guint8 *p = self->in + self->in_start;
  gsize left = self->in_end - self->in_start, header;
  guint64 size;

  if (left < 2)
    return FALSE;
  header = parse_header (p, left, &size);
  if (left < header || left - header < size)
    return FALSE;
  if ((p[1] & MASKED) != 0)
    apply_mask (p + header, size, p + header - 4);
  frame->opcode = p[0] & 0x0f;
  frame->text = (gchar *) p + header;
  frame->size = size;
  self->in_start += header + size;
  return TRUE;
}

gchar *
wire_take_head (Wire *self)
{
  const gchar *p = (const gchar *) self->in + self->in_start;
  const gchar *end = self->in == NULL
      ? NULL
      : g_strstr_len (p, self->in_end - self->in_start, "\r\n\r\n");

  if (end == NULL)
    return NULL;
  self->in_start += end + 4 - p;
  return g_strndup (p, end + 2 - p);
}

/*** writing ***/

/* -1 = nothing now, -2 = broken. */
static gssize
write_some (Wire *self, const guint8 *from, gsize size)
{
  gssize n;

  if (self->ssl == NULL) {
    n = send (self->fd, from, size, MSG_NOSIGNAL);
    return n >= 0 ? n : errno == EAGAIN ? -1 : -2;
  }
  n = SSL_write (self->ssl, from, MIN (size, G_MAXINT));
  if (n > 0)
    return n;
  switch (SSL_get_error (self->ssl, n)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return -1;
    default:
      return -2;
  }
}

gboolean
wire_write (Wire *self, gconstpointer data, gsize size)
{
  gssize n = -1;

  if (wire_get_waiting (self) == 0)
    n = write_some (self, data, size);
  if (n == -2)
    return FALSE;
  n = MAX (n, 0);
  if ((gsize) n == size)
    return TRUE;
  if (self->out == NULL)
    self->out = g_byte_array_new ();
  g_byte_array_append (self->out, (const guint8 *) data + n, size - n);
  return TRUE;
}

gboolean
wire_flush (Wire *self)
{
  gssize n;

  while (wire_get_waiting (self) > 0) {
    n = write_some (self, self->out->data, self->out->len);
    if (n == -1)
      return TRUE;
    if (n == -2)
      return FALSE;
    g_byte_array_remove_range (self->out, 0, n);
  }
  g_clear_pointer (&self->out, g_byte_array_unref);
  return TRUE;
}

gsize
wire_get_waiting (Wire *self)
{
  return self->out != NULL ? self->out->len : 0;
}

gsize
wire_put_header (guint8 *to, gsize size, gboolean mask)
{
  gsize n = 2;

  to[0] = FIN | OPCODE_TEXT;
  if (size < 126) {
    to[1] = size;
  } else if (size <= G_MAXUINT16) {
    to[1] = 126;
    to[n++] = size >> 8;
    to[n++] = size & 0xff;
  } else {
    to[1] = 127;
    for (gint i = 56; i >= 0; i -= 8)
      to[n++] = (guint64) size >> i & 0xff;
  }
  if (mask) {
    to[1] |= MASKED;
    memcpy (to + n, MASK, 4);
    n += 4;
  }
  return n;
}

gboolean
wire_send (Wire *self, const gchar *text, gsize size)
{
  guint8 small[4096], *frame = small;
  gboolean ok;
  gsize n;

  if (size + 14 > sizeof (small))
    frame = g_malloc (size + 14);
  n = wire_put_header (frame, size, self->masks);
  memcpy (frame + n, text, size);
  if (self->masks)
    apply_mask (frame + n, size, (const guint8 *) MASK);
  ok = wire_write (self, frame, n + size);
  if (frame != small)
    g_free (frame);
  return ok;
}

gboolean
wire_send_pong (Wire *self, const gchar *data, gsize size)
{
  guint8 frame[14 + 125];
  gsize n;

  if (size > 125)
    return FALSE;
  n = wire_put_header (frame, size, self->masks);
  frame[0] = FIN | OPCODE_PONG;
  memcpy (frame + n, data, size);
  if (self->masks)
    apply_mask (frame + n, size, (const guint8 *) MASK);
  return wire_write (self, frame, n + size);
}

/*** the upgrade ***/

static gchar *
find_key (const gchar *head)
{
  gchar **lines = g_strsplit (head, "\r\n", -1);
  gchar *key = NULL;

  for (guint i = 0; lines[i] != NULL && key == NULL; i++) {
    if (g_ascii_strncasecmp (lines[i], "Sec-WebSocket-Key:", 18) == 0)
      key = g_strstrip (g_strdup (lines[i] + 18));
  }
  g_strfreev (lines);
  return key;
}

static gchar *
make_accept (const gchar *key)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof (digest);

  g_checksum_update (sum, (const guchar *) key, -1);
  g_checksum_update (sum, (const guchar *) GUID, -1);
  g_checksum_get_digest (sum, digest, &length);
  return g_base64_encode (digest, length);
}

gchar *
wire_make_answer (const gchar *head)
{
  gchar *key = find_key (head), *accept, *answer;

  if (key == NULL)
    return NULL;
  accept = make_accept (key);
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: %s\r\n\r\n",
      accept);
  g_free (accept);
  g_free (key);
  return answer;
}

void
wire_wait (Wire *self, gboolean writable)
{
  struct pollfd poller = { self->fd, writable ? POLLOUT : POLLIN, 0 };

  poll (&poller, 1, 10000);
}

gboolean
wire_upgrade (Wire *self, const gchar *host, const gchar *path)
{
  g_autofree gchar *request = g_strdup_printf (
      "GET %s HTTP/1.1\r\nHost: %s\r\n"
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
      "\r\nSec-WebSocket-Key: " KEY "\r\n\r\n",
      path, host);
  g_autofree gchar *head = NULL;
  gboolean ok = wire_write (self, request, strlen (request));

  while (ok && wire_get_waiting (self) > 0) {
    wire_wait (self, FALSE);
    ok = wire_flush (self);
  }
  while (ok && head == NULL) {
    wire_wait (self, FALSE);
    ok = wire_fill (self);
    head = wire_take_head (self);
  }
  ok = head != NULL && g_str_has_prefix (head, "HTTP/1.1 101");
  return ok;
}

void
wire_unblock (gint fd)
{
  gint one = 1;

  fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) | O_NONBLOCK);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof (one));
}

gint
wire_connect (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
    .sin_port = g_htons (port),
    .sin_addr = { g_htonl (INADDR_LOOPBACK) } };
  gint fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (struct sockaddr *) &address, sizeof (address)) != 0) {
    close (fd);
    return -1;
  }
  wire_unblock (fd);
  return fd;
}
