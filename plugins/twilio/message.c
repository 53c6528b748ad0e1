/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* message.c - the messages of Media Streams. */

#include "message.h"

#include "messagescan.h"

#include "protocol/base64.h"
#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <string.h>

#define WHAT "The phone company's message"
/* Of a custom parameter; names and values together are about 500 bytes. */
#define MAX_PARAMETER 4096
/* How the track of the caller begins. */
#define INBOUND "inbound"
/* Some thirty years. */
#define MAX_TIMESTAMP G_GINT64_CONSTANT (1000000000000)

static const gchar *const sid_members[] = { "streamSid", "stream_sid",
  "streamId", "stream_id", NULL };
static const gchar *const call_members[] = { "callSid", "call_sid",
  "call_control_id", "callId", "call_id", NULL };
static const gchar *const account_members[] = { "accountSid", "account_sid",
  "accountId", "account_id", "user_id", NULL };
static const gchar *const format_members[] = { "mediaFormat", "media_format",
  NULL };
static const gchar *const rate_members[] = { "sampleRate", "sample_rate",
  NULL };
static const gchar *const parameter_members[] = { "customParameters",
  "custom_parameters", NULL };

/* @error is NULL to nobody. */
static gboolean
refuse (GError **error, const gchar *why)
{
  g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
      WHAT " %s. It is left out.", why);
  return FALSE;
}

/*** members ***/

/* The first of @members that is there, or NULL. */
static const gchar *
find_member (JsonObject *object, const gchar *const *members)
{
  for (; object != NULL && *members != NULL; members++) {
    if (json_object_has_member (object, *members))
      return *members;
  }
  return NULL;
}

static JsonObject *
get_object (JsonObject *object, const gchar *const *members)
{
  const gchar *member = find_member (object, members);

  return member != NULL ? oa_json_get_object (object, member) : NULL;
}

/* An id goes into messages and logs as it is. */
static gboolean
is_id (const gchar *text)
{
  gsize i;

  for (i = 0; text[i] != '\0'; i++) {
    if (i == OA_TWILIO_MAX_ID || !g_ascii_isgraph (text[i]) || text[i] == '"'
        || text[i] == '\\')
      return FALSE;
  }
  return i > 0;
}

static const gchar *
get_id (JsonObject *object, const gchar *const *members)
{
  const gchar *member = find_member (object, members);
  const gchar *id = member != NULL ? oa_json_get_string (object, member) : NULL;

  return id != NULL && is_id (id) ? id : NULL;
}

/* As a number or a string; @fallback when it is neither, or out of range. */
static gint64
get_number (JsonObject *object, const gchar *member, gint64 fallback)
{
  const gchar *text = oa_json_get_string (object, member);
  gint64 number = -1;

  if (text == NULL)
    number = oa_json_get_int (object, member, -1);
  else if (!g_ascii_string_to_signed (text, 10, 0, MAX_TIMESTAMP, &number,
               NULL))
    number = -1;
  return number >= 0 && number <= MAX_TIMESTAMP ? number : fallback;
}

/*** kinds of messages ***/

static GstStructure *
read_parameters (JsonObject *from)
{
  GstStructure *parameters = gst_structure_new_empty ("parameters");
  JsonObjectIter iter;
  const gchar *name;
  JsonNode *node;

  if (from == NULL)
    return parameters;
  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &name, &node)) {
    const gchar *text = oa_json_get_string (from, name);

    if (text != NULL && *name != '\0' && strlen (name) <= OA_TWILIO_MAX_ID
        && strlen (text) <= MAX_PARAMETER
        && gst_structure_n_fields (parameters) < OA_TWILIO_MAX_PARAMETERS)
      gst_structure_set (parameters, name, G_TYPE_STRING, text, NULL);
  }
  return parameters;
}

