/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.c - who may speak when, and what users are told.
 *
 * The sequencer: a response is wanted by us (`waiting`), requested, or active;
 * or the service owes one to a turn that it detected. Only when none of these
 * holds does the next wanted one go out.
 *
 * Nothing in a response says whose it is. One that begins while ours is
 * requested is taken for ours, but may be the answer to a turn; then ours is
 * refused, at once or even by a later answer that it runs into. So a request
 * is remembered until the next one goes out, to be sent again. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "conversation.h"
#include "calls.h"
#include "sentences.h"
#include "items.h"
#include "mcp.h"
#include "unconfirmed.h"

#include <string.h>

#define SECOND G_GINT64_CONSTANT (1000000)
/* The service owes an answer to a turn it detected; after this we ask. */
#define OWED_LIMIT (10 * SECOND)
/* The same when the turn came while it was answering another. */
#define OWED_AFTER_DONE (1 * SECOND)
/* It says a response is active that we do not know; ask again after this. */
#define FOREIGN_LIMIT (5 * SECOND)
/* Cancelled responses whose late audio must not be played. */
#define MAX_CANCELLED 64
/* Truncations that may still be refused. */
#define MAX_CUTS 64
/* Texts of the user that are waited for at the same time. */
#define MAX_TRANSCRIPTS 64

/* A truncation or deletion that was sent. */
typedef struct
{
  gchar *event_id;
  gchar *item_id;
} Cut;

struct _OaConversation
{
  OaItems *items;
  OaUnconfirmed *unconfirmed;
  OaCalls *calls;
  OaMcp *mcp;
  gboolean outputs_sent;        /* an answer to them is wanted */
  gboolean mcp_ended;           /* the same, of calls of MCP tools */
  guint turns;
  OaUsage usage;
  guint64 next_id;

  gboolean service_creates;
  gboolean answers;             /* the session has responses */

  /* The sequencer. */
  gchar *active;                /* in-band response in progress */
  gchar *request_id;            /* event id of a response.create under way */
  JsonObject *request;          /* its overrides */
  guint64 request_serial;       /* what was sent before it has less */
  gboolean begun;               /* its answer, as it seems */
  gboolean spoke;               /* something of the active response came */
  gboolean offline;             /* no session to ask */
  gboolean knows_outputs;       /* the active one, all that was sent */
  JsonObject *filler;           /* the last one that was asked for */
  GQueue waiting;               /* of JsonObject, PLAIN or OUTPUTS */
  gint64 owed_until;            /* 0 = the service owes nothing */
  gint64 foreign_until;         /* 0 = no unknown response is active */
  guint commits;                /* of ours, not acknowledged yet */

  gchar *update_id;             /* event id of a session.update under way */
  GQueue cancelled;             /* response ids */
  GQueue done;                  /* response ids */
  GQueue protected;             /* response ids */
  gboolean leaves_turns;
  GQueue cuts;                  /* of Cut: not confirmed by anything */
  gboolean transcribes;
  OaSentences heard;             /* of a translation: what the user says… */
  OaSentences translated;        /* …in the other language */
  gboolean closing;             /* session.closed is awaited */
  gchar *idle_item;             /* of an idle timeout, not committed yet */
  gboolean tools_told;          /* by the service */
  gboolean user_speaks;
  gboolean sounding;            /* speech waits to be sounded */
  GQueue untold;                /* item ids of the user without a text yet */
};

/* Wanted responses without overrides; queues cannot hold NULL. The second is
 * the answer to outputs of functions, which another answer may give as well. */
static JsonObject *const PLAIN = (JsonObject *) & PLAIN;
static JsonObject *const OUTPUTS = (JsonObject *) & OUTPUTS;

/*** actions ***/

static OaAction *
add_action (GPtrArray *actions, OaActionKind kind)
{
  OaAction *action = g_new0 (OaAction, 1);

  action->kind = kind;
  g_ptr_array_add (actions, action);
  return action;
}

void
oa_action_free (OaAction *action)
{
  if (action == NULL)
    return;
  oa_command_free (action->command);
  g_clear_pointer (&action->session, json_object_unref);
  g_free (action->response_id);
  g_free (action->item_id);
  g_clear_pointer (&action->audio, g_bytes_unref);
  oa_notice_free (action->notice);
  oa_service_error_free (action->error);
  g_free (action);
}

static void
send_command (GPtrArray *actions, OaCommand *command)
{
  add_action (actions, OA_ACTION_SEND)->command = command;
}

static OaNotice *
notify (GPtrArray *actions, OaNoticeKind kind, const gchar *id)
{
  OaNotice *notice = oa_notice_new (kind, id);

  add_action (actions, OA_ACTION_NOTIFY)->notice = notice;
  return notice;
}

static void
notify_error (GPtrArray *actions, const OaServiceError *error)
{
  notify (actions, OA_NOTICE_ERROR, NULL)->error =
      oa_service_error_copy (error);
}

static void
notify_transcript (GPtrArray *actions, const OaEvent *event, OaRole role,
    const gchar *text, gboolean final)
{
  OaNotice *notice = notify (actions, OA_NOTICE_TRANSCRIPT, event->item_id);

  notice->role = role;
  notice->text = g_strdup (text);
  notice->final = final;
  if (event->transcript != NULL)
    notice->transcript = oa_transcript_detail_ref (event->transcript);
}

/*** life ***/

OaConversation *
oa_conversation_new (void)
{
  OaConversation *self = g_new0 (OaConversation, 1);

  self->items = oa_items_new ();
  self->unconfirmed = oa_unconfirmed_new ();
  self->calls = oa_calls_new ();
  self->mcp = oa_mcp_new ();
  self->service_creates = TRUE;
  self->answers = TRUE;
  g_queue_init (&self->waiting);
  g_queue_init (&self->cancelled);
  g_queue_init (&self->done);
  g_queue_init (&self->untold);
  g_queue_init (&self->protected);
  g_queue_init (&self->cuts);
  oa_sentences_init (&self->heard);
  oa_sentences_init (&self->translated);
  return self;
}

