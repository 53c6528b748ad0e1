/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* testserver.h - a local server for a test. */

#pragma once

#include "server.h"

G_BEGIN_DECLS

/* A running server; the test fails without one. @options NULL = one that
 * behaves. @script: the text of a reply script, or NULL for that of @options.
 */
OrsServer *test_server_new (const OrsOptions *options, const gchar *script);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrsServer, ors_server_free)

G_END_DECLS
