/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.c - life of a session, and its bus. See session.h. */

#include "sessionprivate.h"

#include <glib/gstdio.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A file that gives nothing for so long will give nothing; what comes over a
 * network may. In s. */
#define FILE_LIMIT 3
#define NETWORK_LIMIT 60
/* The service tells what is left behind an answer, and may tell it late. */
#define LIMITS_GRACE_MS 100

/*** the bus ***/

/* By the word that the element has for it. */
static OrbFailure
classify (const gchar *class, guint http_status)
{
  static const gchar *const hopeless[] = {
    "auth", "quota", "model", "config", "tls", NULL
  };

  if (class != NULL && g_strv_contains (hopeless, class))
    return ORB_FAILURE_ALL;
  if (g_strcmp0 (class, "rate") == 0 || http_status == 503)
    return ORB_FAILURE_BUSY;
  /* What was said offends: another try would end the same. */
  if (g_strcmp0 (class, "content") == 0)
    return ORB_FAILURE_RECORDING;
  return ORB_FAILURE_SERVICE;
}

/* A recording that comes over a network may come the next time, unless its
 * server knows that it will not. */
static OrbFailure
classify_source (OrbSession *self, const GError *error,
    const GstStructure *details)
{
  guint status = 0;

  if (self->source.input->path != NULL
      || error->domain != GST_RESOURCE_ERROR)
    return ORB_FAILURE_RECORDING;
  if (details != NULL)
    gst_structure_get_uint (details, "http-status-code", &status);
  return status >= 400 && status < 500 && status != 408 && status != 425
      && status != 429 ? ORB_FAILURE_RECORDING : ORB_FAILURE_SOURCE;
}

/* A part that cannot be read does not spoil those before it. */
static gboolean
is_of_a_part (OrbSession *self, GstMessage *message)
{
  if (self->part == 0 || self->decoder == NULL
      || !(GST_MESSAGE_SRC (message) == GST_OBJECT (self->decoder)
          || gst_object_has_as_ancestor (GST_MESSAGE_SRC (message),
              GST_OBJECT (self->decoder))))
    return FALSE;
  if (!self->broken)
    orb_session_end_parts (self);
  self->broken = TRUE;
  return TRUE;
}

static void
take_error (OrbSession *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  const GstStructure *details = NULL;
  const gchar *class = NULL;
  guint status = 0, after = 0;

  gst_message_parse_error (message, &error, NULL);
  gst_message_parse_error_details (message, &details);
  if (GST_MESSAGE_SRC (message) != GST_OBJECT (self->element)) {
    orb_session_set_failure (self, classify_source (self, error, details),
        error->message);
    return;
  }
  if (details != NULL) {
    class = gst_structure_get_string (details, "error-class");
    gst_structure_get_uint (details, "http-status-code", &status);
    if (gst_structure_get_uint (details, "retry-after", &after))
      self->outcome.retry_after = after;
  }
  orb_session_set_failure (self, classify (class, status), error->message);
}

static void
take_warning (OrbSession *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  const GstStructure *details = NULL;

  gst_message_parse_warning (message, &error, NULL);
  gst_message_parse_warning_details (message, &details);
  /* An answer was given up: what is there is not whole. */
  if (GST_MESSAGE_SRC (message) == GST_OBJECT (self->element)
      && g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ))
    orb_session_set_failure (self, ORB_FAILURE_SERVICE, error->message);
  else
    orb_session_warn (self, error->message);
  /* The element heard something, and the service did not. */
  if (details != NULL && g_strcmp0 (gst_structure_get_string (details,
              "error-class"), "content") == 0)
    self->unheard = TRUE;
}

static void
take_element_message (OrbSession *self, GstMessage *message)
{
  const GstStructure *s = gst_message_get_structure (message);
  GstClockTime base;

  if (GST_MESSAGE_SRC (message) != GST_OBJECT (self->element))
    return;
  if (gst_structure_has_name (s, "openairealtime/response-done"))
    self->limits_due = TRUE;
  if (gst_structure_has_name (s, "openairealtime/rate-limits")) {
    self->limits_due = FALSE;
    orb_limiter_message (self->source.limiter, s, orb_limiter_now ());
  } else if (gst_structure_has_name (s, "openairealtime/reconnected")) {
    orb_session_warn (self, "The connection was lost and replaced; an "
        "answer may be there twice, the first time not whole.");
  } else if (gst_structure_has_name (s, "openairealtime/error")) {
    const gchar *text = gst_structure_get_string (s, "message");

    orb_session_warn (self, text != NULL ? text
        : "The service reported an error.");
  } else {
    g_mutex_lock (&self->lock);
    base = self->base;
    g_mutex_unlock (&self->lock);
    orb_transcript_message (self->transcript, s, base);
  }
}

