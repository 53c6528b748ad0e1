/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimeproperties.c - the properties, as a table over the settings.
 *
 * A row says name, where the value lives, its range and what users read. The
 * blurbs are the documentation: docs/element.md repeats them, a test
 * compares. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstopenairealtime.h"
#include "report/censor.h"
#include "transport/loop.h"
#include "protocol/jsonsecrets.h"

#include <string.h>

#define GST_CAT_DEFAULT gst_openai_realtime_debug

typedef enum
{
  KIND_STRING,
  KIND_ENUM,
  KIND_UINT,
  KIND_DOUBLE,
  KIND_BOOLEAN,
} Kind;

/* When a change takes effect. */
typedef enum
{
  WHEN_CONNECTING,              /* read when the connection is made */
  WHEN_SENT,                    /* sent as session.update while connected */
  WHEN_NOW,                     /* at once */
} When;

typedef struct
{
  const gchar *name;
  const gchar *nick;
  const gchar *blurb;
  Kind kind;
  When when;
  gsize offset;
  GType (*get_enum) (void);
  gdouble min, max;
} Property;

#define AT(member) G_STRUCT_OFFSET (OaElementSettings, member)
#define SESSION(member) AT (session.member)

static const Property table[] = {
  {"uri", "Address", "Address of the service, ws:// or wss://; NULL = "
      "OPENAI_BASE_URL from the environment, as ws or wss with /realtime "
      "added, else the official one; read when connecting",
      KIND_STRING, WHEN_CONNECTING, AT (uri)},
  {"api-key-file", "API key file", "File whose only line is the key, read anew "
      "for each connection; goes before api-key; NULL = none; read when "
      "connecting", KIND_STRING, WHEN_CONNECTING, AT (api_key_file)},
  {"auth", "Authentication", "How the key is presented; read when connecting",
      KIND_ENUM, WHEN_CONNECTING, AT (auth),
      gst_openai_realtime_auth_get_type},
  {"dialect", "Dialect", "Form of the protocol that is sent; read when "
      "connecting", KIND_ENUM, WHEN_CONNECTING, AT (dialect),
      gst_openai_realtime_dialect_get_type},
  {"model", "Model", "Model of the session; read when connecting",
      KIND_STRING, WHEN_CONNECTING, AT (model)},
  {"call-id", "Call", "Joins the WebRTC or SIP call of this id (rtc_…) "
      "instead of starting a session; read when connecting",
      KIND_STRING, WHEN_CONNECTING, AT (call_id)},
  {"organization", "Organization", "Header OpenAI-Organization; read when "
      "connecting", KIND_STRING, WHEN_CONNECTING, AT (organization)},
  {"project", "Project", "Header OpenAI-Project; read when connecting",
      KIND_STRING, WHEN_CONNECTING, AT (project)},
  {"safety-identifier", "Safety identifier", "Header "
      "OpenAI-Safety-Identifier, a stable hashed id of the end user; read when "
      "connecting", KIND_STRING, WHEN_CONNECTING, AT (safety_identifier)},
  {"user-agent", "User agent", "Header User-Agent; NULL = name and version of "
      "this element; read when connecting",
      KIND_STRING, WHEN_CONNECTING, AT (user_agent)},
  {"proxy", "Proxy", "URI of a proxy; NULL = as the system says, empty = "
      "none; read when connecting",
      KIND_STRING, WHEN_CONNECTING, AT (proxy)},
  {"tls-database", "Certificates", "PEM file of trusted certificates; NULL = "
      "the system's; read when connecting",
      KIND_STRING, WHEN_CONNECTING, AT (tls_database)},
  {"ssl-strict", "Strict TLS", "Refuse certificates that cannot be verified; "
      "FALSE is for tests only; read when connecting",
      KIND_BOOLEAN, WHEN_CONNECTING, AT (ssl_strict)},
  {"allow-insecure", "Allow insecure", "Let a key go over plain ws:// to a "
      "host that is not this one; read when connecting",
      KIND_BOOLEAN, WHEN_CONNECTING, AT (allow_insecure)},
  {"connect-timeout", "Connect timeout", "Time until the session must be up, "
      "in ms, with all tries; 0 = no limit; read when connecting",
      KIND_UINT, WHEN_CONNECTING, AT (connect_timeout), NULL, 0, 600000},
  {"reconnect", "Reconnect", "Replace a connection that is lost, and tell "
      "the new one what was said; try again where the first one fails for a "
      "cause that may pass; takes effect at the next loss or failed try",
      KIND_BOOLEAN, WHEN_NOW, AT (reconnect)},
  {"max-reconnects", "Most reconnects", "Tries without an answered turn or a "
      "connection that lasts for a minute, those of the first connection "
      "behind its first included; 0 = no limit; takes effect at the next loss "
      "or failed try", KIND_UINT, WHEN_NOW, AT (max_reconnects), NULL, 0, 1000},
  {"renew-session", "Renew session", "Age at which another session takes over "
      "in a pause, in s, at the latest before the service ends this one; 0 = "
      "never; takes effect with the next session", KIND_UINT, WHEN_NOW,
      AT (renew_session), NULL, 0, 86400},

  {"session-type", "Session type", "Kind of session; read when connecting",
      KIND_ENUM, WHEN_CONNECTING, SESSION (session_type),
      gst_openai_realtime_session_type_get_type},
  {"instructions", "Instructions", "How the model shall behave; NULL = the "
      "service's own; sent at once", KIND_STRING, WHEN_SENT,
      SESSION (instructions)},
  {"voice", "Voice", "Voice of the model, or voice_… for a custom one; NULL = "
      "the model's own; sent at once, after the first speech with the next "
      "session",
      KIND_STRING, WHEN_SENT, SESSION (voice)},
  {"speed", "Speed", "Speed of the speech, 1.0 = normal; sent at once, for "
      "the next response", KIND_DOUBLE, WHEN_SENT, SESSION (speed), NULL,
      0.25, 1.5},
  {"output-modality", "Output modality", "What the model answers with; sent "
      "at once", KIND_ENUM, WHEN_SENT, SESSION (output_modality),
      gst_openai_realtime_modality_get_type},
  {"turn-detection", "Turn detection", "Who decides that the user has "
      "finished; sent at once", KIND_ENUM, WHEN_SENT,
      SESSION (turn_detection),
      gst_openai_realtime_turn_detection_get_type},
  {"vad-threshold", "VAD threshold", "Loudness that counts as speech, 0 to 1, "
      "higher = louder; server-vad; sent at once", KIND_DOUBLE, WHEN_SENT,
      SESSION (vad_threshold), NULL, 0, 1},
  {"vad-prefix-padding", "VAD prefix padding", "Audio kept before the detected "
      "start, in ms; server-vad; sent at once", KIND_UINT, WHEN_SENT,
      SESSION (vad_prefix_padding), NULL, 0, 10000},
  {"vad-silence-duration", "VAD silence duration", "Silence that ends a turn, "
      "in ms; server-vad, and with none the pause at which a recording is "
      "committed; sent at once", KIND_UINT, WHEN_SENT,
      SESSION (vad_silence_duration), NULL, 0, 60000},
  {"vad-eagerness", "VAD eagerness", "How soon a pause ends a turn; "
      "semantic-vad; sent at once", KIND_ENUM, WHEN_SENT,
      SESSION (vad_eagerness), gst_openai_realtime_eagerness_get_type},
  {"idle-timeout", "Idle timeout", "Silence after an answer at which the model "
      "speaks by itself, in ms, 5000 to 30000; 0 = never; server-vad; sent at "
      "once", KIND_UINT, WHEN_SENT, SESSION (idle_timeout), NULL, 0, 30000},
  {"create-response", "Create response", "Answer every turn; FALSE = only "
      "when asked; sent at once", KIND_BOOLEAN, WHEN_SENT,
      SESSION (create_response)},
  {"interrupt-response", "Interrupt response", "Speech of the user ends the "
      "answer; live only, recordings never interrupt; sent at once",
      KIND_BOOLEAN, WHEN_SENT, SESSION (interrupt_response)},
  {"noise-reduction", "Noise reduction", "The service's noise reduction of the "
      "user's audio; sent at once", KIND_ENUM, WHEN_SENT,
      SESSION (noise_reduction),
      gst_openai_realtime_noise_reduction_get_type},
  {"transcription-model", "Transcription model", "Model that writes down what "
      "the user says; NULL = none; sent at once", KIND_STRING, WHEN_SENT,
      SESSION (transcription_model)},
  {"transcription-language", "Transcription language", "Language of the user, "
      "ISO 639-1; NULL = detected; sent at once", KIND_STRING, WHEN_SENT,
      SESSION (transcription_language)},
  {"transcription-prompt", "Transcription prompt", "Hints for the "
      "transcription; sent at once", KIND_STRING, WHEN_SENT,
      SESSION (transcription_prompt)},
  {"target-language", "Target language", "Language to translate to; "
      "translation sessions; sent at once", KIND_STRING, WHEN_SENT,
      SESSION (target_language)},
  {"tools", "Tools", "Tools that the model may call, a JSON array; sent at "
      "once", KIND_STRING, WHEN_SENT, SESSION (tools)},
  {"tool-choice", "Tool choice", "auto, none, required, the name of a "
      "function, or a JSON object; NULL = auto; sent at once",
      KIND_STRING, WHEN_SENT, SESSION (tool_choice)},
  {"max-output-tokens", "Longest answer", "Tokens of one response; 0 = no "
      "limit; sent at once", KIND_UINT, WHEN_SENT,
      SESSION (max_output_tokens), NULL, 0, 1000000},
  {"reasoning-effort", "Reasoning effort", "minimal, low, medium, high or "
      "xhigh; NULL = the model's own; sent at once", KIND_STRING, WHEN_SENT,
      SESSION (reasoning_effort)},
  {"session-config", "Session config", "A JSON object merged last over the "
      "session: the way to fields without a property; sent at once",
      KIND_STRING, WHEN_SENT, SESSION (session_config)},
  {"history", "History", "A conversation to begin with, the JSON that the "
      "property conversation gives; NULL = none; read when connecting",
      KIND_STRING, WHEN_CONNECTING, AT (history)},
  {"greeting", "Greeting", "What the model says first, before the user "
      "speaks; NULL = nothing; read when connecting",
      KIND_STRING, WHEN_CONNECTING, AT (greeting)},
  {"protect-greeting", "Protect greeting", "Speak the greeting to its end, "
      "whatever the user says meanwhile; read when connecting",
      KIND_BOOLEAN, WHEN_CONNECTING, AT (protect_greeting)},
  {"validate-arguments", "Validate arguments", "Answer a call whose arguments "
      "do not fit the schema in tools with an error instead of telling it; for "
      "calls from now on", KIND_BOOLEAN, WHEN_NOW, AT (validate_arguments)},
  {"function-timeout", "Function timeout", "How long the output of a function "
      "call is waited for, in ms; 0 = no limit; for calls from now on",
      KIND_UINT, WHEN_NOW, AT (function_timeout), NULL, 0, 3600000},
  {"function-timeout-output", "Function timeout output", "What the model gets "
      "as output of a call at its timeout; NULL = an error; takes effect at "
      "once", KIND_STRING, WHEN_NOW, AT (function_timeout_output)},
  {"function-late-output", "Late output", "Give the model an output that comes "
      "after the timeout as a system message, and ask for an answer; FALSE = "
      "refuse it; takes effect at once", KIND_BOOLEAN, WHEN_NOW,
      AT (function_late_output)},
  {"function-filler", "Function filler", "What the model says while a function "
      "call takes long; NULL = nothing; for calls from now on",
      KIND_STRING, WHEN_NOW, AT (function_filler)},
  {"function-filler-delay", "Function filler delay", "How long a function call "
      "takes until function-filler is said, in ms; for calls from now on",
      KIND_UINT, WHEN_NOW, AT (function_filler_delay), NULL, 0, 600000},
  {"max-function-rounds", "Most function rounds", "Answers to outputs of "
      "functions that are asked for by themselves, per turn of the user; 0 = "
      "no limit; takes effect at once", KIND_UINT, WHEN_NOW,
      AT (max_function_rounds), NULL, 0, 10000},
  {"farewell", "Farewell", "What the model says when a limit ends the "
      "conversation; NULL = nothing; takes effect at once", KIND_STRING,
      WHEN_NOW, AT (farewell)},
  {"max-session-duration", "Longest session", "Time after which the "
      "conversation ends, in s; 0 = no limit; takes effect at once",
      KIND_UINT, WHEN_NOW, AT (max_session_duration), NULL, 0, 604800},
  {"max-idle", "Longest silence", "Time without a voice of either side after "
      "which the conversation ends, in s; 0 = no limit; takes effect at once",
      KIND_UINT, WHEN_NOW, AT (max_idle), NULL, 0, 86400},
  {"price-table", "Price table", "JSON file of prices per million tokens, by "
      "model; NULL = none; read when connecting", KIND_STRING,
      WHEN_CONNECTING, AT (price_table)},
  {"max-cost", "Highest cost", "Cost at which the conversation ends, in the "
      "currency of price-table; 0 = no limit; takes effect at once",
      KIND_DOUBLE, WHEN_NOW, AT (max_cost), NULL, 0, 1000000},

  {"live", "Live", "Whether output is paced by the clock; read when going to "
      "PAUSED", KIND_ENUM, WHEN_CONNECTING, AT (live),
      gst_openai_realtime_live_get_type},
  {"frame-duration", "Frame duration", "Duration of an output buffer, in ms; "
      "takes effect at once", KIND_UINT, WHEN_NOW, AT (frame_duration), NULL,
      5, 1000},
  {"lookahead", "Lookahead", "How long before its time a frame leaves, live, "
      "in ms; takes effect at once", KIND_UINT, WHEN_NOW, AT (lookahead),
      NULL, 0, 2000},
  {"chunk-duration", "Chunk duration", "Audio per message to the service, in "
      "ms; 0 = automatic (40 live, 400 for recordings); takes effect at once",
      KIND_UINT, WHEN_NOW, AT (chunk_duration), NULL, 0, 10000},
  {"fill", "Fill", "What leaves while nobody speaks, live and between aligned "
      "answers; takes effect at once", KIND_ENUM, WHEN_NOW, AT (fill),
      gst_openai_realtime_fill_get_type},
  {"max-input-queue", "Longest input queue", "Audio that may wait to be sent, "
      "in ms; beyond it the oldest is dropped (live) or upstream waits; takes "
      "effect at once", KIND_UINT, WHEN_NOW, AT (max_input_queue), NULL,
      1000, 3600000},
  {"prebuffer", "Prebuffer", "Speech that must be there before a talkspurt "
      "begins, live, in ms; waited for as long at most, or up to 240 ms where "
      "the service sends slowly; 0 = not at all; takes effect at once",
      KIND_UINT, WHEN_NOW, AT (prebuffer), NULL, 0, 5000},
  {"interrupt-mode", "Interrupt mode", "How an answer is stopped when the user "
      "speaks, live; sent at once", KIND_ENUM, WHEN_SENT, AT (interrupt_mode),
      gst_openai_realtime_interrupt_mode_get_type},
  {"interrupt-hold", "Hold at interruption", "How long speech is held, instead "
      "of dropped, until it is clear that the user means to interrupt, in ms; "
      "0 = not at all; must be longer than vad-silence-duration; sent at once",
      KIND_UINT, WHEN_SENT, AT (interrupt_hold), NULL, 0, 10000},
  {"interrupt-min-duration", "Shortest interruption", "Utterances shorter than "
      "this are false starts, in ms; with interrupt-hold; takes effect at once",
      KIND_UINT, WHEN_NOW, AT (interrupt_min_duration), NULL, 0, 10000},
  {"max-input-gap", "Longest input gap", "Longest hole in live input that is "
      "filled with silence, in ms; a longer one counts as this long; 0 = off; "
      "takes effect at once", KIND_UINT, WHEN_NOW, AT (max_input_gap), NULL, 0,
      60000},
  {"half-duplex", "Half duplex", "Send silence for what comes in while the "
      "answer sounds, for loudspeakers without echo cancellation; live; takes "
      "effect at once", KIND_BOOLEAN, WHEN_NOW, AT (half_duplex)},
  {"half-duplex-tail", "Half duplex tail", "How long input stays muted behind "
      "the last speech that sounded, in ms; half-duplex; takes effect at once",
      KIND_UINT, WHEN_NOW, AT (half_duplex_tail), NULL, 0, 10000},
  {"push-to-talk", "Push to talk", "Input goes up only between the actions "
      "talk-start and talk-stop; live; takes effect at once",
      KIND_BOOLEAN, WHEN_NOW, AT (push_to_talk)},
  {"pre-roll", "Pre-roll", "Input from before talk-start that goes up with it, "
      "in ms; push-to-talk; takes effect at once", KIND_UINT, WHEN_NOW,
      AT (pre_roll), NULL, 0, 10000},
  {"playout-delay", "Playout delay", "How much later than the pipeline's sink "
      "a remote ear hears, in ms; counts for what was heard, and for when an "
      "answer is over; takes effect at once", KIND_UINT, WHEN_NOW,
      AT (playout_delay), NULL, 0, 10000},
  {"drain-timeout", "Drain timeout", "How long an answer is waited for "
      "without a sign of it, at EOS, in the pauses of a recording, and live, "
      "there at least 30 s; in ms; 0 = no limit; takes effect at once",
      KIND_UINT, WHEN_NOW, AT (drain_timeout), NULL, 0, 3600000},
  {"io-delay", "I/O delay", "How long messages may wait for those of other "
      "sessions, in ms, so that one turn serves many; reached at 100 sessions "
      "per I/O thread; the least of all sessions there counts; 0 = never; read "
      "when connecting", KIND_UINT, WHEN_CONNECTING, AT (io_delay), NULL, 0,
      OA_LOOP_MAX_DELAY},
  {"shared-pacing", "Shared pacing", "Live, one thread pushes for all elements "
      "that have this set, each frame at its time in place of lookahead before "
      "it, while the pipeline has no latency; what follows must not block; "
      "read when its output begins",
      KIND_BOOLEAN, WHEN_CONNECTING, AT (shared_pacing)},
  {"shared-pacing-from", "Shared pacing from", "From so many live elements in "
      "the process on, a further one has shared pacing, set or not, while its "
      "pipeline has no latency; 0 = never; read when its output begins",
      KIND_UINT, WHEN_CONNECTING, AT (shared_pacing_from), NULL, 0, G_MAXINT},
  {"commit-interval", "Commit interval", "Longest piece of live input that is "
      "written down as one, in ms, where transcription has no detection; "
      "shorter ones end at a pause of vad-silence-duration; 0 = only by the "
      "action commit; takes effect at once", KIND_UINT, WHEN_NOW,
      AT (commit_interval), NULL, 0, 600000},
  {"align-answers", "Align answers", "Put each answer to a recording at the "
      "time of the turn it answers instead of joining them; takes effect at "
      "once", KIND_BOOLEAN, WHEN_NOW, AT (align_answers)},
};

