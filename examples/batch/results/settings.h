/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settings.h - what is to be done with recordings, and how. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The hidden one, among the results. */
#define ORB_OWN_FOLDER ".openai-realtime-batch"

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
  gint retry_delay; /* ms */
  gboolean again;
  gboolean dry_run;
  gchar *prices;
  gdouble max_cost; /* 0 = no limit */
  gint audio;       /* OrbAudio */
  guint write;      /* OrbWrite */
  gint channels;    /* from 1, or one of the two above */

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
  gint silence; /* ms */
  gdouble vad_threshold;
  gchar *session_config;
  gint drain_timeout; /* ms */

  /* how it is told */
  gboolean quiet;
  gboolean json;
} OrbSettings;

/* With its defaults. */
OrbSettings *orb_settings_new (void);

/* Fills in what depends on others, and finds contradictions. */
gboolean orb_settings_check (OrbSettings *self, GError **error);

/* A digest of all that the results depend on, the service included. */
gchar *orb_settings_get_digest (const OrbSettings *self);

gboolean orb_settings_speaks (const OrbSettings *self);
/* Or NULL. */
const gchar *orb_settings_get_speaking_model (const OrbSettings *self);
gboolean orb_settings_service_detects (const OrbSettings *self);

/* Their words, in the order of the values. */
extern const gchar *const orb_work_words[];
extern const gchar *const orb_audio_words[];
extern const gchar *const orb_write_words[];

G_END_DECLS
