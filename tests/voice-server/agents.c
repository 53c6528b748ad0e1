/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agents.c - the agents that ship with the server, each through a scripted
 * call against the local server; and what an agent does when things go wrong.
 *
 * agents AGENTS_FOLDER SCRIPTS_FOLDER. The user writes, so nothing waits for a
 * clock; where words must be heard, speech goes in. */

#include "config.h"

#include "agents/agentrun.h"
#include "fixture.h"
#include "protocol/json.h"
#include "testserver.h"

#include <glib/gstdio.h>
#include <gst/app/gstappsrc.h>
#include <gst/openairealtime/openairealtime.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

static const gchar *agents_folder;
static const gchar *scripts_folder;

/* A call whose leg writes down what is asked of it. */
typedef struct
{
  OrsServer *server;
  GstElement *pipeline;
  GstElement *element;
  OvsAgentSet *set;
  OvsAgentRun *run;
  GString *told;
  const gchar *transfer_fails; /* a sentence */
  guint watch;
} Call;

/*** the host ***/

static void tell (Call *call, const gchar *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell (Call *call, const gchar *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (call->told, format, arguments);
  va_end (arguments);
  g_string_append_c (call->told, '\n');
}

static void
on_transfer (const gchar *number, OvsDoneFunc done, gpointer done_data,
    gpointer call)
{
  g_autoptr (GError) error = NULL;

  tell (call, "transfer %s", number);
  if (((Call *) call)->transfer_fails != NULL)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED,
        ((Call *) call)->transfer_fails);
  done (error, done_data);
}

static void
on_hang_up (gpointer call)
{
  tell (call, "hang up");
  gst_openai_realtime_end_after_response (((Call *) call)->element);
}

static void
on_send_dtmf (const gchar *digits, OvsDoneFunc done, gpointer done_data,
    gpointer call)
{
  tell (call, "keys %s", digits);
  done (NULL, done_data);
}

static void
on_send_sms (const gchar *to, const gchar *text, OvsDoneFunc done,
    gpointer done_data, gpointer call)
{
  tell (call, "sms %s: %s", to, text);
  done (NULL, done_data);
}

static void
on_play_file (const gchar *path, OvsDoneFunc done, gpointer done_data,
    gpointer call)
{
  g_autofree gchar *name = g_path_get_basename (path);

  tell (call, "play %s", name);
  done (NULL, done_data);
}

static void
on_tool_called (const gchar *tool_id, const OvsToolRecord *tool, gpointer call)
{
  tell (call, "tool %s: %s", tool->name,
      tool->error != NULL ? tool->error : tool->result);
  g_assert_cmpint (tool->started, >, 0);
  g_assert_cmpint (tool->duration_ms, >=, 0);
}

static void
on_fact (const gchar *name, const gchar *value, gpointer call)
{
  tell (call, "fact %s = %s", name, value);
}

static void
on_message_taken (JsonObject *message, gpointer call)
{
  g_autofree gchar *text = oa_json_object_to_text (message);

  tell (call, "message %s", text);
}

static void
on_agent_changed (const gchar *name, gpointer call)
{
  tell (call, "agent %s", name);
}

static void
on_note (const gchar *sentence, gpointer call)
{
  tell (call, "note %s", sentence);
}

static const OvsAgentHost host = {
  .transfer = on_transfer,
  .hang_up = on_hang_up,
  .send_dtmf = on_send_dtmf,
  .send_sms = on_send_sms,
  .play_file = on_play_file,
  .tool_called = on_tool_called,
  .fact = on_fact,
  .message_taken = on_message_taken,
  .agent_changed = on_agent_changed,
  .note = on_note,
};

/*** a call ***/

