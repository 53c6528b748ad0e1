/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.c - see session.h. Its life, and the bus of its pipeline. */

#include "session.h"

#include "losses.h"

/* A file that gives nothing for so long will give nothing; what comes over a
 * network may. In s. */
#define FILE_LIMIT 3
#define NETWORK_LIMIT 60
/* The service tells what is left behind an answer, and may tell it late. */
#define LIMITS_GRACE_MS 100

struct _OrbSession
{
  OrbSetup setup;
  OrbSessionFunc done;
  gpointer user_data;
  OrbPipeline *pipeline;
  OrbChannel *channel;
  OrbOutcome outcome;

  guint watch;
  guint tick;
  guint grace;         /* all is over but for limits_due */
  guint quiet;         /* s without a sign of life */
  gboolean told;       /* there was a message since the last tick */
  gboolean limits_due; /* of an answer that is complete */
  gboolean unheard;    /* the element has told so */
};

/*** the bus ***/

static void
take_error (OrbSession *self, GstMessage *message)
{
  if (orb_pipeline_is_element (self->pipeline, message))
    orb_outcome_take_element_error (&self->outcome, message);
  else
    orb_outcome_take_source_error (&self->outcome, message,
        self->setup.input->path != NULL);
}

static void
take_warning (OrbSession *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  const GstStructure *details = NULL;

  gst_message_parse_warning (message, &error, NULL);
  gst_message_parse_warning_details (message, &details);
  /* An answer was given up: what is there is not whole. */
  if (orb_pipeline_is_element (self->pipeline, message)
      && g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ))
    orb_outcome_fail (&self->outcome, ORB_FAILURE_SERVICE, error->message);
  else
    orb_channel_warn (self->channel, error->message);
  /* The element heard something, and the service did not. */
  if (details != NULL
      && g_strcmp0 (gst_structure_get_string (details, "error-class"),
             "content")
          == 0)
    self->unheard = TRUE;
}

static void
take_element_message (OrbSession *self, GstMessage *message)
{
  const GstStructure *s = gst_message_get_structure (message);

  if (!orb_pipeline_is_element (self->pipeline, message))
    return;
  if (gst_structure_has_name (s, "openairealtime/response-done"))
    self->limits_due = TRUE;
  if (gst_structure_has_name (s, "openairealtime/rate-limits")) {
    self->limits_due = FALSE;
    orb_limiter_message (self->setup.limiter, s, orb_limiter_now ());
  } else if (gst_structure_has_name (s, "openairealtime/reconnected")) {
    orb_channel_warn (self->channel,
        "The connection was lost and replaced; an "
        "answer may be there twice, the first time not whole.");
  } else if (gst_structure_has_name (s, "openairealtime/error")) {
    const gchar *text = gst_structure_get_string (s, "message");

    orb_channel_warn (self->channel,
        text != NULL ? text : "The service reported an error.");
  } else {
    orb_transcript_message (self->channel->transcript, s,
        orb_pipeline_get_base (self->pipeline));
  }
}

static void
take_application_message (OrbSession *self, GstMessage *message)
{
  const GstStructure *s = gst_message_get_structure (message);
  gdouble position = 0;

  if (gst_structure_has_name (s, ORB_PIPELINE_PART))
    orb_pipeline_begin_part (self->pipeline);
  if (!gst_structure_has_name (s, ORB_PIPELINE_EVENT))
    return;
  gst_structure_get_double (s, "position", &position);
  orb_transcript_event (self->channel->transcript,
      gst_structure_get_string (s, "type"),
      gst_structure_get_string (s, "json"), position);
}

static void
check_file (OrbSession *self, OrbPcmFile *file)
{
  if (file == NULL || orb_pcm_file_get_error (file) == NULL)
    return;
  /* What came of it is not the cause. */
  g_clear_pointer (&self->outcome.cause, g_free);
  self->outcome.failure = ORB_FAILURE_DISK;
  self->outcome.cause = g_strdup (orb_pcm_file_get_error (file)->message);
}

static void
finish (OrbSession *self)
{
  const OrbTranscript *transcript = self->channel->transcript;
  OrbArrival arrival;

  orb_session_disconnect (self);
  orb_pipeline_get_arrival (self->pipeline, &arrival);
  self->outcome.nothing_came = arrival.position == 0;
  if (self->outcome.nothing_came)
    orb_outcome_fail (&self->outcome, ORB_FAILURE_RECORDING,
        "No audio came out of it.");
  check_file (self, self->channel->speech);
  check_file (self, self->channel->answers);
  if (transcript->failure != NULL)
    orb_outcome_fail (&self->outcome,
        transcript->limited ? ORB_FAILURE_BUSY : ORB_FAILURE_SERVICE,
        transcript->failure);
  if (self->outcome.failure == ORB_FAILURE_NONE)
    orb_losses_check (&self->setup, &arrival, self->unheard, self->channel,
        &self->outcome);
  self->done (self, self->user_data);
}

