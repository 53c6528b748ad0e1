/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gsttwiliostreamsignals.c - the signals with their documentation, the messages
 * beside them, and the action signal. */

#include "gsttwiliostreamelement.h"

enum
{
  SIGNAL_CALL_STARTED,
  SIGNAL_DTMF,
  SIGNAL_MARK,
  SIGNAL_CALL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A field that is not known is left out. */
static void
set_string (GstStructure *structure, const gchar *name, const gchar *value)
{
  if (value != NULL)
    gst_structure_set (structure, name, G_TYPE_STRING, value, NULL);
}

static GstStructure *
describe_call (const OaTwilioInfo *info)
{
  GstStructure *structure = gst_structure_new_empty (
      "twiliostream/call-started");

  set_string (structure, "call-sid", info->call_sid);
  set_string (structure, "stream-sid", info->stream_sid);
  set_string (structure, "account-sid", info->account_sid);
  gst_structure_set (structure, "parameters", GST_TYPE_STRUCTURE,
      info->parameters, NULL);
  return structure;
}

static GstStructure *
describe (const OaTwilioNews *news)
{
  switch (news->kind) {
    case OA_TWILIO_NEWS_LISTENING:
      return gst_structure_new ("twiliostream/listening", "host", G_TYPE_STRING,
          news->text, "port", G_TYPE_UINT, news->number, NULL);
    case OA_TWILIO_NEWS_STARTED:
      return describe_call (news->info);
    case OA_TWILIO_NEWS_DTMF:
      return gst_structure_new ("twiliostream/dtmf", "digit", G_TYPE_STRING,
          news->text, NULL);
    case OA_TWILIO_NEWS_MARK:
      return gst_structure_new ("twiliostream/mark", "name", G_TYPE_STRING,
          news->text, "played", G_TYPE_BOOLEAN, news->number != 0, NULL);
    default:
      return gst_structure_new ("twiliostream/call-ended", "cause",
          G_TYPE_STRING, news->text, NULL);
  }
}

static void
emit (GstElement *element, const OaTwilioNews *news)
{
  switch (news->kind) {
    case OA_TWILIO_NEWS_STARTED:
      g_signal_emit (element, signals[SIGNAL_CALL_STARTED], 0,
          news->info->call_sid, news->info->stream_sid, news->info->account_sid,
          news->info->parameters);
      break;
    case OA_TWILIO_NEWS_DTMF:
      g_signal_emit (element, signals[SIGNAL_DTMF], 0, news->text);
      break;
    case OA_TWILIO_NEWS_MARK:
      g_signal_emit (element, signals[SIGNAL_MARK], 0, news->text,
          news->number != 0);
      break;
    case OA_TWILIO_NEWS_ENDED:
      g_signal_emit (element, signals[SIGNAL_CALL_ENDED], 0, news->text);
      break;
    default:
      break;
  }
}

void
gst_twilio_stream_emit (GstElement *element, const OaTwilioNews *news)
{
  gst_element_post_message (element,
      gst_message_new_element (GST_OBJECT (element), describe (news)));
  /* Whoever waits for the end of the pipeline knows why then. */
  if (news->kind == OA_TWILIO_NEWS_ENDED)
    gst_twilio_stream_tell_end (GST_TWILIO_STREAM (element));
  emit (element, news);
}

static gboolean
send_mark (GstTwilioStream *self, const gchar *name)
{
  OaTwilioCall *call = gst_twilio_stream_ref_call (self);
  gboolean taken;

  if (call == NULL)
    return FALSE;
  taken = oa_twilio_call_mark (call, name);
  oa_twilio_call_unref (call);
  return taken;
}

static guint
new_signal (GObjectClass *klass, const gchar *name, guint n_params, ...)
{
  va_list args;
  guint id;

  va_start (args, n_params);
  id = g_signal_new_valist (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
      NULL, NULL, NULL, NULL, G_TYPE_NONE, n_params, args);
  va_end (args);
  return id;
}

void
gst_twilio_stream_install_signals (GObjectClass *klass)
{
  /**
   * GstTwilioStream::call-started:
   * @element: the element
   * @call_sid: id of the call, or %NULL
   * @stream_sid: id of its stream of media
   * @account_sid: id of the account, or %NULL
   * @parameters: its custom parameters, strings
   *
   * The phone company has told of the call, and its media come.
   *
   * Since: 0.1
   */
  signals[SIGNAL_CALL_STARTED] = new_signal (klass, "call-started", 4,
      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, GST_TYPE_STRUCTURE);

  /**
   * GstTwilioStream::dtmf:
   * @element: the element
   * @digit: 0 to 9, *, #, A to D
   *
   * The caller has pressed a key.
   *
   * Since: 0.1
   */
  signals[SIGNAL_DTMF] = new_signal (klass, "dtmf", 1, G_TYPE_STRING);

  /**
   * GstTwilioStream::mark:
   * @element: the element
   * @name: as it was given to #GstTwilioStream::send-mark
   * @played: %FALSE when what was before it was dropped
   *
   * A mark has come back: what was before it was heard.
   *
   * Since: 0.1
   */
  signals[SIGNAL_MARK] =
      new_signal (klass, "mark", 2, G_TYPE_STRING, G_TYPE_BOOLEAN);

  /**
   * GstTwilioStream::call-ended:
   * @element: the element
   * @cause: hangup, closed, lost, finished or timeout
   *
   * The call, or its connection, is over.
   *
   * Since: 0.1
   */
  signals[SIGNAL_CALL_ENDED] =
      new_signal (klass, "call-ended", 1, G_TYPE_STRING);

  /**
   * GstTwilioStream::send-mark:
   * @element: the element
   * @name: 1 to 128 bytes of UTF-8
   *
   * Puts a mark behind all audio that came in so far; the signal `mark` tells
   * when the caller has heard until there.
   *
   * Returns: %TRUE when it was taken
   *
   * Since: 0.1
   */
  g_signal_new_class_handler ("send-mark", G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (send_mark), NULL, NULL,
      NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
}
