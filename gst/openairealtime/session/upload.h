/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* upload.h - a part of the session: the way up, the user's audio to the
 * service, and the ends of turns in it.
 *
 * Says what may be sent next: when a recording has to wait for an answer, in
 * which format, and what is to be done where a turn ends. What waits to be sent
 * is the media's, when a recording waits uploadgate.h's decision. */

#pragma once

#include "session/context.h"
#include "session/part.h"

G_BEGIN_DECLS

typedef struct _OaUpload OaUpload;

extern const OaSessionPartClass oa_upload_class;

OaUpload *oa_upload_new (OaSessionContext *context);
void oa_upload_free (OaUpload *self);

/* Settings changed. */
void oa_upload_configure (OaUpload *self);

/* There was some to send when none might go, and now it may. */
gboolean oa_upload_is_released (const OaUpload *self);
/* A recording waits at a pause, or at its end. */
gboolean oa_upload_is_holding (const OaUpload *self);
/* At its end: what comes now is its last answer. */
gboolean oa_upload_is_draining (const OaUpload *self);

typedef enum
{
  OA_UPLOAD_NEXT_WAIT,   /* there is a message, or nothing to send */
  OA_UPLOAD_NEXT_AGAIN,  /* none yet; ask again */
  OA_UPLOAD_NEXT_COMMIT, /* a commit that was requested is next: all
                          * audio before it is sent; then ask again */
} OaUploadNext;

/* The next message, or NULL. What is returned is to be done once the actions
 * are carried out. @sent_ms: audio up to there is sent with it; -1 = none
 * was. */
OaUploadNext oa_upload_next (OaUpload *self, gint64 now, GBytes **message,
    gint64 *sent_ms, OaSessionActions *out);

/* What was sent before @time has arrived; 0 = not told. */
void oa_upload_arrived (OaUpload *self, gint64 time);
void oa_upload_probe_answered (OaUpload *self, gint64 now);
/* We asked for something: the wait for an answer begins. */
void oa_upload_note_activity (OaUpload *self, gint64 now);
/* What is sent by now is a turn, or was cleared. */
void oa_upload_committed (OaUpload *self);
/* A hold of what was taken for a recording is over. */
void oa_upload_became_live (OaUpload *self);
/* The input begins anew. */
void oa_upload_restart (OaUpload *self);

G_END_DECLS