/* Properties that are not a row: their ids follow the table's. */
enum
{
  PROP_API_KEY = G_N_ELEMENTS (table) + 1,
  PROP_EXTRA_HEADERS,
  PROP_CONNECTION_STATE,
  PROP_SESSION_ID,
  PROP_CONVERSATION,
  PROP_STATS,
};

/*** get and set ***/

static void
set_value (gpointer member, Kind kind, const GValue *value)
{
  switch (kind) {
    case KIND_STRING:
      g_free (*(gchar **) member);
      *(gchar **) member = g_value_dup_string (value);
      break;
    case KIND_ENUM:
      *(gint *) member = g_value_get_enum (value);
      break;
    case KIND_UINT:
      *(guint *) member = g_value_get_uint (value);
      break;
    case KIND_DOUBLE:
      *(gdouble *) member = g_value_get_double (value);
      break;
    case KIND_BOOLEAN:
      *(gboolean *) member = g_value_get_boolean (value);
      break;
  }
}

static void
get_value (gpointer member, Kind kind, GValue *value)
{
  switch (kind) {
    case KIND_STRING:
      g_value_set_string (value, *(gchar **) member);
      break;
    case KIND_ENUM:
      g_value_set_enum (value, *(gint *) member);
      break;
    case KIND_UINT:
      g_value_set_uint (value, *(guint *) member);
      break;
    case KIND_DOUBLE:
      g_value_set_double (value, *(gdouble *) member);
      break;
    case KIND_BOOLEAN:
      g_value_set_boolean (value, *(gboolean *) member);
      break;
  }
}

