/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionconfig.c - when to ask the service for what.
 *
 * A member is due when it is wanted otherwise than we asked for last *and*
 * otherwise than the service says. The first alone would repeat what a service
 * does by default; the second alone would never end with a service that
 * rounds, renames or keeps silent about a value. What was refused waits until
 * the user wants it differently. */

#include "sessionconfig.h"

#include <string.h>

#include "json.h"
#include "refusals.h"
#include "sessiondiff.h"
#include "sessionparts.h"
#include "sessionpath.h"
#include "settingscheck.h"

struct _OaSessionConfig
{
  const OaDialect *dialect;
  gboolean sparse;
  OaRefusals refusals;

  JsonObject *wanted; /* complete; NULL before the first want */
  JsonObject *given;  /* session_config, or NULL */
  JsonObject *asked;  /* everything that was sent and confirmed */
  JsonObject *have;   /* what is in force, as far as we know */
  JsonObject *sent;   /* the update under way, or NULL */
  gboolean acknowledged;

  /* Between updates, which are rare, the first four are held as text: a tree
   * takes ten times as much, for as long as a call lasts. */
  gboolean compact;
  gchar *texts[4];

  /* Read out of `have` once: they are asked for with every message. */
  OaAudioFormat input_format;
  OaAudioFormat output_format;
  gboolean detects;
};

static const gsize trees[] = { G_STRUCT_OFFSET (OaSessionConfig, wanted),
  G_STRUCT_OFFSET (OaSessionConfig, given),
  G_STRUCT_OFFSET (OaSessionConfig, asked),
  G_STRUCT_OFFSET (OaSessionConfig, have) };

OaSessionConfig *
oa_session_config_new (const OaDialect *dialect)
{
  OaSessionConfig *self = g_new0 (OaSessionConfig, 1);

  self->dialect = dialect;
  oa_refusals_init (&self->refusals);
  self->asked = json_object_new ();
  self->have = json_object_new ();
  return self;
}

void
oa_session_config_free (OaSessionConfig *self)
{
  if (!self)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (trees); i++) {
    JsonObject **tree = G_STRUCT_MEMBER_P (self, trees[i]);

    g_clear_pointer (tree, json_object_unref);
    g_free (self->texts[i]);
  }
  g_clear_pointer (&self->sent, json_object_unref);
  oa_refusals_clear (&self->refusals);
  g_free (self);
}

/* A tree whose text could not be read again, for its depth, stays one. */
static void
compact (OaSessionConfig *self)
{
  if (self->compact)
    return;
  self->compact = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (trees); i++) {
    JsonObject **tree = G_STRUCT_MEMBER_P (self, trees[i]);
    g_autofree gchar *text = *tree ? oa_json_object_to_text (*tree) : NULL;

    if (!text || !oa_json_check (text, strlen (text), 0, NULL))
      continue;
    g_clear_pointer (tree, json_object_unref);
    self->texts[i] = g_steal_pointer (&text);
  }
}

static void
expand (OaSessionConfig *self)
{
  self->compact = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (trees); i++) {
    JsonObject **tree = G_STRUCT_MEMBER_P (self, trees[i]);

    if (self->texts[i])
      *tree = oa_json_parse_object (self->texts[i], -1, 0, "session", NULL);
    g_clear_pointer (&self->texts[i], g_free);
  }
}

/* The defaults with the same formats, and so without a difference in them. */
static JsonObject *
build_defaults (const OaSessionConfig *self, const OaSettings *settings)
{
  g_auto (OaSettings) defaults;

  oa_settings_init (&defaults);
  defaults.session_type = settings->session_type;
  defaults.input_format = settings->input_format;
  defaults.output_format = settings->output_format;
  return self->dialect->build_session (&defaults);
}

static JsonObject *
build (const OaSessionConfig *self, const OaSettings *settings)
{
  JsonObject *session = self->dialect->build_session (settings);
  g_autoptr (JsonObject) full = NULL;
  g_autoptr (JsonObject) defaults = NULL;

  if (!self->sparse)
    return session;
  full = session;
  defaults = build_defaults (self, settings);
  session = oa_session_diff (full, defaults);
  if (!session)
    session = json_object_new ();
  for (guint i = 0; self->dialect->mandatory[i]; i++)
    json_object_set_member (session, self->dialect->mandatory[i],
        json_object_dup_member (full, self->dialect->mandatory[i]));
  return session;
}

static gboolean
is_given (const OaSessionConfig *self, const gchar *path)
{
  return self->given && oa_session_path_has (self->given, path);
}

