/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* partroom.c - the surroundings of a part, in which time is the test's. */

#include "partroom.h"

#include "media/media.h"
#include "protocol/eventdecode.h"

#include <string.h>

#define BYTES_PER_MS 48

static GstClockTime
get_now (gpointer owner)
{
  return ((PartRoom *) owner)->running_time;
}

static void
ignore (gpointer owner)
{}

static const OaMediaOwner owner_functions = { ignore, get_now, ignore, ignore,
  ignore };

static OaMedia *
new_media (PartRoom *self)
{
  OaMedia *media = oa_media_new (&owner_functions, self);
  OaMediaSettings settings = {
    .frame = 20 * GST_MSECOND,
    .max_queue = 30 * GST_SECOND,
  };

  oa_media_lock (media);
  oa_media_begin_run (media, &settings, FALSE);
  oa_media_unlock (media);
  oa_media_set_input_active (media, TRUE);
  oa_media_set_liveness (media, OA_LIVENESS_LIVE);
  oa_media_set_input_format (media, OA_AUDIO_FORMAT_PCM);
  oa_media_set_output_format (media, OA_AUDIO_FORMAT_PCM);
  return media;
}

static OaSessionConfig *
new_config (PartRoom *self)
{
  OaSessionConfig *config = oa_session_config_new (self->context.dialect);
  g_autoptr (GError) error = NULL;
  JsonObject *update;

  oa_session_config_want (config, &self->settings.session, &error);
  g_assert_no_error (error);
  update = oa_session_config_next_update (config);
  oa_session_config_acknowledge (config, update);
  json_object_unref (update);
  g_assert_true (oa_session_config_is_settled (config));
  return config;
}

PartRoom *
part_room_new (void)
{
  PartRoom *self = g_new0 (PartRoom, 1);
  OaSessionContext *context = &self->context;

  self->room = room_new ();
  g_mutex_init (&self->lock);
  oa_element_settings_init (&self->settings);
  self->settings.session.input_format = OA_AUDIO_FORMAT_PCM;
  self->settings.session.output_format = OA_AUDIO_FORMAT_PCM;
  self->resend_window = oa_resend_window_new ();
  context->settings = &self->settings;
  context->dialect = oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME);
  context->media = new_media (self);
  context->conversation = self->room->conversation;
  context->lock = &self->lock;
  context->resend_window = self->resend_window;
  context->config = self->config = new_config (self);
  context->live = context->configured = TRUE;
  oa_latency_meter_init (&self->latency_meter);
  context->latency_meter = &self->latency_meter;
  self->out = oa_session_actions_new ();
  return self;
}

void
part_room_free (PartRoom *self)
{
  oa_session_actions_free (self->out);
  oa_session_config_free (self->config);
  oa_resend_window_free (self->resend_window);
  oa_latency_meter_clear (&self->latency_meter);
  oa_media_unref (self->context.media);
  oa_element_settings_clear (&self->settings);
  g_mutex_clear (&self->lock);
  room_free (self->room);
  g_free (self);
}

void
part_room_hear (PartRoom *self, const OaSessionPartClass *klass, gpointer part,
    const gchar *line)
{
  g_autoptr (GBytes) raw = g_bytes_new_static (line, strlen (line));
  g_autoptr (GError) error = NULL;
  g_autoptr (OaEvent) event =
      oa_event_decode (self->context.dialect, raw, &error);

  g_assert_no_error (error);
  oa_conversation_handle (self->room->conversation, event, self->room->now,
      self->room->actions);
  g_ptr_array_set_size (self->room->actions, 0);
  if (klass->event != NULL)
    klass->event (part, event, self->room->now, self->out);
}

gint64
part_room_poll (PartRoom *self, const OaSessionPartClass *klass, gpointer part)
{
  return klass->poll (part, self->room->now, self->out);
}

static void
tell (PartRoom *self, const OaSessionAction *action)
{
  static const gchar *const names[] = {
    [OA_SESSION_ACTION_SEND] = "send",
    [OA_SESSION_ACTION_SEND_UPDATE] = "update",
    [OA_SESSION_ACTION_WARN] = "warn",
    [OA_SESSION_ACTION_FAIL] = "fail",
    [OA_SESSION_ACTION_CREATE_RESPONSE] = "create-response",
    [OA_SESSION_ACTION_SAY] = "say",
    [OA_SESSION_ACTION_COMMIT] = "commit",
    [OA_SESSION_ACTION_CONFIGURE] = "configure",
    [OA_SESSION_ACTION_SCHEDULE_SEND] = "schedule-send",
    [OA_SESSION_ACTION_DRAINED] = "drained",
    [OA_SESSION_ACTION_INTERRUPT] = "interrupt",
    [OA_SESSION_ACTION_TIME_OUT] = "time-out",
    [OA_SESSION_ACTION_END] = "end",
  };
  GString *told = self->room->told;

  switch (action->kind) {
    case OA_SESSION_ACTION_CONVERSATION:
      for (guint i = 0; i < action->actions->len; i++) {
        if (i > 0)
          g_string_append_c (told, ' ');
        room_tell (self->room, g_ptr_array_index (action->actions, i));
      }
      return;
    case OA_SESSION_ACTION_NOTICE:
      g_string_append (told, oa_notice_kind_get_nick (action->notice->kind));
      return;
    default:
      g_string_append (told, names[action->kind]);
  }
  if (action->kind == OA_SESSION_ACTION_INTERRUPT)
    g_string_append_printf (told, "%s%s", action->cancelled ? ":cancelled" : "",
        action->all ? ":all" : "");
}

void
part_room_assert (PartRoom *self, const gchar *expected)
{
  GString *told = self->room->told;

  for (guint i = 0; i < self->out->len; i++) {
    if (told->len > 0 && told->str[told->len - 1] != ' ')
      g_string_append_c (told, ' ');
    tell (self, &g_array_index (self->out, OaSessionAction, i));
  }
  g_assert_cmpstr (g_strchomp (told->str), ==, expected);
  g_string_truncate (told, 0);
  g_array_set_size (self->out, 0);
}

void
part_room_push (PartRoom *self, guint ms)
{
  OaMedia *media = self->context.media;
  g_autofree guint8 *data = g_malloc0 (ms * BYTES_PER_MS);

  oa_media_push (media, data, ms * BYTES_PER_MS, self->running_time, FALSE);
  self->running_time += ms * GST_MSECOND;
}

void
part_room_speak (PartRoom *self, guint ms)
{
  gsize size = ms * BYTES_PER_MS;
  OaDecodedChunk chunk = {
    .response_id = g_ref_string_new ("r1"),
    .item_id = g_ref_string_new ("i1"),
    .audio = g_bytes_new_take (g_malloc0 (size), size),
    .format = OA_AUDIO_FORMAT_PCM,
    .sent_as = OA_AUDIO_FORMAT_PCM,
    .sent_bytes = size,
    .duration = ms * GST_MSECOND,
  };

  g_assert_true (
      oa_media_play (self->context.media, &chunk, GST_CLOCK_TIME_NONE));
  g_ref_string_release (chunk.response_id);
  g_ref_string_release (chunk.item_id);
  g_bytes_unref (chunk.audio);
}
