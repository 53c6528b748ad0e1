/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gsttwiliostreamproperties.c - the properties: their documentation, which
 * mkblurbs.py makes what gst-inspect-1.0 shows of, and their values. */

#include "gsttwiliostreamelement.h"
#include "twilioblurbs.h"

enum
{
  PROP_0,
  PROP_PORT,
  PROP_HOST,
  PROP_PATH,
  PROP_PUBLIC_URL,
  PROP_AUTH_TOKEN,
  PROP_CONNECTION,
  PROP_START_TIMEOUT,
  PROP_MARK_TIMEOUT,
  PROP_IO_DELAY,
  PROP_CALL_SID,
  PROP_STREAM_SID,
  PROP_ACCOUNT_SID,
  PROP_PARAMETERS,
  PROP_STATS,
};

static void
set_string (gchar **member, const GValue *value)
{
  g_free (*member);
  *member = g_value_dup_string (value);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstTwilioStream *self = GST_TWILIO_STREAM (object);
  OaTwilioSettings *settings = &self->settings;

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_PORT:
      settings->port = g_value_get_uint (value);
      break;
    case PROP_HOST:
      set_string (&settings->host, value);
      break;
    case PROP_PATH:
      set_string (&settings->path, value);
      break;
    case PROP_PUBLIC_URL:
      set_string (&settings->public_url, value);
      break;
    case PROP_AUTH_TOKEN:
      oa_twilio_settings_set_token (settings, g_value_get_string (value));
      break;
    case PROP_CONNECTION:
      g_set_object (&settings->connection, g_value_get_object (value));
      break;
    case PROP_START_TIMEOUT:
      settings->start_timeout = g_value_get_uint (value);
      break;
    case PROP_MARK_TIMEOUT:
      settings->mark_timeout = g_value_get_uint (value);
      break;
    case PROP_IO_DELAY:
      settings->io_delay = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

/* With the object lock held. */
static void
get_setting (const OaTwilioSettings *settings, guint id, GValue *value)
{
  switch (id) {
    case PROP_PORT:
      g_value_set_uint (value, settings->port);
      break;
    case PROP_HOST:
      g_value_set_string (value, settings->host);
      break;
    case PROP_PATH:
      g_value_set_string (value, settings->path);
      break;
    case PROP_PUBLIC_URL:
      g_value_set_string (value, settings->public_url);
      break;
    case PROP_CONNECTION:
      g_value_set_object (value, settings->connection);
      break;
    case PROP_START_TIMEOUT:
      g_value_set_uint (value, settings->start_timeout);
      break;
    case PROP_MARK_TIMEOUT:
      g_value_set_uint (value, settings->mark_timeout);
      break;
    case PROP_IO_DELAY:
      g_value_set_uint (value, settings->io_delay);
      break;
  }
}

/* With the object lock held. */
static void
get_info (const OaTwilioInfo *info, guint id, GValue *value)
{
  switch (id) {
    case PROP_CALL_SID:
      g_value_set_string (value, info->call_sid);
      break;
    case PROP_STREAM_SID:
      g_value_set_string (value, info->stream_sid);
      break;
    case PROP_ACCOUNT_SID:
      g_value_set_string (value, info->account_sid);
      break;
    case PROP_PARAMETERS:
      g_value_set_boxed (value, info->parameters);
      break;
  }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstTwilioStream *self = GST_TWILIO_STREAM (object);

  switch (id) {
    case PROP_STATS:
      g_value_take_boxed (value, gst_twilio_stream_get_stats (self));
      break;
    case PROP_CALL_SID:
    case PROP_STREAM_SID:
    case PROP_ACCOUNT_SID:
    case PROP_PARAMETERS:
      GST_OBJECT_LOCK (self);
      if (self->info != NULL)
        get_info (self->info, id, value);
      GST_OBJECT_UNLOCK (self);
      break;
    default:
      GST_OBJECT_LOCK (self);
      get_setting (&self->settings, id, value);
      GST_OBJECT_UNLOCK (self);
      break;
  }
}

/*** installation ***/

static const gchar *
find_blurb (const gchar *name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (blurbs); i++) {
    if (g_str_equal (blurbs[i][0], name))
      return blurbs[i][1];
  }
  g_error ("The property %s has no documentation", name);
}

static void
install_string (GObjectClass *klass, guint id, const gchar *name,
    const gchar *nick, const gchar *value, GParamFlags flags)
{
  g_object_class_install_property (klass, id,
      g_param_spec_string (name, nick, find_blurb (name), value,
          flags | G_PARAM_STATIC_STRINGS));
}

static void
install_uint (GObjectClass *klass, guint id, const gchar *name,
    const gchar *nick, guint max, guint value)
{
  g_object_class_install_property (klass, id,
      g_param_spec_uint (name, nick, find_blurb (name), 0, max, value,
          G_PARAM_READWRITE | GST_PARAM_MUTABLE_READY
              | G_PARAM_STATIC_STRINGS));
}

