/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* unknownfields.c - a service that does not know a field of ours gets the
 * session without it, with one warning for each; what users gave themselves is
 * not left out. */

#include "fixture.h"
#include "../support/testcase.h"

#include <string.h>

typedef struct
{
  const gchar *name;
  const gchar *fields; /* JSON array */
  const gchar *session_config;
  guint n_warnings;
  gboolean works;
} Case;

static const Case cases[] = {
  { "one", "[\"audio.output.speed\"]", NULL, 1, TRUE },
  { "a member of an object",
      "[\"audio.input.turn_detection.prefix_padding_ms\"]", NULL, 1, TRUE },
  { "several",
      "[\"audio.output.speed\",\"audio.input.noise_reduction\","
      "\"tool_choice\",\"max_output_tokens\"]",
      NULL, 4, TRUE },
  { "little is left",
      "[\"audio\",\"output_modalities\",\"tools\","
      "\"tool_choice\",\"max_output_tokens\"]",
      NULL, 5, TRUE },
  { "the user's own", "[\"audio.output.speed\"]",
      "{\"audio\":{\"output\":{\"speed\":1.25}}}", 0, FALSE },
  { "the user's words", "[\"instructions\"]", NULL, 0, FALSE },
};

static void
test_fields (gconstpointer data)
{
  const Case *c = data;
  g_autofree gchar *scenario =
      g_strdup_printf ("{\"fault\":\"unknown-fields\",\"fields\":%s}",
          c->fields);
  OrsOptions options = { .scenario = scenario };
  Fixture f;
  Run *run;

  fixture_start_pcm (&f, &options);
  g_object_set (f.element, "instructions", "Be brief.", "session-config",
      c->session_config, NULL);
  run = fixture_run (&f, make_speech ("pcm", 1, 600, 1200));
  g_assert_cmpuint (run->n_warnings, ==, c->n_warnings);
  if (c->works) {
    g_assert_no_error (run->error);
    g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 1);
    g_assert_cmpuint (run->audio->len, >, 0);
  } else {
    g_assert_error (run->error, GST_RESOURCE_ERROR,
        GST_RESOURCE_ERROR_SETTINGS);
  }
  run_free (run);
  fixture_stop (&f);
}

TEST_MAIN (fixture_init (); TEST_ROWS (fields, cases))
