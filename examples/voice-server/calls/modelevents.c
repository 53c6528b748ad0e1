/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* modelevents.c - see modelevents.h. */

#include "modelevents.h"

#include <gst/openairealtime/messages.h>

/* Bytes of what was said last that are kept. */
#define MAX_WORDS 200
/* So long after an interruption its answer may still be told to have begun. */
#define CUT_MS 500

struct _OvsModelEvents
{
  OvsFeed *feed;
  gchar *item_id; /* the newest of the agent's that has a text */
  gchar *over_id; /* the newest that is over */
  gchar *speaking_id;
  gboolean speaking;
  gint64 cut; /* when one was that has no successor yet; 0: none was */
  gboolean user_speaks;
  gchar *user_id;  /* of what the user says */
  gchar *words_id; /* of what was said last */
  GString *words;
};

OvsModelEvents *
ovs_model_events_new (OvsFeed *feed)
{
  OvsModelEvents *self = g_new0 (OvsModelEvents, 1);

  self->feed = feed;
  self->words = g_string_new (NULL);
  return self;
}

void
ovs_model_events_free (OvsModelEvents *self)
{
  g_free (self->item_id);
  g_free (self->over_id);
  g_free (self->speaking_id);
  g_free (self->user_id);
  g_free (self->words_id);
  g_string_free (self->words, TRUE);
  g_free (self);
}

static void
set_id (gchar **id, const gchar *value)
{
  if (g_strcmp0 (*id, value) == 0)
    return;
  g_free (*id);
  *id = g_strdup (value);
}

/*** who speaks ***/

void
ovs_model_events_begin_sound (OvsModelEvents *self)
{
  const gchar *item_id = self->item_id;

  /* The next one follows when this one was heard. */
  if (self->speaking)
    return;
  /* Nobody would tell the end of one that is over already. */
  if (self->cut != 0 && g_get_monotonic_time () - self->cut < CUT_MS * 1000)
    return;
  if (g_strcmp0 (item_id, self->over_id) == 0)
    item_id = NULL;
  self->speaking = TRUE;
  set_id (&self->speaking_id, item_id);
  ovs_feed_add_speech (self->feed, "assistant", item_id, TRUE);
}

static void
end_sound (OvsModelEvents *self, const gchar *item_id, gboolean sounds)
{
  set_id (&self->over_id, item_id);
  if (self->speaking)
    ovs_feed_add_speech (self->feed, "assistant",
        self->speaking_id != NULL ? self->speaking_id : item_id, FALSE);
  self->speaking = FALSE;
  if (sounds && g_strcmp0 (self->item_id, item_id) != 0)
    ovs_model_events_begin_sound (self);
}

static void
take_speech (OvsModelEvents *self, GstMessage *message, gboolean begins)
{
  const gchar *item_id = NULL;

  if (!gst_openai_realtime_message_parse_speech (message, &item_id, NULL, NULL))
    return;
  self->user_speaks = begins;
  set_id (&self->user_id, item_id);
  ovs_feed_add_speech (self->feed, "user", item_id, begins);
}

const gchar *
ovs_model_events_get_speaker (OvsModelEvents *self)
{
  return self->user_speaks ? "user" : self->speaking ? "assistant" : "none";
}

/*** what is said ***/

/* Pieces come behind each other; all of it takes their place. */
static void
keep_words (OvsModelEvents *self, const gchar *item_id, const gchar *text,
    gboolean final)
{
  gsize cut;

  if (final || g_strcmp0 (self->words_id, item_id) != 0)
    g_string_truncate (self->words, 0);
  set_id (&self->words_id, item_id);
  g_string_append (self->words, text != NULL ? text : "");
  if (self->words->len <= MAX_WORDS)
    return;
  cut = self->words->len - MAX_WORDS;
  while ((self->words->str[cut] & 0xc0) == 0x80)
    cut++;
  g_string_erase (self->words, 0, cut);
}

const gchar *
ovs_model_events_get_words (OvsModelEvents *self)
{
  return self->words->str;
}

static void
take_transcript (OvsModelEvents *self, GstMessage *message)
{
  const gchar *role = NULL, *item_id = NULL, *text = NULL;
  gboolean final = FALSE;

  if (!gst_openai_realtime_message_parse_transcript (message, &role, &item_id,
          &text, &final))
    return;
  if (g_strcmp0 (role, "assistant") == 0) {
    set_id (&self->item_id, item_id);
    if (g_strcmp0 (item_id, self->over_id) != 0)
      self->cut = 0;
  }
  keep_words (self, item_id, text, final);
  ovs_feed_add_transcript (self->feed, role, item_id, text, final);
}

static void
take_interrupted (OvsModelEvents *self, GstMessage *message)
{
  const gchar *item_id = NULL;
  guint64 heard_ms, dropped_ms;

  if (gst_openai_realtime_message_parse_interrupted (message, &item_id,
          &heard_ms, &dropped_ms)) {
    end_sound (self, item_id, FALSE);
    self->cut = g_get_monotonic_time ();
  }
}

