/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* libsoup writes headers as they are given: a line break in a value would
 * start another header, or another request. */

#include "headers.h"

#include "transporterror.h"

/* They make the upgrade; another value would only break it. */
static const gchar *const reserved[] = {
  "Connection",
  "Content-Length",
  "Sec-WebSocket-Accept",
  "Sec-WebSocket-Extensions",
  "Sec-WebSocket-Key",
  "Sec-WebSocket-Protocol",
  "Sec-WebSocket-Version",
  "Transfer-Encoding",
  "Upgrade",
};

/* RFC 9110, 5.6.2. */
static gboolean
is_token (const gchar *text)
{
  const gchar *c;

  for (c = text; *c != '\0'; c++) {
    if (!g_ascii_isalnum (*c) && strchr ("!#$%&'*+-.^_`|~", *c) == NULL)
      return FALSE;
  }
  return c != text;
}

static gboolean
is_printable (const gchar *text)
{
  const gchar *c;

  for (c = text; *c != '\0'; c++) {
    if (!g_ascii_isprint (*c) && *c != '\t')
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_reserved (const gchar *name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (reserved); i++) {
    if (g_ascii_strcasecmp (name, reserved[i]) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
refuse_name (const gchar *name, GError **error)
{
  gchar *shown = g_strescape (name, NULL);

  g_set_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_HEADER,
      "\"%s\" is not the name of a header. A name has letters, digits and "
      "dashes only.",
      shown);
  g_free (shown);
  return FALSE;
}

gboolean
oa_header_check (const gchar *name, const gchar *value, GError **error)
{
  if (!is_token (name))
    return refuse_name (name, error);

  if (is_reserved (name)) {
    g_set_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_HEADER,
        "The header %s belongs to the WebSocket upgrade. Do not set it.", name);
    return FALSE;
  }

  if (!is_printable (value)) {
    g_set_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_HEADER,
        "The value of the header %s contains a line break or another "
        "character that cannot be sent. Check how the value was read.",
        name);
    return FALSE;
  }
  return TRUE;
}

gboolean
oa_headers_check (gchar **headers, GError **error)
{
  guint i;

  for (i = 0; headers != NULL && headers[i] != NULL; i += 2) {
    if (headers[i + 1] == NULL) {
      g_set_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_HEADER,
          "The last of the headers has no value. Give each name a value.");
      return FALSE;
    }
    if (!oa_header_check (headers[i], headers[i + 1], error))
      return FALSE;
  }
  return TRUE;
}
