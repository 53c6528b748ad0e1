/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* server.c - any messages of a client to the local server.
 *
 * A session of the server without a connection; lines are messages. Nothing
 * breaks, and what it sends back is JSON that our own decoder takes, about one
 * response of the conversation at a time. */

#include "fuzz.h"

#include "beta.h"
#include "dispatch.h"
#include "fakebackend.h"
#include "misbehaviour.h"
#include "protocol/eventdecode.h"
#include "protocol/json.h"
#include "response.h"
#include "scriptmind.h"
#include "turns.h"

#include <gst/gst.h>
#include <string.h>

const gchar fuzz_name[] = "server";
const guint fuzz_mutations = 3000;

#define MAX_LINES 40
#define SCRIPT "{\"default\":{\"say\":\"Yes.\"}}"

static OrsOptions options = { .forget = TRUE };
static OrsContext context = { .options = &options };

void
fuzz_set_up (void)
{
  GError *error = NULL;

  gst_init (NULL, NULL);
  context.script = ors_script_new (SCRIPT, &error);
  g_assert_no_error (error);
  context.ears = ors_script_ears_new (context.script);
  context.mind = ors_script_mind_new (context.script, 0);
  /* Synthesis would cost more than all else. */
  context.voice = fake_backend_get_voice (fake_backend_new ());
  context.log = ors_log_new (NULL, FALSE, FALSE, &error);
  g_assert_no_error (error);
}

typedef struct
{
  OrsSession *session;
  OrsKind kind;
  gboolean beta; /* the dialect of the client */
  guint active;  /* responses of the conversation */
} Run;

/* FALSE: the client is not told. */
static gboolean
adapt (const Run *run, OrsMessage *message)
{
  g_autoptr (JsonObject) event = NULL;

  if (!run->beta)
    return TRUE;
  event = oa_json_parse_object (g_bytes_get_data (message->text, NULL),
      g_bytes_get_size (message->text), 0, "event", NULL);
  g_assert_nonnull (event);
  if (!ors_beta_write (event, run->kind))
    return FALSE;
  g_bytes_unref (message->text);
  message->text = oa_json_object_to_bytes (event);
  return TRUE;
}

static void
check (Run *run, GBytes *message)
{
  g_autoptr (OaEvent) event = oa_event_decode (NULL, message, NULL);

  g_assert_nonnull (event);
  if (event->response == NULL || event->response->out_of_band)
    return;
  if (event->type == OA_EVENT_RESPONSE_CREATED)
    g_assert_cmpuint (run->active++, ==, 0);
  else
    g_assert_cmpuint (run->active--, ==, 1);
}

/* A client that reads all that there is. */
static void
read_all (Run *run)
{
  OrsOutbox *outbox = ors_session_get_outbox (run->session);
  OrsMessage *message;

  do {
    while ((message = ors_outbox_take (outbox)) != NULL) {
      if (adapt (run, message))
        check (run, message->text);
      ors_message_free (message);
    }
    ors_response_continue_all (run->session);
  } while (ors_outbox_get_length (outbox) > 0);
}

static void
iterate (Run *run, guint times)
{
  while (times-- > 0 && g_main_context_iteration (NULL, FALSE))
    continue;
  read_all (run);
}

static void
do_nothing (gpointer user_data)
{}

static void
say (const Run *run, const gchar *line)
{
  g_auto (OrsProblem) problem = ORS_PROBLEM_INIT;
  g_autoptr (JsonObject) event = NULL;
  g_autofree gchar *text = NULL;

  if (run->beta)
    event = oa_json_parse_object (line, -1, 0, "event", NULL);
  if (event == NULL)
    text = g_strdup (line);
  else if (ors_beta_read (event, run->kind, &problem))
    text = oa_json_object_to_text (event);
  if (text != NULL)
    ors_dispatch_text (run->session, text, strlen (text));
}

/* @byte: the kind of session, and the dialect. */
static void
begin (Run *run, guint8 byte)
{
  static const OrsKind kinds[] = { ORS_KIND_TRANSCRIPTION, ORS_KIND_REALTIME,
    ORS_KIND_TRANSLATION, ORS_KIND_REALTIME, ORS_KIND_SIDEBAND };
  OrsKind kind = kinds[byte % G_N_ELEMENTS (kinds)];
  static const OrsSessionFuncs funcs = { do_nothing, do_nothing, do_nothing };
  gboolean has_model = kind != ORS_KIND_TRANSCRIPTION;

  run->kind = kind;
  run->beta = byte >= 0x80
      && (kind & (ORS_KIND_REALTIME | ORS_KIND_TRANSCRIPTION));
  run->session = ors_session_new (&context, 1, kind,
      has_model ? "gpt-realtime-2.1" : NULL, ors_scenario_new (NULL, NULL),
      &funcs, NULL);
  ors_turns_watch (run->session);
  ors_misbehaviour_greet (run->session);
}

static void
end (Run *run)
{
  iterate (run, 1000);
  ors_session_free (run->session);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  Run run = { NULL };

  begin (&run, fuzz_take_byte (&input));
  for (guint i = 0; i < MAX_LINES && input.left > 0; i++) {
    g_autofree gchar *line = fuzz_take_line (&input);

    say (&run, line);
    iterate (&run, 20);
  }
  end (&run);
}
