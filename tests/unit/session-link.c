/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-link.c - a link over a connection that is none: its phases, the
 * settings on it, what has arrived, and what is told to its owner. */

#include "session/link.h"
#include "session/settings.h"
#include "../support/testcase.h"

#include <string.h>

#define S G_GINT64_CONSTANT (1000000)

/*** a connection in memory ***/

struct _OaConnection
{
  OaConnectionHandlers handlers;
  gpointer user_data;
  gboolean open;
  guint closed;
  guint wakes;
  GString *sent;
};

/* The latest; freed when it is detached. */
static OaConnection *connection;
static guint detached;

OaConnection *
oa_connection_open (OaLoop *loop, const OaConnectionConfig *config,
    const OaConnectionHandlers *handlers, gpointer user_data)
{
  connection = g_new0 (OaConnection, 1);
  connection->handlers = *handlers;
  connection->user_data = user_data;
  connection->sent = g_string_new (NULL);
  return connection;
}

void
oa_connection_send (OaConnection *self, GBytes *text)
{
  g_string_append_len (self->sent, g_bytes_get_data (text, NULL),
      g_bytes_get_size (text));
}

void
oa_connection_schedule_send (OaConnection *self)
{
  self->wakes++;
}

void
oa_connection_send_now (OaConnection *self)
{
  self->wakes++;
}

void
oa_connection_close (OaConnection *self, guint ms)
{
  self->closed++;
}

void
oa_connection_detach (OaConnection *self, guint ms)
{
  g_string_free (self->sent, TRUE);
  g_free (self);
  connection = NULL;
  detached++;
}

gboolean
oa_connection_is_open (OaConnection *self)
{
  return self->open;
}

/*** the owner ***/

typedef struct
{
  const OaDialect *dialect;
  OaSettings settings;
  OaLink *link;
  GString *log;
  guint references;
  guint inside;
  gboolean refuses; /* takes nothing any more */
  gboolean ends;    /* the link, in the middle of an event */
  gint64 arrived;
} Fixture;

static void
give_back (gpointer owner)
{
  ((Fixture *) owner)->references--;
}

static gboolean
enter (gpointer owner)
{
  Fixture *f = owner;

  if (f->refuses)
    return FALSE;
  f->inside++;
  return TRUE;
}

static void
leave (gpointer owner)
{
  ((Fixture *) owner)->inside--;
}

static void
note (Fixture *f, const gchar *what)
{
  g_assert_cmpuint (f->inside, ==, 1);
  g_string_append_printf (f->log, "%s ", what);
}

static void
opened (OaLink *link, gpointer owner)
{
  note (owner, "opened");
}

static void
event (OaLink *link, const OaEvent *e, gpointer owner)
{
  Fixture *f = owner;

  note (f, e->name);
  if (f->ends) {
    oa_link_end (link);
    g_clear_pointer (&f->link, oa_link_unref);
  }
}

static void
unreadable (OaLink *link, const GError *error, gpointer owner)
{
  g_assert_nonnull (error);
  note (owner, "unreadable");
}

static GBytes *
next (OaLink *link, gpointer owner)
{
  g_assert_true (oa_link_is_asking (link));
  note (owner, "next");
  return g_bytes_new_static ("audio", 5);
}

static void
arrived (OaLink *link, gint64 ms, gpointer owner)
{
  Fixture *f = owner;

  f->arrived = ms;
  note (f, "arrived");
}

static void
ended (OaLink *link, const OaTransportEnd *end, gpointer owner)
{
  note (owner, end->error->message);
  oa_link_end (link);
}

static void
open_link (Fixture *f, OaLink *link, gint64 limit)
{
  static const OaLinkHandlers handlers = { enter, leave, opened, event,
    unreadable, next, arrived, ended };
  const OaConnectionConfig config = { .keepalive_interval = 500 };

  f->references++;
  oa_link_open (link, NULL, &config, limit, 0, &handlers, f, give_back);
}

static void
say (const gchar *text)
{
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));

  connection->handlers.message (message, connection->user_data);
}

