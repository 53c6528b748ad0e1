/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionprivate.h - the session's state, shared by its files.
 *
 * What is marked "loop" is touched on the loop's thread only; so is every
 * function here, unless it says otherwise. */

#pragma once

#include "session/session.h"
#include "session/connector.h"
#include "session/context.h"
#include "session/credentials.h"
#include "session/debug.h"
#include "session/download.h"
#include "session/inputwatch.h"
#include "session/interruption.h"
#include "session/calls.h"
#include "session/limiter.h"
#include "session/link.h"
#include "session/part.h"
#include "session/requestqueue.h"
#include "conversation/deadline.h"
#include "conversation/historyimport.h"
#include "session/latencymeter.h"
#include "session/restore.h"
#include "session/settingswarnings.h"
#include "session/upload.h"
#include "media/autocommit.h"

G_BEGIN_DECLS

/* In the order in which they are asked. */
enum
{
  OA_PART_DOWNLOAD,
  OA_PART_RESTORE,
  OA_PART_INTERRUPTION,
  OA_PART_UPLOAD,
  OA_PART_LIMITER,
  OA_PART_INPUT_WATCH,
  OA_N_PARTS
};

/* What the session asks its owner for. */
typedef struct
{
  OaSessionSettingsFunc get_settings;
  gpointer data; /* NULL from the stop on */
} OaSessionOwner;

typedef struct
{
  OaSessionPart table[OA_N_PARTS];
  OaUpload *upload;
  OaDownload *download;
  OaInterruption *interruption;
  OaLimiter *limiter;
  OaCallDesk *call_desk;
  OaRestore *restore;
  OaRequestQueue requests;     /* not carried out yet */
  GPtrArray *imported_history; /* of JsonObject: to tell first, or NULL */
} OaSessionParts;

typedef struct
{
  OaLink *current;                /* in use, or the last one that was */
  OaLink *next;                   /* made ready to take its place, or NULL */
  const OaLinkHandlers *handlers; /* of both */
  OaConnector connector;
  OaCredentials credentials;
} OaSessionLinks;

/* Emptied, for the next of their kind. */
typedef struct
{
  GPtrArray *actions; /* NULL while in use */
  GPtrArray *lists;   /* of OaSessionActions; their use is nested */
} OaSessionSpare;

/* When the loop comes to it. */
typedef struct
{
  guint io_delay; /* as the loop knows it */
  OaTimer *timer;
  gint64 until;
} OaSessionWakeup;

/* The format of the source pad. */
typedef struct
{
  gboolean known;    /* it is negotiated */
  OaAudioFormat due; /* another one since; UNKNOWN = none */
} OaSessionOutput;

/* Of what users were warned, so that it is once. */
typedef struct
{
  OaSettingsWarnings settings;
  gchar *failed_cause; /* of the answer that failed last */
} OaSessionWarned;

/* Calls of other threads that are on their way to the loop; atomic. */
typedef struct
{
  gint wake;
  gint update;
} OaSessionPending;

/* Written on the loop, read anywhere. */
typedef struct
{
  GstOpenaiRealtimeConnectionState state;
  gchar *id;
  OaSessionFigures figures;
  OaLatencyMeter latency_meter;
} OaSessionShared;

struct _OaSession
{
  gint ref_count;
  OaLoop *loop;
  OaObserver *observer;

  /* Loop, with entry_lock held. */
  OaSessionOwner owner;
  OaMedia *media;
  OaElementSettings settings;
  const OaDialect *dialect;
  OaSessionContext context;
  OaSessionParts parts;
  OaSessionLinks links;
  OaSessionSpare spare;
  OaSessionWakeup wakeup;
  OaSessionOutput output;
  OaSessionWarned warned;
  gint64 last_activity; /* of the answer that an end waits for */

  OaSessionPending pending;

  /* Held while the loop is in the session. A stop takes it, too, so it waits
   * until the loop has left. Taken before `lock`. */
  GRecMutex entry_lock;

  /* Protects `shared` and the conversation. */
  GMutex lock;
  OaSessionShared shared;
  OaConversation *conversation;
};

/* The session is set up, and its connection works. */
static inline gboolean
oa_session_is_configured (const OaSession *self)
{
  return oa_link_get_phase (self->links.current) == OA_LINK_CONFIGURED;
}

static inline gboolean
oa_session_is_over (const OaSession *self)
{
  return self->context.phase >= OA_SESSION_RESTING;
}

/* Of the link in use. */
static inline OaSessionConfig *
oa_session_get_config (const OaSession *self)
{
  return oa_link_get_config (self->links.current);
}

/* The files stand on each other in this order: each calls those above only. */

/* sessioncore.c: the way in, state */
gint64 oa_session_now (void);
/* Every way into the session on its loop: FALSE, and no way in, once it was
 * stopped. Leave once per entry; they nest. */
gboolean oa_session_enter (OaSession *self);
void oa_session_leave (OaSession *self);
/* From any thread: @func is called inside, or not at all. Takes @data. */
typedef void (*OaSessionFunc) (OaSession *self, gpointer data);
void oa_session_invoke (OaSession *self, OaSessionFunc func, gpointer data,
    GDestroyNotify destroy);
void oa_session_set_state (OaSession *self,
    GstOpenaiRealtimeConnectionState state);
void oa_session_set_phase (OaSession *self, OaSessionPhase phase);
void oa_session_note_turn_end (OaSession *self, gint64 position_ms,
    gint64 age_us);

/* sessionsend.c: sending */
void oa_session_count_sent (OaSession *self);
void oa_session_send_bytes (OaSession *self, GBytes *text);
void oa_session_send_on_link (OaSession *self, OaLink *link,
    const OaCommand *command);
