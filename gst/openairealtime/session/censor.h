/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* censor.h - takes the secrets of a run out of the texts that leave.
 *
 * A service, or something in between, may quote a key in its words, whole or
 * cut short. Thread safe. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A shorter secret is not looked for: every sentence would be full of it. */
#define OA_CENSOR_MIN_SECRET 8
/* So much of the beginning of a longer one gives it away. */
#define OA_CENSOR_MIN_PREFIX 12

typedef struct _OaCensor OaCensor;

OaCensor *oa_censor_new (void);
/* Wipes what it was told. */
void oa_censor_free (OaCensor *self);

/* @secret (or NULL) is looked for from now on, beside those before it. */
void oa_censor_add (OaCensor *self, const gchar *secret);

/* Every secret in @text, which may be NULL, becomes "***". */
void oa_censor_text (OaCensor *self, gchar **text);

/* @address, which may be NULL and need not be one, without a user, a password
 * and secret parameters. */
gchar *oa_censor_address (const gchar *address);

G_END_DECLS
