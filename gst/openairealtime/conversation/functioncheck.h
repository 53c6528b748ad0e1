/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* functioncheck.h - the functions that the model may call, by name.
 *
 * Checks a call before it is reported: is there such a function, are
 * the arguments a JSON object, and do they fit its schema. */

#pragma once

#include "protocol/event.h"

G_BEGIN_DECLS

typedef struct _OaFunctionCheck OaFunctionCheck;

OaFunctionCheck *oa_function_check_new (void);
void oa_function_check_free (OaFunctionCheck *self);

/* What the session has: replaces what was set before; what is no function is
 * left out. NULL = none. */
void oa_function_check_set (OaFunctionCheck *self, JsonArray *tools);
/* What a single response has beside; kept for good. */
void oa_function_check_add (OaFunctionCheck *self, JsonArray *tools);

/* NULL when the call is good; otherwise a sentence for the model and for
 * users, and @code says what is wrong (static). Of functions without a schema,
 * or without @validate, only name and form are checked. As long as no function
 * is known at all, every name is good. (transfer full) */
gchar *oa_function_check_call (const OaFunctionCheck *self, const gchar *name,
    const gchar *arguments, gboolean validate, const gchar **code);
/* Tells users of a call that is not carried out; appends an OaAction. @code:
 * why not. */
void oa_function_check_report (const OaItemInfo *item, const gchar *code,
    const gchar *sentence, GPtrArray *actions);

G_END_DECLS