static gboolean
read_start (OaTwilioMessage *self, JsonObject *object, GError **error)
{
  JsonObject *start = oa_json_get_object (object, "start");
  JsonObject *format = get_object (start, format_members);
  const gchar *rate = find_member (format, rate_members);

  if (self->stream_sid == NULL)
    return refuse (error, "\"start\" has no streamSid of 1 to 128 letters");
  if (!oa_twilio_format_read (&self->format,
          oa_json_get_string (format, "encoding"),
          rate != NULL ? get_number (format, rate, -1) : 0,
          get_number (format, "channels", 0)))
    return refuse (error,
        "\"start\" names a media format that is not known here");
  self->info = g_new0 (OaTwilioInfo, 1);
  self->info->stream_sid = g_strdup (self->stream_sid);
  self->info->call_sid = g_strdup (get_id (start, call_members));
  self->info->account_sid = g_strdup (get_id (start, account_members));
  self->info->parameters = read_parameters (
      get_object (start, parameter_members));
  return TRUE;
}

static gboolean
read_media (OaTwilioMessage *self, JsonObject *object, GError **error)
{
  JsonObject *media = oa_json_get_object (object, "media");
  const gchar *payload = oa_json_get_string (media, "payload");
  const gchar *track = oa_json_get_string (media, "track");

  self->inbound = track == NULL || g_str_has_prefix (track, INBOUND);
  self->timestamp = get_number (media, "timestamp", -1);
  if (payload != NULL)
    self->audio = oa_base64_decode (payload, strlen (payload));
  return self->audio != NULL || refuse (error, "\"media\" has no payload");
}

static gboolean
read_dtmf (OaTwilioMessage *self, JsonObject *object, GError **error)
{
  const gchar *digit =
      oa_json_get_string (oa_json_get_object (object, "dtmf"), "digit");

  if (digit == NULL || strlen (digit) != 1
      || strchr ("0123456789*#ABCDabcd", *digit) == NULL)
    return refuse (error, "\"dtmf\" has no key of a telephone");
  self->text = g_ascii_strup (digit, 1);
  return TRUE;
}

static gboolean
read_mark (OaTwilioMessage *self, JsonObject *object, GError **error)
{
  const gchar *name =
      oa_json_get_string (oa_json_get_object (object, "mark"), "name");

  if (name == NULL || *name == '\0' || strlen (name) > OA_TWILIO_MAX_MARK)
    return refuse (error, "\"mark\" has no name of 1 to 128 bytes");
  self->text = g_strdup (name);
  return TRUE;
}

static void
read_sid (OaTwilioMessage *self, JsonObject *object)
{
  const gchar *sid = get_id (object, sid_members);

  self->sid_member = find_member (object, sid_members);
  if (sid == NULL) {
    JsonObject *start = oa_json_get_object (object, "start");

    sid = get_id (start, sid_members);
    self->sid_member = find_member (start, sid_members);
  }
  self->stream_sid = g_strdup (sid);
}

static gboolean
read_kind (OaTwilioMessage *self, JsonObject *object, GError **error)
{
  const gchar *event = oa_json_get_string (object, "event");

  if (event == NULL)
    return refuse (error, "has no \"event\"");
  read_sid (self, object);
  if (strcmp (event, "media") == 0) {
    self->kind = OA_TWILIO_MEDIA;
    return read_media (self, object, error);
  }
  if (strcmp (event, "mark") == 0) {
    self->kind = OA_TWILIO_MARK;
    return read_mark (self, object, error);
  }
  if (strcmp (event, "dtmf") == 0) {
    self->kind = OA_TWILIO_DTMF;
    return read_dtmf (self, object, error);
  }
  if (strcmp (event, "start") == 0) {
    self->kind = OA_TWILIO_START;
    return read_start (self, object, error);
  }
  if (strcmp (event, "stop") == 0)
    self->kind = OA_TWILIO_STOP;
  else if (strcmp (event, "connected") == 0)
    self->kind = OA_TWILIO_CONNECTED;
  return TRUE;
}

static void
reset (OaTwilioMessage *self)
{
  memset (self, 0, sizeof (*self));
  self->timestamp = -1;
}

void
oa_twilio_message_clear (OaTwilioMessage *self)
{
  g_clear_pointer (&self->stream_sid, g_free);
  g_clear_pointer (&self->info, oa_twilio_info_free);
  g_clear_pointer (&self->audio, g_bytes_unref);
  g_clear_pointer (&self->text, g_free);
}

