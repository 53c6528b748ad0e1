/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* twilioleg.c - see twilioleg.h. */

#include "twilioleg.h"

#include "twilio/twiml.h"

#include <string.h>

/* So long the end of the media waits for the answer to a transfer. */
#define ANSWER_S 5

/* Of its media. */
typedef struct
{
  const gchar *word, *cause, *sentence;
  gboolean caller_stays;
} End;

typedef struct
{
  OvsLeg leg;
  gint refs; /* its owner's, and those of what runs for it */
  OvsTwilioLine *line;
  gchar *call_id;
  gchar *sid; /* NULL: not made yet */
  gchar *from, *to;
  guint ring_s;
  gboolean detect_machine, hang_up_on_machine;
  gboolean has_media;
  gboolean asked;   /* what follows its media */
  gboolean left;    /* it has ended, or goes on without us */
  gpointer dialing; /* the job, while it is being made */
  guint moves;      /* transfers that have not been answered yet */
  const End *held;  /* the end that waits for them */
  guint hold_timer;
} TwilioLeg;

static const OvsLegClass twilio_class;

static void
leg_unref (TwilioLeg *self)
{
  if (--self->refs > 0)
    return;
  g_free (self->call_id);
  g_free (self->sid);
  g_free (self->from);
  g_free (self->to);
  g_free (self);
}

static void
leg_free (OvsLeg *leg)
{
  leg->listener = NULL;
  leg_unref ((TwilioLeg *) leg);
}

static TwilioLeg *
new_leg (OvsTwilioLine *line, const gchar *call_id)
{
  TwilioLeg *self = g_new0 (TwilioLeg, 1);

  self->leg.klass = &twilio_class;
  self->refs = 1;
  self->line = line;
  self->call_id = g_strdup (call_id);
  return self;
}

OvsLeg *
ovs_twilio_leg_new_incoming (OvsTwilioLine *line, const gchar *call_id,
    const gchar *sid)
{
  TwilioLeg *self = new_leg (line, call_id);

  self->sid = g_strdup (sid);
  return &self->leg;
}

OvsLeg *
ovs_twilio_leg_new_outgoing (OvsTwilioLine *line, const gchar *call_id,
    const OvsTwilioOutgoing *outgoing)
{
  TwilioLeg *self = new_leg (line, call_id);

  self->from = g_strdup (outgoing->from);
  self->to = g_strdup (outgoing->to);
  self->ring_s = outgoing->ring_s;
  self->detect_machine = outgoing->detect_machine;
  self->hang_up_on_machine = outgoing->hang_up_on_machine;
  return &self->leg;
}

OvsLeg *
ovs_twilio_leg_cast (OvsLeg *leg)
{
  return leg->klass == &twilio_class ? leg : NULL;
}

static void
tell_end (TwilioLeg *self, const gchar *cause, const gchar *sentence)
{
  const OvsLegListener *listener = self->leg.listener;

  if (listener != NULL)
    listener->ended (cause, sentence, self->leg.user_data);
}

/*** calling ***/

typedef struct
{
  TwilioLeg *leg;
  OvsDoneFunc done;
  gpointer done_data;
} Job;

static Job *
new_job (TwilioLeg *leg, OvsDoneFunc done, gpointer done_data)
{
  Job *self = g_new (Job, 1);

  *self = (Job){ leg, done, done_data };
  leg->refs++;
  return self;
}

static void
end_job (Job *self, const GError *error)
{
  if (self->done != NULL)
    self->done (error, self->done_data);
  leg_unref (self->leg);
  g_free (self);
}

static void
hang_up_by_rest (TwilioLeg *self)
{
  if (self->line->rest != NULL && self->sid != NULL)
    ovs_twilio_rest_hang_up (self->line->rest, self->sid, NULL, NULL);
}

void
ovs_twilio_leg_identify (OvsLeg *leg, const gchar *sid)
{
  TwilioLeg *self = (TwilioLeg *) leg;

  if (self->sid != NULL || !ovs_twilio_is_sid (sid))
    return;
  self->sid = g_strdup (sid);
  if (leg->listener != NULL)
    leg->listener->identified (self->sid, leg->user_data);
}

/* Whoever was to be called may have been given up meanwhile, or have answered
 * before it was known that they are called. */