static void
set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (object);

  GST_OBJECT_LOCK (self);
  if (id <= G_N_ELEMENTS (table)) {
    const Property *row = &table[id - 1];

    set_value (G_STRUCT_MEMBER_P (&self->settings, row->offset), row->kind,
        value);
  } else if (id == PROP_API_KEY) {
    oa_element_settings_set_key (&self->settings, g_value_get_string (value));
  } else if (id == PROP_EXTRA_HEADERS) {
    g_clear_pointer (&self->settings.extra_headers, gst_structure_free);
    self->settings.extra_headers = g_value_dup_boxed (value);
  }
  GST_OBJECT_UNLOCK (self);
}

static gboolean
takes_effect (const GParamSpec *pspec)
{
  return pspec->owner_type == GST_TYPE_OPENAI_REALTIME
      && pspec->param_id <= G_N_ELEMENTS (table)
      && table[pspec->param_id - 1].when != WHEN_CONNECTING;
}

/* Once for all that was set together, by one g_object_set() or while
 * notifications were frozen. */
static void
dispatch_properties_changed (GObject *object, guint n_pspecs,
    GParamSpec **pspecs)
{
  gboolean changed = FALSE;
  guint i;

  for (i = 0; i < n_pspecs; i++)
    changed = changed || takes_effect (pspecs[i]);
  if (changed)
    gst_openai_realtime_settings_changed (GST_OPENAI_REALTIME (object));
  G_OBJECT_CLASS (g_type_class_peek (GST_TYPE_ELEMENT))
      ->dispatch_properties_changed (object, n_pspecs, pspecs);
}

