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
#include "jsonevent.h"
#include "outbox.h"
#include "timer.h"

G_BEGIN_DECLS

typedef struct _OrsSession OrsSession;

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

/* @model: NULL where the kind has none. Takes @scenario. */
OrsSession *ors_session_new (const OrsContext *context, guint number,
    OrsKind kind, const gchar *model, OrsScenario *scenario,
    const OrsSessionFuncs *funcs, gpointer user_data);
void ors_session_free (OrsSession *self);

/* Stops all activity; what the session heard and said stays readable. */
void ors_session_end (OrsSession *self);

/* The first event; or the only one, followed by a close. */
void ors_session_greet (OrsSession *self);
void ors_session_refuse (OrsSession *self, const gchar *code,
    const gchar *message, gushort close_code);
/* The same, in the midst of it. */
void ors_session_expire (OrsSession *self);
void ors_session_set_expiry (OrsSession *self, gint64 seconds);

/* For who carries the messages: of one that has left. */
void ors_session_note_sent (OrsSession *self, const OrsMessage *message);
gdouble ors_session_get_sent_audio_ms (OrsSession *self);
/* Of the client's audio. */
void ors_session_note_heard (OrsSession *self, OaAudioFormat format,
    GBytes *audio);
GBytes *ors_session_dup_input (OrsSession *self);
GBytes *ors_session_dup_output (OrsSession *self);

/*** what it has ***/

const OrsContext *ors_session_get_context (OrsSession *self);
guint ors_session_get_number (OrsSession *self);
OrsKind ors_session_get_kind (OrsSession *self);
const gchar *ors_session_get_conversation_id (OrsSession *self);
OrsItems *ors_session_get_items (OrsSession *self);
OrsInput *ors_session_get_input (OrsSession *self);
/* NULL: it is over. */
OrsOutbox *ors_session_get_outbox (OrsSession *self);
/* In a script; see mind.h. */
guint *ors_session_get_place (OrsSession *self);

/* Borrowed until the next is set. */
JsonObject *ors_session_get_config (OrsSession *self);
void ors_session_set_config (OrsSession *self, JsonObject *config); /* takes */

/* What a part of the session keeps in it: zeros at first, freed after @clear
 * at the session's end. */
typedef enum
{
  ORS_PART_RESPONSES,
  ORS_PART_TURNS,
  ORS_PART_TRANSCRIPTS,
  ORS_PART_MCP,
  ORS_PART_TRANSLATION,
  ORS_PART_UPDATES,
  ORS_N_PARTS,
} OrsPart;

gpointer ors_session_get_part (OrsSession *self, OrsPart part, gsize size,
    GDestroyNotify clear);

/*** what it is to do ***/

/* Events are taken, and get their event_id. */
gchar *ors_session_new_id (OrsSession *self, const gchar *prefix);
void ors_session_send (OrsSession *self, JsonObject *event);
void ors_session_send_audio (OrsSession *self, JsonObject *event,
    GBytes *audio);
void ors_session_send_error (OrsSession *self, const OrsProblem *problem,
    const gchar *client_event_id);
void ors_session_send_item (OrsSession *self, const gchar *type, OrsItem *item);
/* Responses go on as soon as the client can take more. */
void ors_session_wake (OrsSession *self);

/*** its scenario ***/

OrsFaults *ors_session_get_faults (OrsSession *self);
const OrsScenario *ors_session_get_scenario (OrsSession *self);
/* FALSE while the scenario waits for its moment. */
gboolean ors_session_has_fault (OrsSession *self, OrsFault fault);
/* What a scenario puts before an event of @type, if anything. */
void ors_session_send_noise (OrsSession *self, const gchar *type);
void ors_session_reset (OrsSession *self);
void ors_session_stop_reading (OrsSession *self);

G_END_DECLS