static void
get_open (void)
{
  connection->open = TRUE;
  connection->handlers.opened (connection->user_data);
}

/*** settings ***/

static void
want (Fixture *f, OaLink *link)
{
  g_autoptr (GError) error = NULL;

  oa_session_config_want (oa_link_get_config (link), &f->settings, &error);
  g_assert_no_error (error);
}

static void
want_instructions (Fixture *f, OaLink *link, const gchar *text)
{
  g_free (f->settings.instructions);
  f->settings.instructions = g_strdup (text);
  want (f, link);
}

static JsonObject *
ask (OaLink *link)
{
  return oa_session_config_next_update (oa_link_get_config (link));
}

static gboolean
check (Fixture *f, OaLink *link)
{
  return oa_link_check_configured (link, f->settings.input_format,
      f->settings.output_format);
}

/* The service takes what it is asked for next. */
static void
agree (OaLink *link)
{
  g_autoptr (JsonObject) update = ask (link);

  g_assert_nonnull (update);
  oa_link_acknowledge (link, OA_UPDATE_SETTINGS, update);
}

static OaLinkRefusal
refuse (OaLink *link, const gchar *code, const gchar *param,
    const gchar *expected)
{
  OaServiceError error = { .code = (gchar *) code, .param = (gchar *) param };
  g_autofree gchar *dropped = NULL;
  OaLinkRefusal refusal = oa_link_refuse (link, &error, &dropped);

  g_assert_cmpstr (dropped, ==, expected);
  return refusal;
}

static void
set_up (Fixture *f)
{
  *f = (Fixture){ 0 };
  detached = 0;
  f->dialect = oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME);
  oa_settings_init (&f->settings);
  f->settings.input_format = OA_AUDIO_FORMAT_PCM;
  f->settings.output_format = OA_AUDIO_FORMAT_PCM;
  f->log = g_string_new (NULL);
  f->link = oa_link_new (f->dialect, FALSE);
  want_instructions (f, f->link, "Be brief.");
}

static void
tear_down (Fixture *f)
{
  if (f->link != NULL)
    oa_link_end (f->link);
  oa_link_unref (f->link);
  g_assert_cmpuint (f->references, ==, 0);
  g_assert_null (connection);
  g_string_free (f->log, TRUE);
  oa_settings_clear (&f->settings);
}

static void
configure (Fixture *f)
{
  open_link (f, f->link, 0);
  get_open ();
  g_assert_true (oa_link_begin_settings (f->link));
  agree (f->link);
  g_assert_true (check (f, f->link));
}

/*** phases ***/

TEST_F (phases)
{
  g_assert_cmpint (oa_link_get_phase (f->link), ==, OA_LINK_NEW);
  open_link (f, f->link, 0);
  g_assert_cmpint (oa_link_get_phase (f->link), ==, OA_LINK_CONNECTING);
  g_assert_true (oa_link_is_connected (f->link));
  get_open ();
  g_assert_cmpint (oa_link_get_phase (f->link), ==, OA_LINK_OPEN);
  say ("{\"type\":\"session.created\",\"session\":{\"id\":\"sess_1\","
       "\"expires_at\":1785217655}}");
  g_assert_cmpstr (oa_link_get_id (f->link), ==, "sess_1");
  g_assert_cmpint (oa_link_get_expires_at (f->link), ==, 1785217655);
  g_assert_true (oa_link_begin_settings (f->link));
  g_assert_false (oa_link_begin_settings (f->link));
  g_assert_cmpint (oa_link_get_phase (f->link), ==, OA_LINK_CONFIGURING);
  g_assert_false (check (f, f->link));
  agree (f->link);
  g_assert_true (check (f, f->link));
  g_assert_false (check (f, f->link));
  g_assert_cmpint (oa_link_get_phase (f->link), ==, OA_LINK_CONFIGURED);
  oa_link_end (f->link);
  g_assert_cmpint (oa_link_get_phase (f->link), ==, OA_LINK_ENDED);
  g_assert_false (oa_link_is_connected (f->link));
  g_assert_cmpuint (detached, ==, 1);
  g_assert_cmpuint (f->references, ==, 0);
  g_assert_cmpstr (f->log->str, ==, "opened session.created ");
}

