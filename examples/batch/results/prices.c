/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* prices.c - see prices.h. */

#include "prices.h"

#include <math.h>

/* What the service counts, per s. */
#define INPUT_RATE 10
#define OUTPUT_RATE 20
/* What is assumed of a recording of which nothing is known: a turn every 15 s,
 * an answer of 6 s to each. */
#define TURN_S 15.0
#define ANSWER_S 6.0
#define ANSWER_TEXT_TOKENS 25
#define INSTRUCTION_TOKENS 200

static gdouble
speech_cost (const AppPrices *prices, const gchar *model, const OrbUsage *usage,
    gdouble seconds)
{
  const AppTokens tokens = { usage->input_text, usage->input_audio,
    usage->cached, usage->cached_text, usage->cached_audio, usage->output_text,
    usage->output_audio };

  return app_prices_get_cost (prices, model, &tokens)
      + seconds / 60 * MAX (app_prices_get (prices, model, "minute"), 0);
}

/* By the minute, or by tokens. */
static gdouble
transcription_cost (const AppPrices *prices, const gchar *model,
    const OrbUsage *usage, gdouble seconds)
{
  const AppTokens tokens = { .input_audio = usage->transcription_input,
    .output_text = usage->transcription_output };
  gdouble minute = app_prices_get (prices, model, "minute");
  gdouble minutes = (usage->transcription_seconds > 0
                            ? usage->transcription_seconds
                            : seconds)
      / 60;

  return minute >= 0 ? minutes * minute
                     : app_prices_get_cost (prices, model, &tokens);
}

gdouble
orb_prices_cost (const AppPrices *self, const OrbSettings *settings,
    const OrbUsage *usage, gdouble seconds)
{
  const gchar *names[] = { orb_settings_get_speaking_model (settings),
    settings->transcription_model };
  gdouble sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (names[i] == NULL)
      continue;
    if (!app_prices_has_model (self, names[i]))
      return -1;
    sum += i == 0 ? speech_cost (self, names[i], usage, seconds)
                  : transcription_cost (self, names[i], usage, seconds);
  }
  return sum;
}

/* Every answer is billed for all that was said before it, from the cache for
 * the greater part, up to the size of the model's context. */
static void
guess_speech (gdouble context, gdouble seconds, OrbUsage *usage)
{
  guint turns = MAX (ceil (seconds / TURN_S), 1);
  gdouble turn = MIN (seconds, TURN_S) * INPUT_RATE;
  gdouble answer = ANSWER_S * OUTPUT_RATE;

  for (guint i = 0; i < turns; i++) {
    gdouble before = i * (turn + answer) + INSTRUCTION_TOKENS;

    if (context > 0)
      before = MIN (before, context);
    usage->input_audio += before + turn;
    usage->cached += i > 0 ? before : 0;
    usage->output_audio += answer;
    usage->output_text += ANSWER_TEXT_TOKENS;
  }
}

void
orb_prices_guess_usage (const AppPrices *self, const OrbSettings *settings,
    gdouble seconds, OrbUsage *usage)
{
  const gchar *model = orb_settings_get_speaking_model (settings);

  *usage = (OrbUsage){ 0 };
  if (app_prices_has_model (self, model))
    guess_speech (app_prices_get (self, model, "context"), seconds, usage);
  if (settings->transcription_model == NULL)
    return;
  usage->transcription_seconds = seconds;
  usage->transcription_input = seconds * INPUT_RATE;
  usage->transcription_output = seconds * 4;
}

gdouble
orb_prices_estimate (const AppPrices *self, const OrbSettings *settings,
    gdouble seconds, guint channels)
{
  guint sessions = settings->channels == ORB_CHANNELS_EACH ? channels : 1;
  OrbUsage usage;
  gdouble cost;

  if (self == NULL || seconds <= 0)
    return -1;
  orb_prices_guess_usage (self, settings, seconds, &usage);
  cost = orb_prices_cost (self, settings, &usage, seconds);
  return cost < 0 ? -1 : cost * sessions;
}

gchar *
orb_prices_find_missing (const AppPrices *self, const OrbSettings *settings)
{
  static const gchar *const speech[] = { "text_input", "text_output",
    "audio_input", "audio_output", NULL };
  static const gchar *const transcription[] = { "audio_input", "text_output",
    NULL };
  gchar *missing = app_prices_find_missing (self,
      orb_settings_get_speaking_model (settings), speech);

  return missing != NULL ? missing
                         : app_prices_find_missing (self,
                             settings->transcription_model, transcription);
}
