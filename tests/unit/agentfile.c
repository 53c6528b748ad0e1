/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentfile.c - agent files and folders of them: what is taken, and what is
 * wrong in which line.
 *
 * For tests/check-agents.py, agentfile --members lists the members, and
 * agentfile --check FILE reads one. */

#include "config.h"

#include "agents/agentfile.h"
#include "agents/agentrules.h"
#include "agents/agentset.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define BASE "{\"name\":\"a\",\"instructions\":\"Help.\""

static OvsAgent *
parse (const gchar *text, GError **error)
{
  return ovs_agent_parse (text, strlen (text), "a.json", "/folder", error);
}

static void
assert_taken (const gchar *rest)
{
  g_autofree gchar *text = g_strconcat (BASE, rest, "}", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OvsAgent) agent = parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (agent);
}

static void
test_smallest (void)
{
  g_autoptr (OvsAgent) agent = parse (BASE "}", NULL);

  g_assert_cmpstr (ovs_agent_get_name (agent), ==, "a");
  g_assert_false (ovs_agent_wants_recording (agent));
  g_assert_cmpuint (ovs_agent_get_max_duration (agent), ==, 0);
  g_assert_null (ovs_agent_get_prompt_file (agent));
}

static void
test_takes (void)
{
  static const gchar *const rows[] = {
    ",\"context\":{\"hotel\":{\"name\":\"x\"}},\"time_zone\":\"UTC\"",
    ",\"greeting\":{\"say\":[\"Hello\",\"{{hotel.name}}\"],\"protected\":true}",
    ",\"tools\":[{\"name\":\"t\",\"builtin\":\"transfer\",\"numbers\":"
    "{\"desk\":\"+49 30 1234\",\"sip\":\"sip:desk@example.com\"}}]",
    ",\"tools\":[{\"name\":\"s\",\"builtin\":\"switch_agent\",\"agents\":"
    "[\"b\"]},{\"name\":\"h\",\"builtin\":\"hang_up\"},{\"name\":\"m\","
    "\"builtin\":\"send_sms\"}]",
    ",\"tools\":[{\"name\":\"c\",\"command\":{\"argv\":[\"./x\"],"
    "\"environment\":[\"KEY\"]},\"parameters\":{\"type\":\"object\"}}]",
    ",\"allowed_hosts\":[\"127.0.0.1:80\"],\"tools\":[{\"name\":\"c\","
    "\"http\":{\"method\":\"GET\",\"url\":\"http://127.0.0.1/{{arguments.a}}\","
    "\"headers_from_environment\":{\"Authorization\":\"KEY\"}}}]",
    ",\"guard_rails\":[{\"pattern\":\"a|b\",\"instead\":\"Say no.\"}]",
    ",\"human\":{\"words\":[\"human\"],\"transfer_to\":\"110\"}",
    ",\"facts\":{\"size\":{\"type\":\"integer\",\"min\":1}}",
    ",\"service_down\":{\"prompt_file\":\"sorry.wav\",\"transfer_to\":\"110\"}",
    ",\"session\":{\"config\":{\"truncation\":\"auto\"}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_taken (rows[i]);
}

static void
test_refuses (void)
{
  static const struct
  {
    const gchar *rest;
    const gchar *sentence; /* behind the file's name */
  } rows[] = {
    { "", ", line 1: The member \"name\" is missing here." },
    { "\"name\":\"a b\",\"instructions\":\"x\"",
        ", line 1, name: A name must be 1 to 64 letters, digits, \"_\" and "
        "\"-\"." },
    { "\"name\":\"a\",\n\"instructions\":\"a\\n{{#if x}}\"",
        ", line 2, instructions: In line 2 of the text: This block has no "
        "end. Write {{/each}} or {{/if}} behind it." },
    { "\"name\":\"a\",\"instructions\":\"x\",\n\"session\":{\n"
      "\"vad_treshold\":1}",
        ", line 3, session.vad_treshold: There is no such member. The nearest "
        "is \"vad_threshold\"." },
    { "\"name\":\"a\",\"instructions\":\"x\",\n\"context\":{\"now\":1}",
        ", line 2, context: The context has the name \"now\", which is the "
        "program's. Take another one." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"tools\":[{\"name\":\"t\"}]",
        ", line 1, tools[0]: A function has exactly one of \"builtin\", "
        "\"http\" and \"command\"." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"tools\":[\n"
      "{\"name\":\"t\",\"builtin\":\"hang_up\"},\n"
      "{\"name\":\"t\",\"builtin\":\"hang_up\"}]",
        ", line 3, tools[1].name: There is another function \"t\", of this "
        "file or, with facts, of the program. Take another name." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"facts\":{\"f\":{\"type\":"
      "\"text\"}},\"tools\":[{\"name\":\"note_fact\",\"builtin\":\"hang_up\"}]",
        ", line 1, tools[0].name: There is another function \"note_fact\", of "
        "this file or, with facts, of the program. Take another name." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"tools\":[{\"name\":\"t\","
      "\"builtin\":\"transfer\"}]",
        ", line 1, tools[0]: This function needs \"numbers\": what the model "
        "may choose from." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"tools\":[{\"name\":\"t\","
      "\"builtin\":\"transfer\",\"numbers\":{\"desk\":\"0x\"}}]",
        ", line 1, tools[0].numbers.desk: This must be a phone number, as "
        "+4930123456, or an address that begins with sip:, sips: or tel:." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"tools\":[{\"name\":\"t\","
      "\"builtin\":\"hang_up\",\"parameters\":{}}]",
        ", line 1, tools[0]: \"parameters\" has no meaning for this function. "
        "Take it out." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"tools\":[{\"name\":\"t\","
      "\"command\":{\"argv\":[\"x\"]},\"parameters\":{}}]",
        ", line 1, tools[0].parameters: Parameters are a JSON Schema with "
        "\"type\": \"object\"." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"tools\":[{\"name\":\"t\","
      "\"http\":{\n\"url\":\"https://evil.org/\"}}]",
        ", line 2, tools[0].http.url: The host of this address is not in "
        "allowed_hosts. Add it there, with its port if that is not the usual "
        "one." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"allowed_hosts\":[\"h\"],"
      "\"tools\":[{\"name\":\"t\",\"http\":{\"url\":\"http://h/\","
      "\"headers_from_environment\":{\"X\":\"Y\"}}}]",
        ", line 1, tools[0].http.url: Headers from the environment are "
        "secrets and go over https only, or to this machine." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"allowed_hosts\":[\"h\"],"
      "\"tools\":[{\"name\":\"t\",\"http\":{\"url\":\"https://h/\","
      "\"headers\":{\"X\":\"a\\nY: b\"}}}]",
        ", line 1, tools[0].http.headers.X: A header's value must be "
        "printable ASCII." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"allowed_hosts\":[\"h\"],"
      "\"tools\":[{\"name\":\"t\",\"http\":{\"url\":\"https://h/\","
      "\"headers\":{\"Host\":\"b\"}}}]",
        ", line 1, tools[0].http.headers.Host: This is no name of a header "
        "that can be set here." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"allowed_hosts\":[\"h/\"]",
        ", line 1, allowed_hosts[0]: This must be a host, as api.example.com "
        "or localhost:8080." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"human\":{\"words\":[\"?\"],"
      "\"transfer_to\":\"110\"}",
        ", line 1, human.words[0]: There are no words in this." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"session\":"
      "{\"transcription_model\":\"\"},\"human\":{\"words\":[\"h\"],"
      "\"transfer_to\":\"110\"}",
        ", line 1, human: Words are known only with a \"transcription_model\" "
        "in \"session\"." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"facts\":{\"f\":{\"type\":"
      "\"choice\"}}",
        ", line 1, facts.f: A fact of the type \"choice\" has \"choices\", "
        "others have none." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"facts\":{\"f\":{\"type\":"
      "\"date\",\"min\":1}}",
        ", line 1, facts.f: Only facts of the types \"integer\" and "
        "\"number\" have \"min\" and \"max\"." },
    { "\"name\":\"a\",\"instructions\":\"x\",\"time_zone\":\"Mars/Base\"",
        ", line 1, time_zone: The system knows no such time zone. Write it as "
        "Europe/Berlin, and install the package tzdata." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *text = g_strconcat ("{", rows[i].rest, "}", NULL);
    g_autofree gchar *sentence = g_strconcat ("a.json", rows[i].sentence, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (text, &error));
    g_assert_cmpstr (error->message, ==, sentence);
  }
}

/* A list that is large with a text per element. */
static void
test_instructions_are_bounded (void)
{
  g_autoptr (GString) text = g_string_new (
      "{\"name\":\"a\",\"instructions\":\"{{#each l}}{{v}}{{/each}}\","
      "\"context\":{\"v\":\"");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4000; i++)
    g_string_append_c (text, 'v');
  g_string_append (text, "\",\"l\":[1");
  for (guint i = 0; i < 100; i++)
    g_string_append (text, ",1");
  g_string_append (text, "]}}");
  g_assert_null (parse (text->str, &error));
  g_assert_cmpstr (error->message, ==,
      "a.json, line 1, instructions: With the context of this file they are "
      "longer than 64 KiB, or take too many steps. Shorten the lists or the "
      "text.");
}

/*** folders ***/

typedef struct
{
  gchar *path;
} Folder;

static void
folder_write (Folder *self, const gchar *name, const gchar *text)
{
  g_autofree gchar *path = g_build_filename (self->path, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
folder_set_up (Folder *self, gconstpointer data)
{
  self->path = g_dir_make_tmp ("agents-XXXXXX", NULL);
}

static void
folder_tear_down (Folder *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (self->path, name, NULL);

    g_remove (path);
  }
  g_rmdir (self->path);
  g_free (self->path);
}

static void
assert_folder_refused (Folder *self, const gchar *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ovs_agent_set_load (self->path, &error));
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_folder (Folder *self, gconstpointer data)
{
  g_autoptr (OvsAgentSet) set = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  folder_write (self, "b.json", "{\"name\":\"b\",\"instructions\":\"x\"}");
  folder_write (self, "a.json",
      BASE ",\"tools\":[{\"name\":\"s\",\"builtin\":\"switch_agent\","
           "\"agents\":[\"b\"]},{\"name\":\"c\",\"command\":{\"argv\":"
           "[\"sh\"]}}]}");
  folder_write (self, "notes.txt", "nothing");
  set = ovs_agent_set_load (self->path, &error);
  g_assert_no_error (error);
  list = ovs_agent_set_list (set);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (ovs_agent_get_name (g_ptr_array_index (list, 0)), ==, "a");
  g_assert_nonnull (ovs_agent_set_find (set, "b"));
  g_assert_null (ovs_agent_set_find (set, "c"));
}

static void
test_folder_refuses (Folder *self, gconstpointer data)
{
  assert_folder_refused (self, "has no agents. Put a file");
  folder_write (self, "a.json", BASE "}");
  folder_write (self, "b.json", BASE "}");
  assert_folder_refused (self, "has an agent of the same name.");
  folder_write (self, "b.json",
      "{\"name\":\"b\",\"instructions\":\"x\",\n\"tools\":[{\"name\":\"s\","
      "\"builtin\":\"switch_agent\",\"agents\":[\"a\",\n\"c\"]}]}");
  assert_folder_refused (self,
      "b.json, line 3, tools[0].agents[1]: No file of the folder has");
  folder_write (self, "b.json",
      "{\"name\":\"b\",\"instructions\":\"x\",\"tools\":[{\"name\":\"s\","
      "\"command\":{\"argv\":[\"./nothing\"]}}]}");
  assert_folder_refused (self,
      "b.json, line 1, tools[0].command.argv[0]: There is no such program");
  folder_write (self, "b.json",
      "{\"name\":\"b\",\"instructions\":\"x\","
      "\"service_down\":{\"prompt_file\":\"x.wav\"}}");
  assert_folder_refused (self, "service_down.prompt_file: There is no such");
}

static void
test_folder_of_odd_files (Folder *self, gconstpointer data)
{
  g_autofree gchar *path = g_build_filename (self->path, "a.json", NULL);
  g_autofree gchar *large = g_strnfill (10 * 1024 * 1024, ' ');

  folder_write (self, "a.json", large);
  assert_folder_refused (self, "The file has more than 1024 KiB.");
  g_remove (path);
  /* Opened, it would wait for a writer. */
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_folder_refused (self, "This is no file.");
  g_remove (path);
  g_assert_null (ovs_agent_set_load ("/nowhere/at/all", NULL));
}

/*** the table ***/

static void
print_member (const gchar *path, const AppJsonRule *rule, gpointer user_data)
{
  g_autofree gchar *form = app_json_rule_describe (rule);

  g_print ("%s\t%s\t%s\n", path, form,
      rule->required               ? "required"
          : rule->fallback != NULL ? rule->fallback
                                   : "");
}

static gint
check_file (const gchar *path)
{
  g_autofree gchar *folder = g_path_get_dirname (path);
  g_autofree gchar *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OvsAgent) agent = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, &error))
    agent = ovs_agent_parse (text, length, path, folder, &error);
  if (agent == NULL)
    g_printerr ("%s\n", error->message);
  return agent == NULL;
}

int
main (int argc, char **argv)
{
  if (argc == 2 && g_str_equal (argv[1], "--members")) {
    app_json_rules_foreach (ovs_agent_rules, print_member, NULL);
    return 0;
  }
  if (argc == 3 && g_str_equal (argv[1], "--check"))
    return check_file (argv[2]);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/agentfile/smallest", test_smallest);
  g_test_add_func ("/agentfile/takes", test_takes);
  g_test_add_func ("/agentfile/refuses", test_refuses);
  g_test_add_func ("/agentfile/bounded", test_instructions_are_bounded);
  g_test_add ("/agentfile/folder", Folder, NULL, folder_set_up, test_folder,
      folder_tear_down);
  g_test_add ("/agentfile/folder-refuses", Folder, NULL, folder_set_up,
      test_folder_refuses, folder_tear_down);
  g_test_add ("/agentfile/odd-files", Folder, NULL, folder_set_up,
      test_folder_of_odd_files, folder_tear_down);

  return g_test_run ();
}