static void
install_address (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | GST_PARAM_MUTABLE_READY;

  /**
   * GstTwilioStream:port:
   *
   * Port to listen at for one call, without connection; 0 = one that is free,
   * see the message twiliostream/listening; read when going to PAUSED. Default
   * 8080.
   *
   * Since: 0.1
   */
  install_uint (klass, PROP_PORT, "port", "Port", G_MAXUINT16, OA_TWILIO_PORT);

  /**
   * GstTwilioStream:host:
   *
   * Address of this machine to listen at; read when going to PAUSED.
   * Default 127.0.0.1.
   *
   * Since: 0.1
   */
  install_string (klass, PROP_HOST, "host", "Host", "127.0.0.1", flags);

  /**
   * GstTwilioStream:path:
   *
   * Path of the media's WebSocket; the TwiML is at /twiml; read when going to
   * PAUSED. Default /media.
   *
   * Since: 0.1
   */
  install_string (klass, PROP_PATH, "path", "Path", OA_TWILIO_PATH, flags);

  /**
   * GstTwilioStream:public-url:
   *
   * Address at which the phone company reaches this server, such as
   * https://example.com: for the TwiML, and to check signatures; NULL = as
   * requests say; read when going to PAUSED. Default NULL.
   *
   * Since: 0.1
   */
  install_string (klass, PROP_PUBLIC_URL, "public-url", "Public URL", NULL,
      flags);

  /**
   * GstTwilioStream:auth-token:
   *
   * Token of the account, with which requests must be signed; NULL =
   * TWILIO_AUTH_TOKEN from the environment, without which nothing is checked;
   * read when going to PAUSED. Default NULL.
   *
   * Since: 0.1
   */
  install_string (klass, PROP_AUTH_TOKEN, "auth-token", "Auth token", NULL,
      G_PARAM_WRITABLE | GST_PARAM_MUTABLE_READY);
}

static void
install_call (GObjectClass *klass)
{
  /**
   * GstTwilioStream:connection:
   *
   * A server's: the connection of a client whose WebSocket was answered with
   * 101 already, in place of listening; nobody else may use it from PAUSED on;
   * read when going to PAUSED. Default NULL.
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_CONNECTION,
      g_param_spec_object ("connection", "Connection",
          find_blurb ("connection"), G_TYPE_IO_STREAM,
          G_PARAM_READWRITE | GST_PARAM_MUTABLE_READY
              | G_PARAM_STATIC_STRINGS));

  /**
   * GstTwilioStream:start-timeout:
   *
   * Time in which a connection must tell of its call, in ms; 0 = no limit; read
   * when going to PAUSED. Default 10000.
   *
   * Since: 0.1
   */
  install_uint (klass, PROP_START_TIMEOUT, "start-timeout", "Start timeout",
      600000, OA_TWILIO_START_TIMEOUT);

  /**
   * GstTwilioStream:mark-timeout:
   *
   * How long after it should have been heard audio counts as heard without
   * being told so, in ms; read when going to PAUSED. Default 5000.
   *
   * Since: 0.1
   */
  install_uint (klass, PROP_MARK_TIMEOUT, "mark-timeout", "Mark timeout",
      600000, OA_TWILIO_MARK_TIMEOUT);

  /**
   * GstTwilioStream:io-delay:
   *
   * How long a message may wait, in ms, so that an I/O thread serves many calls
   * at once; it waits so long at 100 calls per thread, less at fewer; of the
   * calls of a thread the smallest value counts; 0 = it does not wait; read
   * when going to PAUSED. Default 2.
   *
   * Since: 0.1
   */
  install_uint (klass, PROP_IO_DELAY, "io-delay", "I/O delay",
      OA_LOOP_MAX_DELAY, OA_TWILIO_IO_DELAY);
}

static void
install_readable (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * GstTwilioStream:call-sid:
   *
   * Id of the call; NULL before
   *
   * Since: 0.1
   */
  install_string (klass, PROP_CALL_SID, "call-sid", "Call SID", NULL, flags);

  /**
   * GstTwilioStream:stream-sid:
   *
   * Id of the call's stream of media; NULL before
   *
   * Since: 0.1
   */
  install_string (klass, PROP_STREAM_SID, "stream-sid", "Stream SID", NULL,
      flags);

  /**
   * GstTwilioStream:account-sid:
   *
   * Id of the account that the call belongs to; NULL before
   *
   * Since: 0.1
   */
  install_string (klass, PROP_ACCOUNT_SID, "account-sid", "Account SID", NULL,
      flags);

  /**
   * GstTwilioStream:parameters:
   *
   * The custom parameters of the call, a structure of strings; NULL before
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_PARAMETERS,
      g_param_spec_boxed ("parameters", "Parameters", find_blurb ("parameters"),
          GST_TYPE_STRUCTURE, flags));

  /**
   * GstTwilioStream:stats:
   *
   * Figures of the call, a structure twiliostream/stats; times in ns
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics", find_blurb ("stats"),
          GST_TYPE_STRUCTURE, flags));
}

void
gst_twilio_stream_install_properties (GObjectClass *klass)
{
  klass->set_property = set_property;
  klass->get_property = get_property;
  install_address (klass);
  install_call (klass);
  install_readable (klass);
}
