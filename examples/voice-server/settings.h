/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settings.h - what the program is told: options by one table, and secrets,
 * which come from the environment or from files only. */

#pragma once

#include "common/options.h"
#include "webrtc/peersettings.h"

G_BEGIN_DECLS

typedef enum
{
  OVS_LOG_TEXT,
  OVS_LOG_JSON,
} OvsLogForm;

/* Never logged, and in no answer but what TURN is asked with: see
 * iceservers.h. */
typedef struct
{
  gchar *openai_key;
  gchar *openai_webhook;
  gchar *twilio_account;
  gchar *twilio_token;
  gchar *api_token;
  gchar *turn_secret; /* shared with the TURN server */
  gchar *turn_user;
  gchar *turn_password;
} OvsSecrets;

typedef struct
{
  /* Where it listens. */
  gchar *host;
  gint port;
  gchar *port_file;
  gchar *public_url; /* without a slash at its end */
  gchar *tls_cert;
  gchar *tls_key;
  gchar *origins; /* of web pages, with commas */

  /* What it says. */
  gchar *agents;
  gchar *agent;
  gchar *local_script;

  /* What it keeps. */
  gchar *database;
  gchar *state;
  gchar *journal; /* in it */
  gchar *recordings;
  gint recording_format;
  gchar *prices;

  /* How much it does. */
  gint max_calls;
  gint drain_timeout; /* s */
  gdouble calls_per_second;

  /* What it tells. */
  gint log;
  gboolean log_private;
  gboolean check;

  OvsWebrtcSettings webrtc;

  gchar *twilio_number;
  gchar *twilio_api;
  gchar *api_token; /* moved to the secrets */
  OvsSecrets secrets;
} OvsSettings;

extern const AppProgram ovs_program;

/* NULL without an error: --help or --version was answered. */
OvsSettings *ovs_settings_read (gint argc, gchar **argv, GError **error);
void ovs_settings_free (OvsSettings *self);

/* Whoever reaches it is on this machine. */
gboolean ovs_settings_is_loopback (const OvsSettings *self);
/* Others are to reach it, if by something on this machine. */
gboolean ovs_settings_is_public (const OvsSettings *self);

G_END_DECLS