static gboolean
is_plain (const JsonObject *response)
{
  return response == PLAIN || response == OUTPUTS;
}

static void
cut_free (Cut *cut)
{
  g_free (cut->event_id);
  g_free (cut->item_id);
  g_free (cut);
}

static void
response_request_free (JsonObject *response)
{
  if (response != NULL && !is_plain (response))
    json_object_unref (response);
}

void
oa_conversation_free (OaConversation *self)
{
  if (self == NULL)
    return;
  oa_items_free (self->items);
  oa_unconfirmed_free (self->unconfirmed);
  oa_calls_free (self->calls);
  oa_mcp_free (self->mcp);
  g_free (self->active);
  g_free (self->request_id);
  response_request_free (self->request);
  g_clear_pointer (&self->filler, json_object_unref);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) response_request_free);
  g_queue_clear_full (&self->cancelled, g_free);
  g_queue_clear_full (&self->done, g_free);
  g_queue_clear_full (&self->untold, g_free);
  g_queue_clear_full (&self->protected, g_free);
  g_queue_clear_full (&self->cuts, (GDestroyNotify) cut_free);
  g_free (self->update_id);
  g_free (self->idle_item);
  oa_sentences_clear (&self->heard);
  oa_sentences_clear (&self->translated);
  g_free (self);
}

void
oa_conversation_configure (OaConversation *self,
    gboolean service_creates_responses, gboolean transcribes)
{
  self->service_creates = service_creates_responses;
  self->transcribes = transcribes;
}

void
oa_conversation_set_answers (OaConversation *self, gboolean answers)
{
  self->answers = answers;
}

void
oa_conversation_set_leaves_turns (OaConversation *self, gboolean leaves_turns)
{
  self->leaves_turns = leaves_turns;
}

static gchar *
new_event_id (OaConversation *self, const gchar *prefix)
{
  return g_strdup_printf ("%s_%" G_GUINT64_FORMAT, prefix, ++self->next_id);
}

gchar *
oa_conversation_begin_update (OaConversation *self)
{
  g_free (self->update_id);
  self->update_id = new_event_id (self, "update");
  return g_strdup (self->update_id);
}

void
oa_conversation_begin_commit (OaConversation *self)
{
  self->commits++;
}

static void
remember (GQueue *ids, const gchar *id, guint max)
{
  g_queue_push_tail (ids, g_strdup (id));
  if (ids->length > max)
    g_free (g_queue_pop_head (ids));
}

static GList *
find_id (const GQueue *ids, const gchar *id)
{
  if (id == NULL)
    return NULL;
  return g_queue_find_custom ((GQueue *) ids, id, (GCompareFunc) g_strcmp0);
}

/*** the sequencer ***/

static gboolean
may_request (const OaConversation *self)
{
  return !self->offline && self->active == NULL && (self->request_id == NULL || self->begun)
      && self->owed_until == 0 && self->foreign_until == 0;
}

static void
forget_request (OaConversation *self)
{
  g_clear_pointer (&self->request_id, g_free);
  g_clear_pointer (&self->request, response_request_free);
  self->begun = FALSE;
}

static void
request_next (OaConversation *self, GPtrArray *actions)
{
  OaCommand *command;
  JsonObject *response;

  if (!may_request (self) || g_queue_is_empty (&self->waiting))
    return;
  response = g_queue_pop_head (&self->waiting);
  forget_request (self);
  self->request = response;
  self->request_id = new_event_id (self, "response");
  self->request_serial = self->next_id;
  command = oa_command_new_response_create (is_plain (response) ? NULL
      : json_object_ref (response));
  command->event_id = g_strdup (self->request_id);
  send_command (actions, command);
}

static const gchar *
get_metadata (JsonObject *response, const gchar *key)
{
  if (response == NULL || is_plain (response))
    return NULL;
  return oa_json_get_string (oa_json_get_object (response, "metadata"), key);
}

static gboolean
is_greeting (JsonObject *response)
{
  return g_strcmp0 (get_metadata (response, OA_METADATA_PURPOSE),
      OA_PURPOSE_GREETING) == 0;
}

/* The service was answering already: ours comes next. A greeting would come too
 * late: the conversation has begun. */
static void
postpone_request (OaConversation *self, gint64 now)
{
  /* What is under way may be the answer to the outputs as well. */
  if (is_greeting (self->request) || (self->request == OUTPUTS
          && self->active != NULL && self->knows_outputs))
    g_clear_pointer (&self->request, response_request_free);
  else if (!is_plain (self->request)
      || !is_plain (g_queue_peek_head (&self->waiting)))
    g_queue_push_head (&self->waiting, g_steal_pointer (&self->request));
  else if (self->request == PLAIN)
    self->waiting.head->data = PLAIN;
  /* What began was not ours, so it is the answer to the turn. */
  if (self->active != NULL)
    self->owed_until = 0;
  else
    self->foreign_until = now + FOREIGN_LIMIT;
  forget_request (self);
}

static gboolean
is_out_of_band (JsonObject *response)
{
  return g_strcmp0 (oa_json_get_string (response, "conversation"),
      "none") == 0;
}

void
oa_conversation_create_response (OaConversation *self,
    JsonObject *response, GPtrArray *actions)
{
  if (!self->answers)
    return;
  oa_calls_add_tools (self->calls, oa_json_get_array (response, "tools"));
  if (is_out_of_band (response)) {
    send_command (actions,
        oa_command_new_response_create (json_object_ref (response)));
    return;
  }
  /* One plain answer to all that was said is what two requests mean. */
  if (response == NULL && is_plain (g_queue_peek_tail (&self->waiting))) {
    self->waiting.tail->data = PLAIN;
    return;
  }
  g_queue_push_tail (&self->waiting,
      response != NULL ? json_object_ref (response) : PLAIN);
  request_next (self, actions);
}

