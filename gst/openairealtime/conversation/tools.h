/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tools.h - the functions that the model may call, by name.
 *
 * Judges a call before it is told: is there such a function, are
 * the arguments a JSON object, and do they fit its schema. */

#pragma once

#include "../protocol/json.h"

G_BEGIN_DECLS

typedef struct _OaTools OaTools;

OaTools    *oa_tools_new  (void);
void        oa_tools_free (OaTools * self);

/* What the session has: replaces what was set before; what is no function is
 * left out. NULL = none. */
void        oa_tools_set  (OaTools * self, JsonArray * tools);
/* What a single response has beside; kept for good. */
void        oa_tools_add  (OaTools * self, JsonArray * tools);

/* NULL when the call is good; otherwise a sentence for the model and for
 * users, and @code says what is wrong (static). Of functions without a schema,
 * or without @validate, only name and form are judged. As long as no function
 * is known at all, every name is good. (transfer full) */
gchar      *oa_tools_check (const OaTools * self, const gchar * name,
    const gchar * arguments, gboolean validate, const gchar ** code);

G_END_DECLS
