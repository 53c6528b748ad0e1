/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sequencer.c - requests in order, and whose response begins.
 *
 * Nothing in a response says whose it is. One that begins while ours is
 * requested is taken for ours, but may be the answer to a turn; then ours is
 * refused, at once or even by a later answer that it runs into. So a request
 * is remembered until the next one goes out, to be sent again. */

#include "sequencer.h"

#include "protocol/json.h"
#include "deadline.h"
#include "ids.h"
#include "sequencerparts.h"

#define SECOND G_GINT64_CONSTANT (1000000)
/* The service should answer a turn that it detected; after this we ask. */
#define EXPECTED_LIMIT (10 * SECOND)
/* The same when the turn came while it was answering another. */
#define EXPECTED_AFTER_DONE (1 * SECOND)
/* It says a response is active that we do not know; ask again after this. */
#define UNKNOWN_LIMIT (5 * SECOND)
/* Nothing came of a response that is under way: at least this. */
#define ACTIVE_LIMIT (30 * SECOND)

struct _OaSequencer
{
  OaResponses *responses;
  guint64 *last_id;
  OaConversationRules *rules;
  gboolean announces; /* the service tells when a response begins */

  GQueue waiting; /* of OaWanted */
  OaResponseRequest request;
  OaActiveResponse active;
  gint64 expected_until;     /* 0 = none of the service's own is */
  gboolean expected_revoked; /* interrupted before it began */
  gint64 unknown_until;      /* 0 = no unknown response is active */
};

OaSequencer *
oa_sequencer_new (OaResponses *responses, guint64 *last_id,
    OaConversationRules *rules)
{
  OaSequencer *self = g_new0 (OaSequencer, 1);

  self->responses = responses;
  self->last_id = last_id;
  self->rules = rules;
  self->active.responses = responses;
  g_queue_init (&self->waiting);
  return self;
}

void
oa_sequencer_free (OaSequencer *self)
{
  oa_response_request_clear (&self->request);
  oa_active_response_end (&self->active);
  g_queue_clear_full (&self->waiting, oa_wanted_free);
  g_free (self);
}

/*** what is wanted ***/

static gint64
get_timeout (const OaSequencer *self)
{
  guint ms = self->rules->response_timeout_ms;

  return ms != 0 ? MAX (ms * G_GINT64_CONSTANT (1000), ACTIVE_LIMIT) : 0;
}

static gboolean
is_requested (const OaSequencer *self)
{
  return oa_response_request_is_out (&self->request);
}

static gboolean
is_cancelled (const OaSequencer *self)
{
  return oa_active_response_is_cancelled (&self->active);
}

static gboolean
may_request (const OaSequencer *self)
{
  return self->rules->online && self->active.id == NULL && !is_requested (self)
      && self->expected_until == 0 && self->unknown_until == 0;
}

static void
request_next (OaSequencer *self, GPtrArray *actions)
{
  if (may_request (self) && !g_queue_is_empty (&self->waiting))
    oa_response_request_send (&self->request, g_queue_pop_head (&self->waiting),
        self->last_id, actions);
}

static void
want (OaSequencer *self, OaWanted *wanted, GPtrArray *actions)
{
  g_queue_push_tail (&self->waiting, wanted);
  request_next (self, actions);
}

/* One answer to all that was said is what two requests mean. */
static void
want_default (OaSequencer *self, GPtrArray *actions)
{
  OaWanted *last = g_queue_peek_tail (&self->waiting);

  if (oa_wanted_is_default (last))
    last->kind = OA_WANTED_DEFAULT;
  else
    want (self, oa_wanted_new (OA_WANTED_DEFAULT), actions);
}

