/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonscan.h - what is JSON, and small enough to be parsed. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OA_JSON_MAX_DEPTH 100
/* Of one object, and of a whole text: both cost more than their bytes. */
#define OA_JSON_MAX_MEMBERS 1024
#define OA_JSON_MAX_VALUES 200000

#define OA_PROTOCOL_ERROR (oa_protocol_error_quark ())
GQuark oa_protocol_error_quark (void);

typedef enum
{
  OA_PROTOCOL_ERROR_TOO_LARGE,
  OA_PROTOCOL_ERROR_TOO_DEEP,
  OA_PROTOCOL_ERROR_NOT_UTF8,
  OA_PROTOCOL_ERROR_SYNTAX, /* not JSON */
  OA_PROTOCOL_ERROR_SHAPE,  /* JSON, but not what is expected here */
} OaProtocolError;

/* Size (0 = no limit), UTF-8, grammar, nesting and numbers of things, in one
 * pass and without memory; the sentence names the byte. One thing is taken that
 * is no JSON: control characters in strings, line feeds before all. */
gboolean oa_json_check (const gchar *text, gsize length, gsize max_size,
    GError **error);

/* How many bytes of @text it took until it refused the next; @length when it
 * takes all of it. */
gsize oa_json_measure (const gchar *text, gsize length);

/* The same check; and @text as json-glib must be given it, of @length, or NULL
 * when it may have it as it is. */
gboolean oa_json_check_and_repair (const gchar *text, gsize *length,
    gsize max_size, gchar **repaired, GError **error);

G_END_DECLS
