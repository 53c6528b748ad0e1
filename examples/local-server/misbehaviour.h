/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* misbehaviour.h - what the scenario of a session does at its moments, around
 * what the session does by itself. */

#pragma once

#include "session.h"

G_BEGIN_DECLS

/* In place of ors_session_greet(), which it calls unless the fault is that it
 * is not. */
void ors_misbehaviour_greet (OrsSession *session);

/* An event of the client, before it has any effect. */
void ors_misbehaviour_note_event (OrsSession *session, const gchar *type);
/* All of the client's message was handled. */
void ors_misbehaviour_note_handled (OrsSession *session);
/* A message has left; the audio that it had counts already. */
void ors_misbehaviour_note_sent (OrsSession *session,
    const OrsMessage *message);

/* As many errors at once as the scenario says. */
void ors_misbehaviour_send_storm (OrsSession *session);

G_END_DECLS
