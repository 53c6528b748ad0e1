/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionprivate.h - the session's state, shared by its files.
 *
 * What is marked "loop" is touched on the loop's thread only; so is every
 * function here, unless it says otherwise. */

#pragma once

#include "session.h"
#include "connect.h"
#include "conversation/bargein.h"
#include "conversation/turngate.h"
#include "flow.h"
#include "protocol/sessionconfig.h"

G_BEGIN_DECLS

/* Both are session.update and answered by session.updated, in order. */
typedef enum
{
  UPDATE_SETTINGS = 1,
  UPDATE_PROBE,                 /* changes nothing */
} UpdateKind;

struct _OaSession
{
  gint ref_count;
  OaLoop *loop;
  OaReporter *reporter;

  /* Loop. The element is referenced until the session has stopped. */
  GstOpenaiRealtime *element;
  OaElementSettings settings;
  const OaDialect *dialect;
  OaConnectionConfig connection_config;
  OaConnection *connection;
  OaSessionConfig *config;
  OaTurnGate *gate;
  OaBargeIn *barge_in;
  GSource *timer;
  GQueue updates;               /* of UpdateKind: sent, not answered yet */
  GQueue requests;              /* of Request: before the session is up */
  OaServiceError *told;         /* the service's last words before it closed */
  gint64 connect_start;
  gint64 connect_until;         /* 0 = the session is up */
  gboolean output_known;        /* the source pad is negotiated */
  gboolean created;
  gboolean configured;
  gboolean live;
  gboolean draining;            /* the hold is the last one */
  gboolean ending;              /* after the answer under way */
  gint64 last_sign;             /* of that answer */
  gboolean protecting;          /* an answer must not be interrupted */
  gboolean drained;             /* it is over: a close is no failure */
  gboolean ended;
  gboolean stopping;
  gint64 turn_end_ms;           /* of the latest turn, in the service's count */
  gint64 speech_end;            /* monotonic us; 0 = no turn yet */

  gint wake_pending;            /* atomic */

  /* Protected by lock: written on the loop, read anywhere. */
  GMutex lock;
  GCond stopped_cond;
  gboolean stopped;
  GstOpenaiRealtimeConnectionState state;
  gchar *id;
  OaConversation *conversation;
  OaSessionFigures figures;
  gchar *latency_response;      /* the response that the latencies are of */
  gint64 latency_start;         /* end of the speech it answers; 0 = none */
};

typedef enum
{
  REQUEST_TEXT,
  REQUEST_RESPONSE,
  REQUEST_COMMIT,
  REQUEST_CLEAR,
  REQUEST_EVENT,
  REQUEST_INTERRUPT,
  REQUEST_END,
} RequestKind;

typedef struct
{
  RequestKind kind;
  gchar *text;
  gboolean respond;
  JsonObject *object;
} Request;

/* session.c: life, state, connecting and ending */
gint64 oa_session_now (void);
void oa_session_configure_turns (OaSession * self);
gboolean oa_session_want_settings (OaSession * self, GError ** error);
void oa_session_set_state (OaSession * self,
    GstOpenaiRealtimeConnectionState state);
void oa_session_fail (OaSession * self, OaFailure * failure);
void oa_session_advance (OaSession * self);
void oa_session_invoke (OaSession * self, GSourceFunc func);

/* sessionsend.c: sending, requests of the application */
void oa_session_count_sent (OaSession * self);
void oa_session_send_bytes (OaSession * self, GBytes * text);
void oa_session_send_command (OaSession * self, const OaCommand * command);
void oa_session_send_simple (OaSession * self, OaCommandType type);
void oa_session_send_update (OaSession * self, UpdateKind kind,
    JsonObject * session);
void oa_session_configure_session (OaSession * self);
GPtrArray *oa_session_new_actions (void);
void oa_session_ask_response (OaSession * self, JsonObject * response);
void oa_session_note_turn_end (OaSession * self, gint64 position_ms,
    gint64 age_us);
void oa_session_send_commit (OaSession * self);
void oa_session_request_free (gpointer data);
void oa_session_take_request (OaSession * self, Request * request);
void oa_session_do_waiting_requests (OaSession * self);
void oa_session_do_commit_request (OaSession * self);

/* sessionbargein.c: interruption */
void oa_session_restrict_settings (OaSession * self, OaSettings * wanted);
void oa_session_configure_barge_in (OaSession * self);
void oa_session_check_protection (OaSession * self);
void oa_session_do_interrupt (OaSession * self, gboolean cancelled);
void oa_session_judge (OaSession * self, const OaEvent * event);
void oa_session_take_turn (OaSession * self, const gchar * item_id);
gint64 oa_session_step_barge_in (OaSession * self);
void oa_session_input_cleared (OaSession * self);

/* sessionupload.c: the way up, holds */
gboolean oa_session_may_upload (OaSession * self);
GBytes *oa_session_next_upload (gpointer user_data);
gint64 oa_session_step_gate (OaSession * self);
gint64 oa_session_step_ending (OaSession * self);

/* sessionevents.c: what comes from the service */
void oa_session_run_actions (OaSession * self, GPtrArray * actions);
void oa_session_take_message (GBytes * text, gpointer user_data);

G_END_DECLS