void
oa_sequencer_respond (OaSequencer *self, JsonObject *overrides,
    GPtrArray *actions)
{
  if (!self->rules->answers)
    return;
  if (overrides == NULL)
    want_default (self, actions);
  /* Out of band, it may be under way beside another: it need not wait and is
   * not counted. */
  else if (g_strcmp0 (oa_json_get_string (overrides, "conversation"), "none")
      == 0)
    oa_actions_send (actions,
        &(OaCommand){ OA_COMMAND_RESPOND, .object = overrides });
  else
    want (self, oa_wanted_new_overrides (overrides), actions);
}

void
oa_sequencer_say (OaSequencer *self, const OaSay *say, GPtrArray *actions)
{
  if (self->rules->answers)
    want (self, oa_wanted_new_words (say), actions);
}

void
oa_sequencer_outputs_sent (OaSequencer *self, gboolean answer)
{
  oa_wanted_remove (&self->waiting, oa_wanted_is_filler);
  if (answer && !oa_wanted_is_default (g_queue_peek_tail (&self->waiting)))
    g_queue_push_tail (&self->waiting, oa_wanted_new (OA_WANTED_OUTPUTS));
}

void
oa_sequencer_drop_requests (OaSequencer *self, gboolean protected_too)
{
  oa_wanted_remove (&self->waiting,
      protected_too ? NULL : oa_wanted_is_interruptible);
  if (is_requested (self)
      && (protected_too || !self->request.wanted->is_protected))
    self->request.revoked = TRUE;
  if (protected_too && self->expected_until != 0)
    self->expected_revoked = TRUE;
}

void
oa_sequencer_interrupt (OaSequencer *self, gboolean service_cancels,
    GPtrArray *actions)
{
  if (self->active.id != NULL && service_cancels)
    oa_responses_note (self->responses, self->active.id, OA_RESPONSE_CANCELLED);
  else if (self->active.id != NULL)
    oa_active_response_cancel (&self->active, actions);
}

/* The service was answering already: ours comes next. A greeting would come too
 * late: the conversation has begun. */
static void
postpone_request (OaSequencer *self, gint64 now)
{
  OaWanted *wanted = g_steal_pointer (&self->request.wanted);
  OaWanted *first = g_queue_peek_head (&self->waiting);

  /* What is under way may be the answer to the outputs as well. */
  if (wanted == NULL || wanted->is_greeting || self->request.revoked
      || (wanted->kind == OA_WANTED_OUTPUTS && self->active.id != NULL
          && self->active.knows_outputs))
    oa_wanted_free (wanted);
  else if (!oa_wanted_is_default (wanted) || !oa_wanted_is_default (first))
    g_queue_push_head (&self->waiting, wanted);
  else {
    first->kind = MIN (first->kind, wanted->kind);
    oa_wanted_free (wanted);
  }
  /* What began was not ours, so it is the answer to the turn. */
  if (self->active.id != NULL)
    self->expected_until = 0;
  else
    self->unknown_until = now + UNKNOWN_LIMIT;
  oa_response_request_clear (&self->request);
}

/*** what the service does ***/

void
oa_sequencer_note_event (OaSequencer *self, const OaEvent *event, gint64 now)
{
  oa_active_response_note_event (&self->active, event, get_timeout (self), now);
}

void
oa_sequencer_note_turn (OaSequencer *self)
{
  self->expected_revoked = FALSE;
  /* It would have begun before. */
  if (self->request.revoked)
    oa_response_request_clear (&self->request);
}

void
oa_sequencer_expect (OaSequencer *self, gint64 now)
{
  self->expected_until = now + EXPECTED_LIMIT;
}

/* The service answers a turn by itself. Outputs that it has taken before are
 * answered with it. Returns whether that was interrupted before. */
static gboolean
begin_unasked (OaSequencer *self, gboolean outputs_taken)
{
  gboolean revoked = self->expected_revoked;

  self->expected_until = 0;
  self->expected_revoked = FALSE;
  if (outputs_taken)
    oa_wanted_remove (&self->waiting, oa_wanted_is_for_outputs);
  return revoked;
}