static gboolean
is_inbound (const OaTwilioSpan *track)
{
  gsize length = strlen (INBOUND);

  return track->text == NULL
      || (track->length >= length
          && memcmp (track->text, INBOUND, length) == 0);
}

static gboolean
take_plain (OaTwilioMessage *self, const OaTwilioPlain *plain)
{
  if (plain->mark.text != NULL) {
    self->kind = OA_TWILIO_MARK;
    self->text = g_strndup (plain->mark.text, plain->mark.length);
    return plain->mark.length > 0 && plain->mark.length <= OA_TWILIO_MAX_MARK;
  }
  self->kind = OA_TWILIO_MEDIA;
  self->timestamp = plain->timestamp;
  self->inbound = is_inbound (&plain->track);
  self->audio = oa_base64_decode (plain->payload.text, plain->payload.length);
  return self->audio != NULL;
}

/* FALSE: it is for the tree to read. */
static gboolean
read_plain (OaTwilioMessage *self, const gchar *text, gsize length)
{
  OaTwilioPlain plain;

  if (length > OA_TWILIO_MAX_MESSAGE
      || !oa_twilio_message_scan (&plain, text, length))
    return FALSE;
  self->stream_sid = g_strndup (plain.stream_sid.text, plain.stream_sid.length);
  self->sid_member = sid_members[0];
  if (is_id (self->stream_sid) && take_plain (self, &plain))
    return TRUE;
  oa_twilio_message_clear (self);
  reset (self);
  return FALSE;
}

gboolean
oa_twilio_message_read (OaTwilioMessage *self, const gchar *text, gsize length,
    GError **error)
{
  JsonObject *object;
  gboolean good;

  reset (self);
  if (read_plain (self, text, length))
    return TRUE;
  object =
      oa_json_parse_object (text, length, OA_TWILIO_MAX_MESSAGE, WHAT, error);
  if (object == NULL)
    return FALSE;
  good = read_kind (self, object, error);
  json_object_unref (object);
  return good;
}

/*** what is sent ***/

/* By hand: neither an id nor base64 needs escaping. */
GBytes *
oa_twilio_message_new_media (const gchar *member, const gchar *sid,
    GBytes *audio)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);
  GString *text = g_string_sized_new (128 + (size + 2) / 3 * 4);
  gsize begin;

  g_string_append_printf (text,
      "{\"event\":\"media\",\"%s\":\"%s\",\"media\":{\"payload\":\"", member,
      sid);
  begin = text->len;
  g_string_set_size (text, begin + (size + 2) / 3 * 4);
  oa_base64_encode (data, size, text->str + begin);
  g_string_append (text, "\"}}");
  return g_string_free_to_bytes (text);
}

static GBytes *
make_mark (const gchar *member, const gchar *sid, const gchar *name)
{
  JsonObject *object = json_object_new (), *mark = json_object_new ();
  GBytes *bytes;

  json_object_set_string_member (object, "event", "mark");
  json_object_set_string_member (object, member, sid);
  json_object_set_string_member (mark, "name", name);
  json_object_set_object_member (object, "mark", mark);
  bytes = oa_json_object_to_bytes (object);
  json_object_unref (object);
  return bytes;
}

/* Our own are as plain as an id, and there are fifty a second of them. */
GBytes *
oa_twilio_message_new_mark (const gchar *member, const gchar *sid,
    const gchar *name)
{
  GString *text;

  if (!is_id (name))
    return make_mark (member, sid, name);
  text = g_string_new (NULL);
  g_string_append_printf (text,
      "{\"event\":\"mark\",\"%s\":\"%s\",\"mark\":{\"name\":\"%s\"}}", member,
      sid, name);
  return g_string_free_to_bytes (text);
}

GBytes *
oa_twilio_message_new_clear (const gchar *member, const gchar *sid)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "{\"event\":\"clear\",\"%s\":\"%s\"}", member,
      sid);
  return g_string_free_to_bytes (text);
}
