/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.h - one client: its session, conversation, input and responses.
 *
 * Everything happens on the server's thread. The parts of a session:
 * session.c (life and sending), dispatch.c (what the client asks),
 * turns.c (what the user's audio causes), response.c (the answers). */

#pragma once

#include <libsoup/soup.h>

#include "eventlog.h"
#include "gate.h"
#include "input.h"
#include "items.h"
#include "outbox.h"
#include "recording.h"
#include "scenario.h"
#include "script.h"
#include "server.h"
#include "speech.h"

G_BEGIN_DECLS

/* What was asked for by the address; flags, to say which kinds know what. */
typedef enum
{
  ORS_KIND_REALTIME = 1 << 0,
  ORS_KIND_TRANSCRIPTION = 1 << 1,
  ORS_KIND_TRANSLATION = 1 << 2,
  ORS_KIND_SIDEBAND = 1 << 3, /* a call whose audio travels elsewhere */
} OrsKind;

typedef struct _OrsSession OrsSession;
typedef struct _OrsResponse OrsResponse;

/* What all sessions share. */
typedef struct
{
  const OrsOptions *options;
  OrsScript *script;
  OrsSpeech *speech;
  OrsLog *log;
} OrsContext;

struct _OrsSession
{
  const OrsContext *context;
  OrsScenario *scenario;
  gboolean misbehaves;         /* the scenario's moment has come */
  guint occasions;             /* events of the type that it waits for… */
  guint occasions_sent;        /* …and those of our own that have left */
  guint number; /* the first is 1 */
  OrsKind kind;

  SoupWebsocketConnection *websocket; /* NULL once closed */
  OrsOutbox *outbox;
  OrsRecording *recording;

  gchar *id;
  gchar *conversation_id;
  JsonObject *config;
  OrsItems *items;
  OrsInput *input;
  gchar *turn_item_id;         /* of the speech that runs, or NULL */
  guint last_id;
  gsize config_bytes;          /* of the session's settings, at most */
  gsize event_bytes;           /* of the client's event that is answered */

  GPtrArray *responses;        /* OrsResponse, all that run */
  OrsResponse *active;         /* the one of the conversation; borrowed */
  guint turns_answered;        /* place in the script's sequence */
  gboolean has_assistant_audio;
  GQueue held_updates;         /* JsonObject, not answered yet */
  gdouble sent_audio_ms;

  OrsGate *gate;             /* what the client's bytes come through, or NULL */
  GSource *expiry;
  GSource *deadline;           /* of a close that the client does not take */
  GSource *idle;               /* timeout of turn_detection */
  GPtrArray *timers;           /* GSource, of late transcripts */
  GByteArray *untranslated;    /* audio, less than a piece */
  GPtrArray *mcp_calls;        /* OrsMcpJob, of mcp.c, not over yet */
  GHashTable *mcp_servers;     /* labels whose tools were listed */

  void (*closed) (OrsSession *self, gpointer user_data);
  gpointer user_data;
};

/* @model: NULL where the kind has none. Takes @scenario. */
OrsSession *ors_session_new (const OrsContext *context, guint number,
    SoupWebsocketConnection *websocket, OrsKind kind, const gchar *model,
    OrsScenario *scenario);
void ors_session_free (OrsSession *self);

/* Closes the socket at once and stops all activity; what the session heard
 * and said stays readable. */
void ors_session_disconnect (OrsSession *self);

/* The first event; or the only one, followed by a close. */
void ors_session_greet (OrsSession *self);
void ors_session_refuse (OrsSession *self, const gchar *code,
    const gchar *message, gushort close_code);

/* For the other parts. Events are taken, and get their event_id. */
gchar *ors_session_new_id (OrsSession *self, const gchar *prefix);
void ors_session_send (OrsSession *self, JsonObject *event);
void ors_session_send_audio (OrsSession *self, JsonObject *event,
    GBytes *audio);
void ors_session_send_error (OrsSession *self, const OrsProblem *problem,
    const gchar *client_event_id);
void ors_session_send_item (OrsSession *self, const gchar *type,
    OrsItem *item);
/* FALSE while the scenario waits for its moment. */
gboolean ors_session_has_fault (OrsSession *self, OrsFault fault);
/* An event of the client, before it has any effect. */
void ors_session_note_event (OrsSession *self, const gchar *type);

/* A one-shot timer in the server's context. */
GSource *ors_timer_new (guint ms, GSourceFunc callback, gpointer user_data);
void ors_timer_clear (GSource **timer);

JsonObject *ors_event_new (const gchar *type);

G_END_DECLS
