/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callkeys.c - see callkeys.h. */

#include "callkeys.h"

#include "callparts.h"

#include <gst/openairealtime/actions.h>
#include <string.h>

/* A pause that ends what the caller dials. */
#define KEYS_MS 2000
#define MAX_KEYS 64

static gboolean
on_keys_end (gpointer user_data)
{
  OvsCall *self = user_data;
  g_autofree gchar *text =
      g_strdup_printf ("(The caller pressed on the telephone: %s)",
          self->session.keys->str);

  self->timers.keys = 0;
  ovs_turns_add_keys (self->session.turns, self->session.keys->str);
  g_string_truncate (self->session.keys, 0);
  gst_openai_realtime_send_text (self->session.model, text, TRUE);
  return G_SOURCE_REMOVE;
}

void
ovs_call_take_keys (OvsCall *self, const gchar *keys)
{
  GString *all = self->session.keys;

  if (*keys == '\0' || self->ending.ended || self->session.turns == NULL
      || all->len + strlen (keys) > MAX_KEYS)
    return;
  g_string_append (all, keys);
  g_clear_handle_id (&self->timers.keys, g_source_remove);
  if (strchr (keys, '#') != NULL)
    on_keys_end (self);
  else
    self->timers.keys = g_timeout_add (KEYS_MS, on_keys_end, self);
}