static void
get_from_session (GstOpenaiRealtime *self, guint id, GValue *value)
{
  OaSession *session = gst_openai_realtime_ref_session (self);

  if (session == NULL)
    return;
  if (id == PROP_CONNECTION_STATE)
    g_value_set_enum (value, oa_session_get_state (session));
  else
    g_value_take_string (value, oa_session_dup_id (session));
  oa_session_unref (session);
}

/* Pipeline graphs print every readable property; tools may name MCP servers
 * with what authorizes there. */
static void
hide_secrets (const Property *row, GValue *value)
{
  gchar *hidden;

  if (row->offset == G_STRUCT_OFFSET (OaElementSettings, uri)
      || row->offset == G_STRUCT_OFFSET (OaElementSettings, proxy)) {
    g_value_take_string (value, oa_censor_address (g_value_get_string (value)));
    return;
  }
  if (row->offset != G_STRUCT_OFFSET (OaElementSettings, session.tools)
      && row->offset
      != G_STRUCT_OFFSET (OaElementSettings, session.session_config))
    return;
  hidden = oa_json_hide_secrets (g_value_get_string (value));
  if (hidden != NULL)
    g_value_take_string (value, hidden);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (object);

  switch (id) {
    case PROP_CONNECTION_STATE:
    case PROP_SESSION_ID:
      get_from_session (self, id, value);
      break;
    case PROP_CONVERSATION:
      g_value_take_string (value, gst_openai_realtime_get_conversation (self));
      break;
    case PROP_STATS:
      g_value_take_boxed (value, gst_openai_realtime_get_stats (self));
      break;
    default:
      if (id > G_N_ELEMENTS (table)) {
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
        break;
      }
      GST_OBJECT_LOCK (self);
      get_value (G_STRUCT_MEMBER_P (&self->settings, table[id - 1].offset),
          table[id - 1].kind, value);
      GST_OBJECT_UNLOCK (self);
      hide_secrets (&table[id - 1], value);
      break;
  }
}

