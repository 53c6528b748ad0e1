/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voiceweb.c - headers that a browser sends to the voice server, and events of
 * a service that one is shown: the first byte says which. */

#include "config.h"

#include "common/httprange.h"
#include "common/httpsessions.h"
#include "feed/audiocut.h"
#include "feed/eventtext.h"
#include "fuzz.h"
#include "protocol/json.h"

#include <string.h>

const gchar fuzz_name[] = "voiceweb";
const guint fuzz_mutations = 20000;

void
fuzz_set_up (void)
{}

static void
check_event (const gchar *text)
{
  g_assert_cmpuint (strlen (text), <=, OVS_EVENT_MAX);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strpbrk (text, "\r\n<"));
  g_assert_true (oa_json_check (text, strlen (text), OVS_EVENT_MAX, NULL));
}

static void
run_event (const gchar *text)
{
  g_autofree gchar *cut = ovs_cut_audio ("response.output_audio.delta", text);
  g_autofree gchar *line = NULL;
  JsonObject *event;

  if (!oa_json_check (text, strlen (text), 0, NULL))
    return;
  event = oa_json_parse_object (cut, -1, 0, "An event", NULL);
  if (event == NULL)
    return;
  line = ovs_event_to_text (1, "service", event);
  check_event (line);
}

static void
run_headers (const gchar *text)
{
  const gchar *header = text;
  gchar *cookie;
  guint64 start, length;

  while ((cookie = app_http_cookie_find (&header, "ovs_session")) != NULL) {
    g_assert_null (strpbrk (cookie, "; "));
    g_free (cookie);
  }
  if (app_http_range_read (text, 1000, &start, &length)
      == APP_HTTP_RANGE_PART) {
    g_assert_cmpuint (length, >, 0);
    g_assert_cmpuint (start + length, <=, 1000);
  }
}

void
fuzz_run (const guint8 *data, gsize size)
{
  g_autofree gchar *text = NULL;

  if (size == 0)
    return;
  text = g_strndup ((const gchar *) data + 1, size - 1);
  if (*data == 'h')
    run_headers (text);
  else
    run_event (text);
}