TEST_F (end)
{
  OaTransportEnd end = { .error = g_error_new_literal (OA_TRANSPORT_ERROR,
                             OA_TRANSPORT_ERROR_CLOSED, "closed") };

  open_link (f, f->link, 0);
  get_open ();
  say ("{\"type\":\"error\",\"error\":{\"code\":\"session_expired\"}}");
  oa_link_close (f->link);
  g_assert_cmpuint (connection->closed, ==, 1);
  g_assert_true (oa_link_is_connected (f->link));
  connection->handlers.ended (&end, connection->user_data);
  g_assert_cmpstr (f->log->str, ==, "opened error closed ");
  g_assert_cmpstr (oa_link_get_last_error (f->link)->code, ==,
      "session_expired");
  g_error_free (end.error);
}

TEST_F (end_inside)
{
  open_link (f, f->link, 0);
  f->ends = TRUE;
  say ("{\"type\":\"input_audio_buffer.cleared\"}");
  g_assert_null (f->link);
  g_assert_cmpuint (f->inside, ==, 0);
}

/* The owner was stopped: nothing is told. */
TEST_F (refusing_owner)
{
  open_link (f, f->link, 0);
  f->refuses = TRUE;
  get_open ();
  say ("{\"type\":\"input_audio_buffer.cleared\"}");
  say ("none");
  connection->handlers.pong (connection->user_data);
  g_assert_null (connection->handlers.next (connection->user_data));
  g_assert_cmpstr (f->log->str, ==, "");
}

TEST_F (deadline)
{
  g_assert_cmpint (oa_link_get_deadline (f->link), ==, -1);
  open_link (f, f->link, 5 * S);
  g_assert_cmpuint (oa_link_get_limit_ms (f->link), ==, 5000);
  g_assert_cmpint (oa_link_get_deadline (f->link), ==, 5 * S);
  g_assert_false (oa_link_is_late (f->link, 5 * S - 1));
  /* It has the same limit, and tells better what it waits for. */
  g_assert_false (oa_link_is_late (f->link, 5 * S));
  g_assert_cmpint (oa_link_get_deadline (f->link), ==, 6 * S);
  connection->open = TRUE;
  g_assert_true (oa_link_is_late (f->link, 6 * S));
  oa_link_begin_settings (f->link);
  agree (f->link);
  g_assert_true (check (f, f->link));
  g_assert_cmpint (oa_link_get_deadline (f->link), ==, -1);
}

TEST_F (sending)
{
  g_autoptr (GBytes) message = NULL;

  oa_link_send (f->link, g_bytes_new_static ("lost", 4));
  oa_link_schedule_send (f->link);
  open_link (f, f->link, 0);
  oa_link_send (f->link, g_bytes_new_static ("text", 4));
  oa_link_schedule_send (f->link);
  oa_link_send_now (f->link);
  g_assert_cmpstr (connection->sent->str, ==, "text");
  g_assert_cmpuint (connection->wakes, ==, 2);
  message = connection->handlers.next (connection->user_data);
  g_assert_cmpuint (g_bytes_get_size (message), ==, 5);
  g_assert_false (oa_link_is_asking (f->link));
}

/*** settings ***/

/* What else is under way does not keep the first session from being up. */
TEST_F (formats_are_enough)
{
  open_link (f, f->link, 0);
  oa_link_begin_settings (f->link);
  agree (f->link);
  want_instructions (f, f->link, "Be long.");
  json_object_unref (ask (f->link));
  g_assert_true (check (f, f->link));
}

TEST_F (answers_to_others)
{
  g_autoptr (JsonObject) update = NULL;

  open_link (f, f->link, 0);
  oa_link_begin_settings (f->link);
  update = ask (f->link);
  oa_link_acknowledge (f->link, OA_UPDATE_PROBE, update);
  g_assert_false (check (f, f->link));
  /* The application's own update was sent before ours. */
  oa_link_acknowledge (f->link, OA_UPDATE_OTHER, update);
  g_assert_false (check (f, f->link));
  oa_link_acknowledge (f->link, OA_UPDATE_SETTINGS, update);
  g_assert_true (check (f, f->link));
  oa_link_acknowledge (f->link, OA_UPDATE_OTHER, update);
}

