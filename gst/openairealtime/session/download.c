/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* download.c - speech through the downlink, which knows its format, into the
 * timeline. */

#include "media/downlink.h"
#include "session/download.h"

/* Of speech that belongs to no item. */
#define STREAM_ID "translation"
/* An array that was longer is not kept. */
#define SPARE_LENGTH 16

struct _OaDownload
{
  OaSessionContext *context;
  OaDownlink *downlink;
  GPtrArray *spare;             /* emptied arrivals; NULL while in use */
  gboolean warned_input;        /* of another format than asked for */
  gboolean warned_output;
};

OaDownload *
oa_download_new (OaSessionContext *context)
{
  OaDownload *self = g_new0 (OaDownload, 1);

  self->context = context;
  self->downlink = oa_downlink_new ();
  return self;
}

void
oa_download_free (OaDownload *self)
{
  if (self == NULL)
    return;
  oa_downlink_free (self->downlink);
  g_clear_pointer (&self->spare, g_ptr_array_unref);
  g_free (self);
}

/*** formats ***/

/* Once for each direction. Takes @failure. */
static void
warn (gboolean *warned, OaFailure *failure, OaSessionActions *out)
{
  if (*warned)
    oa_failure_free (failure);
  else
    oa_session_actions_failure (out, OA_SESSION_ACTION_WARN, failure);
  *warned = TRUE;
}

static void
check_format (const gchar *direction, OaAudioFormat asked,
    OaAudioFormat confirmed, gboolean *warned, OaSessionActions *out)
{
  if (asked != OA_AUDIO_FORMAT_UNKNOWN && asked != confirmed)
    warn (warned, oa_failure_other_format (direction,
            oa_audio_format_get_nick (asked),
            oa_audio_format_get_nick (confirmed)), out);
}

void
oa_download_check_formats (OaDownload *self, OaSessionActions *out)
{
  const OaSettings *s = &self->context->settings->session;
  const OaSessionConfig *config = self->context->config;

  if (!self->context->dialect->has_formats)
    return;
  check_format ("input", s->input_format,
      oa_session_config_get_input_format (config), &self->warned_input, out);
  if (self->context->dialect->has_output)
    check_format ("output", s->output_format,
        oa_session_config_get_output_format (config), &self->warned_output,
        out);
}

/*** speech ***/

/* FALSE: too much of it waits. */
static gboolean
play_arrival (OaDownload *self, const OaArrival *arrival,
    OaSessionActions *out)
{
  OaSessionContext *context = self->context;

  if (!context->dialect->continuous_output) {
    g_mutex_lock (context->lock);
    oa_conversation_add_received (context->conversation, arrival->item_id,
        arrival->sent_bytes, oa_audio_format_get_rate (arrival->sent_as)
        * oa_audio_format_get_sample_size (arrival->sent_as));
    g_mutex_unlock (context->lock);
  }
  if (oa_media_play (context->media, arrival,
          oa_session_context_get_answer_time (context)))
    return TRUE;
  oa_session_actions_failure (out, OA_SESSION_ACTION_FAIL,
      oa_failure_too_much_speech (OA_MEDIA_MAX_SPEECH_BYTES,
          OA_MEDIA_MAX_ITEMS));
  return FALSE;
}

static GPtrArray *
new_arrivals (OaDownload *self)
{
  if (self->spare != NULL)
    return g_steal_pointer (&self->spare);
  return oa_downlink_new_arrivals ();
}

/* Takes @arrivals. */
static void
play_arrivals (OaDownload *self, GPtrArray *arrivals, OaSessionActions *out)
{
  OaAudioFormat said, sent;
  guint i;

  for (i = 0; i < arrivals->len; i++)
    if (!play_arrival (self, g_ptr_array_index (arrivals, i), out))
      break;
  if (arrivals->len <= SPARE_LENGTH) {
    g_ptr_array_set_size (arrivals, 0);
    self->spare = arrivals;
  } else {
    g_ptr_array_unref (arrivals);
  }
  if (oa_downlink_take_surprise (self->downlink, &said, &sent))
    warn (&self->warned_output, oa_failure_other_content
        (oa_audio_format_get_nick (said), oa_audio_format_get_nick (sent)),
        out);
}

void
oa_download_play (OaDownload *self, const gchar *response_id,
    const gchar *item_id, GBytes *audio, OaSessionActions *out)
{
  GPtrArray *arrivals = new_arrivals (self);

  if (self->context->dialect->continuous_output)
    response_id = item_id = STREAM_ID;
  oa_downlink_add (self->downlink, response_id, item_id, audio, arrivals);
  play_arrivals (self, arrivals, out);
}

void
oa_download_end_item (OaDownload *self, const gchar *item_id,
    OaSessionActions *out)
{
  GPtrArray *arrivals = new_arrivals (self);

  oa_downlink_end_item (self->downlink, item_id, arrivals);
  play_arrivals (self, arrivals, out);
  oa_media_end_item (self->context->media, item_id);
}

void
oa_download_end_response (OaDownload *self, const gchar *response_id,
    OaSessionActions *out)
{
  GPtrArray *arrivals = new_arrivals (self);

  oa_downlink_end_response (self->downlink, response_id, arrivals);
  play_arrivals (self, arrivals, out);
  oa_media_end_response (self->context->media, response_id);
}

void
oa_download_end_speech (OaDownload *self, OaSessionActions *out)
{
  GPtrArray *arrivals = new_arrivals (self);

  oa_downlink_end_all (self->downlink, arrivals);
  play_arrivals (self, arrivals, out);
}

/*** as a part ***/

/* What is said of a response counts from its first audio. */
static void
handle_event (gpointer part, const OaEvent *event, gint64 now,
    OaSessionActions *out)
{
  OaDownload *self = part;

  oa_downlink_configure (self->downlink,
      self->context->settings->session.output_format,
      oa_session_config_get_output_format (self->context->config));
  oa_downlink_handle (self->downlink, event);
}

static void
link_lost (gpointer part, gint64 now, OaSessionActions *out)
{
  oa_download_end_speech (part, out);
}

const OaSessionPartClass oa_download_class = {
  .event = handle_event,
  .link_lost = link_lost,
};
