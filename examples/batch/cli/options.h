/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* options.h - what is to be done: values and their rules.
 *
 * One table names every option; the command line, the environment and the
 * configuration file all set by name, in the same words. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  ORB_WORK_ANSWER,
  ORB_WORK_TRANSCRIBE,
  ORB_WORK_TRANSLATE,
} OrbWork;

typedef enum
{
  ORB_AUDIO_WAV,
  ORB_AUDIO_FLAC,
  ORB_AUDIO_OPUS,
} OrbAudio;

typedef enum
{
  ORB_WRITE_ANSWER = 1 << 0,
  ORB_WRITE_CONVERSATION = 1 << 1,
  ORB_WRITE_JSONL = 1 << 2,
  ORB_WRITE_VTT = 1 << 3,
  ORB_WRITE_SRT = 1 << 4,
  ORB_WRITE_TXT = 1 << 5,
} OrbWrite;

#define ORB_CHANNELS_MIX 0
#define ORB_CHANNELS_EACH (-1)

typedef struct
{
  OrbWork work;
  gchar **inputs;

  /* where and how */
  gchar *output;
  gint jobs;
  gint retries;
  gint retry_delay;             /* ms */
  gboolean again;
  gboolean dry_run;
  gchar *prices;
  gdouble max_cost;             /* 0 = no limit */
  gint audio;                   /* OrbAudio */
  guint write;                  /* OrbWrite */
  gint channels;                /* from 1, or one of the two above */

  /* what the element is told */
  gchar *uri;
  gchar *model;
  gchar *voice;
  gchar *instructions;
  gchar *to;
  gchar *language;
  gchar *transcription_model;
  gchar *transcription_prompt;
  gchar *turn_detection;
  gint silence;                 /* ms */
  gdouble vad_threshold;
  gchar *session_config;
  gint drain_timeout;           /* ms */

  /* how it is told */
  gboolean quiet;
  gboolean json;
  gboolean version;
  gchar *config;
} OrbOptions;

typedef struct
{
  const gchar *name;
  gchar letter;
  const gchar *argument;        /* NULL = a switch */
  const gchar *blurb;
} OrbOptionInfo;

OrbOptions *orb_options_new  (void);
void        orb_options_free (OrbOptions *self);

/* The table, ended by a row without a name. */
const OrbOptionInfo *orb_options_list (void);

gboolean    orb_options_set   (OrbOptions *self, const gchar *name,
    const gchar *value, GError **error);
gboolean    orb_options_set_work (OrbOptions *self, const gchar *word,
    GError **error);

/* Fills in what depends on others, and finds contradictions. */
gboolean    orb_options_check (OrbOptions *self, GError **error);

/* A digest of all that the results depend on, the service included. */
gchar      *orb_options_get_digest (const OrbOptions *self);

gboolean    orb_options_speaks (const OrbOptions *self);
/* Or NULL. */
const gchar *orb_options_get_speaking_model (const OrbOptions *self);
gboolean    orb_options_service_detects (const OrbOptions *self);
const gchar *orb_options_get_extension (const OrbOptions *self);
const gchar *orb_options_get_work_nick (const OrbOptions *self);

G_END_DECLS
