/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.h - one client's session: its settings, conversation, input, and
 * what is sent. Knows nothing of sockets, nor of what is done with it:
 * dispatch.c (what the client asks), turns.c (what the user's audio causes),
 * response.c (the answers), client.c (the connection).
 *
 * Everything happens on the server's thread. */

#pragma once

#include "context.h"
#include "faults.h"
#include "input.h"
#include "items.h"
#include "outbox.h"
#include "recording.h"

G_BEGIN_DECLS

typedef struct _OrsSession OrsSession;
typedef struct _OrsResponse OrsResponse;

/* For who carries the messages. */
typedef struct
{
  /* The outbox has something to take, or to close. */
  void (*wake) (gpointer user_data);
  /* The client has gone as far as the session is concerned. */
  void (*reset) (gpointer user_data);
  /* For a scenario: nothing more of the client is to be read. */
  void (*stop_reading) (gpointer user_data);
} OrsSessionFuncs;

struct _OrsSession
{
  const OrsContext *context;
  OrsFaults *faults;
  const OrsScenario *scenario; /* of them */
  guint number;                /* the first is 1 */
  OrsKind kind;

  const OrsSessionFuncs *funcs;
  gpointer user_data;
  OrsOutbox *outbox; /* NULL: it is over */
  OrsRecording *recording;

  gchar *id;
  gchar *conversation_id;
  JsonObject *config;
  OrsItems *items;
  OrsInput *input;
  gchar *turn_item_id; /* of the speech that runs, or NULL */
  guint last_id;
  gsize config_bytes; /* of the session's settings, at most */
  gsize event_bytes;  /* of the client's event that is answered */

  GPtrArray *responses; /* OrsResponse, all that run; see response.h */
  OrsResponse *active;  /* the one of the conversation; borrowed */
  /* One of the conversation is done, but was not cancelled. */
  void (*answered) (OrsSession *self, guint playing_ms);
  guint turns_answered; /* place in the script's sequence */
  gboolean has_assistant_audio;
  GQueue held_updates; /* JsonObject, not answered yet */
  gdouble sent_audio_ms;

  GSource *expiry;
  GSource *idle;            /* timeout of turn_detection */
  GPtrArray *timers;        /* GSource, of late transcripts */
  GByteArray *untranslated; /* audio, less than a piece */
  GPtrArray *mcp_calls;     /* not over yet, of mcp.c, or NULL */
  GHashTable *mcp_servers;  /* labels whose tools were listed */
};

/* @model: NULL where the kind has none. Takes @scenario. */
OrsSession *ors_session_new (const OrsContext *context, guint number,
    OrsKind kind, const gchar *model, OrsScenario *scenario,
    const OrsSessionFuncs *funcs, gpointer user_data);
void ors_session_free (OrsSession *self);

/* Once its responses are abandoned: stops all activity; what the session heard
 * and said stays readable. */
void ors_session_end (OrsSession *self);

/* The first event; or the only one, followed by a close. */
void ors_session_greet (OrsSession *self);
void ors_session_refuse (OrsSession *self, const gchar *code,
    const gchar *message, gushort close_code);
/* The same, in the midst of it. */
void ors_session_expire (OrsSession *self);
void ors_session_set_expiry (OrsSession *self, gint64 seconds);

/* For the other parts. Events are taken, and get their event_id. */
gchar *ors_session_new_id (OrsSession *self, const gchar *prefix);
void ors_session_send (OrsSession *self, JsonObject *event);
void ors_session_send_audio (OrsSession *self, JsonObject *event,
    GBytes *audio);
void ors_session_send_error (OrsSession *self, const OrsProblem *problem,
    const gchar *client_event_id);
void ors_session_send_item (OrsSession *self, const gchar *type, OrsItem *item);
/* What a scenario puts before an event of @type, if anything. */
void ors_session_send_noise (OrsSession *self, const gchar *type);
/* FALSE while the scenario waits for its moment. */
gboolean ors_session_has_fault (OrsSession *self, OrsFault fault);

/* A one-shot timer in the server's context. */
GSource *ors_timer_new (guint ms, GSourceFunc callback, gpointer user_data);
void ors_timer_clear (GSource **timer);

JsonObject *ors_event_new (const gchar *type);

G_END_DECLS