static void
on_dialed (const gchar *sid, const GError *error, gpointer user_data)
{
  Job *job = user_data;
  TwilioLeg *self = job->leg;
  g_autoptr (GError) given_up = NULL;

  self->dialing = NULL;
  ovs_twilio_leg_identify (&self->leg, sid);
  if (self->leg.listener == NULL) {
    given_up = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
        "The call was given up.");
    hang_up_by_rest (self);
  } else if (self->sid != NULL) {
    error = NULL;
  } else if (error != NULL) {
    tell_end (self, "not-made", error->message);
  }
  end_job (job, given_up != NULL ? given_up : error);
}

static void
leg_start (OvsLeg *leg, OvsDoneFunc done, gpointer done_data)
{
  TwilioLeg *self = (TwilioLeg *) leg;
  const gchar *base = self->line->settings->public_url;
  g_autofree gchar *twiml =
      g_strconcat (base, "/twilio/voice/", self->call_id, NULL);
  g_autofree gchar *status =
      g_strconcat (base, "/twilio/status/", self->call_id, NULL);
  const OvsTwilioDial dial = { .to = self->to,
    .from = self->from,
    .twiml_url = twiml,
    .status_url = status,
    .detect_machine = self->detect_machine,
    .ring_s = self->ring_s };

  self->dialing = new_job (self, done, done_data);
  ovs_twilio_rest_dial (self->line->rest, &dial, on_dialed, self->dialing);
}

/*** what is told of it ***/

gboolean
ovs_twilio_leg_take_media (OvsLeg *leg, GstElement *pipeline, GstElement *phone)
{
  TwilioLeg *self = (TwilioLeg *) leg;

  if (leg->listener == NULL || self->has_media)
    return FALSE;
  self->has_media = TRUE;
  leg->listener->media (pipeline, phone, leg->user_data);
  return TRUE;
}

static void
take_verdict (TwilioLeg *self, const gchar *answered_by)
{
  self->leg.listener->fact ("answered_by", answered_by, self->leg.user_data);
  if (self->hang_up_on_machine && !g_str_equal (answered_by, "human")
      && !g_str_equal (answered_by, "unknown"))
    tell_end (self, "machine", "A machine answered.");
}

static gboolean
take_final (TwilioLeg *self, const gchar *status)
{
  static const struct
  {
    const gchar *status, *cause, *sentence;
  } ends[] = {
    { "busy", "busy", "The line was busy." },
    { "no-answer", "no-answer", "Nobody answered." },
    { "failed", "not-made", "The phone company could not make the call." },
    { "canceled", "canceled", "The call was given up before an answer." },
    { "completed", "caller-hung-up", "The phone company ended the call." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_strcmp0 (status, ends[i].status) == 0) {
      self->left = TRUE;
      tell_end (self, ends[i].cause, ends[i].sentence);
      return TRUE;
    }
  return FALSE;
}

void
ovs_twilio_leg_take_question (OvsLeg *leg)
{
  ((TwilioLeg *) leg)->asked = TRUE;
}

static void
expect_question (TwilioLeg *self)
{
  if (!self->asked)
    ovs_twilio_line_expect_question (self->line, self->sid);
}

/* While there are media, their end is told by them, in order with what was
 * said last. */
void
ovs_twilio_leg_take_status (OvsLeg *leg, const gchar *status,
    const gchar *answered_by)
{
  TwilioLeg *self = (TwilioLeg *) leg;

  if (leg->listener == NULL || (!self->has_media && take_final (self, status)))
    return;
  if (answered_by != NULL)
    take_verdict (self, answered_by);
}

/* Of a lost connection, and of one that we end, the phone company asks what
 * follows. */
static void
tell_media_end (TwilioLeg *self, const End *end)
{
  if (!self->left && end->caller_stays)
    expect_question (self);
  self->left = TRUE;
  tell_end (self, end->cause, end->sentence);
}

static void
stop_holding (TwilioLeg *self)
{
  if (self->hold_timer != 0)
    g_source_remove (self->hold_timer);
  self->hold_timer = 0;
  self->held = NULL;
}

static gboolean
on_held_too_long (gpointer user_data)
{
  TwilioLeg *self = user_data;
  const End *end = self->held;

  self->hold_timer = 0;
  self->held = NULL;
  tell_media_end (self, end);
  return G_SOURCE_REMOVE;
}

static void
take_end (TwilioLeg *self, const gchar *cause)
{
  static const End ends[] = {
    { "hangup", "caller-hung-up", "The caller hung up." },
    { "closed", "caller-hung-up", "The phone company closed the media." },
    { "lost", "connection-lost", "The connection to the phone company broke.",
        TRUE },
    { "finished", "agent-hung-up", "The call was ended here.", TRUE },
    { "timeout", "no-media", "The phone company told of no call." },
  };
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (ends) && g_strcmp0 (cause, ends[i].word) != 0)
    i++;
  if (self->moves == 0) {
    tell_media_end (self, &ends[i]);
  } else if (self->held == NULL) {
    self->held = &ends[i];
    self->hold_timer = g_timeout_add_seconds (ANSWER_S, on_held_too_long, self);
  }
}