static void
take_application_message (OrbSession *self, GstMessage *message)
{
  const GstStructure *s = gst_message_get_structure (message);
  gdouble position = 0;

  if (gst_structure_has_name (s, ORB_SESSION_PART))
    orb_session_begin_part (self);
  if (!gst_structure_has_name (s, ORB_SESSION_EVENT))
    return;
  gst_structure_get_double (s, "position", &position);
  orb_transcript_event (self->transcript, gst_structure_get_string (s, "type"),
      gst_structure_get_string (s, "json"), position);
}

static void
check_track (OrbSession *self, OrbPcmFile *track)
{
  if (track == NULL || orb_pcm_file_get_error (track) == NULL)
    return;
  /* What came of it is not the cause. */
  g_clear_pointer (&self->outcome.cause, g_free);
  self->outcome.failure = ORB_FAILURE_DISK;
  self->outcome.cause = g_strdup (orb_pcm_file_get_error (track)->message);
}

static void
finish (OrbSession *self)
{
  orb_session_disconnect (self);
  self->outcome.nothing_came = orb_session_get_position (self) == 0;
  if (self->outcome.nothing_came)
    orb_session_set_failure (self, ORB_FAILURE_RECORDING,
        "No audio came out of it.");
  check_track (self, self->speech);
  check_track (self, self->answers);
  if (orb_transcript_get_failure (self->transcript) != NULL)
    orb_session_set_failure (self,
        orb_transcript_was_limited (self->transcript) ? ORB_FAILURE_BUSY
                                                      : ORB_FAILURE_SERVICE,
        orb_transcript_get_failure (self->transcript));
  if (self->outcome.failure == ORB_FAILURE_NONE)
    orb_session_check (self);
  self->done (self, self->user_data);
}

