/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* refusals.h - what a service has turned out not to take.
 *
 * Members that it does not know, updates that it refused, and another voice
 * once the model has spoken: none of it is asked for again. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *fields;  /* paths of members; see sessionpath.h */
  GPtrArray *updates; /* each held back as a whole */
  gboolean voice_locked;
} OaRefusals;

void oa_refusals_init (OaRefusals *self);
void oa_refusals_clear (OaRefusals *self);

/* Takes the member at @path, and in all tools what one must not have, out of
 * @session from now on. */
void oa_refusals_add_field (OaRefusals *self, const gchar *path,
    JsonObject *session);
void oa_refusals_inherit_fields (OaRefusals *self, const OaRefusals *other);
/* What is in @given stays: it is the user's own. */
void oa_refusals_remove_fields (const OaRefusals *self, JsonObject *session,
    JsonObject *given);

/* Takes @update. */
void oa_refusals_add_update (OaRefusals *self, JsonObject *update);
/* FALSE when @other has none, or they are here already. */
gboolean oa_refusals_adopt_updates (OaRefusals *self, const OaRefusals *other);
/* An update of which anything is @wanted otherwise may work now. */
void oa_refusals_release (OaRefusals *self, JsonObject *wanted);

/* Takes @due, gives what may be asked for of it; NULL = nothing. */
JsonObject *oa_refusals_subtract (const OaRefusals *self, JsonObject *due);

G_END_DECLS