guint64
oa_sequencer_response_created (OaSequencer *self,
    const OaResponseInfo *response, gboolean outputs_taken, GPtrArray *actions)
{
  gboolean ours, revoked;

  self->announces = TRUE;
  if (response->out_of_band)
    return 0;
  /* A turn that the service detected is answered, unless this is what we
   * asked for before; then the turn's own answer may still come. */
  ours = is_requested (self);
  if (ours) {
    self->request.started = TRUE;
    self->request.until = 0;
    revoked = self->request.revoked;
  } else {
    revoked = begin_unasked (self, outputs_taken);
  }
  self->unknown_until = 0;
  oa_active_response_begin (&self->active, response->id, outputs_taken);
  if (revoked)
    oa_active_response_cancel (&self->active, actions);
  if (g_strcmp0 (oa_json_get_string (response->metadata,
                     OA_METADATA_INTERRUPTIBLE),
          "false")
      == 0)
    oa_responses_note (self->responses, self->active.id, OA_RESPONSE_PROTECTED);
  return ours ? self->request.serial : 0;
}

void
oa_sequencer_response_done (OaSequencer *self, const gchar *response_id,
    gint64 now, GPtrArray *actions)
{
  self->unknown_until = 0;
  if (self->active.id != NULL
      && g_strcmp0 (self->active.id, response_id) == 0) {
    oa_active_response_end (&self->active);
    /* A turn that came meanwhile: many services forget to answer it. */
    if (self->expected_until != 0)
      self->expected_until = now + EXPECTED_AFTER_DONE;
  }
  request_next (self, actions);
}

gboolean
oa_sequencer_absorb_error (OaSequencer *self, const OaServiceError *error,
    gint64 now)
{
  if (g_strcmp0 (error->code, "conversation_already_has_active_response")
      == 0) {
    /* Without an id it is about the latest request. One before needs nothing:
     * the latest asks for the same. */
    if (self->request.id != NULL
        && (error->event_id == NULL
            || g_str_equal (error->event_id, self->request.id)))
      postpone_request (self, now);
    return TRUE;
  }
  return g_strcmp0 (error->code, "response_cancel_not_active") == 0;
}

gboolean
oa_sequencer_refuse (OaSequencer *self, const OaServiceError *error,
    GPtrArray *actions)
{
  if (!oa_ids_is_about (error, self->request.id, "response"))
    return FALSE;
  oa_response_request_clear (&self->request);
  request_next (self, actions);
  return TRUE;
}

void
oa_sequencer_doubt (OaSequencer *self, gint64 now)
{
  oa_response_request_doubt (&self->request, now);
}

/*** time ***/

static void
watch_expected (OaSequencer *self, gint64 now, GPtrArray *actions)
{
  if (self->expected_until == 0 || now < self->expected_until)
    return;
  self->expected_until = 0;
  if (!self->expected_revoked)
    oa_sequencer_respond (self, NULL, actions);
  self->expected_revoked = FALSE;
}

void
oa_sequencer_poll (OaSequencer *self, gboolean tool_runs, gint64 now,
    GPtrArray *actions)
{
  if (self->rules->times_out)
    oa_active_response_poll (&self->active, get_timeout (self), tool_runs, now,
        actions);
  if (self->active.id != NULL)
    return;
  oa_response_request_poll (&self->request, self->rules->times_out, now,
      actions);
  watch_expected (self, now, actions);
  if (self->unknown_until != 0 && now >= self->unknown_until)
    self->unknown_until = 0;
  request_next (self, actions);
}

static gint64
earlier (gint64 deadline, gint64 until)
{
  return until != 0 ? oa_deadline_earlier (deadline, until) : deadline;
}

gint64
oa_sequencer_get_deadline (const OaSequencer *self)
{
  if (self->active.id != NULL)
    return self->active.until != 0 ? self->active.until : -1;
  return earlier (earlier (earlier (-1, self->expected_until),
                      self->unknown_until),
      self->request.until);
}