/* Decoders, too, can come to a stop without a word. */
static gboolean
on_tick (gpointer user_data)
{
  OrbSession *self = user_data;
  gboolean arrived = orb_pipeline_has_arrived (self->pipeline);
  gboolean moved = orb_pipeline_has_moved (self->pipeline) || self->told;
  guint limit = self->setup.settings->drain_timeout / 1000 + NETWORK_LIMIT;

  if (!arrived)
    limit = self->setup.input->path != NULL ? FILE_LIMIT : NETWORK_LIMIT;
  self->quiet = moved ? 0 : self->quiet + 1;
  self->told = FALSE;
  if (self->quiet < limit)
    return G_SOURCE_CONTINUE;
  if (arrived)
    orb_outcome_fail (&self->outcome, ORB_FAILURE_SERVICE,
        "Nothing happened any more.");
  self->tick = 0;
  finish (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_grace_over (gpointer user_data)
{
  OrbSession *self = user_data;

  self->grace = 0;
  finish (self);
  return G_SOURCE_REMOVE;
}

/* The end of the stream; TRUE when nothing more is waited for. */
static gboolean
is_over (OrbSession *self)
{
  if (!self->limits_due)
    return TRUE;
  self->grace = g_timeout_add (LIMITS_GRACE_MS, on_grace_over, self);
  return FALSE;
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  OrbSession *self = user_data;

  self->told = TRUE;
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      if (orb_decoder_take_error (orb_pipeline_get_decoder (self->pipeline),
              message))
        break;
      take_error (self, message);
      self->watch = 0;
      finish (self);
      return G_SOURCE_REMOVE;
    case GST_MESSAGE_EOS:
      if (!is_over (self))
        break;
      self->watch = 0;
      finish (self);
      return G_SOURCE_REMOVE;
    case GST_MESSAGE_WARNING:
      take_warning (self, message);
      break;
    case GST_MESSAGE_ELEMENT:
      take_element_message (self, message);
      if (self->grace == 0 || self->limits_due)
        break;
      self->watch = 0;
      finish (self);
      return G_SOURCE_REMOVE;
    case GST_MESSAGE_APPLICATION:
      take_application_message (self, message);
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

/*** life ***/

OrbSession *
orb_session_new (const OrbSetup *setup, OrbSessionFunc done, gpointer user_data)
{
  OrbSession *self = g_new0 (OrbSession, 1);

  self->setup = *setup;
  self->done = done;
  self->user_data = user_data;
  self->outcome.retry_after = -1;
  self->channel = orb_channel_new (setup->channel);
  self->pipeline = orb_pipeline_new (&self->setup, self->channel);
  return self;
}

gboolean
orb_session_start (OrbSession *self, GError **error)
{
  GstBus *bus;

  if (!orb_pipeline_start (self->pipeline, error))
    return FALSE;
  bus = orb_pipeline_get_bus (self->pipeline);
  self->watch = gst_bus_add_watch (bus, on_message, self);
  self->tick = g_timeout_add_seconds (1, on_tick, self);
  gst_object_unref (bus);
  return TRUE;
}

void
orb_session_disconnect (OrbSession *self)
{
  guint *sources[] = { &self->watch, &self->tick, &self->grace };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_clear_handle_id (sources[i], g_source_remove);
}

void
orb_session_stop (OrbSession *self)
{
  orb_pipeline_stop (self->pipeline);
}

void
orb_session_free (OrbSession *self)
{
  if (self == NULL)
    return;
  orb_session_disconnect (self);
  orb_pipeline_free (self->pipeline);
  orb_channel_free (self->channel);
  g_free (self->outcome.cause);
  g_free (self);
}

/*** what came of it ***/

/* The share of the turns so far that have what they wait for. */
static gdouble
get_answered (OrbSession *self)
{
  guint turns = 0, texts = 0, ready;
  const GPtrArray *items = self->channel->transcript->items;

  for (guint i = 0; i < items->len; i++) {
    const OrbItem *item = g_ptr_array_index (items, i);

    turns += item->user;
    texts += item->user && (item->final || item->problem != NULL);
  }
  ready = orb_settings_speaks (self->setup.settings)
      ? self->channel->transcript->responses
      : texts;
  return turns == 0 ? 1 : MIN (ready, turns) / (gdouble) turns;
}

gdouble
orb_session_get_progress (OrbSession *self)
{
  gdouble duration = self->setup.info->duration;

  return duration <= 0
      ? 0
      : MIN (orb_pipeline_get_position (self->pipeline) / duration, 1)
          * get_answered (self);
}

const OrbOutcome *
orb_session_get_outcome (OrbSession *self)
{
  return &self->outcome;
}

OrbChannel *
orb_session_get_channel (OrbSession *self)
{
  return self->channel;
}
