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

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "sessionconfig.h"

#include <string.h>

#include "json.h"
#include "jsonflat.h"
#include "sessiondiff.h"
#include "sessionparts.h"
#include "sessionpath.h"
#include "settingscheck.h"

/* Between updates, which are rare, all is held as text: a tree takes ten times
 * as much, for as long as a call lasts. */
typedef struct
{
  gboolean asleep;
  gchar *wanted, *given, *asked, *have;
} Sleep;

struct _OaSessionConfig
{
  const OaDialect *dialect;
  Sleep sleep;

  JsonObject *wanted;           /* complete; NULL before the first want */
  JsonObject *given;            /* session_config, or NULL */
  JsonObject *sent;             /* the update under way, or NULL */
  GPtrArray *dropped;           /* paths that the service does not know */
  gboolean sparse;

  /* Of this connection. */
  JsonObject *asked;            /* everything that was sent and confirmed */
  JsonObject *have;             /* what is in force, as far as we know */
  GPtrArray *refused;           /* updates, each held back as a whole */
  gboolean acknowledged;
  gboolean voice_locked;
  /* Read out of `have` once: they are asked for with every message. */
  OaAudioFormat input_format;
  OaAudioFormat output_format;
  gboolean detects;
};

OaSessionConfig *
oa_session_config_new (const OaDialect *dialect)
{
  OaSessionConfig *self = g_new0 (OaSessionConfig, 1);

  self->dialect = dialect;
  self->dropped = g_ptr_array_new_with_free_func (g_free);
  oa_session_config_reset (self);
  return self;
}

/*** asleep: settled, and the trees are texts ***/

static void
fall_asleep (OaSessionConfig *self)
{
  Sleep *sleep = &self->sleep;

  if (sleep->asleep)
    return;
  sleep->asleep = TRUE;
  oa_json_flatten (&self->wanted, &sleep->wanted);
  oa_json_flatten (&self->given, &sleep->given);
  oa_json_flatten (&self->asked, &sleep->asked);
  oa_json_flatten (&self->have, &sleep->have);
}

static void
wake_up (OaSessionConfig *self)
{
  Sleep *sleep = &self->sleep;

  if (!sleep->asleep)
    return;
  sleep->asleep = FALSE;
  oa_json_unfold (&self->wanted, &sleep->wanted);
  oa_json_unfold (&self->given, &sleep->given);
  oa_json_unfold (&self->asked, &sleep->asked);
  oa_json_unfold (&self->have, &sleep->have);
}

static void
clear_connection (OaSessionConfig *self)
{
  g_clear_pointer (&self->sent, json_object_unref);
  g_clear_pointer (&self->asked, json_object_unref);
  g_clear_pointer (&self->have, json_object_unref);
  g_clear_pointer (&self->refused, g_ptr_array_unref);
}

void
oa_session_config_free (OaSessionConfig *self)
{
  if (!self)
    return;
  g_free (self->sleep.wanted);
  g_free (self->sleep.given);
  g_free (self->sleep.asked);
  g_free (self->sleep.have);
  clear_connection (self);
  g_clear_pointer (&self->wanted, json_object_unref);
  g_clear_pointer (&self->given, json_object_unref);
  g_ptr_array_unref (self->dropped);
  g_free (self);
}

void
oa_session_config_reset (OaSessionConfig *self)
{
  wake_up (self);
  clear_connection (self);
  self->asked = json_object_new ();
  self->have = json_object_new ();
  self->refused = g_ptr_array_new_with_free_func (
      (GDestroyNotify) json_object_unref);
  self->acknowledged = FALSE;
  self->voice_locked = FALSE;
  self->input_format = self->output_format = OA_AUDIO_FORMAT_UNKNOWN;
  self->detects = FALSE;
}

static gboolean
differs (JsonObject *wanted, JsonObject *have)
{
  JsonObject *diff = oa_session_diff (wanted, have);

  if (!diff)
    return FALSE;
  json_object_unref (diff);
  return TRUE;
}