/* What the service or the element refuses. */
static void
tell_refusal (Call *call, GstMessage *message)
{
  const gchar *code, *text;

  gst_openai_realtime_message_parse_error (message, &code, NULL, &text, NULL);
  tell (call, "refused %s: %s", code, text);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Call *call = data;
  const gchar *role, *text;
  gboolean final;

  if (gst_openai_realtime_message_get_kind (message)
      == GST_OPENAI_REALTIME_MESSAGE_ERROR)
    tell_refusal (call, message);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    tell (call, "end");
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    tell (call, "error");
  if (gst_openai_realtime_message_get_kind (message)
      != GST_OPENAI_REALTIME_MESSAGE_TRANSCRIPT)
    return G_SOURCE_CONTINUE;
  gst_openai_realtime_message_parse_transcript (message, &role, NULL, &text,
      &final);
  if (final)
    tell (call, "%s %s", role, text);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_late (gpointer late)
{
  *(gboolean *) late = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until the call has told of @text. */
static void
wait_for (Call *call, const gchar *text)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add_seconds (WAIT_S, on_late, &late);

  while (strstr (call->told->str, text) == NULL && !late)
    g_main_context_iteration (NULL, TRUE);
  if (late)
    g_error ("\"%s\" did not come. What was told:\n%s", text, call->told->str);
  g_source_remove (timer);
}

static void
assert_told (Call *call, const gchar *text)
{
  if (strstr (call->told->str, text) == NULL)
    g_error ("\"%s\" was not told, but:\n%s", text, call->told->str);
}

static void
assert_not_told (Call *call, const gchar *text)
{
  if (strstr (call->told->str, text) != NULL)
    g_error ("\"%s\" was told:\n%s", text, call->told->str);
}

static void
build_pipeline (Call *call)
{
  g_autoptr (GError) error = NULL;
  GstBus *bus;

  call->pipeline = gst_parse_launch (
      "appsrc name=src format=time caps=audio/x-raw,format=S16LE,"
      "layout=interleaved,rate=24000,channels=1 ! openairealtime name=model"
      " api-key=none ! fakesink async=false",
      &error);
  g_assert_no_error (error);
  gst_object_ref_sink (call->pipeline);
  call->element = gst_bin_get_by_name (GST_BIN (call->pipeline), "model");
  g_object_set (call->element, "uri", ors_server_get_uri (call->server), NULL);
  bus = gst_element_get_bus (call->pipeline);
  call->watch = gst_bus_add_watch (bus, on_message, call);
  gst_object_unref (bus);
}

static void
call_start_in (Call *call, const gchar *folder, const gchar *agent)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) parameters = json_object_new ();

  call->told = g_string_new (NULL);
  call->set = ovs_agent_set_load (folder, &error);
  g_assert_no_error (error);
  build_pipeline (call);
  json_object_set_string_member (parameters, "from", "+4917012345");
  call->run = ovs_agent_run_new (call->set,
      ovs_agent_set_find (call->set, agent), call->element, parameters, &host,
      call, &error);
  g_assert_no_error (error);
  gst_element_set_state (call->pipeline, GST_STATE_PLAYING);
}

static void
call_stop (Call *call)
{
  g_clear_pointer (&call->run, ovs_agent_run_free);
  g_clear_pointer (&call->set, ovs_agent_set_unref);
  gst_element_set_state (call->pipeline, GST_STATE_NULL);
  g_source_remove (call->watch);
  gst_object_unref (call->element);
  gst_object_unref (call->pipeline);
  g_string_free (call->told, TRUE);
  g_clear_pointer (&call->server, ors_server_free);
}

/* The script of an agent that ships. */
static OrsServer *
start_server (const gchar *name)
{
  g_autofree gchar *file = g_strconcat (name, ".json", NULL);
  g_autofree gchar *path = g_build_filename (scripts_folder, file, NULL);
  const OrsOptions options = { .script = path };

  return test_server_new (&options, NULL);
}

/* What the user says, and what the agent is to answer. */
typedef struct
{
  const gchar *line;
  const gchar *answer;
} Exchange;

static void
talk (Call *call, const Exchange *exchanges)
{
  ovs_agent_run_start (call->run);
  for (; exchanges->answer != NULL; exchanges++) {
    if (exchanges->line != NULL)
      g_assert_true (
          gst_openai_realtime_send_text (call->element, exchanges->line, TRUE));
    wait_for (call, exchanges->answer);
  }
}

/*** what the server was told ***/

