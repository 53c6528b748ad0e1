/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pagechannel.c - see pagechannel.h. */

#include "pagechannel.h"

#include "calls/callkeys.h"
#include "feed/commands.h"
#include "feed/eventtext.h"
#include "protocol/json.h"

#include <string.h>

/* Commands that may come at once, and in a second. */
#define BURST 40
#define PER_SECOND 10

struct _OvsPageChannel
{
  OvsPeer *peer;
  OvsCall *call;
  OvsFeed *feed;
  gboolean is_guest;
  guint watch;
  gdouble allowance; /* commands */
  gint64 reckoned;   /* µs, when that was right */
};

/*** to the page ***/

/* Not: what the agent was told, what its functions say, what it costs. */
static gboolean
is_for_guests (const gchar *kind)
{
  static const gchar *const kinds[] = { "call", "speech", "transcript",
    "interrupted", "turn", "note", "settings", "gap", NULL };

  return g_strv_contains (kinds, kind);
}

static gboolean
on_event (gint64 id, const gchar *kind, const gchar *json, gpointer user_data)
{
  OvsPageChannel *self = user_data;

  return (self->is_guest && !is_for_guests (kind))
      || ovs_peer_send (self->peer, json);
}

void
ovs_page_channel_resume (OvsPageChannel *self)
{
  if (self->watch != 0)
    ovs_feed_resume (self->feed, self->watch);
}

static void
answer (OvsPageChannel *self, JsonObject *command, const GError *error)
{
  JsonObject *data = json_object_new ();
  JsonNode *ref = command != NULL ? json_object_get_member (command, "ref")
                                  : NULL;
  g_autofree gchar *text = NULL;

  if (ref != NULL && JSON_NODE_HOLDS_VALUE (ref))
    json_object_set_member (data, "ref", oa_json_node_copy (ref));
  json_object_set_boolean_member (data, "ok", error == NULL);
  if (error != NULL)
    json_object_set_string_member (data, "error", error->message);
  text = ovs_event_to_text (0, "answer", data);
  ovs_peer_send (self->peer, text);
}

/*** of the page ***/

static gboolean
refuse (GError **error, const gchar *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
      sentence);
  return FALSE;
}

static gboolean
is_in_time (OvsPageChannel *self, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  self->allowance += (now - self->reckoned) * PER_SECOND
      / (gdouble) G_USEC_PER_SEC;
  self->allowance = MIN (self->allowance, BURST);
  self->reckoned = now;
  if (self->allowance < 1)
    return refuse (error,
        "Too many commands came at once. Send ten a second at most.");
  self->allowance--;
  return TRUE;
}

/* Keys of a visitor are pressed, and not sounded. */
static void
press_keys (OvsPageChannel *self, const gchar *digits)
{
  for (; *digits != '\0'; digits++) {
    const gchar digit[] = { *digits, '\0' };

    if (*digits != 'w')
      ovs_call_take_key (self->call, digit);
  }
}

static gboolean
obey (OvsPageChannel *self, JsonObject *command, GError **error)
{
  OvsCommandType type;
  g_autoptr (JsonObject) checked =
      ovs_call_command_check (command, OVS_COMMANDER_VISITOR, &type, error);

  if (checked == NULL)
    return FALSE;
  if (self->is_guest && type == OVS_COMMAND_SETTINGS
      && json_object_has_member (checked, "agent"))
    return refuse (error, "The agent of this session cannot be changed.");
  if (type != OVS_COMMAND_DTMF)
    return ovs_call_command (self->call, OVS_COMMANDER_VISITOR, command, error);
  press_keys (self, oa_json_get_string (checked, "digits"));
  return TRUE;
}

void
ovs_page_channel_take (OvsPageChannel *self, const gchar *text)
{
  g_autoptr (JsonObject) command = NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    refuse (&error,
        "A message must be a text of 1 to 16384 bytes: one command as a JSON "
        "object.");
  else if (is_in_time (self, &error))
    command = oa_json_parse_object (text, strlen (text), OVS_COMMAND_MAX,
        "The command", &error);
  if (command != NULL)
    obey (self, command, &error);
  answer (self, command, error);
}

/*** life ***/

OvsPageChannel *
ovs_page_channel_new (OvsPeer *peer, OvsCall *call, gboolean is_guest)
{
  OvsPageChannel *self = g_new0 (OvsPageChannel, 1);

  self->peer = peer;
  self->call = call;
  self->feed = ovs_feed_ref (ovs_call_get_feed (call));
  self->is_guest = is_guest;
  self->allowance = BURST;
  self->reckoned = g_get_monotonic_time ();
  self->watch = is_guest ? ovs_feed_watch_call (self->feed, on_event, self)
                         : ovs_feed_watch (self->feed, 0, on_event, self);
  return self;
}

void
ovs_page_channel_free (OvsPageChannel *self)
{
  ovs_feed_unwatch (self->feed, self->watch);
  ovs_feed_unref (self->feed);
  g_free (self);
}