TEST_F (unknown_field)
{
  g_autoptr (JsonObject) update = NULL;
  g_autoptr (JsonObject) rest = NULL;

  g_free (f->settings.tool_choice);
  f->settings.tool_choice = g_strdup ("none");
  want (f, f->link);
  open_link (f, f->link, 0);
  oa_link_begin_settings (f->link);
  update = ask (f->link);
  g_assert_true (json_object_has_member (update, "tool_choice"));
  g_assert_cmpint (refuse (f->link, "unknown_parameter", "session.tool_choice",
          "tool_choice"), ==, OA_LINK_REFUSAL_DROPPED);
  rest = ask (f->link);
  g_assert_true (json_object_has_member (rest, "audio"));
  g_assert_false (json_object_has_member (rest, "tool_choice"));
}

/* Nothing is left to be asked for. */
TEST_F (refused_session)
{
  open_link (f, f->link, 0);
  oa_link_begin_settings (f->link);
  json_object_unref (ask (f->link));
  g_assert_cmpint (refuse (f->link, "invalid_value", "session.audio", NULL),
      ==, OA_LINK_REFUSAL_FATAL);
}

TEST_F (refused_and_wanted_otherwise)
{
  open_link (f, f->link, 0);
  oa_link_begin_settings (f->link);
  json_object_unref (ask (f->link));
  want_instructions (f, f->link, "Be long.");
  g_assert_cmpint (refuse (f->link, "invalid_value", "session.audio", NULL),
      ==, OA_LINK_REFUSAL_PASSES);
  agree (f->link);
  g_assert_true (check (f, f->link));
}

TEST_F (refused_later)
{
  configure (f);
  want_instructions (f, f->link, "Be long.");
  json_object_unref (ask (f->link));
  g_assert_cmpint (refuse (f->link, "invalid_value", "session", NULL), ==,
      OA_LINK_REFUSAL_PASSES);
  g_assert_null (ask (f->link));
  g_assert_cmpint (oa_link_get_phase (f->link), ==, OA_LINK_CONFIGURED);
}

TEST_F (voice_refused)
{
  configure (f);
  g_free (f->settings.voice);
  f->settings.voice = g_strdup ("cedar");
  want (f, f->link);
  json_object_unref (ask (f->link));
  g_assert_cmpint (refuse (f->link, "cannot_update_voice", NULL, NULL), ==,
      OA_LINK_REFUSAL_PASSES);
  g_assert_true (oa_session_config_voice_waits (oa_link_get_config (f->link)));
}

/*** the next one ***/

static OaLink *
replace (Fixture *f)
{
  OaLink *next_link;

  oa_link_end (f->link);
  next_link = oa_link_new_replacement (f->link);
  want (f, next_link);
  open_link (f, next_link, 0);
  oa_link_begin_settings (next_link);
  return next_link;
}

static void
take_over (Fixture *f, OaLink *next_link)
{
  oa_link_unref (f->link);
  f->link = next_link;
  oa_link_detach_predecessor (next_link);
}

/* It takes over when all of its settings are answered. */
TEST_F (replacement)
{
  OaLink *next_link;

  configure (f);
  next_link = replace (f);
  agree (next_link);
  want_instructions (f, next_link, "Be long.");
  g_assert_false (check (f, next_link));
  agree (next_link);
  g_assert_true (check (f, next_link));
  take_over (f, next_link);
  want_instructions (f, f->link, "Be brief.");
  json_object_unref (ask (f->link));
  g_assert_cmpint (refuse (f->link, "invalid_value", "session", NULL), ==,
      OA_LINK_REFUSAL_PASSES);
}

TEST_F (replacement_is_refused)
{
  OaLink *next_link;

  configure (f);
  next_link = replace (f);
  json_object_unref (ask (next_link));
  g_assert_cmpint (refuse (next_link, "invalid_value", "session", NULL), ==,
      OA_LINK_REFUSAL_FATAL);
  take_over (f, next_link);
}

