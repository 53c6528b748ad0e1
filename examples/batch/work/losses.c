/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* losses.c - see losses.h. */

#include "losses.h"

/* Headers are a little more or less than what is played: so many s, and such a
 * share. */
#define SLACK_S 0.3
#define SLACK_SHARE 0.005
/* Sound that is taken for speech, when the service heard none. In s. */
#define LEAST_SPEECH 0.5

typedef struct
{
  const OrbSetup *setup;
  const OrbArrival *arrival;
  gboolean unheard;
  OrbChannel *channel;
  OrbOutcome *outcome;
} Losses;

/* Of what is missing, and would be taken for being all. */
static void G_GNUC_PRINTF (2, 3)
    warn_of_loss (Losses *self, const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  orb_channel_warn (self->channel, text);
  self->channel->incomplete = TRUE;
}

/*** the recording ***/

static void
check_length (Losses *self)
{
  const OrbContainer *container = &self->setup->info->container;
  gdouble came = self->arrival->position + self->arrival->left_out;
  gdouble promised = container->promised;
  gboolean missing = promised > 0
      && came < promised - SLACK_S - promised * SLACK_SHARE;
  gchar had[G_ASCII_DTOSTR_BUF_SIZE], said[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (had, sizeof (had), "%.1f", came);
  g_ascii_formatd (said, sizeof (said), "%.1f", promised);
  if (self->arrival->parts < container->parts)
    warn_of_loss (self,
        "It is %u recordings joined end to end, and only %u "
        "could be read: %s s came.",
        container->parts, self->arrival->parts, had);
  else if (missing)
    warn_of_loss (self,
        "It ends too early: %s s should be in it, and %s s "
        "came. It may be cut off or damaged.",
        said, had);
  else if (container->cut)
    warn_of_loss (self,
        "It is cut off: the file is shorter than its header "
        "says. %s s came.",
        had);
  else if (container->open)
    orb_channel_warn (self->channel,
        "Its end is not marked; it may be cut off.");
}

static void
check_sound (Losses *self)
{
  guint others = self->arrival->other_tracks;

  if (others > 0) {
    g_autofree gchar *text = g_strdup_printf ("There are %u tracks of sound in "
                                              "it; only the first was taken.",
        others + 1);

    orb_channel_warn (self->channel, text);
  }
  if (self->arrival->turned)
    orb_channel_warn (self->channel,
        "Channels are the same sound turned over, and would "
        "have cancelled each other out; they were turned back.");
  if (self->arrival->leaps > 0)
    orb_channel_warn (self->channel,
        "Its stamps leap over a long time; the leap was left "
        "out, and times count without it.");
}

/*** what came of it ***/

typedef struct
{
  guint turns;
  guint failed;  /* the service said so */
  guint missing; /* it said nothing */
  const gchar *cause;
} Texts;

static Texts
count_texts (Losses *self)
{
  const GPtrArray *items = self->channel->transcript->items;
  Texts texts = { 0 };

  for (guint i = 0; i < items->len; i++) {
    const OrbItem *item = g_ptr_array_index (items, i);

    if (!item->user)
      continue;
    texts.turns++;
    texts.failed += item->problem != NULL;
    texts.missing += item->problem == NULL && !item->final;
    if (texts.cause == NULL)
      texts.cause = item->problem;
  }
  return texts;
}

static void
fail_without_texts (Losses *self, const Texts *texts)
{
  g_autofree gchar *cause = g_strdup_printf ("The service wrote nothing down: "
                                             "%s",
      texts->cause != NULL ? texts->cause : "no text came of any turn.");

  orb_outcome_fail (self->outcome, ORB_FAILURE_SERVICE, cause);
}

static void
check_texts (Losses *self)
{
  gboolean speaks = orb_settings_speaks (self->setup->settings);
  Texts texts = count_texts (self);

  if (!speaks && texts.turns > 0
      && texts.failed + texts.missing == texts.turns) {
    fail_without_texts (self, &texts);
    return;
  }
  if (texts.failed > 0)
    warn_of_loss (self, "%u of %u turns could not be written down: %s",
        texts.failed, texts.turns, texts.cause);
  if (!speaks && texts.missing > 0)
    warn_of_loss (self, "No text came of %u of %u turns.", texts.missing,
        texts.turns);
}

static void
check_answers (Losses *self)
{
  guint answers = self->channel->transcript->responses;
  guint cut = self->channel->transcript->cut;
  const gchar *reason = self->channel->transcript->cut_reason;
  g_autofree gchar *why = reason != NULL ? g_strdup_printf (" (%s)", reason)
                                         : g_strdup ("");

  if (cut > 0 && cut == answers
      && !orb_transcript_has_answer (self->channel->transcript)) {
    g_autofree gchar *cause =
        g_strdup_printf ("The service broke off every "
                         "answer before it said anything%s.",
            why);

    orb_outcome_fail (self->outcome, ORB_FAILURE_RECORDING, cause);
  } else if (cut > 0) {
    warn_of_loss (self, "%u of %u answers are not whole%s.", cut, answers, why);
  }
}

static void
check_hearing (Losses *self)
{
  if (orb_loudness_get_speech (self->channel->loudness) < LEAST_SPEECH)
    return;
  /* What was not heard is committed at the end all the same. */
  if (self->unheard || self->channel->transcript->items->len == 0)
    warn_of_loss (self,
        "The service heard no speech in it, though there is "
        "sound as of speech. Try another --vad-threshold, or --turn-detection "
        "none.");
}

void
orb_losses_check (const OrbSetup *setup, const OrbArrival *arrival,
    gboolean unheard, OrbChannel *channel, OrbOutcome *outcome)
{
  Losses self = { setup, arrival, unheard, channel, outcome };

  check_length (&self);
  check_sound (&self);
  check_texts (&self);
  check_answers (&self);
  check_hearing (&self);
}