void
oa_conversation_send_item (OaConversation *self, JsonObject *item,
    gboolean turn, gboolean respond, GPtrArray *actions)
{
  gchar *id;

  if (!self->answers)
    return;
  id = new_event_id (self, "item_sent");
  if (turn)
    self->turns++;
  /* Named by us, so that it is known when the service has it. */
  if (oa_json_get_string (item, "id") == NULL)
    json_object_set_string_member (item, "id", id);
  oa_unconfirmed_add (self->unconfirmed, item, self->next_id);
  send_command (actions,
      oa_command_new_item_create (json_object_ref (item), NULL));
  g_free (id);
  if (respond)
    oa_conversation_create_response (self, NULL, actions);
}

void
oa_conversation_configure_calls (OaConversation *self,
    const OaCallPolicy *policy, JsonArray *tools)
{
  oa_calls_configure (self->calls, policy);
  if (!self->tools_told)
    oa_calls_set_tools (self->calls, tools);
}

OaOutputResult
oa_conversation_set_output (OaConversation *self, const gchar *call_id,
    const gchar *output)
{
  return oa_calls_set_output (self->calls, call_id, output);
}

OaOutputResult
oa_conversation_approve (OaConversation *self, const gchar *approval_id,
    gboolean approve, const gchar *reason)
{
  return oa_mcp_decide (self->mcp, approval_id, approve, reason);
}

void
oa_conversation_set_sounding (OaConversation *self, gboolean sounding)
{
  self->sounding = sounding;
}

void
oa_conversation_send_text (OaConversation *self, const gchar *text,
    gboolean respond, GPtrArray *actions)
{
  JsonObject *item = oa_item_new_text (OA_ROLE_USER, text);

  oa_conversation_send_item (self, item, TRUE, respond, actions);
  json_object_unref (item);
}

static gboolean
is_answering (const OaConversation *self)
{
  return !may_request (self) || !g_queue_is_empty ((GQueue *) &self->waiting);
}

/* Of ours or of the service's, or of which the answer is not asked for yet. */
static gboolean
has_calls (const OaConversation *self)
{
  return oa_calls_is_open (self->calls) || oa_mcp_is_open (self->mcp)
      || self->outputs_sent || self->mcp_ended;
}

gboolean
oa_conversation_is_busy (const OaConversation *self)
{
  return self->closing || is_answering (self) || has_calls (self);
}

gboolean
oa_conversation_awaits_output (const OaConversation *self)
{
  return !self->closing && !is_answering (self) && has_calls (self);
}

static gint64
get_sequencer_deadline (const OaConversation *self)
{
  if (self->active != NULL)
    return -1;
  if (self->owed_until != 0)
    return self->owed_until;
  if (self->foreign_until != 0)
    return self->foreign_until;
  return -1;
}

static gint64
earlier (gint64 a, gint64 b)
{
  return a < 0 || b < 0 ? MAX (a, b) : MIN (a, b);
}

gint64
oa_conversation_get_deadline (const OaConversation *self)
{
  gint64 deadline = get_sequencer_deadline (self);

  if (self->offline)
    return deadline;
  deadline = earlier (deadline, oa_calls_get_deadline (self->calls));
  return earlier (deadline, oa_mcp_get_deadline (self->mcp));
}

/* The service does not answer calls of its own by itself. One answer will do for
 * all that are open at a time, whoever carries them out. */
static void
want_answer_to_calls (OaConversation *self)
{
  if (oa_mcp_take_ended (self->mcp))
    self->mcp_ended = TRUE;
  if (oa_mcp_is_open (self->mcp) || !(self->outputs_sent
          || (self->mcp_ended && !oa_calls_is_open (self->calls))))
    return;
  self->outputs_sent = self->mcp_ended = FALSE;
  /* Words about a wait that is over. */
  if (self->filler != NULL && g_queue_remove (&self->waiting, self->filler))
    json_object_unref (self->filler);
  if (!is_plain (g_queue_peek_tail (&self->waiting)))
    g_queue_push_tail (&self->waiting, OUTPUTS);
}

/* Outputs that can go out go out before any answer that is asked for. */
static void
send_outputs (OaConversation *self, gint64 now, GPtrArray *actions)
{
  if (self->offline)
    return;
  if (oa_calls_send (self->calls, now, actions))
    self->outputs_sent = TRUE;
  oa_mcp_send (self->mcp, now, actions);
  want_answer_to_calls (self);
}

static void
say_filler (OaConversation *self, gint64 now, GPtrArray *actions)
{
  JsonObject *filler = oa_calls_take_filler (self->calls,
      !is_answering (self) && !self->user_speaks && !self->sounding, now);

  if (filler == NULL)
    return;
  oa_conversation_create_response (self, filler, actions);
  g_clear_pointer (&self->filler, json_object_unref);
  self->filler = filler;
}

void
oa_conversation_poll (OaConversation *self, gint64 now, GPtrArray *actions)
{
  oa_mcp_poll (self->mcp, now, actions);
  send_outputs (self, now, actions);
  say_filler (self, now, actions);
  if (self->active != NULL)
    return;
  if (self->owed_until != 0 && now >= self->owed_until) {
    self->owed_until = 0;
    oa_conversation_create_response (self, NULL, actions);
  }
  if (self->foreign_until != 0 && now >= self->foreign_until)
    self->foreign_until = 0;
  request_next (self, actions);
}

/* What was committed is the user's silence, which the service answers by itself
 * whoever answers turns. */
static gboolean
is_idle_item (OaConversation *self, const gchar *item_id)
{
  gboolean idle = self->idle_item != NULL
      && g_strcmp0 (self->idle_item, item_id) == 0;

  if (idle)
    g_clear_pointer (&self->idle_item, g_free);
  return idle;
}

