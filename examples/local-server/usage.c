/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* usage.c - see usage.h. */

#include "config.h"

#include "usage.h"

#include <string.h>

#define BYTES_PER_TEXT_TOKEN 4

void
ors_tokens_add_text (OrsTokens *self, const gchar *text)
{
  if (text != NULL)
    self->text += (strlen (text) + BYTES_PER_TEXT_TOKEN - 1)
        / BYTES_PER_TEXT_TOKEN;
}

void
ors_tokens_add_item (OrsTokens *self, OrsItem *item)
{
  gboolean user = g_strcmp0 (ors_item_get_role (item), "user") == 0;

  if (item->has_audio)
    self->audio += ors_item_audio_ms (item)
        / (user ? ORS_MS_PER_USER_TOKEN : ORS_MS_PER_ASSISTANT_TOKEN);
  /* The user's transcript is not shown to the model. */
  if (!item->has_audio || !user)
    self->text += (ors_item_text_length (item) + BYTES_PER_TEXT_TOKEN - 1)
        / BYTES_PER_TEXT_TOKEN;
}

static JsonObject *
details_new (const OrsTokens *tokens)
{
  JsonObject *details = json_object_new ();

  json_object_set_int_member (details, "text_tokens", tokens->text);
  json_object_set_int_member (details, "audio_tokens", tokens->audio);
  return details;
}

JsonObject *
ors_usage_new (const OrsTokens *input, const OrsTokens *output)
{
  const OrsTokens nothing = { 0, 0 };
  JsonObject *usage = json_object_new ();
  JsonObject *details = details_new (input);
  JsonObject *cached = details_new (&nothing);
  gint64 n_input = input->text + input->audio;
  gint64 n_output = output->text + output->audio;

  json_object_set_int_member (cached, "image_tokens", 0);
  json_object_set_int_member (details, "image_tokens", 0);
  json_object_set_int_member (details, "cached_tokens", 0);
  json_object_set_object_member (details, "cached_tokens_details", cached);

  json_object_set_int_member (usage, "total_tokens", n_input + n_output);
  json_object_set_int_member (usage, "input_tokens", n_input);
  json_object_set_int_member (usage, "output_tokens", n_output);
  json_object_set_object_member (usage, "input_token_details", details);
  json_object_set_object_member (usage, "output_token_details",
      details_new (output));
  return usage;
}