/* Without these a tool does not work or has another meaning. */
static gboolean
is_essence_of_tool (const gchar *path)
{
  static const gchar *const names[] = { "type", "name", "description",
    "parameters", "server_label", "server_url", NULL };
  const gchar *name = strchr (path, '.');

  return g_str_has_prefix (path, "tools[")
      && (!name || g_strv_contains (names, name + 1));
}

/* What the user said to the model is not left out silently. */
static gboolean
is_said (const OaSessionConfig *self, const gchar *path)
{
  JsonArray *tools = oa_json_get_array (self->wanted, "tools");

  if (is_essence_of_tool (path))
    return TRUE;
  return g_str_equal (path, "instructions")
      || (g_str_equal (path, "tools") && tools
          && json_array_get_length (tools) > 0);
}

void
oa_session_config_set_sparse (OaSessionConfig *self, gboolean sparse)
{
  self->sparse = sparse;
}

gboolean
oa_session_config_is_sparse (const OaSessionConfig *self)
{
  return self->sparse;
}

gboolean
oa_session_config_omit_unknown (OaSessionConfig *self, const gchar *path)
{
  if (!self->sent || is_given (self, path) || is_said (self, path)
      || !oa_session_path_has (self->wanted, path))
    return FALSE;
  oa_refusals_add_field (&self->refusals, path, self->wanted);
  g_clear_pointer (&self->sent, json_object_unref);
  return TRUE;
}

void
oa_session_config_inherit_omissions (OaSessionConfig *self,
    const OaSessionConfig *other)
{
  oa_refusals_inherit_fields (&self->refusals, &other->refusals);
}

gboolean
oa_session_config_is_updating (const OaSessionConfig *self)
{
  return self->sent != NULL;
}

/* By a property or by session-config, in either form. */
static gboolean
names_transcription (JsonObject *session)
{
  JsonObject *audio = oa_json_get_object (session, "audio");
  JsonObject *input = oa_json_get_object (audio, "input");

  return oa_json_get_object (input, "transcription")
      || oa_json_get_object (session, "input_audio_transcription");
}

gboolean
oa_session_config_want (OaSessionConfig *self, const OaSettings *settings,
    GError **error)
{
  JsonObject *wanted;

  if (!oa_settings_check (settings, error))
    return FALSE;
  wanted = build (self, settings);
  if (settings->session_type == GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION
      && !names_transcription (wanted)) {
    g_set_error_literal (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
        "A transcription session needs a model that writes down what is said. "
        "Set the property transcription-model, for example to "
        "gpt-transcribe.");
    json_object_unref (wanted);
    return FALSE;
  }

  expand (self);
  g_clear_pointer (&self->wanted, json_object_unref);
  self->wanted = wanted;
  g_clear_pointer (&self->given, json_object_unref);
  if (oa_session_part_is_set (settings->session_config))
    self->given = oa_json_parse_object (settings->session_config, -1, 0,
        "session-config", NULL);
  oa_refusals_remove_fields (&self->refusals, self->wanted, self->given);
  oa_refusals_release (&self->refusals, self->wanted);
  return TRUE;
}

static JsonObject *
get_due (const OaSessionConfig *self)
{
  JsonObject *due;

  if (!self->wanted)
    return NULL;
  due = oa_session_diff (self->wanted, self->asked);
  due = oa_session_subtract (due, self->have);
  return oa_refusals_subtract (&self->refusals, due);
}

static void
add_mandatory (const OaSessionConfig *self, JsonObject *update)
{
  for (guint i = 0; self->dialect->mandatory[i]; i++) {
    const gchar *name = self->dialect->mandatory[i];
    JsonNode *node = json_object_get_member (self->wanted, name);

    if (node && !json_object_has_member (update, name))
      json_object_set_member (update, name, oa_json_node_copy (node));
  }
}

JsonObject *
oa_session_config_next_update (OaSessionConfig *self)
{
  JsonObject *update;

  if (self->sent || self->compact)
    return NULL;
  update = get_due (self);
  if (!update && self->acknowledged)
    compact (self);
  if (!update)
    return NULL;
  add_mandatory (self, update);
  self->sent = oa_json_object_copy (update);
  return update;
}

JsonObject *
oa_session_config_empty_update (OaSessionConfig *self)
{
  JsonObject *update = json_object_new ();

  expand (self);
  add_mandatory (self, update);
  return update;
}

