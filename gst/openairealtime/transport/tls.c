/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* In TLS, reading may have to write and writing to read, and bytes which have
 * come need not be a whole record yet. So each call notes what it waits for. */

#include "tls.h"

#include "certificate.h"

#include <errno.h>
#include <openssl/err.h>
#include <string.h>

/* What the next call of a kind needs first. */
typedef enum
{
  WAITS_FOR_NOTHING,
  WAITS_FOR_BYTES,
  WAITS_FOR_ROOM,
} Waits;

struct _OaTls
{
  OaTrust *trust;       /* of a client */
  OaIdentity *identity; /* of a server */
  OaSocket *socket;
  gchar *host; /* of a client */
  SSL *ssl;    /* NULL before the handshake */
  OaCertificateCheck check;
  Waits read_waits;
  Waits write_waits;
  gsize share;     /* bytes that this call may still take in */
  gboolean ended;  /* of the peer's bytes */
  gboolean broken; /* nothing more may be said */
};

/* OpenSSL reads on while records have nothing for us in them, such as new keys;
 * a peer may send them for ever. The rest comes with the next iteration. */
#define SHARE (64 * 1024)

/*** the socket as OpenSSL sees it ***/

static gint
socket_read (BIO *bio, gchar *data, gint size)
{
  OaTls *self = BIO_get_data (bio);
  gssize count;

  BIO_clear_retry_flags (bio);
  if (self->share == 0) {
    BIO_set_retry_read (bio);
    return -1;
  }
  count = oa_socket_receive (self->socket, data, size);
  if (count < 0 && errno == EAGAIN)
    BIO_set_retry_read (bio);
  self->ended |= count == 0;
  self->share -= MIN (self->share, (gsize) MAX (count, 0));
  return count;
}

static gint
socket_write (BIO *bio, const gchar *data, gint size)
{
  OaTls *self = BIO_get_data (bio);
  gssize count = oa_socket_send (self->socket, data, size);

  BIO_clear_retry_flags (bio);
  if (count < 0 && errno == EAGAIN)
    BIO_set_retry_write (bio);
  return count;
}

static glong
socket_control (BIO *bio, gint command, glong number, gpointer data)
{
  OaTls *self = BIO_get_data (bio);

  switch (command) {
    case BIO_CTRL_FLUSH:
      return 1;
    case BIO_CTRL_EOF:
      return self->ended;
    default:
      return 0;
  }
}

static BIO_METHOD *
make_method (void)
{
  BIO_METHOD *method =
      BIO_meth_new (BIO_get_new_index () | BIO_TYPE_SOURCE_SINK, "socket");

  if (method == NULL)
    return NULL;
  BIO_meth_set_read (method, socket_read);
  BIO_meth_set_write (method, socket_write);
  BIO_meth_set_ctrl (method, socket_control);
  return method;
}

/* One for the process. A failure is not kept: memory may come back. */
static BIO_METHOD *
get_method (void)
{
  static BIO_METHOD *shared;
  BIO_METHOD *method = g_atomic_pointer_get (&shared);

  if (method != NULL)
    return method;
  method = make_method ();
  if (method != NULL
      && !g_atomic_pointer_compare_and_exchange (&shared, NULL, method)) {
    BIO_meth_free (method);
    method = g_atomic_pointer_get (&shared);
  }
  return method;
}

static BIO *
make_bio (OaTls *self)
{
  BIO_METHOD *method = get_method ();
  BIO *bio = method != NULL ? BIO_new (method) : NULL;

  if (bio == NULL)
    return NULL;
  BIO_set_data (bio, self);
  BIO_set_init (bio, 1);
  return bio;
}

/*** what a call came to ***/

static void
set_socket_error (OaTls *self, gint number, GError **error)
{
  if (self->ended)
    g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_EOF,
        "the peer hung up without close_notify");
  else if (!SSL_is_init_finished (self->ssl))
    /* In place of an alert, or at a restart. */
    g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_EOF,
        g_strerror (number));
  else
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (number),
        g_strerror (number));
}

static void
set_tls_error (OaTls *self, GError **error)
{
  gulong code = ERR_get_error ();
  const gchar *reason = ERR_reason_error_string (code);

  if (ERR_GET_REASON (code) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
    set_socket_error (self, 0, error);
  else
    g_set_error_literal (error, G_TLS_ERROR,
        ERR_GET_REASON (code) == SSL_R_CERTIFICATE_VERIFY_FAILED
            ? G_TLS_ERROR_BAD_CERTIFICATE
            : G_TLS_ERROR_MISC,
        reason != NULL ? reason : "unknown reason");
}

/* Of a call that did not succeed; @number is errno after it. */
static Waits
fail (OaTls *self, gint number, GError **error)
{
  switch (SSL_get_error (self->ssl, 0)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
          "not now");
      return SSL_want_read (self->ssl) ? WAITS_FOR_BYTES : WAITS_FOR_ROOM;
    case SSL_ERROR_SYSCALL:
      set_socket_error (self, number, error);
      break;
    default:
      set_tls_error (self, error);
  }
  self->broken = TRUE;
  return WAITS_FOR_NOTHING;
}

/*** for the channel ***/