/* The n-th event of a client; n from 0. */
static JsonObject *
find_event (OrsServer *server, const gchar *type, guint n)
{
  g_auto (GStrv) log = ors_server_dup_log (server);

  for (guint i = 0; log[i] != NULL; i++) {
    g_autoptr (JsonObject) record =
        oa_json_parse_object (log[i], -1, 0, "The log", NULL);
    JsonObject *event = oa_json_get_object (record, "event");

    if (g_strcmp0 (oa_json_get_string (record, "from"), "client") == 0
        && g_strcmp0 (oa_json_get_string (event, "type"), type) == 0
        && n-- == 0)
      return json_object_ref (event);
  }
  return NULL;
}

/*** the agents that ship ***/

static void
replace_all (const gchar *folder, const gchar *name, const gchar *from,
    const gchar *to)
{
  g_autofree gchar *source = g_build_filename (agents_folder, name, NULL);
  g_autofree gchar *target = g_build_filename (folder, name, NULL);
  g_autofree gchar *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree gchar *joined = NULL;

  g_assert_true (g_file_get_contents (source, &text, NULL, NULL));
  parts = g_strsplit (text, from, -1);
  joined = g_strjoinv (to, parts);
  g_assert_true (g_file_set_contents (target, joined, -1, NULL));
}

