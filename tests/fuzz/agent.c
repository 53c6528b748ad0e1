/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agent.c - any bytes as an agent file, or as a template with a context.
 *
 * "f" and a file: it becomes an agent, or the error is a sentence behind the
 * file's name and a line that the file has. "t", a template, a line with "==="
 * and a context: what is written is UTF-8, bounded, and has of the context no
 * control character; as an address it is nothing but its own characters. */

#include "fuzz.h"

#include "agents/agentfile.h"
#include "agents/template.h"
#include "protocol/json.h"

#include <stdlib.h>
#include <string.h>

#define MAX_RESULT 5000
#define BETWEEN "\n===\n"

const gchar fuzz_name[] = "agent";
const guint fuzz_mutations = 6000;

void
fuzz_set_up (void)
{}

/*** files ***/

static void
check_error (const gchar *text, const gchar *message)
{
  const gchar *line = message + strlen ("a.json, line ");
  guint lines = 1;

  g_assert_true (g_str_has_prefix (message, "a.json, line "));
  g_assert_true (g_utf8_validate (message, -1, NULL));
  for (; *text != '\0'; text++)
    lines += *text == '\n';
  g_assert_cmpint (atoi (line), >=, 1);
  g_assert_cmpint (atoi (line), <=, lines);
}

static void
run_file (const gchar *text, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OvsAgent) agent =
      ovs_agent_parse (text, size, "a.json", "/folder", &error);

  g_assert_true ((agent == NULL) == (error != NULL));
  if (agent == NULL)
    check_error (text, error->message);
  else
    g_assert_cmpuint (strlen (ovs_agent_get_name (agent)), >, 0);
}

/*** templates ***/

/* Line feeds are the template's own. */
static guint
count_controls (const gchar *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += g_ascii_iscntrl (*text);
  return n;
}

static void
render (OvsTemplate *template, const gchar *source, JsonObject *context)
{
  gboolean cut;
  g_autofree gchar *text =
      ovs_template_render (template, context, MAX_RESULT, &cut);
  g_autofree gchar *uri =
      ovs_template_render_uri (template, context, MAX_RESULT);

  g_assert_cmpuint (strlen (text), <=, MAX_RESULT);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  if (strstr (source, "{{#each") == NULL)
    g_assert_cmpuint (count_controls (text), <=, count_controls (source));
  if (uri != NULL && count_controls (source) == 0)
    g_assert_cmpuint (count_controls (uri), ==, 0);
}

static void
run_template (gchar *text)
{
  gchar *between = strstr (text, BETWEEN);
  g_autoptr (JsonObject) context = NULL;
  g_autoptr (OvsTemplate) template = NULL;
  g_autoptr (GError) error = NULL;

  if (between != NULL) {
    *between = '\0';
    context = oa_json_parse_object (between + strlen (BETWEEN), -1, 0,
        "A context", NULL);
  }
  template = ovs_template_new (text, &error);
  g_assert_true ((template == NULL) == (error != NULL));
  if (template != NULL && context != NULL)
    render (template, text, context);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  g_autofree gchar *text = NULL;

  if (size == 0)
    return;
  text = g_strndup ((const gchar *) data + 1, size - 1);
  if (*data == 't')
    run_template (text);
  else
    run_file (text, size - 1);
}
