/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionconfig.h - wanted against acknowledged session, and the difference.
 *
 * The service's session.updated fills the acknowledged side; whatever differs
 * from the wanted one is what the next session.update carries. Pure: decides,
 * sends nothing. */

#pragma once

#include "dialect.h"

G_BEGIN_DECLS

typedef struct _OaSessionConfig OaSessionConfig;

OaSessionConfig *oa_session_config_new (const OaDialect *dialect);
void oa_session_config_free (OaSessionConfig *self);

/* Replaces what is wanted. FALSE and @error when tools or session_config are
 * not JSON of the right shape; then nothing changes. */
gboolean oa_session_config_want (OaSessionConfig *self,
    const OaSettings *settings, GError **error);

/* Another client has set up the session: only what differs from the
 * defaults is wanted. Before the first want. */
void oa_session_config_set_sparse (OaSessionConfig *self, gboolean sparse);
gboolean oa_session_config_is_sparse (const OaSessionConfig *self);

/* The service does not know the member at @path (see sessionpath.h), which was
 * in the update under way: it is not wanted any more, and nothing of that
 * update counts as sent. FALSE when it is not ours to leave out: given in
 * session_config, or what the user said to the model (instructions, tools). */
gboolean oa_session_config_omit_unknown (OaSessionConfig *self,
    const gchar *path);
/* Is as sparse as @other, and leaves out what that one leaves out. */
void oa_session_config_inherit_omissions (OaSessionConfig *self,
    const OaSessionConfig *other);

/* What the next session.update must carry, or NULL when nothing differs or an
 * update is under way. Marks it as under way. (transfer full) */
JsonObject *oa_session_config_next_update (OaSessionConfig *self);

/* A session.update that is valid and changes nothing. (transfer full) */
JsonObject *oa_session_config_empty_update (OaSessionConfig *self);

/* The service confirmed with its whole effective session. Compares only
 * members that we want; server-only members do not count. Members that the
 * service does not echo (reasoning) count as accepted. */
void oa_session_config_acknowledge (OaSessionConfig *self, JsonObject *session);

/* The service refused the update under way: nothing of it was applied. The
 * same members are not sent again until one of them is wanted differently;
 * then all of them are due, since the others were refused for its sake. Before
 * anything was acknowledged any change makes all of them due. */
void oa_session_config_refuse (OaSessionConfig *self);

/* The update under way was refused, as others were on the connection of @other:
 * it counts as not sent, and what was refused there is not asked for here
 * either. FALSE when nothing was, or it is not asked for already. */
gboolean oa_session_config_adopt_refusals (OaSessionConfig *self,
    const OaSessionConfig *other);

/* The model has spoken: the service takes no other voice from now on, and
 * refuses all of an update that has one. The voice is not sent any more. */
void oa_session_config_lock_voice (OaSessionConfig *self);

/* TRUE when another voice is wanted than this session can have. */
gboolean oa_session_config_voice_waits (OaSessionConfig *self);

/* TRUE once anything was acknowledged and no update is under way or due. */
gboolean oa_session_config_is_settled (const OaSessionConfig *self);
gboolean oa_session_config_is_updating (const OaSessionConfig *self);
/* Something is wanted that no update has said yet. */
gboolean oa_session_config_has_unsent (const OaSessionConfig *self);
gboolean oa_session_config_is_acknowledged (const OaSessionConfig *self);

/* The service looks for turns, by what it confirmed. */
gboolean oa_session_config_detects (const OaSessionConfig *self);

/* Formats the service confirmed; UNKNOWN before, or when it is none of ours.
 * PCM where the session says nothing of formats, as in translation. */
OaAudioFormat oa_session_config_get_input_format (const OaSessionConfig *self);
OaAudioFormat oa_session_config_get_output_format (const OaSessionConfig *self);

G_END_DECLS