static gchar *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  gchar *folder = g_dir_make_tmp ("agents-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_folder (gchar *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

/* A test that fails must not leave it behind. */
static void
end_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* The payment service, on a port of its own. */
static GSubprocess *
start_payments (gchar **address)
{
  g_autofree gchar *program =
      g_build_filename (agents_folder, "hotel.py", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  GSubprocess *process;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree gchar *line = NULL;

  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawn (launcher, &error, "python3", program,
      "serve", "0", NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (line, "Listening on "));
  *address = g_strconcat ("127.0.0.1:", line + strlen ("Listening on "), NULL);
  return process;
}

static void
test_hotel (void)
{
  static const Exchange exchanges[] = {
    { NULL, "assistant Hotel Seeblick, good day." },
    { "A double room from the first of May?", "Shall I book it?" },
    { "Yes, for Anna May.", "assistant It is booked:" },
    { "I pay now.", "assistant The link is on your telephone." },
    { "Goodbye.", "assistant Thank you for calling the hotel Seeblick." },
    { NULL, NULL },
  };
  gchar *folder = make_folder ();
  g_autofree gchar *database = g_build_filename (folder, "bookings", NULL);
  g_autofree gchar *address = NULL;
  g_autoptr (GSubprocess) payments = start_payments (&address);
  Call call = { .server = start_server ("hotel") };

  g_setenv ("HOTEL_DATABASE", database, TRUE);
  replace_all (folder, "hotel.json", "127.0.0.1:8091", address);
  replace_all (folder, "hotel.py", "127.0.0.1:8091", address);
  call_start_in (&call, folder, "hotel");
  talk (&call, exchanges);
  wait_for (&call, "\nend\n");
  assert_told (&call,
      "tool check_availability: {\"rooms\": [{\"room\": "
      "\"double\", \"price\": 240}], \"currency\": \"EUR\"}");
  assert_told (&call,
      "tool book_room: {\"booking\": 1001, \"check_out\": "
      "\"2030-05-03\"}");
  assert_told (&call,
      "tool payment_link: {\"url\": "
      "\"https://pay.example/1001\"");
  assert_told (&call, "sms +4917012345: Your link: https://pay.example/1001");
  assert_told (&call, "hang up\ntool end_call: ");
  call_stop (&call);
  g_subprocess_force_exit (payments);
  g_subprocess_wait (payments, NULL, NULL);
  g_unsetenv ("HOTEL_DATABASE");
  remove_folder (folder);
}

static void
test_restaurant (void)
{
  static const Exchange exchanges[] = {
    { NULL, "assistant Restaurant Zum Anker, hello!" },
    { "Are you open on Sundays?", "assistant Yes, from twelve" },
    { "A table for four, please.", "assistant For four guests, then." },
    { "At half past six.", "assistant There is a table." },
    { "Anna May, 08382 5550123.", "assistant Done: {\"reservation\": 1}." },
    { "No, thank you.", "assistant Your table is waiting for you." },
    { NULL, NULL },
  };
  Call call = { .server = start_server ("restaurant") };
  g_autoptr (JsonObject) update = NULL;
  const gchar *instructions;

  call_start_in (&call, agents_folder, "restaurant");
  talk (&call, exchanges);
  wait_for (&call, "\nend\n");
  assert_told (&call,
      "agent reservation\ntool to_reservation: "
      "{\"ok\":true,\"now_speaking\":\"reservation\"}");
  assert_told (&call, "fact party_size = 4\n");
  assert_told (&call, "fact phone = 083825550123\n");
  assert_told (&call, "tool check_table: {\"free\": true}");
  g_assert_cmpstr (ovs_agent_get_name (ovs_agent_run_get_agent (call.run)), ==,
      "reservation");
  /* The conversation stayed; the instructions did not. */
  update = find_event (call.server, "session.update", 1);
  instructions = oa_json_get_string (oa_json_get_object (update, "session"),
      "instructions");
  g_assert_true (g_str_has_prefix (instructions, "You take reservations for"));
  call_stop (&call);
}

static void
test_menu (void)
{
  static const Exchange exchanges[] = {
    { NULL, "assistant Pizza Lido, what can I get you?" },
    { "Two Margherita, a Funghi and a water.", "Without the Funghi?" },
    { "Yes. For Anna.", "assistant It is in the oven:" },
    { "Thank you.", "assistant Enjoy your meal!" },
    { NULL, NULL },
  };
  Call call = { .server = start_server ("menu") };
  g_autoptr (JsonObject) update = NULL;
  const gchar *instructions;

  call_start_in (&call, agents_folder, "menu");
  talk (&call, exchanges);
  wait_for (&call, "\nend\n");
  assert_told (&call,
      "tool price_order: {\"total\": \"19.50\", "
      "\"not_available\": [\"funghi\"]}");
  assert_told (&call, "\"total\": \"19.50\", \"minutes\": 25}");
  update = find_event (call.server, "session.update", 0);
  instructions = oa_json_get_string (oa_json_get_object (update, "session"),
      "instructions");
  g_assert_nonnull (strstr (instructions,
      "Pizza:\n- Margherita (id margherita), 8.5 euros\n"
      "- Marinara (id marinara), 7.5 euros, vegan\n"
      "- Funghi (id funghi), 9.5 euros, SOLD OUT today\n"
      "Drinks:\n- Water (id water), 2.5 euros, vegan\n"));
  g_assert_null (strstr (instructions, "{{"));
  call_stop (&call);
}

static void
test_intake (void)
{
  static const Exchange exchanges[] = {
    { NULL, "assistant Keller and Partners." },
    { "Two, and nine thousand.", "assistant I have noted that." },
    { "What should I do?", "assistant I cannot give advice, the lawyer" },
    { "Six thousand. Is it decided?", "assistant Noted. And how high" },
    { "Eighty thousand.", "assistant The lawyer will look at this:" },
    { "Anna May, 08382 5550123.", "assistant Doctor Keller will call" },
    { NULL, NULL },
  };
  Call call = { .server = start_server ("intake") };
  g_autoptr (JsonObject) greeting = NULL;
  JsonObject *metadata;

  call_start_in (&call, agents_folder, "intake");
  talk (&call, exchanges);
  wait_for (&call, "\nend\n");
  assert_told (&call,
      "note An answer was stopped and replaced: "
      "guard_rails[0] of the agent intake.");
  assert_told (&call,
      "tool decide: The command failed with status 1: Ask "
      "for what is missing: monthly_expenses, debts.");
  assert_told (&call,
      "tool note_fact: monthly_expenses must be a number, at "
      "least 0, at most 1000000. Ask the user again.");
  assert_told (&call, "fact monthly_expenses = 6000\n");
  assert_told (&call,
      "tool decide: {\"chapter\": \"13\", "
      "\"left_each_month\": 3000.0}");
  assert_told (&call, "\"still_missing\":\"\"}");
  greeting = find_event (call.server, "response.create", 0);
  metadata = oa_json_get_object (oa_json_get_object (greeting, "response"),
      "metadata");
  g_assert_cmpstr (oa_json_get_string (metadata, "interruptible"), ==,
      "false");
  call_stop (&call);
}

/*** an agent of a test's own ***/

#define AGENT \
  "\"name\":\"a\",\"instructions\":\"{{greeted}} and {{call.from}}\""

static gchar *
make_agent (const gchar *members)
{
  gchar *folder = make_folder ();
  g_autofree gchar *path = g_build_filename (folder, "a.json", NULL);
  g_autofree gchar *text = g_strconcat ("{" AGENT, members, "}", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return folder;
}

static void
start_own (Call *call, gchar **folder, const gchar *members,
    const gchar *script)
{
  *folder = make_agent (members);
  call->server = test_server_new (NULL, script);
  call_start_in (call, *folder, "a");
}

static void
wait_for_update (Call *call, guint n, const gchar *instructions)
{
  g_autoptr (JsonObject) update = NULL;

  g_assert_true (ors_server_wait_event (call->server, "client",
      "session.update", n + 1, WAIT_S * G_TIME_SPAN_SECOND));
  update = find_event (call->server, "session.update", n);
  g_assert_cmpstr (oa_json_get_string (oa_json_get_object (update, "session"),
                       "instructions"),
      ==, instructions);
}

static void
test_context (void)
{
  g_autoptr (JsonObject) context =
      oa_json_parse_object ("{\"greeted\":\"Bye\"}", -1, 0, "It", NULL);
  g_autoptr (JsonObject) reserved =
      oa_json_parse_object ("{\"now\":1}", -1, 0, "It", NULL);
  g_autoptr (GError) error = NULL;
  Call call = { NULL };
  gchar *folder;

  start_own (&call, &folder, ",\"context\":{\"greeted\":\"Hello\"}", "{}");
  wait_for_update (&call, 0, "Hello and +4917012345");
  g_assert_false (ovs_agent_run_set_context (call.run, reserved, NULL));
  g_assert_true (ovs_agent_run_set_context (call.run, context, &error));
  g_assert_no_error (error);
  wait_for_update (&call, 1, "Bye and +4917012345");
  /* Who speaks already need not take over. */
  g_assert_true (ovs_agent_run_switch (call.run, "a", &error));
  assert_not_told (&call, "agent a");
  call_stop (&call);
  remove_folder (folder);
}

/* What it says is part of the greeting, so the greeting waits for it. */
static void
test_context_by_command (void)
{
  Call call = { NULL };
  gchar *folder;

  start_own (&call, &folder,
      ",\"greeting\":{\"say\":\"Hello {{guest}}\"},\"context_command\":"
      "{\"argv\":[\"python3\",\"-c\",\"import json, sys; print(json.dumps("
      "{'guest': 'at ' + json.load(sys.stdin)['call']['from']}))\"]}",
      "{\"turns\":[{\"say\":\"Hello.\"}]}");
  ovs_agent_run_start (call.run);
  wait_for (&call, "assistant Hello.");
  {
    g_autoptr (JsonObject) greeting =
        find_event (call.server, "response.create", 0);

    g_assert_cmpstr (
        oa_json_get_string (oa_json_get_object (greeting, "response"),
            "instructions"),
        ==, "Speak first. Say this to the user, in these words: Hello at "
            "+4917012345");
  }
  call_stop (&call);
  remove_folder (folder);
}

/* Agents change while the first one's context is waited for. */
static void
test_greeting_of_the_next_agent (void)
{
  static const gchar members[] =
      ",\"greeting\":{\"say\":\"Hello\"},\"context_command\":"
      "{\"argv\":[\"python3\",\"-c\",\"print('{}')\"]}";
  g_autofree gchar *text =
      g_strconcat ("{\"name\":\"b\",\"instructions\":\"Answer.\"", members, "}",
          NULL);
  g_autofree gchar *path = NULL;
  g_autoptr (GError) error = NULL;
  Call call = { NULL };
  gchar *folder = make_agent (members);

  path = g_build_filename (folder, "b.json", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  call.server = test_server_new (NULL, "{\"turns\":[{\"say\":\"Hello.\"}]}");
  call_start_in (&call, folder, "a");
  ovs_agent_run_start (call.run);
  g_assert_true (ovs_agent_run_switch (call.run, "b", &error));
  wait_for (&call, "assistant Hello.");
  call_stop (&call);
  remove_folder (folder);
}

static void
test_say_and_goodbye (void)
{
  g_autofree gchar *long_text = g_strnfill (5000, 'x');
  Call call = { NULL };
  gchar *folder;

  start_own (&call, &folder, ",\"goodbye\":\"Bye {{greeted}}.\"",
      "{\"turns\":[{\"say\":\"One.\"},{\"say\":\"Two.\"}]}");
  g_assert_false (ovs_agent_run_say (call.run, long_text, NULL));
  g_assert_false (ovs_agent_run_say (call.run, "\xff", NULL));
  g_assert_true (ovs_agent_run_say (call.run, "Your taxi is here.", NULL));
  wait_for (&call, "assistant One.");
  ovs_agent_run_say_goodbye (call.run);
  wait_for (&call, "assistant Two.");
  wait_for (&call, "\nend\n");
  assert_told (&call, "hang up");
  call_stop (&call);
  remove_folder (folder);
}

#define TRANSFERS \
  ",\"tools\":[{\"name\":\"t\",\"builtin\":\"transfer\",\"numbers\":" \
  "{\"desk\":\"+49301\"}}]"
#define TRANSFER_SCRIPT \
  "{\"turns\":[{\"call\":{\"name\":\"t\",\"arguments\":{\"to\":\"desk\"}}}," \
  "{\"say\":\"I put you through.\"},{\"say\":\"Nobody is there.\"}]}"

/* Not before the model has said so. */
static void
test_transfer (void)
{
  Call call = { NULL };
  gchar *folder;

  start_own (&call, &folder, TRANSFERS, TRANSFER_SCRIPT);
  gst_openai_realtime_send_text (call.element, "The desk, please.", TRUE);
  wait_for (&call, "transfer +49301");
  assert_told (&call, "tool t: {\"ok\":true");
  wait_for (&call, "assistant I put you through.");
  call_stop (&call);
  remove_folder (folder);
}

static void
test_transfer_fails (void)
{
  Call call = { .transfer_fails = "The line is busy." };
  gchar *folder;

  start_own (&call, &folder, TRANSFERS, TRANSFER_SCRIPT);
  gst_openai_realtime_send_text (call.element, "The desk, please.", TRUE);
  wait_for (&call, "assistant Nobody is there.");
  assert_told (&call, "note The transfer did not work: The line is busy.");
  call_stop (&call);
  remove_folder (folder);
}

/* The model cannot dial what the file does not name. */
static void
test_transfer_elsewhere (void)
{
  Call call = { NULL };
  gchar *folder;

  start_own (&call, &folder, TRANSFERS,
      "{\"turns\":[{\"call\":{\"name\":\"t\",\"arguments\":{\"to\":"
      "\"+1900555\"}}},{\"say\":\"Sorry.\"}]}");
  gst_openai_realtime_send_text (call.element, "+1 900 555, please.", TRUE);
  wait_for (&call, "assistant Sorry.");
  assert_not_told (&call, "transfer");
  call_stop (&call);
  remove_folder (folder);
}

/* Heard in speech: the answer that has begun gives way to the announcement. */
static void
test_words_for_a_human (void)
{
  Call call = { NULL };
  gchar *folder;
  GstElement *src;
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 700, 1500);

  start_own (&call, &folder,
      ",\"human\":{\"words\":[\"a human\"],\"transfer_to\":\"+49302\","
      "\"say\":\"One moment.\"}",
      "{\"turns\":[{\"user\":\"I want a Human!\",\"say\":\"I can help.\"},"
      "{\"say\":\"One moment.\"}]}");
  src = gst_bin_get_by_name (GST_BIN (call.pipeline), "src");
  gst_app_src_push_buffer (GST_APP_SRC (src),
      gst_buffer_new_wrapped_bytes (speech));
  wait_for (&call, "transfer +49302");
  assert_told (&call, "note The user asked for a person.");
  gst_object_unref (src);
  call_stop (&call);
  remove_folder (folder);
}

static void
test_builtins (void)
{
  Call call = { NULL };
  gchar *folder;

  start_own (&call, &folder,
      ",\"tools\":[{\"name\":\"m\",\"builtin\":\"take_message\"},"
      "{\"name\":\"c\",\"builtin\":\"schedule_callback\"},"
      "{\"name\":\"k\",\"builtin\":\"send_dtmf\"}]",
      "{\"turns\":[{\"calls\":[{\"name\":\"m\",\"arguments\":{\"message\":"
      "\"Hi\"}},{\"name\":\"c\",\"arguments\":{\"when\":\"2030-05-01 10:00\"}},"
      "{\"name\":\"k\",\"arguments\":{\"digits\":\"1#\"}},"
      "{\"name\":\"k\",\"arguments\":{\"digits\":\"1; x\"}}]},"
      "{\"say\":\"Done.\"}]}");
  gst_openai_realtime_send_text (call.element, "Do it.", TRUE);
  wait_for (&call, "assistant Done.");
  assert_told (&call,
      "message {\"message\":\"Hi\",\"kind\":\"message\","
      "\"agent\":\"a\",\"number\":\"+4917012345\"}");
  assert_told (&call, "\"when\":\"2030-05-01 10:00\",\"kind\":\"callback\"");
  assert_told (&call, "keys 1#");
  assert_not_told (&call, "keys 1;");
  call_stop (&call);
  remove_folder (folder);
}

/*** the service is down ***/

static void
test_service_down (void)
{
  Call call = { .transfer_fails = "The line is busy." };
  gchar *folder = make_agent (
      ",\"service_down\":{\"prompt_file\":\"sorry.wav\",\"transfer_to\":"
      "\"+49303\"}");
  g_autofree gchar *prompt = g_build_filename (folder, "sorry.wav", NULL);

  g_assert_true (g_file_set_contents (prompt, "RIFF", -1, NULL));
  call.server = test_server_new (NULL, "{}");
  call_start_in (&call, folder, "a");
  ovs_agent_run_service_failed (call.run, "It is closed.");
  g_assert_cmpstr (call.told->str, ==,
      "note The service is down: It is closed.\nplay sorry.wav\n"
      "transfer +49303\nnote The transfer did not work: The line is busy.\n"
      "hang up\n");
  call_stop (&call);
  remove_folder (folder);
}

/*** a call that ends in the middle ***/

static void
test_end_while_a_command_runs (void)
{
  Call call = { NULL };
  gchar *folder;

  start_own (&call, &folder,
      ",\"tools\":[{\"name\":\"s\",\"command\":{\"argv\":[\"sh\",\"-c\","
      "\"touch begun; sleep 1000\"],\"timeout\":600000}}]",
      "{\"turns\":[{\"call\":{\"name\":\"s\"}},{\"say\":\"Never.\"}]}");
  gst_openai_realtime_send_text (call.element, "Do it.", TRUE);
  {
    g_autofree gchar *begun = g_build_filename (folder, "begun", NULL);

    while (!g_file_test (begun, G_FILE_TEST_EXISTS)) {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
  }
  g_clear_pointer (&call.run, ovs_agent_run_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_not_told (&call, "tool s");
  call_stop (&call);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  agents_folder = argv[1];
  scripts_folder = argv[2];
  fixture_init ();

  g_test_add_func ("/agents/hotel", test_hotel);
  g_test_add_func ("/agents/restaurant", test_restaurant);
  g_test_add_func ("/agents/menu", test_menu);
  g_test_add_func ("/agents/intake", test_intake);
  g_test_add_func ("/agents/context", test_context);
  g_test_add_func ("/agents/context-by-command", test_context_by_command);
  g_test_add_func ("/agents/greeting-of-the-next-agent",
      test_greeting_of_the_next_agent);
  g_test_add_func ("/agents/say-and-goodbye", test_say_and_goodbye);
  g_test_add_func ("/agents/transfer", test_transfer);
  g_test_add_func ("/agents/transfer-fails", test_transfer_fails);
  g_test_add_func ("/agents/transfer-elsewhere", test_transfer_elsewhere);
  g_test_add_func ("/agents/words-for-a-human", test_words_for_a_human);
  g_test_add_func ("/agents/builtins", test_builtins);
  g_test_add_func ("/agents/service-down", test_service_down);
  g_test_add_func ("/agents/end-in-the-middle", test_end_while_a_command_runs);

  return g_test_run ();
}