void
oa_sequencer_time_out (OaSequencer *self, GPtrArray *actions)
{
  if (self->active.id != NULL)
    oa_active_response_drop (&self->active, actions);
  oa_response_request_clear (&self->request);
  self->expected_until = 0;
  self->expected_revoked = FALSE;
  self->unknown_until = 0;
  oa_wanted_remove (&self->waiting, NULL);
}

/*** the connection ***/

/* A request that nothing came of is made again; one without overrides is what
 * asking for the lost answer means. TRUE when there is nothing else to ask. */
static gboolean
take_request_back (OaSequencer *self)
{
  OaResponseRequest *request = &self->request;
  gboolean unheard = request->wanted != NULL && !request->revoked
      && !is_cancelled (self) && !oa_wanted_is_default (request->wanted)
      && (!request->started
          || (self->active.id != NULL && !self->active.spoke));

  if (unheard)
    g_queue_push_head (&self->waiting, g_steal_pointer (&request->wanted));
  return unheard;
}

static OaLostResponse
find_lost (OaSequencer *self)
{
  gboolean own = take_request_back (self);
  gboolean active = self->active.id != NULL && !is_cancelled (self);

  if (active && self->active.spoke)
    return OA_LOST_RESPONSE_UNFINISHED;
  if (self->expected_until != 0 && !self->expected_revoked)
    return OA_LOST_RESPONSE_UNHEARD;
  if (active || (is_requested (self) && !self->request.revoked))
    return own ? OA_LOST_RESPONSE_NONE : OA_LOST_RESPONSE_UNHEARD;
  return OA_LOST_RESPONSE_NONE;
}

OaLostResponse
oa_sequencer_link_lost (OaSequencer *self, GPtrArray *actions)
{
  OaLostResponse lost = find_lost (self);

  oa_response_request_clear (&self->request);
  if (self->active.id != NULL) {
    oa_responses_note (self->responses, self->active.id, OA_RESPONSE_DONE);
    oa_actions_add (actions,
        &(OaAction){ OA_ACTION_END_RESPONSE, .response_id = self->active.id });
    oa_active_response_end (&self->active);
  }
  self->expected_until = self->unknown_until = 0;
  self->expected_revoked = FALSE;
  self->announces = FALSE;
  self->rules->online = FALSE;
  return lost;
}

void
oa_sequencer_resume (OaSequencer *self, gboolean ask, GPtrArray *actions)
{
  const OaWanted *first;

  /* The lost answer is then one to the outputs, too. */
  if (ask)
    oa_wanted_remove (&self->waiting, oa_wanted_is_for_outputs);
  first = g_queue_peek_head (&self->waiting);
  if (ask && !oa_wanted_is_default (first))
    g_queue_push_head (&self->waiting, oa_wanted_new (OA_WANTED_DEFAULT));
  request_next (self, actions);
}

/*** questions ***/

gboolean
oa_sequencer_is_busy (const OaSequencer *self)
{
  return !may_request (self) || !g_queue_is_empty ((GQueue *) &self->waiting);
}

const gchar *
oa_sequencer_get_active (const OaSequencer *self)
{
  return self->active.id;
}

/* Wanted, or asked for and not begun. */
static gboolean
awaits (const OaSequencer *self, gboolean is_protected)
{
  return oa_response_request_awaits (&self->request, is_protected)
      || oa_wanted_waits (&self->waiting, is_protected);
}

gboolean
oa_sequencer_is_protecting (const OaSequencer *self)
{
  return (oa_responses_get (self->responses, self->active.id)
             & OA_RESPONSE_PROTECTED)
      != 0
      || awaits (self, TRUE);
}

gboolean
oa_sequencer_awaits_response (const OaSequencer *self)
{
  return awaits (self, FALSE);
}

gboolean
oa_sequencer_is_stray (const OaSequencer *self, const gchar *response_id)
{
  return self->announces && response_id != NULL
      && oa_responses_get (self->responses, response_id) == 0;
}
