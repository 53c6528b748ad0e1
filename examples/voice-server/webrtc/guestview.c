/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* guestview.c - see guestview.h. */

#include "guestview.h"

#include "protocol/json.h"

#define FAILED \
  "Something went wrong here. Try again later, or ask those who run this " \
  "server."
#define LOST "The connection to the service was lost, and is tried again."

static gboolean
is_for_guests (const gchar *kind)
{
  static const gchar *const kinds[] = { "call", "speech", "transcript",
    "interrupted", "turn", "note", "settings", "gap", NULL };

  return g_strv_contains (kinds, kind);
}

/* What says nothing of the server, the agent or the service. */
static gboolean
is_plain_note (const gchar *sentence)
{
  static const gchar *const plain[] = { "Another session has taken over",
    "Nobody spoke", "That was no interruption",
    "The connection to the service is there again",
    "The conversation has reached its limit", "The server " };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_str_has_prefix (sentence, plain[i]))
      return TRUE;
  return FALSE;
}

/* FALSE: it is not told. */
static gboolean
change_note (JsonObject *note)
{
  const gchar *sentence = oa_json_get_string (note, "sentence");

  if (g_strcmp0 (oa_json_get_string (note, "about"), "reconnecting") == 0)
    json_object_set_string_member (note, "sentence", LOST);
  else if (g_strcmp0 (oa_json_get_string (note, "level"), "error") == 0)
    json_object_set_string_member (note, "sentence", FAILED);
  else
    return sentence != NULL && is_plain_note (sentence);
  return TRUE;
}

/* Whose sentences are about what the page did itself, or the agent. */
static gboolean
is_plain_end (const gchar *cause)
{
  static const gchar *const plain[] = { "agent-hung-up", "api",
    "caller-hung-up", "connection-lost", "drained", "limit", "no-media",
    "refused", "stopped", "transferred", NULL };

  return g_strv_contains (plain, cause);
}

static gboolean
change_call (JsonObject *call)
{
  const gchar *cause = oa_json_get_string (call, "cause");

  if (cause != NULL && !is_plain_end (cause))
    json_object_set_string_member (call, "sentence", FAILED);
  return TRUE;
}

gchar *
ovs_guest_view (const gchar *kind, const gchar *json)
{
  g_autoptr (JsonObject) event = NULL;
  JsonObject *data;

  if (!is_for_guests (kind))
    return NULL;
  if (!g_str_equal (kind, "note") && !g_str_equal (kind, "call"))
    return g_strdup (json);
  event = oa_json_parse_object (json, -1, 0, "The event", NULL);
  data = event != NULL ? oa_json_get_object (event, "data") : NULL;
  if (data == NULL
      || !(
          g_str_equal (kind, "note") ? change_note (data) : change_call (data)))
    return NULL;
  return oa_json_object_to_text (event);
}