static void
handle_committed (OaConversation *self, const OaEvent *event, gint64 now,
    GPtrArray *actions)
{
  if (is_idle_item (self, event->item_id)) {
    if (self->answers)
      self->owed_until = now + OWED_LIMIT;
    return;
  }
  self->turns++;
  if (self->transcribes && event->item_id != NULL)
    remember (&self->untold, event->item_id, MAX_TRANSCRIPTS);
  if (self->commits > 0)
    self->commits--;
  else if (self->leaves_turns)
    add_action (actions, OA_ACTION_TURN)->item_id = g_strdup (event->item_id);
  else if (self->service_creates)
    self->owed_until = now + OWED_LIMIT;
}

/* The service answers a turn by itself. Outputs that it has taken before are
 * answered with it. */
static void
begin_unasked (OaConversation *self)
{
  self->owed_until = 0;
  if (oa_calls_all_taken (self->calls))
    g_queue_remove_all (&self->waiting, OUTPUTS);
}

static void
handle_response_created (OaConversation *self, const OaEvent *event)
{
  if (event->response->out_of_band)
    return;
  /* A turn that the service detected is answered, unless this is what we
   * asked for before; then the turn's own answer may still come. */
  if (self->request_id != NULL && !self->begun) {
    self->begun = TRUE;
    oa_unconfirmed_take_before (self->unconfirmed, self->request_serial);
  } else {
    begin_unasked (self);
  }
  self->foreign_until = 0;
  self->knows_outputs = oa_calls_all_taken (self->calls);
  g_free (self->active);
  self->active = g_strdup (event->response->id);
  self->spoke = FALSE;
  if (g_strcmp0 (oa_json_get_string (event->response->metadata,
              OA_METADATA_INTERRUPTIBLE), "false") == 0)
    remember (&self->protected, self->active, MAX_CANCELLED);
}

static gboolean
wants_protection (JsonObject *response)
{
  return g_strcmp0 (get_metadata (response, OA_METADATA_INTERRUPTIBLE),
      "false") == 0;
}

gboolean
oa_conversation_is_protected (const OaConversation *self,
    const gchar *response_id)
{
  return find_id (&self->protected, response_id) != NULL;
}

gboolean
oa_conversation_is_protecting (const OaConversation *self)
{
  GList *l;

  if (oa_conversation_is_protected (self, self->active)
      || (self->request_id != NULL && !self->begun
          && wants_protection (self->request)))
    return TRUE;
  for (l = self->waiting.head; l != NULL; l = l->next) {
    if (wants_protection (l->data))
      return TRUE;
  }
  return FALSE;
}

const gchar *
oa_conversation_get_active (const OaConversation *self)
{
  return self->active;
}

static void
note_cancelled (OaConversation *self, const gchar *response_id)
{
  if (find_id (&self->cancelled, response_id) == NULL)
    remember (&self->cancelled, response_id, MAX_CANCELLED);
}

static gboolean
is_cancelled (const OaConversation *self, const gchar *response_id)
{
  return find_id (&self->cancelled, response_id) != NULL;
}

/* The text runs ahead of the audio; what was heard of it is in proportion, up
 * to the end of a word. */
static void
cut_text (OaItem *item, gint64 heard_ms, gint64 received_ms)
{
  glong length = g_utf8_strlen (item->text->str, item->text->len);
  glong keep = received_ms > 0 ? length * heard_ms / received_ms : 0;
  const gchar *start = item->text->str;
  const gchar *end = g_utf8_offset_to_pointer (start, MIN (keep, length));

  if (*end != '\0') {
    while (end > start && !g_unichar_isspace (g_utf8_get_char (end)))
      end = g_utf8_prev_char (end);
  }
  g_string_truncate (item->text, end - start);
}

static void
send_cut (OaConversation *self, const gchar *item_id, OaCommand *command,
    GPtrArray *actions)
{
  Cut *cut = g_new0 (Cut, 1);

  cut->event_id = new_event_id (self, "cut");
  cut->item_id = g_strdup (item_id);
  g_queue_push_tail (&self->cuts, cut);
  if (self->cuts.length > MAX_CUTS)
    cut_free (g_queue_pop_head (&self->cuts));
  command->event_id = g_strdup (cut->event_id);
  send_command (actions, command);
}

/* Words have no milliseconds: the item is replaced, in its place. */
static void
send_retold_cut (OaConversation *self, const OaItem *item,
    GPtrArray *actions)
{
  const OaItem *before = oa_items_get_before (self->items, item);
  JsonObject *object = oa_history_item_to_object (item);

  send_cut (self, item->info->id, oa_command_new_item_delete (item->info->id),
      actions);
  if (object != NULL)
    send_cut (self, item->info->id, oa_command_new_item_create (object,
            before != NULL ? before->info->id : "root"), actions);
}

void
oa_conversation_cut_item (OaConversation *self, const gchar *item_id,
    const gchar *response_id, gint64 heard_ms, gint64 received_ms,
    gboolean heard_all, GPtrArray *actions)
{
  OaItem *item = oa_items_find (self->items, item_id);

  if (heard_all || item_id == NULL)
    return;
  if (response_id != NULL)
    note_cancelled (self, response_id);
  heard_ms = MIN (heard_ms, received_ms);
  if (item != NULL) {
    item->heard_ms = MAX (heard_ms, 0);
    cut_text (item, item->heard_ms, received_ms);
  }
  if (item != NULL && item->retold)
    send_retold_cut (self, item, actions);
  /* A truncation to nothing is refused by the service. */
  else if (heard_ms <= 0)
    send_cut (self, item_id, oa_command_new_item_delete (item_id), actions);
  else
    send_cut (self, item_id,
        oa_command_new_item_truncate (item_id, 0, heard_ms), actions);
}

