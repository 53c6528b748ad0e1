/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connectionconfig.h - the settings of a connection in either role. */

#pragma once

#include "identity.h"

G_BEGIN_DECLS

typedef struct
{
  /* A client's. */
  gchar *uri;
  /* Name, value, name, value, …, NULL. Values may be secret. */
  gchar **headers;
  gboolean has_secret;     /* a header carries a credential */
  gboolean allow_insecure; /* a secret may go over plain ws:// anywhere */
  gchar *user_agent;
  gchar *proxy;        /* URI, NULL = as the system says, "" = none */
  gchar *tls_database; /* PEM file, or NULL = the system's */
  gboolean ssl_strict; /* FALSE: any certificate (tests only) */

  /* A server's. */
  OaIdentity *identity; /* NULL: no TLS */
  gchar **protocols;    /* subprotocols that are spoken, or NULL */

  /* Both. */
  gsize part_size;          /* of a frame of a message; 0 = no limit */
  guint connect_timeout;    /* ms until the upgrade is done; 0 = none */
  guint keepalive_interval; /* ms between our pings; 0 = none */
  /* ms without a byte = dead peer; 0 = none. One that has answered a ping is
   * given up after OA_WATCHDOG_PINGS pings already. */
  guint silence_timeout;
  gsize max_message_size; /* assembled; 0 = none */
  gsize max_queued_bytes; /* of oa_connection_send; 0 = none */
} OaConnectionConfig;

void oa_connection_config_init (OaConnectionConfig *config);
void oa_connection_config_copy (OaConnectionConfig *config,
    const OaConnectionConfig *from);
/* Wipes secrets before freeing them. */
void oa_connection_config_clear (OaConnectionConfig *config);
/* Of the headers only: they are not needed after the request. */
void oa_connection_config_wipe_headers (OaConnectionConfig *config);

/* Checks that need no network: scheme, header syntax, secrets and plain ws. */
gboolean oa_connection_config_check (const OaConnectionConfig *config,
    GError **error);

G_END_DECLS