/* Nested or flat: whichever form the service speaks. */
static OaAudioFormat
read_format (const OaSessionConfig *self, const gchar *nested,
    const gchar *flat)
{
  JsonObject *audio = oa_json_get_object (self->have, "audio");
  JsonObject *direction = oa_json_get_object (audio, nested);

  if (direction && json_object_has_member (direction, "format"))
    return oa_audio_format_from_json (
        json_object_get_member (direction, "format"));
  if (json_object_has_member (self->have, flat))
    return oa_audio_format_from_json (
        json_object_get_member (self->have, flat));
  return OA_AUDIO_FORMAT_PCM;
}

static gboolean
read_detects (const OaSessionConfig *self)
{
  JsonObject *audio = oa_json_get_object (self->have, "audio");
  JsonObject *input = oa_json_get_object (audio, "input");

  return oa_json_get_object (input, "turn_detection")
      || oa_json_get_object (self->have, "turn_detection");
}

void
oa_session_config_acknowledge (OaSessionConfig *self, JsonObject *session)
{
  expand (self);
  if (self->sent) {
    oa_session_overlay (self->asked, self->sent);
    /* First what we sent, so that members without an echo count. */
    oa_session_overlay (self->have, self->sent);
    g_clear_pointer (&self->sent, json_object_unref);
  }
  if (session)
    oa_session_overlay (self->have, session);
  self->acknowledged = TRUE;
  self->input_format = read_format (self, "input", "input_audio_format");
  self->output_format = read_format (self, "output", "output_audio_format");
  self->detects = read_detects (self);
}

static gboolean
has_voice (JsonObject *session)
{
  JsonObject *voice = oa_session_get_voice (session);
  gboolean has = json_object_get_size (voice) > 0;

  json_object_unref (voice);
  return has;
}

static gboolean
is_wanted_otherwise (const OaSessionConfig *self, JsonObject *update)
{
  return oa_session_differs (self->wanted, update)
      || oa_session_differs (update, self->wanted);
}

void
oa_session_config_refuse (OaSessionConfig *self)
{
  if (!self->sent)
    return;
  /* It was sent before we knew: it may be sent again without the voice. */
  if (self->refusals.voice_locked && has_voice (self->sent)) {
    g_clear_pointer (&self->sent, json_object_unref);
    return;
  }
  /* The first one is all or nothing. */
  if (!self->acknowledged && is_wanted_otherwise (self, self->sent)) {
    g_clear_pointer (&self->sent, json_object_unref);
    return;
  }
  oa_refusals_add_update (&self->refusals, g_steal_pointer (&self->sent));
  /* It may be wanted differently since it was sent. */
  oa_refusals_release (&self->refusals, self->wanted);
}

gboolean
oa_session_config_adopt_refusals (OaSessionConfig *self,
    const OaSessionConfig *other)
{
  if (!self->sent
      || !oa_refusals_adopt_updates (&self->refusals, &other->refusals))
    return FALSE;
  g_clear_pointer (&self->sent, json_object_unref);
  return TRUE;
}

void
oa_session_config_lock_voice (OaSessionConfig *self)
{
  self->refusals.voice_locked = TRUE;
}

gboolean
oa_session_config_voice_waits (OaSessionConfig *self)
{
  JsonObject *voice;

  expand (self);
  if (!self->refusals.voice_locked || !self->wanted)
    return FALSE;
  voice =
      oa_session_subtract (oa_session_get_voice (self->wanted), self->asked);
  voice = oa_session_subtract (voice, self->have);
  if (!voice)
    return FALSE;
  json_object_unref (voice);
  return TRUE;
}

gboolean
oa_session_config_is_settled (const OaSessionConfig *self)
{
  JsonObject *due;

  if (self->compact)
    return TRUE;
  if (!self->acknowledged || self->sent)
    return FALSE;
  due = get_due (self);
  if (!due)
    return TRUE;
  json_object_unref (due);
  return FALSE;
}

gboolean
oa_session_config_has_unsent (const OaSessionConfig *self)
{
  JsonObject *due;

  if (self->compact)
    return FALSE;
  due = get_due (self);
  if (self->sent)
    due = oa_session_subtract (due, self->sent);
  if (!due)
    return FALSE;
  json_object_unref (due);
  return TRUE;
}

gboolean
oa_session_config_is_acknowledged (const OaSessionConfig *self)
{
  return self->acknowledged;
}

gboolean
oa_session_config_detects (const OaSessionConfig *self)
{
  return self->detects;
}

OaAudioFormat
oa_session_config_get_input_format (const OaSessionConfig *self)
{
  return self->input_format;
}

OaAudioFormat
oa_session_config_get_output_format (const OaSessionConfig *self)
{
  return self->output_format;
}
