/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionfields.c - fields that a service does not know, and sessions that
 * somebody else has set up. */

#include "protocol/json.h"
#include "../support/testcase.h"
#include "protocol/sessionconfig.h"
#include "protocol/sessionpath.h"

/*** paths ***/

static const struct
{
  const gchar *code;
  const gchar *param;
  const gchar *message;
  const gchar *path;
} errors[] = {
  { "unknown_parameter", "session.voice", "m", "voice" },
  { "unknown_parameter", "audio.output.speed", "m", "audio.output.speed" },
  { "unsupported_parameter", NULL,
      "Unsupported parameter: 'session.reasoning'.", "reasoning" },
  { "unknown_parameter", NULL, "Unknown: 'session.reasoning", NULL },
  { "unknown_parameter", NULL, NULL, NULL },
  { "invalid_value", "session.voice", "m", NULL },
  { NULL, "session.voice", "m", NULL },
};

TEST (path_of_errors)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++) {
    OaServiceError error = { .code = (gchar *) errors[i].code,
      .param = (gchar *) errors[i].param,
      .message = (gchar *) errors[i].message };
    g_autofree gchar *path = oa_session_path_from_error (&error);

    g_assert_cmpstr (path, ==, errors[i].path);
  }
}

static const struct
{
  const gchar *path;
  const gchar *rest; /* NULL = there is no such member */
} removals[] = {
  { "a.b.c", "{\"x\":1,\"list\":[{\"y\":1}]}" },
  { "x", "{\"a\":{\"b\":{\"c\":1}},\"list\":[{\"y\":1}]}" },
  { "a.b.d", NULL },
  { "x.y", NULL },
  { "list[0].y", "{\"a\":{\"b\":{\"c\":1}},\"x\":1,\"list\":[{}]}" },
  { "list[].y", "{\"a\":{\"b\":{\"c\":1}},\"x\":1,\"list\":[{}]}" },
  { "list[1].y", NULL },
  { "list[0].z", NULL },
  { "list[0]", NULL },
  { "list[].", NULL },
  { "list[x].y", NULL },
  { "list[-1].y", NULL },
  { "list[0.y", NULL },
  { "list[99999999999999999999].y", NULL },
  { "a[0].b", NULL },
  { "list.y", NULL },
  { "", NULL },
  { "..", NULL },
};

TEST (removal)
{
  for (guint i = 0; i < G_N_ELEMENTS (removals); i++) {
    g_autoptr (JsonObject) object = oa_json_parse_object (
        "{\"a\":{\"b\":{\"c\":1}},\"x\":1,\"list\":[{\"y\":1}]}", -1, 0, "t",
        NULL);
    gboolean removed = oa_session_path_remove (object, removals[i].path);
    g_autofree gchar *text = oa_json_object_to_text (object);

    g_assert_cmpint (removed, ==, removals[i].rest != NULL);
    if (removed)
      g_assert_cmpstr (text, ==, removals[i].rest);
  }
}

/*** leaving out ***/

static OaSessionConfig *
config_new (const gchar *session_config, const gchar *instructions)
{
  OaSessionConfig *config = oa_session_config_new (
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME));
  g_auto (OaSettings) settings;

  oa_settings_init (&settings);
  settings.session_config = g_strdup (session_config);
  settings.instructions = g_strdup (instructions);
  g_assert_true (oa_session_config_want (config, &settings, NULL));
  return config;
}

static gboolean
next_has (OaSessionConfig *config, const gchar *path)
{
  g_autoptr (JsonObject) update = oa_session_config_next_update (config);

  g_assert_nonnull (update);
  return oa_session_path_has (update, path);
}

TEST (ours_is_left_out)
{
  OaSessionConfig *config = config_new (NULL, NULL), *next;
  g_auto (OaSettings) settings;

  g_assert_true (next_has (config, "audio.output.speed"));
  g_assert_true (oa_session_config_omit_unknown (config, "audio.output.speed"));
  g_assert_false (next_has (config, "audio.output.speed"));
  g_assert_false (
      oa_session_config_omit_unknown (config, "audio.output.speed"));

  /* It stays out, whatever is wanted, and on the next connection. */
  oa_settings_init (&settings);
  settings.speed = 1.25;
  g_assert_true (oa_session_config_want (config, &settings, NULL));
  oa_session_config_acknowledge (config, NULL);
  g_assert_null (oa_session_config_next_update (config));
  next = config_new (NULL, NULL);
  oa_session_config_inherit_omissions (next, config);
  g_assert_true (oa_session_config_want (next, &settings, NULL));
  g_assert_false (next_has (next, "audio.output.speed"));

  oa_session_config_free (next);
  oa_session_config_free (config);
}