/*** installation ***/

static GParamFlags
row_flags (const Property *row)
{
  return G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | (row->when == WHEN_CONNECTING ? GST_PARAM_MUTABLE_READY
      : GST_PARAM_MUTABLE_PLAYING);
}

static GParamSpec *
row_to_pspec (const Property *row, gpointer defaults)
{
  gpointer member = G_STRUCT_MEMBER_P (defaults, row->offset);
  GParamFlags flags = row_flags (row);

  switch (row->kind) {
    case KIND_STRING:
      return g_param_spec_string (row->name, row->nick, row->blurb,
          *(gchar **) member, flags);
    case KIND_ENUM:
      gst_type_mark_as_plugin_api (row->get_enum (), 0);
      return g_param_spec_enum (row->name, row->nick, row->blurb,
          row->get_enum (), *(gint *) member, flags);
    case KIND_UINT:
      return g_param_spec_uint (row->name, row->nick, row->blurb,
          (guint) row->min, (guint) row->max, *(guint *) member, flags);
    case KIND_DOUBLE:
      return g_param_spec_double (row->name, row->nick, row->blurb, row->min,
          row->max, *(gdouble *) member, flags);
    default:
      return g_param_spec_boolean (row->name, row->nick, row->blurb,
          *(gboolean *) member, flags);
  }
}

