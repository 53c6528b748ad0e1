/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settings.h - what users set of the element. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a call's media are asked for, and its TwiML; see `path`. */
#define OA_TWILIO_PATH "/media"
#define OA_TWILIO_TWIML_PATH "/twiml"
#define OA_TWILIO_PORT 8080
#define OA_TWILIO_START_TIMEOUT 10000
#define OA_TWILIO_MARK_TIMEOUT 5000
#define OA_TWILIO_IO_DELAY 2

typedef struct
{
  gchar *host;
  guint port; /* 0: any that is free */
  gchar *path;
  gchar *public_url; /* or NULL */
  gchar *auth_token; /* or NULL: of the environment */
  guint start_timeout;
  guint mark_timeout;
  guint io_delay;
  GIOStream *connection; /* or NULL: listens by itself */
} OaTwilioSettings;

void oa_twilio_settings_init (OaTwilioSettings *self);
/* @self is to be cleared. */
void oa_twilio_settings_copy (OaTwilioSettings *self,
    const OaTwilioSettings *from);
/* Wipes the token. */
void oa_twilio_settings_clear (OaTwilioSettings *self);

/* Takes @token's place of what was there. */
void oa_twilio_settings_set_token (OaTwilioSettings *self, const gchar *token);
/* What cannot work, as a sentence, or NULL. */
const gchar *oa_twilio_settings_check (const OaTwilioSettings *self);

G_END_DECLS
