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
#include "webrtc/allowance.h"
#include "webrtc/guestview.h"

#include <string.h>

/* Messages that may come at once, and in a second; so many more are told off,
 * and the next one ends the visit. */
#define BURST 40
#define PER_SECOND 10
#define TOLD_OFF 40
/* Of a guest's those that the model answers. */
#define GUEST_BURST 5
#define GUEST_PER_SECOND 1

struct _OvsPageChannel
{
  OvsPeer *peer;
  OvsCall *call;
  OvsFeed *feed;
  gboolean is_guest;
  guint watch;
  OvsAllowance messages;
  OvsAllowance questions; /* of a guest */
};

/*** to the page ***/

static gboolean
on_event (gint64 id, const gchar *kind, const gchar *json, gpointer user_data)
{
  OvsPageChannel *self = user_data;
  g_autofree gchar *view = self->is_guest ? ovs_guest_view (kind, json) : NULL;

  return (self->is_guest && view == NULL)
      || ovs_peer_send (self->peer, view != NULL ? view : json);
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

/* What the model is to answer. */
static gboolean
may_question (OvsPageChannel *self, OvsCommandType type, GError **error)
{
  if (!self->is_guest || (type != OVS_COMMAND_TEXT && type != OVS_COMMAND_DTMF)
      || ovs_allowance_take (&self->questions, g_get_monotonic_time ()))
    return TRUE;
  self->questions.left = MAX (self->questions.left, 0);
  return refuse (error,
      "Too many texts or keys came at once. Send one a second at most.");
}

/* Keys of a visitor are pressed, and not sounded: nothing waits for "w". */
static void
press_keys (OvsPageChannel *self, const gchar *digits)
{
  GString *keys = g_string_new (digits);

  g_string_replace (keys, "w", "", 0);
  ovs_call_take_keys (self->call, keys->str);
  g_string_free (keys, TRUE);
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
  if (!may_question (self, type, error))
    return FALSE;
  if (type != OVS_COMMAND_DTMF)
    return ovs_call_command (self->call, OVS_COMMANDER_VISITOR, command, error);
  press_keys (self, oa_json_get_string (checked, "digits"));
  return TRUE;
}

gboolean
ovs_page_channel_take (OvsPageChannel *self, const gchar *text)
{
  gboolean in_time =
      ovs_allowance_take (&self->messages, g_get_monotonic_time ());
  g_autoptr (JsonObject) command = NULL;
  g_autoptr (GError) error = NULL;

  if (self->messages.left < -TOLD_OFF)
    return FALSE;
  if (!in_time)
    refuse (&error,
        "Too many commands came at once. Send ten a second at most.");
  else if (text == NULL)
    refuse (&error,
        "A message must be a text of 1 to 16384 bytes: one command as a JSON "
        "object.");
  else
    command = oa_json_parse_object (text, strlen (text), OVS_COMMAND_MAX,
        "The command", &error);
  if (command != NULL)
    obey (self, command, &error);
  answer (self, command, error);
  return TRUE;
}

/*** life ***/

OvsPageChannel *
ovs_page_channel_new (OvsPeer *peer, OvsCall *call, gboolean is_guest)
{
  OvsPageChannel *self = g_new0 (OvsPageChannel, 1);
  gint64 now = g_get_monotonic_time ();

  self->peer = peer;
  self->call = call;
  self->feed = ovs_feed_ref (ovs_call_get_feed (call));
  self->is_guest = is_guest;
  ovs_allowance_init (&self->messages, BURST, PER_SECOND, now);
  ovs_allowance_init (&self->questions, GUEST_BURST, GUEST_PER_SECOND, now);
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