void
oa_conversation_interrupt (OaConversation *self, gboolean service_cancels,
    GPtrArray *actions)
{
  if (self->active == NULL)
    return;
  note_cancelled (self, self->active);
  if (!service_cancels)
    send_command (actions, oa_command_new_response_cancel (self->active));
}

void
oa_conversation_give_up (OaConversation *self, GPtrArray *actions)
{
  if (self->active != NULL) {
    note_cancelled (self, self->active);
    send_command (actions, oa_command_new_response_cancel (self->active));
    add_action (actions, OA_ACTION_END_RESPONSE)->response_id =
        g_steal_pointer (&self->active);
  }
  forget_request (self);
  self->owed_until = 0;
  self->foreign_until = 0;
  g_queue_clear_full (&self->waiting, (GDestroyNotify) response_request_free);
  g_queue_clear_full (&self->untold, g_free);
  self->commits = 0;
  self->closing = FALSE;
  oa_calls_give_up (self->calls);
  oa_mcp_give_up (self->mcp);
  self->outputs_sent = self->mcp_ended = FALSE;
  oa_calls_send (self->calls, 0, actions);
}

gboolean
oa_conversation_awaits_transcript (const OaConversation *self)
{
  return self->transcribes && (self->commits > 0
      || !g_queue_is_empty ((GQueue *) &self->untold));
}

gboolean
oa_conversation_is_cancelled (const OaConversation *self,
    const gchar *response_id)
{
  return is_cancelled (self, response_id);
}

static void
note_told (OaConversation *self, const gchar *item_id)
{
  GList *link = find_id (&self->untold, item_id);

  if (link == NULL)
    return;
  g_free (link->data);
  g_queue_delete_link (&self->untold, link);
}

static gboolean
is_quota_error (const OaServiceError *error)
{
  return error != NULL && (g_strcmp0 (error->type, "insufficient_quota") == 0
      || g_strcmp0 (error->code, "insufficient_quota") == 0);
}

static void
report_response_done (OaConversation *self, const OaResponseInfo *response,
    GPtrArray *actions)
{
  OaNotice *notice = notify (actions, OA_NOTICE_RESPONSE_DONE, response->id);

  notice->text = g_strdup (response->status);
  notice->detail = g_strdup (response->reason);
  notice->error = oa_service_error_copy (response->error);
  notice->has_usage = response->has_usage;
  notice->usage = response->usage;
  if (is_quota_error (response->error))
    add_action (actions, OA_ACTION_FATAL)->error =
        oa_service_error_copy (response->error);
  else if (response->error != NULL)
    notify_error (actions, response->error);
}

static void
end_active (OaConversation *self, const gchar *response_id, gint64 now,
    GPtrArray *actions)
{
  self->foreign_until = 0;
  if (self->active != NULL && g_strcmp0 (self->active, response_id) == 0) {
    g_clear_pointer (&self->active, g_free);
    /* A turn that came meanwhile: many services forget to answer it. */
    if (self->owed_until != 0)
      self->owed_until = now + OWED_AFTER_DONE;
  }
  request_next (self, actions);
}

static void
handle_response_done (OaConversation *self, const OaEvent *event, gint64 now,
    GPtrArray *actions)
{
  const OaResponseInfo *response = event->response;

  if (response->has_usage)
    oa_usage_add (&self->usage, &response->usage);
  if (g_strcmp0 (response->status, "cancelled") == 0)
    note_cancelled (self, response->id);
  remember (&self->done, response->id, MAX_CANCELLED);
  add_action (actions, OA_ACTION_END_RESPONSE)->response_id =
      g_strdup (response->id);
  report_response_done (self, response, actions);
  if (!response->out_of_band)
    end_active (self, response->id, now, actions);
}

void
oa_conversation_close (OaConversation *self, GPtrArray *actions)
{
  if (self->closing)
    return;
  self->closing = TRUE;
  send_command (actions, oa_command_new (OA_COMMAND_SESSION_CLOSE));
}

/*** a lost connection ***/

/* A request that nothing came of is made again; one without overrides is what
 * asking for the lost answer means. TRUE when there is nothing else to ask. */
static gboolean
take_request_back (OaConversation *self)
{
  gboolean unheard = self->request != NULL && !is_plain (self->request)
      && (!self->begun || (self->active != NULL && !self->spoke));

  if (unheard)
    g_queue_push_head (&self->waiting, g_steal_pointer (&self->request));
  return unheard;
}

static OaLoss
find_loss (OaConversation *self)
{
  gboolean own = take_request_back (self);

  if (self->active != NULL && self->spoke)
    return OA_LOSS_UNFINISHED;
  if (self->owed_until != 0)
    return OA_LOSS_UNHEARD;
  if (self->active != NULL || (self->request_id != NULL && !self->begun))
    return own ? OA_LOSS_NONE : OA_LOSS_UNHEARD;
  return OA_LOSS_NONE;
}

OaLoss
oa_conversation_lost (OaConversation *self, GPtrArray *actions)
{
  OaLoss loss = find_loss (self);

  forget_request (self);
  if (self->active != NULL) {
    remember (&self->done, self->active, MAX_CANCELLED);
    add_action (actions, OA_ACTION_END_RESPONSE)->response_id =
        g_steal_pointer (&self->active);
  }
  self->owed_until = self->foreign_until = 0;
  self->commits = 0;
  self->closing = FALSE;
  oa_mcp_reset (self->mcp);
  self->offline = TRUE;
  g_clear_pointer (&self->update_id, g_free);
  g_queue_clear_full (&self->untold, g_free);
  g_queue_clear_full (&self->cuts, (GDestroyNotify) cut_free);
  return loss;
}

