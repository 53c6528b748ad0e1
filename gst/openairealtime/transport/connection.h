/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connection.h - one WebSocket from upgrade to close, over libsoup.
 *
 * Knows bytes, headers and time limits; knows nothing of events or sessions.
 * Every function and every callback runs on the thread of its loop. */

#pragma once

#include "loop.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define OA_TRANSPORT_ERROR (oa_transport_error_quark ())
GQuark oa_transport_error_quark (void);

typedef enum
{
  OA_TRANSPORT_ERROR_URI,       /* not a ws:// or wss:// address */
  OA_TRANSPORT_ERROR_INSECURE,  /* a secret over plain ws:// to another host */
  OA_TRANSPORT_ERROR_HEADER,    /* a header name or value is not allowed */
  OA_TRANSPORT_ERROR_RESOLVE,   /* host unknown */
  OA_TRANSPORT_ERROR_CONNECT,   /* refused, unreachable */
  OA_TRANSPORT_ERROR_TLS,       /* certificate or handshake */
  OA_TRANSPORT_ERROR_PROXY,
  OA_TRANSPORT_ERROR_HTTP,      /* upgrade refused; see http_status */
  OA_TRANSPORT_ERROR_REDIRECT,  /* the service points elsewhere; not followed */
  OA_TRANSPORT_ERROR_TIMEOUT,   /* connect timeout, or a silent peer */
  OA_TRANSPORT_ERROR_CLOSED,    /* closed by the peer; see close_code */
  OA_TRANSPORT_ERROR_TOO_LARGE, /* a message above the limit */
  OA_TRANSPORT_ERROR_PROTOCOL,  /* not WebSocket, or not by its rules */
  OA_TRANSPORT_ERROR_OVERFLOW,  /* the peer does not read; send queue is full */
  OA_TRANSPORT_ERROR_FAILED,    /* any other I/O error */
} OaTransportErrorCode;

/* How a connection ended. Sentences in @error carry no secret. */
typedef struct
{
  /* OA_TRANSPORT_ERROR, never NULL; an end that was asked for is CLOSED. */
  GError *error;
  guint http_status;            /* of a refused upgrade, else 0 */
  /* Of the peer's close frame; 1005 = a frame without a code, 1006 = no
   * frame; 0 = never was open. */
  guint close_code;
  gchar *close_reason;          /* checked UTF-8, or NULL */
  gint retry_after;             /* s, of a refused upgrade; -1 = not told */
  /* Of a refused upgrade: what the service's API says of the cause, printable,
   * or NULL. It may quote the key: the sentence in @error has none of it. */
  gchar *api_error_code;
  gchar *api_error_type;
  gchar *api_message;
  gboolean is_web_page;         /* a page for people came in their place */
  GTlsCertificateFlags tls_errors;
  gboolean was_open;
} OaTransportEnd;

typedef struct
{
  gchar *uri;
  /* Name, value, name, value, …, NULL. Values may be secret. */
  gchar **headers;
  gboolean has_secret;          /* a header carries a credential */
  gboolean allow_insecure;      /* a secret may go over plain ws:// anywhere */
  gchar *user_agent;
  gchar *proxy;                 /* URI, NULL = as the system says, "" = none */
  gchar *tls_database;          /* PEM file, or NULL = the system's */
  gboolean ssl_strict;          /* FALSE: any certificate (tests only) */
  guint connect_timeout;        /* ms until the upgrade is done; 0 = none */
  guint keepalive_interval;     /* ms between our pings; 0 = none */
  /* ms without a byte = dead peer; 0 = none. One that has answered a ping is
   * given up after OA_WATCHDOG_PINGS pings already. */
  guint silence_timeout;
  gsize max_message_size;       /* assembled; 0 = none */
  gsize max_queued_bytes;       /* of oa_connection_send; 0 = none */
} OaConnectionConfig;

typedef struct
{
  /* The upgrade succeeded. */
  void (*opened) (gpointer user_data);
  /* A message, of text by its kind or binary; NUL-terminated beyond its size.
   * It may be no UTF-8: the receiver checks, since one message that cannot be
   * read is no reason to lose the connection. */
  void (*message) (GBytes *text, gpointer user_data);
  /* The peer takes bytes and our own queue is empty: the next message
   * (transfer full), or NULL when there is none now; then nothing is asked
   * until oa_connection_schedule_send. */
  GBytes *(*next) (gpointer user_data);
  /* The peer answered a ping; or NULL. */
  void (*pong) (gpointer user_data);
  /* The end, exactly once, also after oa_connection_close; the last call. */
  void (*ended) (const OaTransportEnd *end, gpointer user_data);
} OaConnectionHandlers;

typedef struct _OaConnection OaConnection;

void          oa_connection_config_init  (OaConnectionConfig *config);
void          oa_connection_config_copy  (OaConnectionConfig *config,
                                          const OaConnectionConfig *from);
/* Wipes secrets before freeing them. */
void          oa_connection_config_clear (OaConnectionConfig *config);

/* Checks that need no network: scheme, header syntax, secrets and plain ws. */
gboolean      oa_connection_config_check (const OaConnectionConfig *config,
                                          GError **error);

/* Starts connecting; the outcome comes by callback, never from inside here.
 * The result stays valid, also after `ended`, until oa_connection_detach,
 * which must be called once. */
OaConnection *oa_connection_open   (OaLoop *loop,
                                    const OaConnectionConfig *config,
                                    const OaConnectionHandlers *handlers,
                                    gpointer user_data);

/* Queues a message (transfer none, valid UTF-8) ahead of what `next` will
 * give; in order. Before `opened` too; ignored after oa_connection_close. */
void          oa_connection_send   (OaConnection *self, GBytes *text);

/* `next` has something again. */
void          oa_connection_schedule_send (OaConnection *self);
/* The same, and it is asked from inside here: an iteration of the loop less. */
void          oa_connection_send_now (OaConnection *self);

/* Orderly: what is queued is written (`next` is asked no more), close 1000,
 * all within @ms, then the stream is cut. `ended` tells when it is over,
 * never from inside here. */
void          oa_connection_close  (OaConnection *self, guint ms);

/* No callback from here on; closes like oa_connection_close if that was not
 * done, and frees itself. */
void          oa_connection_detach (OaConnection *self, guint ms);

gboolean      oa_connection_is_open (OaConnection *self);
gsize         oa_connection_get_queued_bytes (OaConnection *self);

G_END_DECLS
