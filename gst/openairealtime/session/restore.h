/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* restore.h - a part of the session: what a new connection makes good of what
 * was lost with the one before.
 *
 * It is told what was said, hears the user's audio that was not answered, and
 * is asked for the answer that was cut off. When to connect again is not
 * decided here. */

#pragma once

#include "session/context.h"
#include "session/part.h"

G_BEGIN_DECLS

typedef struct _OaRestore OaRestore;

extern const OaSessionPartClass oa_restore_class;

OaRestore *oa_restore_new (OaSessionContext *context);
void oa_restore_free (OaRestore *self);

/* At its link_up() the new service is told what was said, then gets the audio:
 * whether there was anything to tell. */
gboolean oa_restore_has_replayed (const OaRestore *self);
/* A turn was committed by us: it must be once more, behind its audio, before
 * anything is asked. */
gboolean oa_restore_recommits (const OaRestore *self);
/* Requests go out again, first for the answer that was lost. */
void oa_restore_resume (OaRestore *self, OaSessionActions *out);

/* The user interrupted: the answer that was lost is not wanted any more. */
void oa_restore_drop_response (OaRestore *self);
/* Commits that waited are void. */
void oa_restore_drop_commit (OaRestore *self, OaSessionActions *out);
/* Nothing of before is asked for again. */
void oa_restore_reset (OaRestore *self);

G_END_DECLS
