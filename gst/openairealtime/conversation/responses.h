/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* responses.h - what is known of the latest responses, by id. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many are remembered; the oldest are forgotten. */
#define OA_RESPONSES_MAX 128

typedef enum
{
  OA_RESPONSE_ANNOUNCED = 1 << 0,   /* response.created came */
  OA_RESPONSE_OUT_OF_BAND = 1 << 1, /* outside of the conversation */
  OA_RESPONSE_CANCELLED = 1 << 2,   /* what comes late was not heard */
  OA_RESPONSE_DONE = 1 << 3,
  OA_RESPONSE_PROTECTED = 1 << 4, /* must not be interrupted */
} OaResponseFlags;

/* Begins as zeroes. */
typedef struct
{
  GQueue list; /* the newest last */
} OaResponses;

void oa_responses_clear (OaResponses *self);

/* Adds @flags to what is known of it; @id may be NULL. */
void oa_responses_note (OaResponses *self, const gchar *id,
    OaResponseFlags flags);
/* 0 when nothing is known. */
OaResponseFlags oa_responses_get (const OaResponses *self, const gchar *id);

G_END_DECLS