/* RFC 6066, 3: no addresses, and no dot at the end of a complete name. */
static gboolean
set_server_name (SSL *ssl, const gchar *host)
{
  gchar *name;
  gboolean result;

  if (oa_certificate_is_for_address (host))
    return TRUE;
  name = g_strdup (host);
  if (g_str_has_suffix (name, "."))
    name[strlen (name) - 1] = '\0';
  result = SSL_set_tlsext_host_name (ssl, name);
  g_free (name);
  return result;
}

/* FALSE: no memory, or the host cannot be checked for. */
static gboolean
set_up_client (OaTls *self)
{
  SSL_set_connect_state (self->ssl);
  return set_server_name (self->ssl, self->host)
      && oa_certificate_expect (self->ssl, self->host, &self->check);
}

/* Not before it begins: who waits for that needs no memory. */
static gboolean
set_up (OaTls *self)
{
  BIO *bio;

  self->ssl = SSL_new (self->trust != NULL
          ? oa_trust_get_context (self->trust)
          : oa_identity_get_context (self->identity));
  bio = self->ssl != NULL ? make_bio (self) : NULL;
  if (bio == NULL)
    return FALSE;
  SSL_set_bio (self->ssl, bio, bio);
  if (self->trust != NULL)
    return set_up_client (self);
  SSL_set_accept_state (self->ssl);
  return TRUE;
}

OaTls *
oa_tls_new_client (OaTrust *trust, OaSocket *socket, const gchar *host,
    gboolean strict)
{
  OaTls *self = g_new0 (OaTls, 1);

  self->trust = trust;
  self->socket = socket;
  self->host = g_strdup (host);
  self->check.strict = strict;
  return self;
}

OaTls *
oa_tls_new_server (OaIdentity *identity, OaSocket *socket)
{
  OaTls *self = g_new0 (OaTls, 1);

  self->identity = identity;
  self->socket = socket;
  return self;
}

void
oa_tls_free (OaTls *self)
{
  SSL_free (self->ssl);
  g_clear_pointer (&self->trust, oa_trust_unref);
  g_clear_pointer (&self->identity, oa_identity_unref);
  g_free (self->host);
  g_free (self);
}

gboolean
oa_tls_handshake (OaTls *self, GError **error)
{
  if (self->ssl == NULL)
    self->broken = !set_up (self);
  if (self->broken) {
    g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_MISC,
        "encryption could not be set up");
    return FALSE;
  }
  ERR_clear_error ();
  self->share = SHARE;
  if (SSL_do_handshake (self->ssl) != 1) {
    self->read_waits = fail (self, errno, error);
    return FALSE;
  }
  self->read_waits = WAITS_FOR_NOTHING;
  if (self->identity != NULL || self->check.checked)
    return TRUE;
  /* The server has shown none. */
  self->broken = TRUE;
  g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
      "no certificate");
  return FALSE;
}

gssize
oa_tls_read (OaTls *self, gpointer data, gsize size, GError **error)
{
  gsize count;

  ERR_clear_error ();
  self->share = SHARE;
  if (SSL_read_ex (self->ssl, data, size, &count)) {
    self->read_waits = WAITS_FOR_NOTHING;
    return count;
  }
  if (SSL_get_error (self->ssl, 0) == SSL_ERROR_ZERO_RETURN)
    return 0;
  self->read_waits = fail (self, errno, error);
  return -1;
}

gssize
oa_tls_write (OaTls *self, gconstpointer data, gsize size, GError **error)
{
  GError *cause = NULL;
  gsize done = 0, count;

  ERR_clear_error ();
  self->share = SHARE;
  self->write_waits = WAITS_FOR_NOTHING;
  /* A record each time. */
  while (done < size) {
    if (!SSL_write_ex (self->ssl, (const guint8 *) data + done, size - done,
            &count)) {
      self->write_waits = fail (self, errno, &cause);
      break;
    }
    done += count;
  }
  if (cause == NULL)
    return done;
  if (done > 0 && !self->broken) {
    g_error_free (cause);
    return done;
  }
  g_propagate_error (error, cause);
  return -1;
}

void
oa_tls_send_close_notify (OaTls *self)
{
  ERR_clear_error ();
  if (!self->broken && self->ssl != NULL && SSL_is_init_finished (self->ssl))
    SSL_shutdown (self->ssl);
}

static gboolean
is_over (OaTls *self, Waits waits)
{
  switch (waits) {
    case WAITS_FOR_BYTES:
      return oa_socket_is_readable (self->socket);
    case WAITS_FOR_ROOM:
      return oa_socket_is_writable (self->socket);
    default:
      return FALSE;
  }
}

gboolean
oa_tls_can_read (OaTls *self)
{
  if (self->read_waits != WAITS_FOR_NOTHING)
    return is_over (self, self->read_waits);
  return oa_socket_is_readable (self->socket)
      || (self->ssl != NULL && SSL_has_pending (self->ssl));
}

gboolean
oa_tls_can_write (OaTls *self)
{
  if (self->write_waits != WAITS_FOR_NOTHING)
    return is_over (self, self->write_waits);
  return oa_socket_is_writable (self->socket);
}

GTlsCertificateFlags
oa_tls_get_faults (OaTls *self)
{
  return self->check.faults;
}
