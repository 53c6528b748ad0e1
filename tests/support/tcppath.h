/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tcppath.h - the way to a server, for tests: takes connections on loopback
 * and carries their bytes to a port, badly.
 *
 * Each direction of a connection has a thread that reads and one that writes.
 * A lost packet is what TCP makes of it: everything behind it is late. */

#pragma once

#include <gio/gio.h>

typedef struct
{
  guint delay_ms;      /* each way */
  guint loss_percent;  /* of the chunks; each costs a stall */
  guint bytes_per_s;   /* each way; 0 = no limit */
  guint cut_after;     /* bytes towards the client; 0 = never */
  gboolean cut_resets; /* RST, else FIN */
} TcpRules;

typedef struct _TcpPath TcpPath;

/* @rules NULL = a good one. */
TcpPath *tcp_path_new (guint port, const TcpRules *rules);
void tcp_path_free (TcpPath *self);
guint tcp_path_get_port (TcpPath *self);

/* Nothing is carried any more in these directions; FALSE goes on, and nothing
 * was lost. */
void tcp_path_hold (TcpPath *self, gboolean up, gboolean down);

/* All connections: reset towards the client, or closed. New ones are taken. */
void tcp_path_cut (TcpPath *self, gboolean reset);
