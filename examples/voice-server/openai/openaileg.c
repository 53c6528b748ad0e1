/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* openaileg.c - see openaileg.h.
 *
 * The call is accepted with the session that the agent has configured, then
 * joined by its id. The way to it is there a moment after the acceptance. */

#include "openaileg.h"

#include "openai/servicesession.h"
#include "protocol/json.h"

/* A referral is answered with 200 whether it is carried out or not; the end of
 * the call tells. So long it may take. */
#define REFER_S 15

typedef struct
{
  OvsLeg leg;
  gint refs;
  OvsOpenaiControl *control;
  gchar *external_id;
  gboolean accepted;
  gboolean left; /* it has ended, or was never ours */
  guint refer_timer;
  OvsDoneFunc referred; /* while a referral is under way */
  gpointer referred_data;
  gboolean asking; /* for it; not answered yet */
  gchar *lost;     /* why the way to the call closed meanwhile */
} OpenaiLeg;

static const OvsLegClass openai_class;

OvsLeg *
ovs_openai_leg_new (OvsOpenaiControl *control, const gchar *external_id)
{
  OpenaiLeg *self = g_new0 (OpenaiLeg, 1);

  self->leg.klass = &openai_class;
  self->refs = 1;
  self->control = control;
  self->external_id = g_strdup (external_id);
  return &self->leg;
}

static void
leg_unref (OpenaiLeg *self)
{
  if (--self->refs > 0)
    return;
  g_free (self->external_id);
  g_free (self->lost);
  g_free (self);
}

static void
end_refer (OpenaiLeg *self, const GError *error)
{
  OvsDoneFunc done = self->referred;

  if (self->refer_timer != 0)
    g_source_remove (self->refer_timer);
  self->refer_timer = 0;
  self->referred = NULL;
  if (done != NULL)
    done (error, self->referred_data);
}

/* The call was ended otherwise: nobody knows what becomes of the referral. */
static void
give_up_refer (OpenaiLeg *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR,
      G_IO_ERROR_CANCELLED,
      "The call ended before it was known whether it was passed on.");

  end_refer (self, error);
}

static void
leg_free (OvsLeg *leg)
{
  OpenaiLeg *self = (OpenaiLeg *) leg;

  leg->listener = NULL;
  give_up_refer (self);
  leg_unref (self);
}

/*** the acceptance ***/

typedef struct
{
  OpenaiLeg *leg;
  OvsDoneFunc done;
  gpointer data;
} Job;

static Job *
new_job (OpenaiLeg *leg, OvsDoneFunc done, gpointer data)
{
  Job *self = g_new (Job, 1);

  *self = (Job){ leg, done, data };
  leg->refs++;
  return self;
}

static void
on_accepted (const GError *error, gpointer user_data)
{
  Job *job = user_data;

  OpenaiLeg *self = job->leg;

  self->accepted = error == NULL;
  if (error != NULL)
    self->left = TRUE;
  if (self->leg.listener != NULL)
    job->done (error, job->data);
  else if (error == NULL)
    ovs_openai_control_hang_up (self->control, self->external_id);
  leg_unref (self);
  g_free (job);
}

/* Without them, a session that names functions has sent noise on such calls. */
static JsonObject *
make_formats (void)
{
  return oa_json_parse_object (
      "{\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcmu\"}},"
      "\"output\":{\"format\":{\"type\":\"audio/pcmu\"}}}}",
      -1, 0, "The formats", NULL);
}

static JsonObject *
make_session (GstElement *model)
{
  JsonObject *session = ovs_service_session_new (model);
  g_autoptr (JsonObject) formats = make_formats ();

  oa_json_merge (session, formats, NULL);
  return session;
}

static void
set_formats (GstElement *model)
{
  g_autoptr (JsonObject) formats = make_formats ();
  g_autoptr (JsonObject) config = NULL;
  g_autofree gchar *text = NULL;
  g_autofree gchar *whole = NULL;

  g_object_get (model, "session-config", &text, NULL);
  if (text != NULL)
    config = oa_json_parse_object (text, -1, 0, "The session", NULL);
  if (config != NULL)
    oa_json_merge (formats, config, NULL);
  whole = oa_json_object_to_text (formats);
  g_object_set (model, "session-config", whole, NULL);
}

static void
leg_configure (OvsLeg *leg, GstElement *model, OvsDoneFunc done,
    gpointer done_data)
{
  OpenaiLeg *self = (OpenaiLeg *) leg;

  set_formats (model);
  g_object_set (model, "call-id", self->external_id, NULL);
  if (self->accepted) {
    done (NULL, done_data);
    return;
  }
  ovs_openai_control_accept (self->control, self->external_id,
      make_session (model), on_accepted, new_job (self, done, done_data));
}

/*** its end ***/

static void
tell_end (OpenaiLeg *self, const gchar *cause, const gchar *sentence)
{
  if (self->leg.listener != NULL)
    self->leg.listener->ended (cause, sentence, self->leg.user_data);
}

static void
end_referred (OpenaiLeg *self)
{
  end_refer (self, NULL);
  tell_end (self, "transferred", "The call was passed on.");
}

/* The service closes what controls a call when that is over. Of one that was
 * to be passed on, its answer to that says which end it is. */
static void
leg_lost (OvsLeg *leg, const gchar *sentence)
{
  OpenaiLeg *self = (OpenaiLeg *) leg;

  self->left = TRUE;
  if (self->asking)
    self->lost = g_strdup (sentence);
  else if (self->referred != NULL)
    end_referred (self);
  else
    tell_end (self, "caller-hung-up", sentence);
}

static void
leg_hang_up (OvsLeg *leg)
{
  OpenaiLeg *self = (OpenaiLeg *) leg;

  leg->listener = NULL;
  give_up_refer (self);
  if (!self->left)
    ovs_openai_control_hang_up (self->control, self->external_id);
}

/*** a referral ***/

static gboolean
on_refer_late (gpointer user_data)
{
  OpenaiLeg *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR,
      G_IO_ERROR_TIMED_OUT,
      "The phone company did not pass the call on. Allow REFER at the trunk.");

  self->refer_timer = 0;
  end_refer (self, error);
  return G_SOURCE_REMOVE;
}

static void
on_referred (const GError *error, gpointer user_data)
{
  OpenaiLeg *self = user_data;

  self->asking = FALSE;
  if (error != NULL) {
    end_refer (self, error);
    if (self->lost != NULL)
      tell_end (self, "caller-hung-up", self->lost);
  } else if (self->lost != NULL) {
    end_referred (self);
  } else if (self->referred != NULL) {
    self->refer_timer = g_timeout_add_seconds (REFER_S, on_refer_late, self);
  }
  leg_unref (self);
}

static void
leg_transfer (OvsLeg *leg, const gchar *number, OvsDoneFunc done,
    gpointer done_data)
{
  OpenaiLeg *self = (OpenaiLeg *) leg;
  g_autofree gchar *target = g_str_has_prefix (number, "sip:")
      ? g_strdup (number)
      : g_strconcat ("tel:", number, NULL);
  g_autoptr (GError) error = NULL;

  if (self->referred != NULL) {
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY,
        "The call is being passed on already.");
    done (error, done_data);
    return;
  }
  self->referred = done;
  self->referred_data = done_data;
  self->asking = TRUE;
  self->refs++;
  ovs_openai_control_refer (self->control, self->external_id, target,
      on_referred, self);
}

static const OvsLegClass openai_class = {
  .name = "openai-sip",
  .configure = leg_configure,
  .lost = leg_lost,
  .hang_up = leg_hang_up,
  .transfer = leg_transfer,
  .free = leg_free,
};
