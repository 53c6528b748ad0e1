/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* channel.c - see channel.h. */

#include "channel.h"

#define MAX_WARNINGS 20

OrbChannel *
orb_channel_new (guint number)
{
  OrbChannel *self = g_new0 (OrbChannel, 1);

  self->number = number;
  self->transcript = orb_transcript_new (number);
  self->loudness = orb_loudness_new ();
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
orb_channel_free (OrbChannel *self)
{
  orb_transcript_free (self->transcript);
  orb_loudness_free (self->loudness);
  orb_pcm_file_free (self->speech);
  orb_pcm_file_free (self->answers);
  g_ptr_array_unref (self->warnings);
  g_free (self);
}

void
orb_channel_warn (OrbChannel *self, const gchar *text)
{
  if (self->warnings->len < MAX_WARNINGS
      && !g_ptr_array_find_with_equal_func (self->warnings, text, g_str_equal,
          NULL))
    g_ptr_array_add (self->warnings, g_strdup (text));
}
