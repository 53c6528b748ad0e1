/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callspeech.c - responses with words in them, and what follows the last ones.
 */

#include "callspeech.h"

#include "protocol/json.h"

#include <gst/openairealtime/openairealtime.h>

/* Nobody waits longer for words that do not come or do not end. */
#define LAST_WORDS_S 20

static const struct
{
  const gchar *lead;
  const gchar *purpose;
  gboolean is_protected;
  gboolean is_last;
} kinds[] = {
  [OVS_SAY_GREETING] = { "Speak first. Say this to the user, in these words: ",
      "greeting", FALSE, FALSE },
  [OVS_SAY_GREETING_PROTECTED] = { "Speak first. Say this to the user, in "
                                   "these words: ",
      "greeting", TRUE, FALSE },
  [OVS_SAY_WORDS] = { "Say this to the user now, in these words: ", NULL, FALSE,
      FALSE },
  [OVS_SAY_GOODBYE] = { "The conversation ends now. Say this to the user, in "
                        "these words: ",
      NULL, TRUE, TRUE },
};

gchar *
ovs_say_make_response (OvsSayKind kind, const gchar *words)
{
  g_autofree gchar *instructions = g_strconcat (kinds[kind].lead, words, NULL);
  g_autoptr (JsonObject) response = json_object_new ();
  JsonObject *metadata = json_object_new ();

  json_object_set_string_member (response, "instructions", instructions);
  if (kinds[kind].is_last)
    json_object_set_string_member (response, "tool_choice", "none");
  oa_json_set_string (metadata, "purpose", kinds[kind].purpose);
  if (kinds[kind].is_protected)
    json_object_set_string_member (metadata, "interruptible", "false");
  json_object_set_object_member (response, "metadata", metadata);
  return oa_json_object_to_text (response);
}

gchar *
ovs_instead_make_response (const gchar *instructions)
{
  g_autoptr (JsonObject) response = json_object_new ();

  json_object_set_string_member (response, "instructions", instructions);
  return oa_json_object_to_text (response);
}

gboolean
ovs_call_say (OvsCallState *self, OvsSayKind kind, const gchar *words)
{
  g_autofree gchar *json = ovs_say_make_response (kind, words);

  return gst_openai_realtime_create_response (self->element, json);
}

void
ovs_call_hang_up (OvsCallState *self)
{
  if (self->host.hang_up != NULL)
    self->host.hang_up (self->user_data);
  else
    gst_openai_realtime_end_after_response (self->element);
}

/*** last words ***/

static void
do_it (OvsCallState *self)
{
  OvsLastWords *last = &self->last_words;
  void (*func) (OvsCallState * self, gchar * number) = last->func;

  last->func = NULL;
  g_clear_handle_id (&last->timer, g_source_remove);
  g_clear_pointer (&last->item_id, g_free);
  g_clear_pointer (&last->over_id, g_free);
  func (self, g_steal_pointer (&last->number));
}

static gboolean
on_no_words (gpointer data)
{
  OvsCallState *self = data;

  self->last_words.timer = 0;
  do_it (self);
  return G_SOURCE_REMOVE;
}

void
ovs_call_do_after_words (OvsCallState *self,
    void (*func) (OvsCallState *self, gchar *number), const gchar *number)
{
  OvsLastWords *last = &self->last_words;

  /* The first one counts. */
  if (last->func != NULL)
    return;
  last->func = func;
  last->number = g_strdup (number);
  last->timer = g_timeout_add_seconds (LAST_WORDS_S, on_no_words, self);
}

/* The newest one counts: one before may be cut, and then it is never over. The
 * text of a short one may come when its sound is over. */
void
ovs_call_words_begun (OvsCallState *self, const gchar *item_id)
{
  OvsLastWords *last = &self->last_words;

  if (last->func == NULL)
    return;
  g_free (last->item_id);
  last->item_id = g_strdup (item_id);
  if (g_strcmp0 (last->over_id, item_id) == 0)
    do_it (self);
}

void
ovs_call_words_over (OvsCallState *self, const gchar *item_id)
{
  OvsLastWords *last = &self->last_words;

  if (last->func == NULL)
    return;
  g_free (last->over_id);
  last->over_id = g_strdup (item_id);
  if (g_strcmp0 (last->item_id, item_id) == 0)
    do_it (self);
}