/* Decoders, too, can come to a stop without a word. */
static gboolean
on_tick (gpointer user_data)
{
  OrbSession *self = user_data;
  gint signs = g_atomic_int_get (&self->signs);
  guint limit = self->options->drain_timeout / 1000 + NETWORK_LIMIT;

  if (!g_atomic_int_get (&self->arrived))
    limit = self->source.input->path != NULL ? FILE_LIMIT : NETWORK_LIMIT;
  self->quiet = signs != self->seen || g_atomic_int_get (&self->waiting) ? 0
      : self->quiet + 1;
  self->seen = signs;
  if (self->quiet < limit)
    return G_SOURCE_CONTINUE;
  if (g_atomic_int_get (&self->arrived))
    orb_session_set_failure (self, ORB_FAILURE_SERVICE,
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

  g_atomic_int_inc (&self->signs);
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      if (is_of_a_part (self, message))
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

static void
watch (OrbSession *self)
{
  GstBus *bus = gst_element_get_bus (self->pipeline);

  self->watch = gst_bus_add_watch (bus, on_message, self);
  self->tick = g_timeout_add_seconds (1, on_tick, self);
  gst_object_unref (bus);
}

static gchar *
matrix_of (guint channel, guint channels)
{
  g_autoptr (GString) row = g_string_new (NULL);

  for (guint i = 1; i <= channels; i++)
    g_string_append_printf (row, "%s(float)%d", i > 1 ? ", " : "",
        i == channel);
  return g_strdup_printf ("< < %s > >", row->str);
}

OrbSession *
orb_session_new (const OrbOptions *options, OrbStore *store,
    const OrbSessionSource *source, OrbSessionFunc done, gpointer user_data)
{
  OrbSession *self = g_new0 (OrbSession, 1);
  guint channel = source->channel;

  g_mutex_init (&self->lock);
  g_cond_init (&self->committed);
  self->fd = source->input->path != NULL && source->probe->container.parts > 1
      ? g_open (source->input->path, O_RDONLY | O_CLOEXEC, 0) : -1;
  self->commits = !orb_options_service_detects (options)
      && !orb_options_speaks (options);
  self->options = options;
  self->done = done;
  self->user_data = user_data;
  self->source = *source;
  self->matrix = channel != 0 && source->probe->channels > 1
      ? matrix_of (channel, source->probe->channels) : NULL;
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  orb_clock_init (&self->clock, source->probe->counts);
  self->base = GST_CLOCK_TIME_NONE;
  self->levels = orb_loudness_new ();
  self->transcript = orb_transcript_new (channel);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->outcome.retry_after = -1;
  self->store = store;
  return self;
}

static gboolean
make_tracks (OrbSession *self, GError **error)
{
  guint write = self->options->write;

  if (write & (ORB_WRITE_ANSWER | ORB_WRITE_CONVERSATION))
    self->answers = orb_pcm_file_new (self->store, error);
  else
    return TRUE;
  if (self->answers != NULL && write & ORB_WRITE_CONVERSATION)
    self->speech = orb_pcm_file_new (self->store, error);
  return self->answers != NULL
      && (self->speech != NULL || !(write & ORB_WRITE_CONVERSATION));
}

gboolean
orb_session_start (OrbSession *self, GError **error)
{
  if (!make_tracks (self, error) || !orb_session_build (self, error))
    return FALSE;
  watch (self);
  /* A failure comes as an error on the bus. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

void
orb_session_disconnect (OrbSession *self)
{
  if (self->watch != 0)
    g_source_remove (self->watch);
  if (self->tick != 0)
    g_source_remove (self->tick);
  if (self->grace != 0)
    g_source_remove (self->grace);
  self->watch = 0;
  self->tick = 0;
  self->grace = 0;
}

void
orb_session_stop (OrbSession *self)
{
  g_mutex_lock (&self->lock);
  g_atomic_int_set (&self->stop, TRUE);
  g_cond_signal (&self->committed);
  g_mutex_unlock (&self->lock);
  orb_limiter_wake (self->source.limiter);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->element);
  g_clear_object (&self->entry);
  g_clear_object (&self->pipeline);
}

void
orb_session_free (OrbSession *self)
{
  if (self == NULL)
    return;
  orb_session_disconnect (self);
  orb_session_stop (self);
  orb_loudness_free (self->levels);
  orb_transcript_free (self->transcript);
  orb_pcm_file_free (self->speech);
  orb_pcm_file_free (self->answers);
  g_ptr_array_unref (self->warnings);
  g_free (self->outcome.cause);
  g_free (self->matrix);
  if (self->fd >= 0)
    close (self->fd);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->committed);
  g_free (self);
}

/*** what came of it ***/

gdouble
orb_session_get_position (OrbSession *self)
{
  gdouble position;

  g_mutex_lock (&self->lock);
  position = self->samples / (gdouble) ORB_RATE;
  g_mutex_unlock (&self->lock);
  return position;
}

gdouble
orb_session_get_answered (OrbSession *self)
{
  guint turns = 0, texts = 0, ready;
  const GPtrArray *items = orb_transcript_get_items (self->transcript);

  for (guint i = 0; i < items->len; i++) {
    const OrbItem *item = g_ptr_array_index (items, i);

    turns += item->user;
    texts += item->user && (item->final || item->problem != NULL);
  }
  ready = orb_options_speaks (self->options)
      ? orb_transcript_get_responses (self->transcript) : texts;
  return turns == 0 ? 1 : MIN (ready, turns) / (gdouble) turns;
}

const OrbOutcome *
orb_session_get_outcome (OrbSession *self)
{
  return &self->outcome;
}

OrbTranscript *
orb_session_get_talk (OrbSession *self)
{
  return self->transcript;
}

OrbLoudness *
orb_session_get_levels (OrbSession *self)
{
  return self->levels;
}

OrbPcmFile *
orb_session_get_speech (OrbSession *self)
{
  return self->speech;
}

OrbPcmFile *
orb_session_get_answers (OrbSession *self)
{
  return self->answers;
}

guint
orb_session_get_channel (OrbSession *self)
{
  return self->source.channel;
}

const GPtrArray *
orb_session_get_warnings (OrbSession *self)
{
  return self->warnings;
}

gboolean
orb_session_is_incomplete (OrbSession *self)
{
  return self->incomplete;
}