void oa_session_send_command (OaSession *self, const OaCommand *command);
void oa_session_send_simple (OaSession *self, OaCommandKind type);
void oa_session_send_update (OaSession *self, OaUpdateKind kind,
    JsonObject *session);

/* sessionreport.c: notices for the user; takes @notice */
void oa_session_report (OaSession *self, OaNotice *notice);

/* sessionlinks.c: the connection in use and the next one */
/* FALSE and @failure when it cannot be. @limit: us; 0 = none. */
gboolean oa_session_open_link (OaSession *self, OaLink *link, gint64 limit,
    OaFailure **failure);
/* Where the service wants to be told. */
void oa_session_send_close (OaSession *self);
void oa_session_end_link (OaSession *self);
void oa_session_end_next_link (OaSession *self);
/* The one in use has ended, and the next one is ready. */
void oa_session_take_next_link (OaSession *self);
/* The id of the session as users see it is that of the link in use. */
void oa_session_note_id (OaSession *self);
/* Until the service ends the session. */
gint64 oa_session_get_seconds_left (OaSession *self);
/* Ends the session for good; only the first failure is told. Takes
 * @failure. */
void oa_session_fail (OaSession *self, OaFailure *failure);

/* sessionsettings.c: what users have set, and the service is told */
/* With what the environment has in place of what is not set. */
void oa_session_read_settings (OaSession *self);
void oa_session_configure_turns (OaSession *self);
/* Warns once of each setting that does nothing; ends what cannot be. */
void oa_session_check_rules (OaSession *self);
gboolean oa_session_want_link_settings (OaSession *self, OaLink *link,
    GError **error);
/* Of both links. */
gboolean oa_session_want_settings (OaSession *self, GError **error);
/* Sends what differs between the session as wanted and as acknowledged. */
void oa_session_configure_link (OaSession *self, OaLink *link);
void oa_session_configure_session (OaSession *self);
void oa_session_want_again (OaSession *self);
void oa_session_take_update (OaSession *self);
/* Asks for the format that the source pad has by now. */
void oa_session_check_output (OaSession *self);

/* sessionactions.c: actions carried out */
/* For oa_session_run_actions() or oa_session_keep_actions(), which take it. */
GPtrArray *oa_session_new_actions (OaSession *self);
void oa_session_keep_actions (OaSession *self, GPtrArray *actions);
void oa_session_run_action (OaSession *self, OaAction *action);
void oa_session_run_actions (OaSession *self, GPtrArray *actions);
/* In the context: how things are now. */
void oa_session_state_facts (OaSession *self);
/* The same, and a list for a part. */
OaSessionActions *oa_session_new_list (OaSession *self);
/* Takes @list. */
void oa_session_carry_out (OaSession *self, OaSessionActions *list);
void oa_session_check_formats (OaSession *self);
void oa_session_ask_response (OaSession *self, JsonObject *response);
void oa_session_say (OaSession *self, const OaSay *say);
/* A commit goes out. FALSE when there is no such thing. */
gboolean oa_session_note_commit (OaSession *self);
void oa_session_send_commit (OaSession *self);
/* @cancelled, @all: see oa_interruption_interrupt(). */
void oa_session_interrupt (OaSession *self, gboolean cancelled, gboolean all);
/* What the service never finished does not keep the rest back. */
void oa_session_time_out (OaSession *self, guint waited_ms,
    gboolean unconfirmed);
/* The last answer is complete. */
void oa_session_drain (OaSession *self);
void oa_session_void_commits (OaSession *self);
void oa_session_end_after_answer (OaSession *self);
/* The service that heard us is gone. */
void oa_session_on_link_lost (OaSession *self);
/* Another one has taken over. */
void oa_session_on_link_up (OaSession *self);
/* What waits is asked for on another connection. */
void oa_session_resume_requests (OaSession *self);

/* requests.c: requests of the application */
/* Takes @request. */
void oa_session_take_request (OaSession *self, OaRequest *request);
void oa_session_do_waiting_requests (OaSession *self);
/* These go before all others. */
void oa_session_say_first (OaSession *self, const OaSay *say);
void oa_session_recommit (OaSession *self);
gint64 oa_session_poll_requests (OaSession *self);
void oa_session_do_commit_request (OaSession *self);

/* sessionconnect.c: connecting and losing */
/* The connection is of no use any more: the session goes on, or ends. These
 * take @failure. */
void oa_session_lose_link (OaSession *self, OaFailure *failure);
void oa_session_next_link_failed (OaSession *self, OaFailure *failure);
/* Before the first connection this ends the session; afterwards it is as if the
 * next link had failed. */
void oa_session_connecting_failed (OaSession *self, OaFailure *failure);
/* The first one, or the next one. */
void oa_session_open_wanted_link (OaSession *self);
/* The next link is configured: it becomes the one in use. */
void oa_session_switch_link (OaSession *self);
/* The link in use is configured. */
void oa_session_link_up (OaSession *self);

/* sessionsetup.c: a link's settings, until the session is up */
void oa_session_take_session (OaSession *self, const OaAction *action);
void oa_session_take_refusal (OaSession *self, OaUpdateKind update,
    const OaServiceError *error);
void oa_session_take_next_event (OaSession *self, const OaEvent *event);

/* sessionpoll.c: what is due */
/* After anything that happened: does what is due, sets the timer for the
 * rest. */
void oa_session_dispatch (OaSession *self);
/* At a time of the monotonic clock, us; -1 = not at all. */
void oa_session_set_timer (OaSession *self, gint64 until);

/* sessionevents.c: what happens to a link; its owner is the session */
extern const OaLinkHandlers oa_session_link_handlers;

G_END_DECLS