static void
forget_what_comes_again (OaConversation *self, const OaHistoryRules *rules)
{
  const GList *l = oa_items_get_last (self->items);

  while (l != NULL && rules->comes_again != NULL) {
    const OaItem *item = l->data;

    l = l->prev;
    if (rules->comes_again (item->info->id, rules->data))
      oa_items_remove (self->items, item->info->id);
  }
}

typedef struct
{
  const OaCalls *calls;
  const OaHistoryRules *rules;
} Retelling;

/* Its output follows, by us or by whoever made the rules. */
static gboolean
call_is_open (const gchar *call_id, gpointer data)
{
  const Retelling *self = data;

  return oa_calls_is_waiting (self->calls, call_id)
      || (self->rules->call_is_open != NULL
      && self->rules->call_is_open (call_id, self->rules->data));
}

static gboolean
comes_again (const gchar *item_id, gpointer data)
{
  const Retelling *self = data;

  return self->rules->comes_again != NULL
      && self->rules->comes_again (item_id, self->rules->data);
}

static GPtrArray *
make_history (OaConversation *self, const OaHistoryRules *rules)
{
  Retelling retelling = { self->calls, rules };
  const OaHistoryRules all = { call_is_open, comes_again, &retelling };

  return oa_history_new (self->items, &all);
}

static void
send_item (JsonObject *item, gpointer actions)
{
  send_command (actions,
      oa_command_new_item_create (json_object_ref (item), NULL));
}

gboolean
oa_conversation_retell (OaConversation *self, const OaHistoryRules *rules,
    gboolean unfinished, GPtrArray *actions)
{
  GPtrArray *objects = make_history (self, rules);
  gboolean any = objects->len > 0;
  OaItem *item;
  guint i;

  for (i = 0; i < objects->len; i++) {
    JsonObject *object = objects->pdata[i];

    item = oa_items_find (self->items, oa_json_get_string (object, "id"));
    if (item != NULL)
      item->retold = TRUE;
    send_item (object, actions);
  }
  /* The old session may not have heard of these any more. */
  oa_unconfirmed_foreach (self->unconfirmed, send_item, actions);
  if (any)
    send_command (actions,
        oa_command_new_item_create (oa_history_new_note (unfinished), NULL));
  g_ptr_array_unref (objects);
  forget_what_comes_again (self, rules);
  oa_calls_begin_session (self->calls);
  return any;
}

void
oa_conversation_resume (OaConversation *self, gboolean ask,
    GPtrArray *actions)
{
  self->offline = FALSE;
  send_outputs (self, 0, actions);
  /* The lost answer is then one to the outputs, too. */
  if (ask)
    g_queue_remove_all (&self->waiting, OUTPUTS);
  if (ask && g_queue_peek_head (&self->waiting) != PLAIN)
    g_queue_push_head (&self->waiting, PLAIN);
  request_next (self, actions);
}

/*** errors ***/

static gboolean
is_fatal_code (const gchar *code)
{
  static const gchar *const codes[] = {
    "invalid_api_key", "beta_api_shape_disabled", "missing_model",
    "invalid_model", "model_not_found", "session_expired",
    "insufficient_quota", "credit_balance_exhausted",
    "organization_spend_limit_exceeded", "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded", "account_deactivated",
    "billing_hard_limit_reached", NULL
  };

  return code != NULL && g_strv_contains (codes, code);
}

static gboolean
is_about (const OaServiceError *error, const gchar *event_id,
    const gchar *param_prefix)
{
  if (event_id == NULL)
    return FALSE;
  if (error->event_id != NULL)
    return g_str_equal (error->event_id, event_id);
  /* Services leave the event id out in several real cases. */
  return error->param != NULL && g_str_has_prefix (error->param, param_prefix);
}

/* TRUE when the error belongs to something of ours and needs no telling. */
static gboolean
absorb_error (OaConversation *self, const OaServiceError *error, gint64 now)
{
  if (g_strcmp0 (error->code, "conversation_already_has_active_response")
      == 0) {
    /* Without an id it is the latest; an older one is made up for by it. */
    if (self->request_id != NULL && (error->event_id == NULL
            || g_str_equal (error->event_id, self->request_id)))
      postpone_request (self, now);
    return TRUE;
  }
  return g_strcmp0 (error->code, "response_cancel_not_active") == 0;
}

/* "Audio content of 1200ms is already shorter than 3400ms": it has less than
 * was heard, by its own count. */
static gint64
parse_length (const gchar *message)
{
  const gchar *number = message != NULL ? strstr (message, " of ") : NULL;
  gchar *end;
  guint64 ms;

  if (number == NULL || !g_ascii_isdigit (number[4]))
    return -1;
  ms = g_ascii_strtoull (number + 4, &end, 10);
  return g_str_has_prefix (end, "ms") && ms <= G_MAXINT ? (gint64) ms : -1;
}

static GList *
find_cut (OaConversation *self, const OaServiceError *error)
{
  GList *l;

  for (l = self->cuts.tail; l != NULL; l = l->prev) {
    if (is_about (error, ((Cut *) l->data)->event_id, "audio_end_ms"))
      return l;
  }
  return NULL;
}

/* A cut that the service refuses never disturbs the call: the item was shorter
 * there, or is gone. */
static gboolean
absorb_refused_cut (OaConversation *self, const OaServiceError *error,
    GPtrArray *actions)
{
  GList *link = find_cut (self, error);
  gint64 length = parse_length (error->message);
  OaAction *action;
  OaItem *item;

  if (link == NULL)
    return FALSE;
  action = add_action (actions, OA_ACTION_REFUSED);
  action->item_id = g_strdup (((Cut *) link->data)->item_id);
  action->error = oa_service_error_copy (error);
  item = oa_items_find (self->items, action->item_id);
  if (item != NULL && length >= 0)
    item->heard_ms = MIN (item->heard_ms, length);
  cut_free (link->data);
  g_queue_delete_link (&self->cuts, link);
  return TRUE;
}