/* What was refused once is asked for once more, and then left. */
TEST_F (replacement_gives_in)
{
  g_autoptr (JsonObject) whole = NULL;
  OaLink *next_link;

  configure (f);
  want_instructions (f, f->link, "Be long.");
  json_object_unref (ask (f->link));
  refuse (f->link, "invalid_value", "session", NULL);
  next_link = replace (f);
  whole = ask (next_link);
  g_assert_true (json_object_has_member (whole, "instructions"));
  g_assert_cmpint (refuse (next_link, "invalid_value", "session", NULL), ==,
      OA_LINK_REFUSAL_PASSES);
  agree (next_link);
  g_assert_true (check (f, next_link));
  take_over (f, next_link);
}

TEST_F (fields_are_left_out_again)
{
  g_autoptr (JsonObject) update = NULL;
  OaLink *next_link;

  g_free (f->settings.tool_choice);
  f->settings.tool_choice = g_strdup ("none");
  want (f, f->link);
  open_link (f, f->link, 0);
  oa_link_begin_settings (f->link);
  json_object_unref (ask (f->link));
  refuse (f->link, "unknown_parameter", "session.tool_choice", "tool_choice");
  next_link = replace (f);
  update = ask (next_link);
  g_assert_false (json_object_has_member (update, "tool_choice"));
  take_over (f, next_link);
}

/*** what has arrived ***/

TEST_F (arrival)
{
  gint64 now = g_get_monotonic_time ();

  g_assert_cmpint (oa_link_get_arrival (f->link, now), ==, 0);
  open_link (f, f->link, 0);
  get_open ();
  g_assert_cmpint (oa_link_get_arrival (f->link, now), >=, now);
  oa_link_audio_sent (f->link, 40, now);
  connection->handlers.pong (connection->user_data);
  g_assert_cmpint (f->arrived, ==, 40);
  g_assert_cmpint (oa_link_get_arrival (f->link, now), >=, now);
  /* More answers than pings prove nothing. */
  connection->handlers.pong (connection->user_data);
  g_assert_cmpint (oa_link_get_arrival (f->link, now), ==, 0);
  g_assert_cmpstr (f->log->str, ==, "opened arrived arrived ");
}

TEST_F (repeated)
{
  open_link (f, f->link, 0);
  say ("{\"type\":\"input_audio_buffer.cleared\",\"event_id\":\"e1\"}");
  say ("{\"type\":\"input_audio_buffer.cleared\",\"event_id\":\"e1\"}");
  say ("{\"type\":\"input_audio_buffer.cleared\",\"event_id\":\"e2\"}");
  g_assert_cmpstr (f->log->str, ==, "input_audio_buffer.cleared "
      "input_audio_buffer.cleared ");
}

TEST_F (unreadable)
{
  guint count, warnings = 0;

  open_link (f, f->link, 0);
  say ("none");
  g_assert_cmpstr (f->log->str, ==, "unreadable ");
  for (guint i = 1; i < 300; i++) {
    OaLinkUnreadable what = oa_link_count_unreadable (f->link, &count);

    g_assert_cmpuint (count, ==, i);
    g_assert_cmpint (what, ==, i == 1 || i == 10 || i == 100
        ? OA_LINK_UNREADABLE_WARN : OA_LINK_UNREADABLE_IGNORE);
    warnings += what == OA_LINK_UNREADABLE_WARN;
  }
  g_assert_cmpuint (warnings, ==, 3);
  /* One that can be read, and they are not in a row any more. */
  say ("{\"type\":\"input_audio_buffer.cleared\"}");
  for (guint i = 1; i < 300; i++)
    g_assert_cmpint (oa_link_count_unreadable (f->link, &count), !=,
        OA_LINK_UNREADABLE_FATAL);
  g_assert_cmpint (oa_link_count_unreadable (f->link, &count), ==,
      OA_LINK_UNREADABLE_FATAL);
  g_assert_cmpuint (count, ==, 300);
}

TEST_MAIN ()
