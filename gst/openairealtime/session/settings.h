/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settings.h - all that users can set, as plain values, with the defaults. */

#pragma once

#include "protocol/settings.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define OA_DEFAULT_MODEL "gpt-realtime-2.1"
#define OA_DEFAULT_CONNECT_TIMEOUT 15000
#define OA_DEFAULT_MAX_RECONNECTS 10
#define OA_DEFAULT_RENEW_SESSION 3300
#define OA_DEFAULT_FRAME_DURATION 20
#define OA_DEFAULT_LOOKAHEAD 60
#define OA_DEFAULT_CHUNK_DURATION 0
#define OA_DEFAULT_MAX_INPUT_QUEUE 30000
#define OA_DEFAULT_DRAIN_TIMEOUT 30000
#define OA_DEFAULT_PREBUFFER 60
#define OA_DEFAULT_COMMIT_INTERVAL 15000
#define OA_DEFAULT_INTERRUPT_MIN_DURATION 300
#define OA_DEFAULT_FUNCTION_TIMEOUT 60000
#define OA_DEFAULT_MAX_FUNCTION_ROUNDS 16
#define OA_DEFAULT_FUNCTION_FILLER_DELAY 2000
#define OA_DEFAULT_MAX_INPUT_GAP 3000
#define OA_DEFAULT_HALF_DUPLEX_TAIL 300
#define OA_DEFAULT_PRE_ROLL 300

#define OA_DEFAULT_SHARED_PACING_FROM 16

/* Address, credentials and headers. */
typedef struct
{
  gchar *uri;           /* NULL = environment or the official one */
  gboolean uri_is_ours; /* by the environment or the default */
  gchar *api_key;       /* NULL = file or environment; secret */
  gchar *api_key_file;
  GstOpenaiRealtimeAuth auth;
  GstOpenaiRealtimeDialect dialect;
  gchar *model;
  gchar *call_id;
  gchar *organization;
  gchar *project;
  gchar *safety_identifier;
  GstStructure *extra_headers; /* values may be secret */
  gchar *user_agent;
  gchar *proxy;
  gchar *tls_database;
  gboolean ssl_strict;
  gboolean allow_insecure;
  guint io_delay; /* ms */
} OaConnectionSettings;

/* How long and how often a connection is tried, and when it is replaced. */
typedef struct
{
  guint connect_timeout; /* ms; 0 = no limit */
  gboolean reconnect;
  guint max_reconnects; /* 0 = no limit */
  guint renew_session;  /* s; 0 = never */
} OaRetrySettings;

/* What a conversation begins with. */
typedef struct
{
  gchar *greeting;
  gchar *history; /* JSON array text, or NULL */
  gboolean protect_greeting;
} OaOpeningSettings;

typedef struct
{
  gchar *price_table;         /* file name, or NULL */
  gdouble max_cost;           /* 0 = none */
  guint max_session_duration; /* s; 0 = none */
  guint max_idle;             /* s; 0 = none */
  gchar *farewell;
} OaLimitSettings;

typedef struct
{
  gboolean validate_arguments;
  guint timeout;         /* ms; 0 = no limit */
  gchar *timeout_output; /* NULL = an error */
  gboolean late_output;
  gchar *filler;
  guint filler_delay; /* ms */
  guint max_rounds;   /* 0 = no limit */
} OaFunctionSettings;

typedef struct
{
  GstOpenaiRealtimeLive live;
  GstOpenaiRealtimeFill fill;
  guint frame_duration;
  guint lookahead;
  guint chunk_duration;
  guint max_input_queue;
  guint drain_timeout;
  guint commit_interval;
  guint playout_delay;
  guint prebuffer;
  gboolean shared_pacing;
  guint shared_pacing_from; /* live elements; 0 = never */
  gboolean align_answers;
} OaFlowSettings;

typedef struct
{
  GstOpenaiRealtimeInterruptMode mode;
  guint hold;         /* ms; 0 = not at all */
  guint min_duration; /* ms */
} OaInterruptSettings;

/* Of live input. */
typedef struct
{
  guint max_input_gap;
  gboolean half_duplex;
  guint half_duplex_tail;
  gboolean push_to_talk;
  guint pre_roll;
} OaInputSettings;

typedef struct
{
  OaConnectionSettings connection;
  OaRetrySettings retry;
  OaSettings session;
  OaOpeningSettings opening;
  OaLimitSettings limits;
  OaFunctionSettings functions;
  OaFlowSettings flow;
  OaInterruptSettings interrupt;
  OaInputSettings input;
} OaElementSettings;

void oa_element_settings_init (OaElementSettings *self);
void oa_element_settings_copy (OaElementSettings *self,
    const OaElementSettings *from);
void oa_element_settings_clear (OaElementSettings *self);

/* What is not set is as the environment has it: @key, @base_url, or NULL. */
void oa_element_settings_fill (OaElementSettings *self, const gchar *key,
    const gchar *base_url);

/* NULL when there is none. Borrowed; secret. */
const gchar *oa_element_settings_get_key (const OaElementSettings *self);

/* It only controls a call that another client has set up. */
gboolean oa_element_settings_is_sideband (const OaElementSettings *self);

/* A new secret in the place of the old one, which is wiped. */
void oa_element_settings_set_key (OaElementSettings *self, const gchar *key);

G_END_DECLS
