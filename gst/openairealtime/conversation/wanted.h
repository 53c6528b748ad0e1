/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wanted.h - responses that are wanted, and queues of them. */

#pragma once

#include "protocol/command.h"

G_BEGIN_DECLS

typedef enum
{
  OA_WANTED_DEFAULT, /* answers all that was said */
  OA_WANTED_OUTPUTS, /* the same, because of outputs of functions */
  OA_WANTED_OVERRIDES,
  OA_WANTED_WORDS,
} OaWantedKind;

typedef struct
{
  OaWantedKind kind;
  OaCommand *command; /* what asks for it */
  gboolean is_protected;
  gboolean is_greeting;
} OaWanted;

/* DEFAULT or OUTPUTS. */
OaWanted *oa_wanted_new (OaWantedKind kind);
OaWanted *oa_wanted_new_overrides (JsonObject *overrides);
OaWanted *oa_wanted_new_words (const OaSay *say);
void oa_wanted_free (gpointer wanted);

/* It has no overrides; FALSE for NULL. */
gboolean oa_wanted_is_default (const OaWanted *wanted);
gboolean oa_wanted_is_filler (const OaWanted *wanted);
gboolean oa_wanted_is_for_outputs (const OaWanted *wanted);
gboolean oa_wanted_is_interruptible (const OaWanted *wanted);

/* Those that match; NULL = all. */
void oa_wanted_remove (GQueue *queue,
    gboolean (*matches) (const OaWanted *wanted));
/* One that is protected, or one that is not, is in the queue. */
gboolean oa_wanted_waits (const GQueue *queue, gboolean is_protected);

G_END_DECLS