static void
install_readable (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (klass, PROP_CONNECTION_STATE,
      g_param_spec_enum ("connection-state", "Connection state",
          "What the connection to the service is doing; notified on a thread "
          "of the element's own",
          GST_TYPE_OPENAI_REALTIME_CONNECTION_STATE,
          GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED, flags));
  gst_type_mark_as_plugin_api (GST_TYPE_OPENAI_REALTIME_CONNECTION_STATE, 0);
  g_object_class_install_property (klass, PROP_SESSION_ID,
      g_param_spec_string ("session-id", "Session id",
          "Id that the service gave the session; NULL before", NULL, flags));
  g_object_class_install_property (klass, PROP_CONVERSATION,
      g_param_spec_string ("conversation", "Conversation",
          "The items in order as a JSON array of objects with id, type, role, "
          "status, text, audio-ms and heard-ms", NULL, flags));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Figures of the session, a structure openairealtime/stats; times in "
          "ns", GST_TYPE_STRUCTURE, flags));
}

void
gst_openai_realtime_install_properties (GObjectClass *klass)
{
  OaElementSettings defaults;
  guint i;

  klass->set_property = set_property;
  klass->get_property = get_property;
  klass->dispatch_properties_changed = dispatch_properties_changed;
  oa_element_settings_init (&defaults);
  for (i = 0; i < G_N_ELEMENTS (table); i++)
    g_object_class_install_property (klass, i + 1,
        row_to_pspec (&table[i], &defaults));
  oa_element_settings_clear (&defaults);

  /* Write-only: pipeline graphs print every readable property. */
  g_object_class_install_property (klass, PROP_API_KEY,
      g_param_spec_string ("api-key", "API key", "Key or client secret of the "
          "service; NULL = OPENAI_API_KEY from the environment; read when "
          "connecting", NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS
          | GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (klass, PROP_EXTRA_HEADERS,
      g_param_spec_boxed ("extra-headers", "Extra headers", "Further headers "
          "of the upgrade, a structure of strings; read when connecting",
          GST_TYPE_STRUCTURE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS
          | GST_PARAM_MUTABLE_READY));
  install_readable (klass);
}
