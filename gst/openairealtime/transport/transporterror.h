/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transporterror.h - how a connection ends: causes, and their sentences, each
 * with a next step, none with a secret. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define OA_TRANSPORT_ERROR (oa_transport_error_quark ())
GQuark oa_transport_error_quark (void);

typedef enum
{
  OA_TRANSPORT_ERROR_URI,      /* not a ws:// or wss:// address */
  OA_TRANSPORT_ERROR_INSECURE, /* a secret over plain ws:// to another host */
  OA_TRANSPORT_ERROR_HEADER,   /* a header name or value is not allowed */
  OA_TRANSPORT_ERROR_RESOLVE,  /* host unknown */
  OA_TRANSPORT_ERROR_CONNECT,  /* refused, unreachable */
  OA_TRANSPORT_ERROR_TLS,      /* certificate or handshake */
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
  guint http_status; /* of a refused upgrade, else 0 */
  /* Of the peer's close frame; 1005 = a frame without a code, 1006 = no
   * frame; 0 = never was open. */
  guint close_code;
  gchar *close_reason; /* checked UTF-8, or NULL */
  gint retry_after;    /* s, of a refused upgrade; -1 = not told */
  /* Of a refused upgrade: what the service's API says of the cause, printable,
   * or NULL. It may quote the key: the sentence in @error has none of it. */
  gchar *api_error_code;
  gchar *api_error_type;
  gchar *api_message;
  gboolean is_web_page; /* a page for people came in their place */
  GTlsCertificateFlags tls_errors;
  gboolean was_open;
} OaTransportEnd;

void oa_transport_end_clear (OaTransportEnd *end);

/* Why no WebSocket came about, from an error of GIO or libsoup. @host is the
 * service's; @by_proxy: it was an explicit proxy that was to be reached or
 * asked. */
GError *oa_transport_error_from_connect (const GError *cause, const gchar *host,
    gboolean by_proxy, GTlsCertificateFlags tls_errors);

/* Why an open WebSocket broke. */
GError *oa_transport_error_from_stream (const GError *cause, const gchar *host);

/* Asked without encryption, the service spoke TLS. */
GError *oa_transport_error_met_tls (const gchar *host);

/* Asked without encryption, it broke the connection; NULL: another cause. */
GError *oa_transport_error_from_plain (const GError *cause, const gchar *host);

/* Still in @phase when the time was over. @maybe_plain: a service without TLS
 * may wait for the rest of what it takes for a request. */
GError *oa_transport_error_from_timeout (const gchar *host, const gchar *phase,
    gboolean maybe_plain);
/* Without random numbers no request can be made. */
GError *oa_transport_error_no_random (const gchar *host);
/* The peer's frames are not those of a WebSocket. */
GError *oa_transport_error_from_rules (const gchar *host);

/* The peer's close frame; 1006 = the stream ended without one. */
GError *oa_transport_error_from_close (const gchar *host, guint code,
    const gchar *reason);

G_END_DECLS
