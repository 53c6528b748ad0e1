/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-download.c - speech of the service into the timeline, and what is
 * said of its format. */

#include "partroom.h"
#include "../support/testcase.h"

#include "session/download.h"

static const gchar created_pcm[] =
    "{\"type\":\"response.created\","
    "\"response\":{\"id\":\"r1\",\"status\":\"in_progress\"}}";

/* 16-bit samples of a slow wave. */
static GBytes *
speech (guint ms)
{
  gsize n = ms * 24, i;
  gint16 *samples = g_new (gint16, n);

  for (i = 0; i < n; i++)
    samples[i] = GINT16_TO_LE ((gint16) ((i % 200) * 50 - 5000));
  return g_bytes_new_take (samples, n * 2);
}

static gboolean
is_speaking (PartRoom *room)
{
  g_autoptr (GPtrArray) responses = oa_media_list_speaking (
      room->context.media);

  return responses->len > 0;
}

TEST (speech)
{
  PartRoom *room = part_room_new ();
  OaDownload *self = oa_download_new (&room->context);
  g_autoptr (GBytes) audio = speech (1000);

  part_room_hear (room, &oa_download_class, self, created_pcm);
  g_assert_false (is_speaking (room));
  oa_download_play (self, "r1", "i1", audio, room->out);
  oa_download_end_item (self, "i1", room->out);
  oa_download_end_response (self, "r1", room->out);
  g_assert_true (is_speaking (room));
  part_room_assert (room, "");
  oa_download_free (self);
  part_room_free (room);
}

/* A piece too short to tell its format is not lost with the link. */
TEST (link_lost)
{
  PartRoom *room = part_room_new ();
  OaDownload *self = oa_download_new (&room->context);
  g_autoptr (GBytes) audio = speech (5);

  part_room_hear (room, &oa_download_class, self, created_pcm);
  oa_download_play (self, "r1", "i1", audio, room->out);
  oa_download_class.link_lost (self, room->room->now, room->out);
  g_assert_true (is_speaking (room));
  part_room_assert (room, "");
  oa_download_free (self);
  part_room_free (room);
}

/* Once for each direction, however often it is looked at. */
TEST (other_formats)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaDownload *self = oa_download_new (&room->context);

  oa_download_check_formats (self, room->out);
  part_room_assert (room, "");
  room->settings.session.input_format = OA_AUDIO_FORMAT_PCMU;
  oa_download_check_formats (self, room->out);
  part_room_assert (room, "warn");
  room->settings.session.output_format = OA_AUDIO_FORMAT_PCMA;
  oa_download_check_formats (self, room->out);
  part_room_assert (room, "warn");
  oa_download_check_formats (self, room->out);
  part_room_assert (room, "");
  oa_download_free (self);
}

/* Transcription has no output, translation has no formats to ask for. */
TEST (no_formats)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaDownload *self = oa_download_new (&room->context);
  OaSettings *settings = &room->settings.session;

  settings->output_format = OA_AUDIO_FORMAT_PCMA;
  room->context.dialect = oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION);
  oa_download_check_formats (self, room->out);
  part_room_assert (room, "");
  settings->input_format = OA_AUDIO_FORMAT_PCMA;
  room->context.dialect = oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION);
  oa_download_check_formats (self, room->out);
  part_room_assert (room, "");
  oa_download_free (self);
}

/* Memory has an end. */
TEST (too_much)
{
  PartRoom *room = part_room_new ();
  OaDownload *self = oa_download_new (&room->context);
  g_autoptr (GBytes) audio = speech (200000);

  part_room_hear (room, &oa_download_class, self, created_pcm);
  for (guint i = 0; i < 7; i++)
    oa_download_play (self, "r1", "i1", audio, room->out);
  oa_download_end_speech (self, room->out);
  part_room_assert (room, "fail");
  oa_download_free (self);
  part_room_free (room);
}

TEST_MAIN (gst_init (NULL, NULL))