static gboolean
leg_holds_end (OvsLeg *leg)
{
  return ((TwilioLeg *) leg)->held != NULL;
}

static void
leg_message (OvsLeg *leg, const GstStructure *structure)
{
  const gchar *digit = gst_structure_get_string (structure, "digit");

  if (gst_structure_has_name (structure, "twiliostream/call-ended"))
    take_end ((TwilioLeg *) leg, gst_structure_get_string (structure, "cause"));
  else if (gst_structure_has_name (structure, "twiliostream/dtmf")
      && digit != NULL && leg->listener != NULL)
    leg->listener->key (digit, leg->user_data);
}

/*** what is asked of it ***/

/* With the media, the socket goes, and the phone company asks what follows;
 * the REST API ends what has none, and is surer. */
static void
leg_hang_up (OvsLeg *leg)
{
  TwilioLeg *self = (TwilioLeg *) leg;

  leg->listener = NULL;
  stop_holding (self);
  if (self->dialing != NULL)
    ovs_twilio_rest_give_up (self->line->rest, self->dialing);
  if (self->left)
    return;
  hang_up_by_rest (self);
  if (self->line->rest == NULL && self->has_media)
    expect_question (self);
}

static void
finish_for_transfer (TwilioLeg *self, gboolean media_have_ended)
{
  const OvsLegListener *listener = self->leg.listener;

  if (media_have_ended)
    tell_end (self, "transferred", "The call was passed on.");
  else if (listener != NULL)
    listener->finish ("transferred", "The call was passed on.",
        self->leg.user_data);
}

static void
on_redirected (const GError *error, gpointer user_data)
{
  Job *job = user_data;
  TwilioLeg *self = job->leg;
  const End *held = self->held;

  self->moves--;
  if (error == NULL) {
    self->left = TRUE;
    stop_holding (self);
    finish_for_transfer (self, held != NULL);
  } else if (held != NULL && self->moves == 0) {
    stop_holding (self);
    tell_media_end (self, held);
  }
  end_job (job, error);
}

/* With the REST API, it is known whether it worked; without it, the end of the
 * media makes the phone company ask. */
static void
leg_transfer (OvsLeg *leg, const gchar *number, OvsDoneFunc done,
    gpointer done_data)
{
  TwilioLeg *self = (TwilioLeg *) leg;
  OvsTwilioLine *line = self->line;
  g_autofree gchar *dialed = ovs_twiml_make_number (number);

  if (dialed == NULL) {
    g_autoptr (GError) error = g_error_new (G_IO_ERROR,
        G_IO_ERROR_INVALID_ARGUMENT,
        "\"%s\" is no telephone number. Give one as +15550100.", number);

    done (error, done_data);
  } else if (line->rest != NULL) {
    g_autofree gchar *twiml = ovs_twiml_dial (dialed, NULL);

    self->moves++;
    ovs_twilio_rest_redirect (line->rest, self->sid, twiml, on_redirected,
        new_job (self, done, done_data));
  } else {
    ovs_twilio_line_set_transfer (line, self->sid, dialed);
    finish_for_transfer (self, FALSE);
    done (NULL, done_data);
  }
}

static void
leg_send_sms (OvsLeg *leg, const gchar *to, const gchar *text, OvsDoneFunc done,
    gpointer done_data)
{
  TwilioLeg *self = (TwilioLeg *) leg;
  const gchar *from = self->line->settings->twilio_number;
  g_autofree gchar *number = ovs_twiml_make_number (to);
  g_autoptr (GError) error = NULL;

  if (self->line->rest == NULL || from == NULL)
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
        "No messages can be sent: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN "
        "and TWILIO_PHONE_NUMBER.");
  else if (number == NULL || g_str_has_prefix (number, "sip:"))
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "\"%s\" is no telephone number. Give one as +15550100.", to);
  if (error != NULL)
    done (error, done_data);
  else
    ovs_twilio_rest_send_sms (self->line->rest, from, number, text, done,
        done_data);
}

static const OvsLegClass twilio_class = {
  .name = "twilio",
  .start = leg_start,
  .message = leg_message,
  .holds_end = leg_holds_end,
  .hang_up = leg_hang_up,
  .transfer = leg_transfer,
  .send_sms = leg_send_sms,
  .free = leg_free,
};
