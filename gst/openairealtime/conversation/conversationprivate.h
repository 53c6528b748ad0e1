/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationprivate.h - the conversation's state, shared by its files. */

#pragma once

#include "conversation.h"
#include "calls.h"
#include "sentences.h"
#include "items.h"
#include "mcp.h"
#include "responses.h"
#include "pendingitems.h"

G_BEGIN_DECLS

/* Texts of the user that are waited for at the same time. */
#define OA_MAX_TRANSCRIPTS 64

/* A truncation or deletion that was sent. */
typedef struct
{
  gchar *event_id;
  gchar *item_id;
} OaPendingTruncation;

struct _OaConversation
{
  OaItems *items;
  OaPendingItems *pending_items;
  OaCalls *calls;
  OaMcp *mcp;
  gboolean outputs_sent;        /* an answer to them is wanted */
  gboolean mcp_ended;           /* the same, of calls of MCP tools */
  guint turns;
  guint spoken_turns;           /* of them */
  guint max_rounds;             /* see OaCallPolicy */
  guint rounds;                 /* since the user's last turn */
  gboolean input_ended;         /* no further turn comes */
  OaUsage usage;
  guint64 next_id;

  gboolean service_creates;
  gboolean answers;             /* the session has responses */
  gboolean plays;               /* its speech comes here */

  /* The sequencer. */
  gchar *active;                /* in-band response in progress */
  gchar *request_id;            /* event id of a response.create under way */
  JsonObject *request;          /* its overrides */
  guint64 request_serial;       /* what was sent before it has less */
  gint64 request_until;         /* 0 = not watched */
  gboolean request_void;        /* interrupted before it began */
  gboolean request_doubted;     /* there was an error that names nothing */
  gboolean begun;               /* its answer, as it seems */
  gboolean spoke;               /* something of the active response came */
  gint64 active_until;          /* 0 = not watched */
  gboolean times_out;           /* the two are */
  gint64 response_timeout;      /* with an active response; 0 = no limit */
  gboolean offline;             /* no session to ask */
  gboolean knows_outputs;       /* the active one, all that was sent */
  JsonObject *filler;           /* the last one that was asked for */
  GQueue waiting;               /* of JsonObject; see oa_response_plain */
  gint64 owed_until;            /* 0 = the service owes nothing */
  gboolean owed_void;           /* interrupted before it began */
  gint64 foreign_until;         /* 0 = no unknown response is active */
  guint commits;                /* of ours, not acknowledged yet */

  GQueue updates;               /* of session.update; see updates.h */
  OaResponses *responses;
  gboolean announces;           /* the service tells when a response begins */
  gboolean leaves_turns;
  GQueue truncations;           /* of OaPendingTruncation */
  gboolean transcribes;
  OaSentences heard;            /* of a translation: what the user says… */
  OaSentences translated;        /* …in the other language */
  gboolean closing;             /* session.closed is awaited */
  gchar *idle_item;             /* of an idle timeout, not committed yet */
  gboolean tools_told;          /* by the service */
  gboolean user_speaks;
  gboolean sounding;            /* speech waits to be sounded */
  GQueue untold;                /* item ids of the user without a text yet */
  GQueue told_early;            /* with a text, and not committed yet */
};

/* Wanted responses without overrides; queues cannot hold NULL. The second is
 * the answer to outputs of functions, which another answer may give as well. */
extern JsonObject *const oa_response_plain;
extern JsonObject *const oa_response_outputs;

/* conversationactions.c: actions are appended; ids remembered, the oldest of
 * more than @max forgotten */
void oa_conversation_notify_transcript (GPtrArray * actions,
    const OaEvent * event, OaRole role, const gchar * text, gboolean final);
gchar *oa_conversation_new_event_id (OaConversation * self,
    const gchar * prefix);
void oa_conversation_remember (GQueue * ids, const gchar * id, guint max);
GList *oa_conversation_find_id (const GQueue * ids, const gchar * id);
/* TRUE when it was there. */
gboolean oa_conversation_forget_id (GQueue * ids, const gchar * id);

/* sequencer.c: what the service and we owe each other */
gboolean oa_conversation_is_plain (const JsonObject * response);
void oa_conversation_response_request_free (JsonObject * response);
void oa_conversation_forget_request (OaConversation * self);
void oa_conversation_request_next (OaConversation * self, GPtrArray * actions);
void oa_conversation_postpone_request (OaConversation * self, gint64 now);
void oa_conversation_send_outputs (OaConversation * self, gint64 now,
    GPtrArray * actions);
void oa_conversation_handle_committed (OaConversation * self,
    const OaEvent * event, gint64 now, GPtrArray * actions);
void oa_conversation_handle_response_created (OaConversation * self,
    const OaEvent * event, GPtrArray * actions);
/* Something came of the active response. */
void oa_conversation_note_sign (OaConversation * self,
    const OaEvent * event, gint64 now);
/* An error that names nothing may be the answer to the request. */
void oa_conversation_doubt_request (OaConversation * self, gint64 now);
/* It is cancelled, and over. */
void oa_conversation_drop_active (OaConversation * self,
    GPtrArray * actions);
void oa_conversation_end_active (OaConversation * self,
    const gchar * response_id, gint64 now, GPtrArray * actions);

/* conversationtruncation.c */
void oa_conversation_handle_truncated (OaConversation * self,
    const OaEvent * event);
void oa_conversation_truncation_free (OaPendingTruncation * pending);
void oa_conversation_note_cancelled (OaConversation * self,
    const gchar * response_id);
gboolean oa_conversation_ignore_rejected_truncation (OaConversation * self,
    const OaServiceError * error, GPtrArray * actions);

/* conversationerrors.c: @event_id or, without one, @param_prefix tells */
gboolean oa_conversation_is_about (const OaServiceError * error,
    const gchar * event_id, const gchar * param_prefix);
void oa_conversation_handle_error (OaConversation * self,
    const OaServiceError * error, gint64 now, GPtrArray * actions);

/* conversationtexts.c; @item may be NULL */
void oa_conversation_place_item (OaConversation * self, OaItem * item,
    const gchar * response_id);
void oa_conversation_handle_audio (OaConversation * self,
    const OaEvent * event, GPtrArray * actions);
void oa_conversation_handle_text_delta (OaConversation * self,
    const OaEvent * event, OaRole role, GPtrArray * actions);
void oa_conversation_handle_caption (OaConversation * self,
    const OaEvent * event, OaRole role, GPtrArray * actions);
void oa_conversation_end_sentences (OaConversation * self, OaRole role,
    GPtrArray * actions);
void oa_conversation_handle_text_done (OaConversation * self,
    const OaEvent * event, OaRole role, GPtrArray * actions);

G_END_DECLS
