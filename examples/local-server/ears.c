/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "ears.h"

void
ors_words_clear (OrsWords *self)
{
  g_free (self->text);
  g_clear_pointer (&self->segments, json_array_unref);
  g_clear_pointer (&self->error, json_object_unref);
  *self = (OrsWords){ ORS_WORDS_NOTHING };
}

void
ors_ears_free (OrsEars *self)
{
  self->class->free (self);
}

OrsHearing *
ors_ears_hear (OrsEars *self, const OrsSpeech *speech, const OrsWaker *waker)
{
  OrsHearing *hearing = self->class->hear (self, speech, waker);

  hearing->class = self->class;
  return hearing;
}

void
ors_hearing_take (OrsHearing *self, OrsWords *words)
{
  self->class->take (self, words);
}

void
ors_hearing_free (OrsHearing *self)
{
  self->class->free_hearing (self);
}
