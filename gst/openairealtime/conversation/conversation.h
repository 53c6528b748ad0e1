/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.h - server events and requests in, actions out.
 *
 * Holds the items in order, the responses by id, the sequencer that lets only
 * one response at a time write to the conversation, and the sums of usage.
 * Knows no socket, no pad, no thread; time (monotonic microseconds) is an
 * argument. The caller carries out the actions in order. */

#pragma once

#include "action.h"
#include "calls.h"
#include "history.h"
#include "rules.h"
#include "sequencer.h"

G_BEGIN_DECLS

typedef struct _OaConversation OaConversation;

OaConversation *oa_conversation_new (void);
void oa_conversation_free (OaConversation *self);

/* To be changed where they lie; not `online`. */
OaConversationRules *oa_conversation_get_rules (OaConversation *self);

/* An answer that must not be interrupted is wanted, asked for or under way. */
gboolean oa_conversation_is_protecting (const OaConversation *self);
/* One that may be interrupted is asked for, or waits to be. */
gboolean oa_conversation_awaits_response (const OaConversation *self);
/* The response under way; NULL = none. (transfer none) */
const gchar *oa_conversation_get_active (const OaConversation *self);

/* @actions: array of OaAction, appended to. FALSE: the event is of a response
 * that never began, by a service that tells when they begin; nothing is
 * done. */
gboolean oa_conversation_handle (OaConversation *self, const OaEvent *event,
    gint64 now, GPtrArray *actions);

/* A session.update goes out: an error that names no client event may be its
 * answer. Returns the event id to send it with. (transfer full) */
gchar *oa_conversation_begin_update (OaConversation *self, OaUpdateKind kind,
    const gchar *event_id);
/* No answer comes to those that were sent: the connection is another one. */
void oa_conversation_forget_updates (OaConversation *self);

/* A commit of ours goes out: the turn it makes is not answered by itself. */
void oa_conversation_begin_commit (OaConversation *self);

/* A session without turns (translation) comes to its end: the service is told,
 * and is busy until it has said the rest. */
void oa_conversation_close (OaConversation *self, GPtrArray *actions);

/* Requests of the application. */
/* Any item, as item.create takes it (transfer none). @turn: it is a turn of the
 * user. */
void oa_conversation_send_item (OaConversation *self, JsonObject *item,
    gboolean turn, gboolean respond, GPtrArray *actions);
/* Words that the model says as they are. */
void oa_conversation_say (OaConversation *self, const OaSay *say,
    GPtrArray *actions);
/* @response: its overrides, or NULL (transfer none). */
void oa_conversation_create_response (OaConversation *self,
    JsonObject *response, GPtrArray *actions);

/* How function calls are treated, and the functions as they are wanted; what
 * the service says of its session later counts more. */
void oa_conversation_configure_calls (OaConversation *self,
    const OaCallPolicy *policy, JsonArray *tools);
/* What a call gave. The next poll sends it, and asks for an answer when all
 * calls of its response have theirs. */
OaOutputResult oa_conversation_set_output (OaConversation *self,
    const gchar *call_id, const gchar *output);
/* Whether the service may make a call of an MCP tool that it has asked for; the
 * next poll sends it. */
OaOutputResult oa_conversation_approve (OaConversation *self,
    const gchar *approval_id, gboolean approve, const gchar *reason);

/* The user interrupts. First what it did to each item in flight, in order;
 * then the end. @heard_ms was sounded of @received_ms; @heard_all: it had ended
 * and was heard to its end. The service learns what was heard: the item is
 * truncated there, or deleted when nothing was heard; late audio of its
 * response is dropped from now on. */
void oa_conversation_truncate_item (OaConversation *self, const gchar *item_id,
    const gchar *response_id, gint64 heard_ms, gint64 received_ms,
    gboolean heard_all, GPtrArray *actions);

/* The service was asked to forget the item: it is not truncated any more. */
void oa_conversation_note_deleting (OaConversation *self, const gchar *item_id);

/* @service_cancels: it ends the response under way by itself. */
void oa_conversation_interrupt (OaConversation *self, gboolean service_cancels,
    GPtrArray *actions);
/* And what is asked for and has not begun is not wanted any more: what is still
 * to be asked for is forgotten, the rest is cancelled when it begins.
 * @protected_too: all of it, and what the service owes to a turn. */
void oa_conversation_drop_requests (OaConversation *self,
    gboolean protected_too);

/* The connection is gone, and with it all that was under way. Nothing is sent
 * until it is restored; requests wait. */
OaLostResponse oa_conversation_link_lost (OaConversation *self,
    GPtrArray *actions);

/* A new session is up: it is told what was said, by @rules; turns that come
 * again are forgotten. Returns whether there was anything to tell. Requests
 * still wait. */
gboolean oa_conversation_replay (OaConversation *self,
    const OaHistoryRules *rules, gboolean response_cut, GPtrArray *actions);

/* Requests go out again. @ask: first for the answer that was lost. */
void oa_conversation_resume (OaConversation *self, gboolean ask,
    GPtrArray *actions);

/* The service has a response under way, owes one to a turn, one is queued here,
 * or a function call is open. */
gboolean oa_conversation_is_busy (const OaConversation *self);

/* A function call is open, and nothing else is under way. */
gboolean oa_conversation_awaits_output (const OaConversation *self);

/* The service owes the text of something the user said. */
gboolean oa_conversation_awaits_transcript (const OaConversation *self);

/* What is known of it: whether it is protected, was interrupted… */
OaResponseFlags oa_conversation_get_response (const OaConversation *self,
    const gchar *response_id);

/* The service never finished what it began, or never began what it owes:
 * forget it, so that the conversation can go on without. */
void oa_conversation_time_out (OaConversation *self, GPtrArray *actions);

/* Next moment at which poll has something to do; -1 = none. */
gint64 oa_conversation_get_deadline (const OaConversation *self);
void oa_conversation_poll (OaConversation *self, gint64 now,
    GPtrArray *actions);

/* How much of an item was heard so far, in ms, for the snapshot. */
void oa_conversation_set_heard (OaConversation *self, const gchar *item_id,
    gint64 heard_ms);
/* Length of the audio received for an item. */
void oa_conversation_add_received (OaConversation *self, const gchar *item_id,
    guint64 samples, guint rate);

guint oa_conversation_get_turns (const OaConversation *self);
/* Those of them that the service heard; the others were written. */
guint oa_conversation_get_spoken_turns (const OaConversation *self);
void oa_conversation_get_usage (const OaConversation *self, OaUsage *usage);

/* JSON array of the items in order; fields as documented at the element's
 * `conversation` property. (transfer full) */
gchar *oa_conversation_to_json (const OaConversation *self);

G_END_DECLS
