/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.h - one conversation with the service, on its I/O thread.
 *
 * Joins the rooms: carries bytes from the connection to the conversation and
 * carries the actions out. Decides nothing that a pure room could decide.
 *
 * Reference counted. The functions may be called from any thread, do not block
 * and have no callbacks; the work happens on the session's loop. */

#pragma once

#include "conversation/conversation.h"
#include "session/observer.h"
#include "session/latencymeter.h"
#include "session/request.h"
#include "media/media.h"
#include "session/settings.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OaSession OaSession;

/* Copied figures; times in ns, -1 = not known yet. */
typedef struct
{
  guint turns;
  guint64 interruptions;
  guint64 reconnects;
  guint64 renewals;
  guint64 events_sent;
  guint64 events_received;
  gint64 connect_duration;
  OaLatencies latencies; /* of the latest answer */
  OaUsage usage;
} OaSessionFigures;

/* Fills in (transfer full) what users have set by now; called within
 * oa_session_new(), and on the loop until oa_session_stop(). */
typedef void (
    *OaSessionSettingsFunc) (gpointer owner, OaElementSettings *settings);

/* NULL and @failure when the settings cannot work: no network is needed to
 * tell. */
OaSession *oa_session_new (OaMedia *media, OaSessionSettingsFunc func,
    gpointer owner, OaObserver *observer, OaFailure **failure);
OaSession *oa_session_ref (OaSession *self);
void oa_session_unref (OaSession *self);

void oa_session_start (OaSession *self);
/* Does not block: the owner is not asked after this has returned, and
 * the loop closes the connection in order by itself. */
void oa_session_stop (OaSession *self);

/* The upload queue has something to send. Cheap when the session knows already.
 * */
void oa_session_wake (OaSession *self);

/* Formats as negotiated; the session is configured for them. */
void oa_session_set_input_format (OaSession *self, OaAudioFormat format);
void oa_session_set_output_format (OaSession *self, OaAudioFormat format);
/* After a flush: what waited to be sent is forgotten, the conversation
 * stays. */
void oa_session_restart_input (OaSession *self);
/* Upstream turned out to be live or not. */
void oa_session_set_live (OaSession *self, gboolean live);

/* Properties of the element changed: they are read on the loop. */
void oa_session_update (OaSession *self);

/* Takes @request. Kept until the session is up, unless it is about what is
 * heard now. */
void oa_session_request (OaSession *self, OaRequest *request);

/* What a function call gave: judged at once, sent by the loop. */
OaOutputResult oa_session_send_function_output (OaSession *self,
    const gchar *call_id, const gchar *output);

/* Whether the service may make a call of an MCP tool; the same way. */
OaOutputResult oa_session_approve_mcp (OaSession *self,
    const gchar *approval_id, gboolean approve, const gchar *reason);

/* What the source pad has seen of the speech: the first frame of a response
 * was pushed and is sounded @delay ns later; an item was played. */
void oa_session_note_frame (OaSession *self, const gchar *response_id,
    gint64 delay);
void oa_session_note_played (OaSession *self, const gchar *item_id,
    gint64 heard_ms);

GstOpenaiRealtimeConnectionState oa_session_get_state (OaSession *self);
gchar *oa_session_dup_id (OaSession *self);
gchar *oa_session_dup_conversation (OaSession *self);
/* How much of an item was heard by now, for the conversation's text. */
void oa_session_set_heard (OaSession *self, const gchar *item_id,
    gint64 heard_ms);
/* What was used so far costs this much; -1 = no prices. */
gdouble oa_session_get_cost (OaSession *self);
void oa_session_get_figures (OaSession *self, OaSessionFigures *figures);

G_END_DECLS