/* A refused update of which anything is wanted otherwise may work now. */
static void
release_refused (OaSessionConfig *self)
{
  for (guint i = self->refused->len; i > 0; i--)
    if (differs (g_ptr_array_index (self->refused, i - 1), self->wanted))
      g_ptr_array_remove_index (self->refused, i - 1);
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

static void
leave_out (OaSessionConfig *self)
{
  for (guint i = 0; i < self->dropped->len; i++) {
    const gchar *path = g_ptr_array_index (self->dropped, i);

    if (!is_given (self, path))
      oa_session_path_remove (self->wanted, path);
  }
}

/* A tool is nothing without these. */
static gboolean
is_essence_of_tool (const gchar *path)
{
  static const gchar *const names[] = {"type", "name", "description",
      "parameters", "server_label", "server_url", NULL};
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
oa_session_config_drop (OaSessionConfig *self, const gchar *path)
{
  g_autofree gchar *all = oa_session_path_of_all_elements (path);

  if (!self->sent || is_given (self, path) || is_said (self, path)
      || !oa_session_path_has (self->wanted, path))
    return FALSE;
  /* What one tool must not have, none must. */
  oa_session_path_remove (self->wanted, all);
  g_ptr_array_add (self->dropped, g_steal_pointer (&all));
  g_clear_pointer (&self->sent, json_object_unref);
  return TRUE;
}

void
oa_session_config_inherit (OaSessionConfig *self,
    const OaSessionConfig *other)
{
  self->sparse = other->sparse;
  for (guint i = 0; i < other->dropped->len; i++)
    g_ptr_array_add (self->dropped,
        g_strdup (g_ptr_array_index (other->dropped, i)));
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

  wake_up (self);
  g_clear_pointer (&self->wanted, json_object_unref);
  self->wanted = wanted;
  g_clear_pointer (&self->given, json_object_unref);
  if (oa_session_part_is_set (settings->session_config))
    self->given = oa_json_parse_object (settings->session_config, -1, 0,
        "session-config", NULL);
  leave_out (self);
  release_refused (self);
  return TRUE;
}

/* Takes @members, gives what of them differs from @have; NULL is nothing. */
static JsonObject *
subtract (JsonObject *members, JsonObject *have)
{
  JsonObject *rest;

  if (!members)
    return NULL;
  rest = oa_session_diff (members, have);
  json_object_unref (members);
  return rest;
}

/* What a session says of its voice, nested or flat, as an update of nothing
 * else. */
static JsonObject *
get_voice (JsonObject *session)
{
  JsonObject *voice = json_object_new (), *audio, *output;
  JsonObject *from = oa_json_get_object (oa_json_get_object (session,
          "audio"), "output");

  if (json_object_has_member (session, "voice"))
    json_object_set_member (voice, "voice",
        oa_json_node_copy (json_object_get_member (session, "voice")));
  if (!from || !json_object_has_member (from, "voice"))
    return voice;
  audio = json_object_new ();
  output = json_object_new ();
  json_object_set_member (output, "voice",
      oa_json_node_copy (json_object_get_member (from, "voice")));
  json_object_set_object_member (audio, "output", output);
  json_object_set_object_member (voice, "audio", audio);
  return voice;
}

static JsonObject *
subtract_voice (const OaSessionConfig *self, JsonObject *due)
{
  JsonObject *voice = get_voice (self->wanted);
  JsonObject *rest = subtract (due, voice);

  json_object_unref (voice);
  return rest;
}

static JsonObject *
get_due (const OaSessionConfig *self)
{
  JsonObject *due;

  if (!self->wanted)
    return NULL;
  due = oa_session_diff (self->wanted, self->asked);
  due = subtract (due, self->have);
  for (guint i = 0; i < self->refused->len; i++)
    due = subtract (due, g_ptr_array_index (self->refused, i));
  if (self->voice_locked)
    due = subtract_voice (self, due);
  return due;
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

  if (self->sent || self->sleep.asleep)
    return NULL;
  update = get_due (self);
  if (!update && self->acknowledged)
    fall_asleep (self);
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

  wake_up (self);
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
    return oa_audio_format_from_json (json_object_get_member (direction,
            "format"));
  if (json_object_has_member (self->have, flat))
    return oa_audio_format_from_json (json_object_get_member (self->have,
            flat));
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
  wake_up (self);
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
  JsonObject *voice = get_voice (session);
  gboolean has = json_object_get_size (voice) > 0;

  json_object_unref (voice);
  return has;
}

static gboolean
is_wanted_otherwise (const OaSessionConfig *self, JsonObject *update)
{
  return differs (self->wanted, update) || differs (update, self->wanted);
}

void
oa_session_config_refuse (OaSessionConfig *self)
{
  if (!self->sent)
    return;
  /* It was sent before we knew: without the voice it is as good as new. */
  if (self->voice_locked && has_voice (self->sent)) {
    g_clear_pointer (&self->sent, json_object_unref);
    return;
  }
  /* The first one is all or nothing. */
  if (!self->acknowledged && is_wanted_otherwise (self, self->sent)) {
    g_clear_pointer (&self->sent, json_object_unref);
    return;
  }
  g_ptr_array_add (self->refused, g_steal_pointer (&self->sent));
  /* It may be wanted differently since it was sent. */
  release_refused (self);
}

gboolean
oa_session_config_give_in (OaSessionConfig *self,
    const OaSessionConfig *other)
{
  if (!self->sent || self->refused->len > 0 || other->refused->len == 0)
    return FALSE;
  for (guint i = 0; i < other->refused->len; i++)
    g_ptr_array_add (self->refused,
        json_object_ref (g_ptr_array_index (other->refused, i)));
  g_clear_pointer (&self->sent, json_object_unref);
  return TRUE;
}

void
oa_session_config_lock_voice (OaSessionConfig *self)
{
  self->voice_locked = TRUE;
}

gboolean
oa_session_config_voice_waits (OaSessionConfig *self)
{
  JsonObject *voice;

  wake_up (self);
  if (!self->voice_locked || !self->wanted)
    return FALSE;
  voice = subtract (get_voice (self->wanted), self->asked);
  voice = subtract (voice, self->have);
  if (!voice)
    return FALSE;
  json_object_unref (voice);
  return TRUE;
}

gboolean
oa_session_config_is_settled (const OaSessionConfig *self)
{
  JsonObject *due;

  if (self->sleep.asleep)
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

  if (self->sleep.asleep)
    return FALSE;
  due = get_due (self);
  if (self->sent)
    due = subtract (due, self->sent);
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
