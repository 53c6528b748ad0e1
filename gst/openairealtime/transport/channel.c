/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "channel.h"

#include "giotls.h"
#include "readysource.h"
#include "tls.h"

#include <errno.h>

struct _OaChannel
{
  OaLoop *loop;
  OaSocket *socket;
  OaTls *tls;            /* NULL: plain, or GIO's */
  OaGioTls *gio_tls;     /* NULL: plain, or ours */
  OaHandshakeSlot slot;  /* while it encrypts */
  gboolean speaks_first; /* a client that has not begun to */
  GBytes *unread;        /* NULL: nothing */
  gsize unread_offset;
};

OaChannel *
oa_channel_new (OaLoop *loop, GSocketConnection *connection, GError **error)
{
  OaSocket *socket = oa_socket_new (loop, connection, error);
  OaChannel *self;

  if (socket == NULL)
    return NULL;
  self = g_rc_box_new0 (OaChannel);
  self->loop = loop;
  self->socket = socket;
  return self;
}

OaChannel *
oa_channel_ref (OaChannel *self)
{
  return g_rc_box_acquire (self);
}

static void
leave_limiter (OaChannel *self)
{
  oa_handshake_limiter_leave (oa_loop_get_handshake_limiter (self->loop),
      &self->slot);
}

static void
clear (gpointer data)
{
  OaChannel *self = data;

  leave_limiter (self);
  g_clear_pointer (&self->unread, g_bytes_unref);
  g_clear_pointer (&self->tls, oa_tls_free);
  if (self->gio_tls != NULL)
    oa_socket_close (self->socket);
  g_clear_pointer (&self->gio_tls, oa_gio_tls_free);
  oa_socket_free (self->socket);
}

void
oa_channel_unref (OaChannel *self)
{
  g_rc_box_release_full (self, clear);
}

/*** encryption ***/

static void
enter_limiter (OaChannel *self)
{
  oa_handshake_limiter_enter (oa_loop_get_handshake_limiter (self->loop),
      &self->slot);
}

void
oa_channel_adopt_tls (OaChannel *self, GIOStream *stream, GTlsConnection *tls)
{
  self->gio_tls = oa_gio_tls_new (stream, tls, self->socket);
}

void
oa_channel_connect_tls (OaChannel *self, OaTrust *trust, const gchar *host,
    gboolean strict)
{
  self->tls = oa_tls_new_client (trust, self->socket, host, strict);
  self->speaks_first = TRUE;
  enter_limiter (self);
}

void
oa_channel_accept_tls (OaChannel *self, OaIdentity *identity)
{
  self->tls = oa_tls_new_server (identity, self->socket);
  enter_limiter (self);
}

/* A client's first words cost little. */
static gboolean
may_shake_hands (OaChannel *self)
{
  return self->slot.inside
      && (self->speaks_first || oa_loop_may_do_heavy_op (self->loop));
}

gboolean
oa_channel_handshake (OaChannel *self, GError **error)
{
  if (!may_shake_hands (self)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
        "others come first");
    return FALSE;
  }
  self->speaks_first = FALSE;
  if (!oa_tls_handshake (self->tls, error))
    return FALSE;
  leave_limiter (self);
  return TRUE;
}

GTlsCertificateFlags
oa_channel_get_tls_faults (OaChannel *self)
{
  return self->tls != NULL ? oa_tls_get_faults (self->tls)
                           : G_TLS_CERTIFICATE_NO_FLAGS;
}

/*** bytes ***/

gboolean
oa_channel_can_read (OaChannel *self)
{
  if (self->unread != NULL)
    return TRUE;
  if (self->slot.waits || self->speaks_first)
    return !self->slot.waits;
  return self->tls != NULL ? oa_tls_can_read (self->tls)
                           : oa_socket_is_readable (self->socket);
}

gboolean
oa_channel_can_write (OaChannel *self)
{
  return self->tls != NULL ? oa_tls_can_write (self->tls)
                           : oa_socket_is_writable (self->socket);
}

static gssize
read_unread (OaChannel *self, gpointer data, gsize size)
{
  gsize left;
  const guint8 *bytes = g_bytes_get_data (self->unread, &left);

  left -= self->unread_offset;
  size = MIN (size, left);
  memcpy (data, bytes + self->unread_offset, size);
  self->unread_offset += size;
  if (size == left)
    g_clear_pointer (&self->unread, g_bytes_unref);
  return size;
}

static gssize
from_socket (gssize count, GError **error)
{
  if (count < 0)
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno),
        g_strerror (errno));
  return count;
}

gssize
oa_channel_read (OaChannel *self, gpointer data, gsize size, GError **error)
{
  if (self->unread != NULL)
    return read_unread (self, data, size);
  if (self->tls != NULL)
    return oa_tls_read (self->tls, data, size, error);
  if (self->gio_tls != NULL)
    return oa_gio_tls_read (self->gio_tls, data, size, error);
  return from_socket (oa_socket_receive (self->socket, data, size), error);
}

gssize
oa_channel_write (OaChannel *self, gconstpointer data, gsize size,
    GError **error)
{
  if (self->tls != NULL)
    return oa_tls_write (self->tls, data, size, error);
  if (self->gio_tls != NULL)
    return oa_gio_tls_write (self->gio_tls, data, size, error);
  return from_socket (oa_socket_send (self->socket, data, size), error);
}

void
oa_channel_unread (OaChannel *self, gconstpointer data, gsize size)
{
  g_return_if_fail (self->unread == NULL);

  if (size > 0)
    self->unread = g_bytes_new (data, size);
}

GSource *
oa_channel_add_watch (OaChannel *self, GIOCondition condition,
    GPollableSourceFunc func, gpointer user_data)
{
  OaReadyFunc is_ready = condition == G_IO_IN
      ? (OaReadyFunc) oa_channel_can_read
      : (OaReadyFunc) oa_channel_can_write;
  GSource *source = oa_ready_source_new (NULL, is_ready, oa_channel_ref (self),
      (GDestroyNotify) oa_channel_unref);

  g_source_set_static_name (source, "oa_channel_add_watch");
  g_source_set_callback (source, G_SOURCE_FUNC (func), user_data, NULL);
  g_source_attach (source, oa_loop_get_context (self->loop));
  return source;
}

OaLoop *
oa_channel_get_loop (OaChannel *self)
{
  return self->loop;
}

OaSocket *
oa_channel_get_socket (OaChannel *self)
{
  return self->socket;
}

void
oa_channel_close (OaChannel *self)
{
  leave_limiter (self);
  if (self->tls != NULL)
    oa_tls_send_close_notify (self->tls);
  if (self->gio_tls != NULL)
    oa_gio_tls_send_close_notify (self->gio_tls);
  oa_socket_close (self->socket);
}

void
oa_channel_reset (OaChannel *self)
{
  oa_socket_reset (self->socket);
}
