/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outputs.c - see outputs.h. */

#include "outputs.h"

#include "transcript/textfiles.h"

typedef struct
{
  const OrbSettings *settings;
  AppFolder *folder;
  const gchar *name;
  JsonArray *files;
} Outputs;

static const struct
{
  OrbWrite write;
  const gchar *extension;
  GString *(*func) (const GPtrArray *items);
} texts[] = {
  { ORB_WRITE_JSONL, "jsonl", orb_write_jsonl },
  { ORB_WRITE_VTT, "vtt", orb_write_vtt },
  { ORB_WRITE_SRT, "srt", orb_write_srt },
  { ORB_WRITE_TXT, "txt", orb_write_txt },
};

/* Takes work. */
static const gchar *
add_file (Outputs *self, gchar *work, gchar *to)
{
  JsonObject *file = json_object_new ();
  const gchar *from;

  json_object_set_string_member (file, "from", work);
  json_object_set_string_member (file, "to", to);
  from = json_object_get_string_member (file, "from");
  json_array_add_object_element (self->files, file);
  g_free (work);
  g_free (to);
  return from;
}

static gint
by_start (gconstpointer a, gconstpointer b)
{
  const OrbItem *x = *(OrbItem *const *) a, *y = *(OrbItem *const *) b;

  /* What has no time comes last. */
  if ((x->start < 0) != (y->start < 0))
    return x->start < 0 ? 1 : -1;
  return x->start < y->start ? -1 : x->start > y->start;
}

GPtrArray *
orb_outputs_merge_items (GPtrArray *channels)
{
  GPtrArray *items = g_ptr_array_new ();

  for (guint i = 0; i < channels->len; i++) {
    const OrbChannel *channel = g_ptr_array_index (channels, i);
    const GPtrArray *more = channel->transcript->items;

    for (guint k = 0; k < more->len; k++)
      g_ptr_array_add (items, g_ptr_array_index (more, k));
  }
  if (channels->len > 1)
    g_ptr_array_sort (items, by_start);
  return items;
}

static gboolean
write_texts (Outputs *self, const GPtrArray *items, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const gchar *work;
    GString *text;
    gboolean ok;

    if (!(self->settings->write & texts[i].write))
      continue;
    text = texts[i].func (items);
    work = add_file (self,
        app_folder_new_work (self->folder, texts[i].extension),
        g_strdup_printf ("%s.%s", self->name, texts[i].extension));
    ok =
        app_folder_write_work (self->folder, work, text->str, text->len, error);
    g_string_free (text, TRUE);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static const gchar *
add_audio (Outputs *self, const gchar *kind, guint channel)
{
  const gchar *extension = orb_audio_words[self->settings->audio];
  g_autofree gchar *part = self->settings->channels == ORB_CHANNELS_EACH
          && channel != 0
      ? g_strdup_printf (".ch%u", channel)
      : g_strdup ("");

  return add_file (self, app_folder_new_work (self->folder, extension),
      g_strdup_printf ("%s%s.%s.%s", self->name, part, kind, extension));
}

#define MAX_CHANNELS 64

static gboolean
is_free (AppFolder *folder, GHashTable *own, gchar *name)
{
  gboolean ok = g_hash_table_contains (own, name)
      || !app_folder_exists (folder, name);

  g_free (name);
  return ok;
}

static gboolean
is_audio_free (const OrbSettings *settings, AppFolder *folder,
    const gchar *name, GHashTable *own)
{
  static const struct
  {
    OrbWrite write;
    const gchar *kind;
  } kinds[] = { { ORB_WRITE_ANSWER, "answer" },
    { ORB_WRITE_CONVERSATION, "conversation" } };
  const gchar *extension = orb_audio_words[settings->audio];
  guint channels = settings->channels == ORB_CHANNELS_EACH ? MAX_CHANNELS : 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!(settings->write & kinds[i].write))
      continue;
    if (!is_free (folder, own,
            g_strdup_printf ("%s.%s.%s", name, kinds[i].kind, extension)))
      return FALSE;
    for (guint c = 1; c <= channels; c++)
      if (!is_free (folder, own,
              g_strdup_printf ("%s.ch%u.%s.%s", name, c, kinds[i].kind,
                  extension)))
        return FALSE;
  }
  return TRUE;
}

gboolean
orb_outputs_is_free (const OrbSettings *settings, AppFolder *folder,
    const gchar *name, GHashTable *own)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (settings->write & texts[i].write
        && !is_free (folder, own,
            g_strdup_printf ("%s.%s", name, texts[i].extension)))
      return FALSE;
  return is_audio_free (settings, folder, name, own);
}

static gboolean
write_audio (Outputs *self, OrbChannel *channel, GError **error)
{
  OrbPcmFile *answers = channel->answers;
  guint write = self->settings->write;
  OrbAudio format = self->settings->audio;

  /* Nothing was answered: there is nothing to hear. */
  if (answers == NULL
      || orb_answer_map_get_joined (orb_pcm_file_get_map (answers)) == 0)
    return TRUE;
  if (write & ORB_WRITE_ANSWER
      && !orb_pcm_file_encode_joined (answers, self->folder,
          add_audio (self, "answer", channel->number), format, error))
    return FALSE;
  return !(write & ORB_WRITE_CONVERSATION)
      || orb_pcm_file_encode_pair (channel->speech, answers, self->folder,
          add_audio (self, "conversation", channel->number), format, error);
}

void
orb_outputs_drop (AppFolder *folder, JsonArray *files)
{
  for (guint i = 0; i < json_array_get_length (files); i++)
    app_folder_drop_work (folder,
        json_object_get_string_member (json_array_get_object_element (files, i),
            "from"));
}

JsonArray *
orb_outputs_write (const OrbSettings *settings, AppFolder *folder,
    const gchar *name, GPtrArray *channels, GError **error)
{
  Outputs self = { settings, folder, name, json_array_new () };
  g_autoptr (GPtrArray) items = orb_outputs_merge_items (channels);
  gboolean ok = write_texts (&self, items, error);

  for (guint i = 0; ok && i < channels->len; i++)
    ok = write_audio (&self, g_ptr_array_index (channels, i), error);
  if (!ok) {
    orb_outputs_drop (folder, self.files);
    g_clear_pointer (&self.files, json_array_unref);
  }
  return self.files;
}