static void
take_played (OvsModelEvents *self, GstMessage *message, gboolean sounds)
{
  const gchar *item_id = NULL;
  guint64 heard_ms;

  if (gst_openai_realtime_message_parse_playback_done (message, &item_id,
          &heard_ms))
    end_sound (self, item_id, sounds);
}

/*** words about the session ***/

static void note (OvsModelEvents *self, OvsNoteLevel level, const gchar *format,
    ...) G_GNUC_PRINTF (3, 4);

static void
note (OvsModelEvents *self, OvsNoteLevel level, const gchar *format, ...)
{
  g_autofree gchar *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ovs_feed_add_note (self->feed, level, sentence);
}

static void
take_reconnecting (OvsModelEvents *self, GstMessage *message)
{
  guint attempt = 0;
  guint64 delay_ms = 0;
  const gchar *cause = NULL, *error_class;
  g_autofree gchar *sentence = NULL;

  if (!gst_openai_realtime_message_parse_reconnecting (message, &attempt,
          &delay_ms, &cause, &error_class))
    return;
  /* Nobody tells its end any more. */
  if (self->user_speaks)
    ovs_feed_add_speech (self->feed, "user", self->user_id, FALSE);
  self->user_speaks = FALSE;
  sentence = g_strdup_printf (
      "The connection to the service is tried again in %" G_GUINT64_FORMAT
      " ms (attempt %u): %s",
      delay_ms, attempt, cause != NULL ? cause : "it was lost.");
  ovs_feed_add_link_note (self->feed, FALSE, sentence);
}

static void
take_limit (OvsModelEvents *self, GstMessage *message)
{
  const gchar *limit = NULL;

  if (gst_openai_realtime_message_parse_limit (message, &limit))
    note (self, OVS_NOTE_WARNING,
        "The conversation has reached its limit of %s and ends.", limit);
}

static void
take_error (OvsModelEvents *self, GstMessage *message)
{
  const gchar *code, *type, *text = NULL, *param;

  if (gst_openai_realtime_message_parse_error (message, &code, &type, &text,
          &param))
    note (self, OVS_NOTE_WARNING, "The service refused something: %s",
        text != NULL ? text : "it does not say why.");
}

static void
take_response (OvsModelEvents *self, GstMessage *message)
{
  g_autofree gchar *failure = gst_openai_realtime_message_dup_failure (message);

  if (failure != NULL)
    note (self, OVS_NOTE_WARNING, "An answer failed: %s", failure);
}

static void
take_warning (OvsModelEvents *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_warning (message, &error, NULL);
  note (self, OVS_NOTE_WARNING, "%s", error->message);
}

/*** functions that the service calls itself ***/

static void
take_mcp_call (OvsModelEvents *self, GstMessage *message)
{
  const gchar *item_id = NULL, *server = NULL, *name = NULL, *status = NULL;
  const gchar *output = NULL, *failure = NULL;
  OvsToolRecord tool = { 0 };

  if (!gst_openai_realtime_message_parse_mcp_call (message, &item_id, &server,
          &name, &status, &output, &failure))
    return;
  tool.name = name;
  tool.arguments =
      gst_structure_get_string (gst_message_get_structure (message),
          "arguments");
  tool.result = output;
  tool.error = failure;
  if (g_strcmp0 (status, "in-progress") == 0)
    ovs_feed_add_tool_started (self->feed, item_id, name, tool.arguments);
  else if (g_strcmp0 (status, "result") == 0 || failure != NULL)
    ovs_feed_add_tool (self->feed, item_id, &tool);
}

void
ovs_model_events_take (OvsModelEvents *self, GstMessage *message,
    gboolean sounds)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING) {
    take_warning (self, message);
    return;
  }
  switch (gst_openai_realtime_message_get_kind (message)) {
    case GST_OPENAI_REALTIME_MESSAGE_SPEECH_STARTED:
      take_speech (self, message, TRUE);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_SPEECH_STOPPED:
      take_speech (self, message, FALSE);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_TRANSCRIPT:
      take_transcript (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_INTERRUPTED:
      take_interrupted (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_PLAYBACK_DONE:
      take_played (self, message, sounds);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RESPONSE_DONE:
      take_response (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RECONNECTING:
      take_reconnecting (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RECONNECTED:
      ovs_feed_add_link_note (self->feed, TRUE,
          "Another session has taken over after a loss.");
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RENEWED:
      note (self, OVS_NOTE_INFO, "Another session has taken over in a pause.");
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RESUMED:
      note (self, OVS_NOTE_INFO,
          "That was no interruption: the answer goes on.");
      break;
    case GST_OPENAI_REALTIME_MESSAGE_IDLE_TIMEOUT:
      note (self, OVS_NOTE_INFO, "Nobody spoke: the model speaks next.");
      break;
    case GST_OPENAI_REALTIME_MESSAGE_LIMIT:
      take_limit (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_ERROR:
      take_error (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_MCP_CALL:
      take_mcp_call (self, message);
      break;
    default:
      break;
  }
}