TEST (the_users_stays)
{
  OaSessionConfig *config =
      config_new ("{\"audio\":{\"output\":{\"speed\":1.5}},\"extra\":1}",
          "Be brief.");

  g_assert_true (next_has (config, "extra"));
  g_assert_false (oa_session_config_omit_unknown (config, "extra"));
  g_assert_false (
      oa_session_config_omit_unknown (config, "audio.output.speed"));
  g_assert_false (oa_session_config_omit_unknown (config, "audio"));
  g_assert_false (oa_session_config_omit_unknown (config, "instructions"));
  g_assert_true (
      oa_session_config_omit_unknown (config, "audio.output.format"));
  oa_session_config_free (config);
}

/* One after the other, until nothing is left. */
TEST (everything_is_left_out)
{
  static const gchar *const members[] = { "type", "output_modalities", "audio",
    "tools", "tool_choice", "max_output_tokens" };
  OaSessionConfig *config = config_new (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_assert_true (next_has (config, members[i]));
    g_assert_true (oa_session_config_omit_unknown (config, members[i]));
  }
  g_assert_null (oa_session_config_next_update (config));
  g_assert_false (oa_session_config_is_updating (config));
  oa_session_config_acknowledge (config, NULL);
  g_assert_true (oa_session_config_is_settled (config));
  oa_session_config_free (config);
}

/* A member that one tool must not have, none must, then and later; without its
 * name it would be no tool. */
TEST (member_of_a_tool)
{
  OaSessionConfig *config = oa_session_config_new (
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME));
  g_auto (OaSettings) settings;

  oa_settings_init (&settings);
  settings.tools = g_strdup (
      "[{\"type\":\"function\",\"name\":\"a\"},"
      "{\"type\":\"function\",\"name\":\"b\",\"meta\":1}]");
  g_assert_true (oa_session_config_want (config, &settings, NULL));
  g_assert_true (next_has (config, "tools[1].meta"));
  g_assert_false (oa_session_config_omit_unknown (config, "tools[0].meta"));
  g_assert_false (oa_session_config_omit_unknown (config, "tools[1].name"));
  g_assert_true (oa_session_config_omit_unknown (config, "tools[1].meta"));
  g_assert_false (next_has (config, "tools[].meta"));
  g_free (settings.tools);
  settings.tools = g_strdup ("[{\"type\":\"function\",\"name\":\"a\","
                             "\"meta\":1}]");
  oa_session_config_acknowledge (config, NULL);
  g_assert_true (oa_session_config_want (config, &settings, NULL));
  g_assert_false (next_has (config, "tools[].meta"));
  oa_session_config_free (config);
}

/*** somebody else's session ***/

static gchar *
sparse_update (const OaSettings *settings)
{
  OaSessionConfig *config = oa_session_config_new (
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME));
  g_autoptr (JsonObject) update = NULL;

  oa_session_config_set_sparse (config, TRUE);
  g_assert_true (oa_session_config_want (config, settings, NULL));
  update = oa_session_config_next_update (config);
  oa_session_config_free (config);
  return oa_json_object_to_text (update);
}

TEST (only_what_was_set)
{
  g_auto (OaSettings) settings;
  g_autofree gchar *nothing = NULL, *something = NULL;

  oa_settings_init (&settings);
  settings.input_format = OA_AUDIO_FORMAT_PCMU;
  nothing = sparse_update (&settings);
  g_assert_cmpstr (nothing, ==, "{\"type\":\"realtime\"}");
  settings.instructions = g_strdup ("Be brief.");
  something = sparse_update (&settings);
  g_assert_cmpstr (something, ==,
      "{\"instructions\":\"Be brief.\",\"type\":\"realtime\"}");
}

TEST_MAIN ()