static void
handle_error (OaConversation *self, const OaServiceError *error, gint64 now,
    GPtrArray *actions)
{
  if (is_fatal_code (error->code)) {
    add_action (actions, OA_ACTION_FATAL)->error =
        oa_service_error_copy (error);
    return;
  }
  if (absorb_error (self, error, now)
      || absorb_refused_cut (self, error, actions))
    return;
  if (is_about (error, self->update_id, "session")) {
    g_clear_pointer (&self->update_id, g_free);
    add_action (actions, OA_ACTION_SESSION_REFUSED)->error =
        oa_service_error_copy (error);
  } else if (is_about (error, self->request_id, "response")) {
    forget_request (self);
    request_next (self, actions);
  } else if (g_strcmp0 (error->code, "input_audio_buffer_commit_empty") == 0
      && self->commits > 0) {
    self->commits--;
  }
  notify_error (actions, error);
}

/*** items, audio and text ***/

static void
handle_item (OaConversation *self, const OaEvent *event)
{
  if (event->item == NULL || event->item->id == NULL)
    return;
  oa_unconfirmed_take (self->unconfirmed, event->item->id);
  /* Only the first event tells the place; later ones may have null there. */
  oa_items_update (self->items, event->item,
      event->type == OA_EVENT_ITEM_ADDED && event->has_previous,
      event->previous_item_id);
}

static void
note_output (OaConversation *self, const OaEvent *event)
{
  if (self->active != NULL
      && g_strcmp0 (self->active, event->response_id) == 0)
    self->spoke = TRUE;
}

static void
handle_audio (OaConversation *self, const OaEvent *event, GPtrArray *actions)
{
  OaAction *action;

  /* Audio behind its response's end would have no end of its own. */
  if (event->audio == NULL || is_cancelled (self, event->response_id)
      || find_id (&self->done, event->response_id) != NULL)
    return;
  note_output (self, event);
  action = add_action (actions, OA_ACTION_PLAY);
  action->response_id = g_strdup (event->response_id);
  action->item_id = g_strdup (event->item_id);
  action->audio = g_bytes_ref (event->audio);
}

static void
handle_text_delta (OaConversation *self, const OaEvent *event, OaRole role,
    GPtrArray *actions)
{
  if (event->text == NULL)
    return;
  /* What comes late of an interrupted answer was not heard. */
  if (is_cancelled (self, event->response_id))
    return;
  note_output (self, event);
  if (event->item_id != NULL)
    oa_item_append_text (oa_items_ensure (self->items, event->item_id, role),
        event->text);
  notify_transcript (actions, event, role, event->text, FALSE);
}

static OaSentences *
get_sentences (OaConversation *self, OaRole role)
{
  return role == OA_ROLE_USER ? &self->heard : &self->translated;
}

/* Takes @text. A sentence has an id as an item would. */
static void
notify_caption (GPtrArray *actions, OaRole role, guint64 number, gchar *text,
    gboolean final, gint64 elapsed_ms)
{
  OaNotice *notice = notify (actions, OA_NOTICE_TRANSCRIPT, NULL);

  notice->id = g_strdup_printf ("%s_%" G_GUINT64_FORMAT,
      oa_role_get_nick (role), number);
  notice->role = role;
  notice->text = text;
  notice->final = final;
  notice->ms = elapsed_ms;
}

static void
handle_caption (OaConversation *self, const OaEvent *event, OaRole role,
    GPtrArray *actions)
{
  OaSentences *sentences = get_sentences (self, role);
  gchar *sentence;

  if (event->text == NULL)
    return;
  sentence = oa_sentences_add (sentences, event->text);
  if (sentence != NULL)
    notify_caption (actions, role, sentences->number - 1, sentence, TRUE,
        event->elapsed_ms);
  notify_caption (actions, role, sentences->number, g_strdup (event->text),
      FALSE, event->elapsed_ms);
}

static void
end_sentences (OaConversation *self, OaRole role, GPtrArray *actions)
{
  OaSentences *sentences = get_sentences (self, role);
  gchar *sentence = oa_sentences_end (sentences);

  if (sentence != NULL)
    notify_caption (actions, role, sentences->number - 1, sentence, TRUE, -1);
}

static void
handle_closed (OaConversation *self, GPtrArray *actions)
{
  self->closing = FALSE;
  end_sentences (self, OA_ROLE_USER, actions);
  end_sentences (self, OA_ROLE_ASSISTANT, actions);
}

static void
handle_text_done (OaConversation *self, const OaEvent *event, OaRole role,
    GPtrArray *actions)
{
  const gchar *text = event->text != NULL ? event->text : "";
  OaItem *item = oa_items_find (self->items, event->item_id);

  /* The whole text of an interrupted answer comes all the same: users get what
   * was heard of it. */
  if (is_cancelled (self, event->response_id) && item != NULL) {
    notify_transcript (actions, event, role, item->text->str, TRUE);
    return;
  }
  if (event->item_id != NULL)
    oa_item_set_text (oa_items_ensure (self->items, event->item_id, role),
        text);
  notify_transcript (actions, event, role, text, TRUE);
}

static void
handle_speech (OaConversation *self, const OaEvent *event,
    GPtrArray *actions)
{
  gboolean started = event->type == OA_EVENT_SPEECH_STARTED;
  OaNotice *notice = notify (actions, started ? OA_NOTICE_SPEECH_STARTED
      : OA_NOTICE_SPEECH_STOPPED, event->item_id);

  self->user_speaks = started;
  notice->ms = started ? event->audio_start_ms : event->audio_end_ms;
}

static void
handle_idle (OaConversation *self, const OaEvent *event, GPtrArray *actions)
{
  notify (actions, OA_NOTICE_IDLE_TIMEOUT, event->item_id)->ms =
      event->audio_end_ms;
  g_free (self->idle_item);
  self->idle_item = g_strdup (event->item_id);
}

