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
  gpointer data;                /* NULL from the stop on */
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
  OaRequestQueue requests;      /* not carried out yet */
  GPtrArray *imported_history;  /* of JsonObject: to tell first, or NULL */
} OaSessionParts;

typedef struct
{
  OaLink *current;              /* in use, or the last one that was */
  OaLink *next;                 /* made ready to take its place, or NULL */
  OaConnector connector;
  OaCredentials credentials;
} OaSessionLinks;

/* Emptied, for the next of their kind. */
typedef struct
{
  GPtrArray *actions;           /* NULL while in use */
  GPtrArray *lists;             /* of OaSessionActions; their use is nested */
} OaSessionSpare;

/* When the loop comes to it. */
typedef struct
{
  guint io_delay;               /* as the loop knows it */
  OaTimer *timer;
  gint64 until;
} OaSessionWakeup;

/* The format of the source pad. */
typedef struct
{
  gboolean known;               /* it is negotiated */
  OaAudioFormat due;            /* another one since; UNKNOWN = none */
} OaSessionOutput;

/* Of what users were warned, so that it is once. */
typedef struct
{
  OaSettingsWarnings settings;
  gchar *failed_cause;          /* of the answer that failed last */
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
  gint64 last_activity;         /* of the answer that an end waits for */

  OaSessionPending pending;

  /* Held while the loop is in the session, and for the moment of its stop:
   * what stops it never meets it at work. Before `lock`. */
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

/* session.c: life, state, time, the end */
gint64 oa_session_now (void);
void oa_session_configure_turns (OaSession * self);
/* With what the environment has in place of what is not set. */
void oa_session_read_settings (OaSession * self);
void oa_session_set_state (OaSession * self,
    GstOpenaiRealtimeConnectionState state);
void oa_session_set_phase (OaSession * self, OaSessionPhase phase);
void oa_session_fail (OaSession * self, OaFailure * failure);
/* Warns once of each setting that does nothing; ends what cannot be. */
void oa_session_check_rules (OaSession * self);
void oa_session_advance (OaSession * self);

/* sessionconnect.c: connecting */
/* What no network is needed for to find out, files and the environment. */
gboolean oa_session_prepare_connecting (OaSession * self,
    OaFailure ** failure);
gint64 oa_session_poll_connector (OaSession * self);
/* The connection is of no use any more: the session goes on, or ends. These
 * take @failure. */
void oa_session_lose_link (OaSession * self, OaFailure * failure);
void oa_session_next_link_failed (OaSession * self, OaFailure * failure);
/* The link in use is configured. */
void oa_session_link_up (OaSession * self);
/* How often it was tried in vain, if more than once. */
void oa_session_tell_tries (OaSession * self, OaFailure * failure);

/* sessionlinks.c: the connection in use and the next one */
gboolean oa_session_want_settings (OaSession * self, GError ** error);
void oa_session_configure_session (OaSession * self);
/* FALSE and @failure when it cannot be. @limit: us; 0 = none. */
gboolean oa_session_open_link (OaSession * self, OaLink * link, gint64 limit,
    OaFailure ** failure);
gboolean oa_session_open_next_link (OaSession * self, gint64 limit,
    OaFailure ** failure);
/* Where the service wants to be told. */
void oa_session_say_goodbye (OaSession * self);
void oa_session_end_link (OaSession * self);
void oa_session_end_next_link (OaSession * self);
/* The one in use has ended, and the next one is ready. */
void oa_session_take_next_link (OaSession * self);
void oa_session_take_session (OaSession * self, const OaAction * action);
void oa_session_take_refusal (OaSession * self, OaUpdateKind update,
    const OaServiceError * error);

/* requests.c: sending, requests of the application */
void oa_session_count_sent (OaSession * self);
void oa_session_send_bytes (OaSession * self, GBytes * text);
void oa_session_send_on_link (OaSession * self, OaLink * link,
    const OaCommand * command);
void oa_session_send_command (OaSession * self, const OaCommand * command);
void oa_session_send_simple (OaSession * self, OaCommandKind type);
void oa_session_send_update (OaSession * self, OaUpdateKind kind,
    JsonObject * session);
/* For oa_session_run_actions(), which takes it. */
GPtrArray *oa_session_new_actions (OaSession * self);
void oa_session_ask_response (OaSession * self, JsonObject * response);
void oa_session_say (OaSession * self, const OaSay * say);
void oa_session_note_turn_end (OaSession * self, gint64 position_ms,
    gint64 age_us);
void oa_session_send_commit (OaSession * self);
/* Takes @request. */
void oa_session_take_request (OaSession * self, OaRequest * request);
void oa_session_do_waiting_requests (OaSession * self);
/* Before all others. */
void oa_session_say_first (OaSession * self, const OaSay * say);
gint64 oa_session_poll_requests (OaSession * self);
void oa_session_do_commit_request (OaSession * self);
void oa_session_void_commits (OaSession * self);
void oa_session_end_after_answer (OaSession * self);
void oa_session_commit_again (OaSession * self);

/* entries.c: where other threads enter */
/* Every way into the session on its loop: FALSE, and no way in, once it was
 * stopped. Leave once per entry; they nest. */
gboolean oa_session_enter (OaSession * self);
void oa_session_leave (OaSession * self);
/* From any thread: @func is called inside, or not at all. Takes @data. */
typedef void (*OaSessionFunc) (OaSession * self, gpointer data);
void oa_session_invoke (OaSession * self, OaSessionFunc func, gpointer data,
    GDestroyNotify destroy);
OaCallDesk *oa_session_new_call_desk (OaSession * self);
/* Asks for the format that the source pad has by now. */
void oa_session_check_output (OaSession * self);

/* sessionevents.c: what comes from the service */
void oa_session_take_event (OaSession * self, const OaEvent * event);
/* It is up for the first time. */
void oa_session_become_configured (OaSession * self);
void oa_session_report (OaSession * self, OaNotice * notice);

/* sessionactions.c: actions carried out, the parts asked */
void oa_session_run_actions (OaSession * self, GPtrArray * actions);
/* The service that heard us is gone. */
void oa_session_on_link_lost (OaSession * self);
/* What waits is asked for on another connection. */
void oa_session_resume_requests (OaSession * self);
/* The last answer is complete. */
void oa_session_drain (OaSession * self);
gint64 oa_session_poll_ending (OaSession * self);
GBytes *oa_session_next_upload (OaSession * self);
/* In the context: how things are now. */
void oa_session_state_facts (OaSession * self);
/* The same, and a list for a part. */
OaSessionActions *oa_session_new_list (OaSession * self);
/* Takes @list. */
void oa_session_carry_out (OaSession * self, OaSessionActions * list);
gint64 oa_session_poll_parts (OaSession * self);
void oa_session_check_formats (OaSession * self);
/* @cancelled, @all: see oa_interruption_interrupt(). */
void oa_session_interrupt (OaSession * self, gboolean cancelled, gboolean all);

G_END_DECLS
