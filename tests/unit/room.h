/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* room.h - a conversation without a service: events go in as lines of JSON,
 * what is then done comes out as words that a test can compare. */

#pragma once

#include "conversation/conversation.h"

#define SECOND G_GINT64_CONSTANT (1000000)

typedef struct
{
  OaConversation *conversation;
  GPtrArray *actions;
  GString *told;       /* actions since the last look */
  OaUpdateKind update; /* what the last answer was to */
  gint64 now;
  gchar *request_id; /* of the last response.create */
} Room;

Room *room_new (void);
void room_free (Room *room);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)
/* Adds what @action does to what was told. */
void room_tell (Room *room, const OaAction *action);
void assert_done (Room *room, const gchar *expected);
/* The @n-th action, which sends it, as it goes out. (transfer full) */
JsonObject *sent (Room *room, guint n);
void hear (Room *room, const gchar *line);
G_GNUC_PRINTF (2, 3)
void hearf (Room *room, const gchar *format, ...);
void created (Room *room, const gchar *id);
void done_as (Room *room, const gchar *id, const gchar *status);
void done (Room *room, const gchar *id);
void done_then (Room *room, const gchar *id, const gchar *next);
void committed (Room *room, const gchar *item);
void service_error (Room *room, const gchar *code, const gchar *event_id,
    const gchar *param);
void has_active (Room *room, const gchar *event_id);
/* Who creates the responses after a turn; whether turns get a text. */
void configure (Room *room, gboolean service_creates, gboolean transcribes);
/* A turn of the user that is written. */
void write_text (Room *room, const gchar *text, gboolean respond);
void want (Room *room);
void want_with (Room *room, const gchar *json);
void pass (Room *room, gint64 time);
void assert_busy (Room *room, gboolean busy);
void assert_deadline (Room *room, gint64 after);
void assert_json (Room *room, const gchar *expected);