static void
handle_dtmf (const OaEvent *event, GPtrArray *actions)
{
  static const gchar keys[] = "0123456789*#ABCD";

  if (event->text != NULL && strlen (event->text) == 1
      && strchr (keys, *event->text) != NULL)
    notify (actions, OA_NOTICE_DTMF, NULL)->text = g_strdup (event->text);
}

/* What the session has counts, whoever gave it to it. */
static void
note_tools (OaConversation *self, JsonArray *tools)
{
  if (tools == NULL)
    return;
  oa_calls_set_tools (self->calls, tools);
  self->tools_told = TRUE;
}

static void
handle_session (OaConversation *self, const OaEvent *event,
    GPtrArray *actions)
{
  OaAction *action = add_action (actions, OA_ACTION_SESSION);

  action->created = event->type == OA_EVENT_SESSION_CREATED;
  if (!action->created)
    g_clear_pointer (&self->update_id, g_free);
  if (event->session == NULL || event->session->json == NULL)
    return;
  action->session = json_object_ref (event->session->json);
  if (!action->created)
    note_tools (self, oa_json_get_array (action->session, "tools"));
}

static void
end_item (const OaEvent *event, GPtrArray *actions)
{
  add_action (actions, OA_ACTION_END_ITEM)->item_id =
      g_strdup (event->item_id);
}

static void
handle_rate_limits (const OaEvent *event, GPtrArray *actions)
{
  OaNotice *notice = notify (actions, OA_NOTICE_RATE_LIMITS, NULL);

  if (event->rate_limits != NULL)
    notice->rate_limits = g_array_ref (event->rate_limits);
}

void
oa_conversation_handle (OaConversation *self, const OaEvent *event,
    gint64 now, GPtrArray *actions)
{
  oa_calls_handle (self->calls, event, now, actions);
  oa_mcp_handle (self->mcp, event, now, actions);
  send_outputs (self, now, actions);
  switch (event->type) {
    case OA_EVENT_ERROR:
      if (event->error != NULL)
        handle_error (self, event->error, now, actions);
      break;
    case OA_EVENT_SESSION_CREATED:
    case OA_EVENT_SESSION_UPDATED:
      handle_session (self, event, actions);
      break;
    case OA_EVENT_ITEM_ADDED:
    case OA_EVENT_ITEM_DONE:
    case OA_EVENT_OUTPUT_ITEM_ADDED:
    case OA_EVENT_OUTPUT_ITEM_DONE:
      handle_item (self, event);
      break;
    case OA_EVENT_ITEM_DELETED:
      oa_items_remove (self->items, event->item_id);
      break;
    case OA_EVENT_SPEECH_STARTED:
    case OA_EVENT_SPEECH_STOPPED:
      handle_speech (self, event, actions);
      break;
    case OA_EVENT_INPUT_TIMEOUT:
      handle_idle (self, event, actions);
      break;
    case OA_EVENT_DTMF:
      handle_dtmf (event, actions);
      break;
    case OA_EVENT_INPUT_COMMITTED:
      handle_committed (self, event, now, actions);
      break;
    case OA_EVENT_RESPONSE_CREATED:
      if (event->response != NULL)
        handle_response_created (self, event);
      break;
    case OA_EVENT_RESPONSE_DONE:
      if (event->response != NULL)
        handle_response_done (self, event, now, actions);
      break;
    case OA_EVENT_AUDIO_DELTA:
      handle_audio (self, event, actions);
      break;
    case OA_EVENT_AUDIO_DONE:
      end_item (event, actions);
      break;
    case OA_EVENT_AUDIO_TRANSCRIPT_DELTA:
    case OA_EVENT_TEXT_DELTA:
      handle_text_delta (self, event, OA_ROLE_ASSISTANT, actions);
      break;
    case OA_EVENT_AUDIO_TRANSCRIPT_DONE:
    case OA_EVENT_TEXT_DONE:
      handle_text_done (self, event, OA_ROLE_ASSISTANT, actions);
      break;
    case OA_EVENT_OUTPUT_TRANSCRIPT_DELTA:
      handle_caption (self, event, OA_ROLE_ASSISTANT, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPT_DELTA:
      handle_caption (self, event, OA_ROLE_USER, actions);
      break;
    case OA_EVENT_SESSION_CLOSED:
      handle_closed (self, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_DELTA:
      handle_text_delta (self, event, OA_ROLE_USER, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED:
      note_told (self, event->item_id);
      handle_text_done (self, event, OA_ROLE_USER, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_SEGMENT:
      /* Its text comes as the item's, too. */
      notify_transcript (actions, event, OA_ROLE_USER, "", FALSE);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_FAILED:
      note_told (self, event->item_id);
      if (event->error != NULL)
        notify_error (actions, event->error);
      break;
    case OA_EVENT_RATE_LIMITS:
      handle_rate_limits (event, actions);
      break;
    default:
      break;
  }
}

/*** what others ask ***/

void
oa_conversation_set_heard (OaConversation *self, const gchar *item_id,
    gint64 heard_ms)
{
  OaItem *item = oa_items_find (self->items, item_id);

  if (item != NULL)
    item->heard_ms = heard_ms;
}

void
oa_conversation_add_received (OaConversation *self, const gchar *item_id,
    guint64 samples, guint rate)
{
  OaItem *item;

  if (item_id == NULL)
    return;
  item = oa_items_ensure (self->items, item_id, OA_ROLE_ASSISTANT);
  item->samples += samples;
  item->rate = rate;
}

guint
oa_conversation_get_turns (const OaConversation *self)
{
  return self->turns;
}

void
oa_conversation_get_usage (const OaConversation *self, OaUsage *usage)
{
  *usage = self->usage;
}

gchar *
oa_conversation_to_json (const OaConversation *self)
{
  return oa_items_to_json (self->items);
}
