/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recordings.c - see recordings.h. Files are found, opened and read by
 * threads. */

#include "recordings.h"

#include "common/httprange.h"
#include "common/worker.h"
#include "protocol/json.h"
#include "sending.h"

#include <stdlib.h>
#include <string.h>

/* So many are sent at the same time. */
#define MAX_SENDING 32

struct _OvsRecordings
{
  OvsOffice *office;
  OvsCalls *calls;
  AppWorker worker;
  GQueue wanted;  /* that are not being sent yet */
  GQueue sending; /* OvsSending */
};

/* One that is asked for. */
typedef struct
{
  OvsRecordings *owner; /* NULL: it has gone */
  GList link;
  gboolean opening;
  AppHttpRequest *request;
  gchar *folder, *path;
  GInputStream *file; /* NULL: it cannot be sent */
  guint64 size;
  gchar *tag;
} Wanted;

static void
wanted_free (Wanted *self)
{
  if (self->owner != NULL)
    g_queue_unlink (&self->owner->wanted, &self->link);
  g_clear_object (&self->file);
  app_http_request_unref (self->request);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->tag);
  g_free (self);
}

/*** the file ***/

/* Wherever links lead. */
static gboolean
is_below (const gchar *path, const gchar *folder)
{
  g_autofree gchar *real = realpath (path, NULL);
  g_autofree gchar *parent = realpath (folder, NULL);
  gsize length;

  if (real == NULL || parent == NULL)
    return FALSE;
  length = strlen (parent);
  return strncmp (real, parent, length) == 0
      && (real[length] == '/' || g_str_equal (parent, "/"));
}

/* On a thread. */
static void
open_file (gpointer data)
{
  Wanted *self = data;
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GFileInfo) info = NULL;

  if (!is_below (self->path, self->folder)
      || !g_file_test (self->path, G_FILE_TEST_IS_REGULAR))
    return;
  stream = g_file_read (file, NULL, NULL);
  if (stream != NULL)
    info = g_file_input_stream_query_info (stream,
        G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_TIME_MODIFIED, NULL,
        NULL);
  if (info == NULL)
    return;
  self->size = g_file_info_get_size (info);
  self->tag = g_strdup_printf ("\"%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER
                               "x\"",
      self->size,
      g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED));
  self->file = G_INPUT_STREAM (g_steal_pointer (&stream));
}

/*** the answer ***/

static const gchar *
find_type (const gchar *path)
{
  return g_str_has_suffix (path, ".wav") ? "audio/wav" : "audio/ogg";
}

static AppHttpRange
find_range (Wanted *self, guint64 *start, guint64 *length)
{
  const gchar *range = app_http_request_get_header (self->request, "Range");
  const gchar *known = app_http_request_get_header (self->request, "If-Range");

  /* What the client has the other parts of is another one. */
  if (known != NULL && !g_str_equal (known, self->tag))
    range = NULL;
  return app_http_range_read (range, self->size, start, length);
}

static void
set_headers (Wanted *self, const gchar *range)
{
  g_autofree gchar *name = g_path_get_basename (self->path);
  g_autofree gchar *disposition =
      g_strdup_printf ("inline; filename=\"%s\"", name);

  app_http_request_set_header (self->request, "Accept-Ranges", "bytes");
  app_http_request_set_header (self->request, "ETag", self->tag);
  app_http_request_set_header (self->request, "Cache-Control",
      "private, no-cache");
  app_http_request_set_header (self->request, "Content-Disposition",
      disposition);
  if (range != NULL)
    app_http_request_set_header (self->request, "Content-Range", range);
}

static void
refuse_range (Wanted *self)
{
  g_autofree gchar *range =
      g_strdup_printf ("bytes */%" G_GUINT64_FORMAT, self->size);

  app_http_request_set_header (self->request, "Content-Range", range);
  app_http_request_fail (self->request, 416,
      "The recording has %" G_GUINT64_FORMAT " bytes; none of those that are "
      "asked for are among them.",
      self->size);
}

static void
send_part (Wanted *self, guint64 start, guint64 length, gboolean part)
{
  g_autofree gchar *range = NULL;

  if (part)
    range = g_strdup_printf ("bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT
                             "/%" G_GUINT64_FORMAT,
        start, start + length - 1, self->size);
  set_headers (self, range);
  ovs_sending_begin (&self->owner->sending, self->request, part ? 206 : 200,
      find_type (self->path), self->file, start, length);
}

static void
send_file (gpointer data)
{
  Wanted *self = data;
  guint64 start, length;
  AppHttpRange range;

  if (self->file == NULL) {
    app_http_request_fail (self->request, 404,
        "The recording is not there any more.");
  } else {
    range = find_range (self, &start, &length);
    if (range == APP_HTTP_RANGE_WRONG)
      refuse_range (self);
    else
      send_part (self, start, length, range == APP_HTTP_RANGE_PART);
  }
  wanted_free (self);
}

/*** the question ***/

static void
look_for (Wanted *self, JsonNode *result)
{
  JsonObject *record = result != NULL && JSON_NODE_HOLDS_OBJECT (result)
      ? json_node_get_object (result)
      : NULL;
  const gchar *path = oa_json_get_string (record, "recording");

  if (record == NULL) {
    app_http_request_fail (self->request, 404, "There is no such call.");
  } else if (path == NULL || *path == '\0') {
    app_http_request_fail (self->request, 404, "The call has no recording.");
  } else {
    self->path = g_strdup (path);
    self->opening = TRUE;
    app_worker_run (&self->owner->worker, open_file, send_file, self);
    return;
  }
  wanted_free (self);
}

static void
on_record (JsonNode *result, const GError *error, gpointer user_data)
{
  Wanted *self = user_data;

  if (error == NULL && self->owner != NULL) {
    look_for (self, result);
    return;
  }
  app_http_request_fail (self->request, 503, "%s",
      error != NULL ? error->message : "The server ends.");
  wanted_free (self);
}

static void
ask (OvsRecordings *self, AppHttpRequest *request, const gchar *id)
{
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->owner = self;
  wanted->request = app_http_request_ref (request);
  wanted->folder = g_strdup (self->office->settings->recordings);
  wanted->link.data = wanted;
  g_queue_push_tail_link (&self->wanted, &wanted->link);
  ovs_store_query_call (self->office->store, id, on_record, wanted);
}

static void
on_recording (AppHttpRequest *request, gpointer user_data)
{
  OvsRecordings *self = user_data;
  const gchar *id = app_http_request_get_part (request, 0);

  if (self->office->settings->recordings == NULL)
    app_http_request_fail (request, 404,
        "This server keeps no recordings. Start it with --recordings.");
  else if (ovs_calls_find (self->calls, id) != NULL)
    app_http_request_fail (request, 409,
        "The call is running. Ask for its recording when it is over.");
  else if (self->sending.length + self->wanted.length >= MAX_SENDING)
    app_http_request_fail (request, 503,
        "As many recordings as can be are being sent. Try again later.");
  else
    ask (self, request, id);
}

static const AppHttpRoute routes[] = {
  { "GET", "/api/calls/{ID}/recording", APP_HTTP_PROTECTED, 0, on_recording },
  { NULL }
};

OvsRecordings *
ovs_recordings_new (OvsOffice *office, OvsCalls *calls, AppHttpServer *http)
{
  OvsRecordings *self = g_new0 (OvsRecordings, 1);

  self->office = office;
  self->calls = calls;
  app_http_server_add (http, routes, self);
  return self;
}

/* A question to the records is still answered: it finds nobody. */
static void
leave (Wanted *wanted)
{
  if (wanted->opening) {
    wanted_free (wanted);
    return;
  }
  g_queue_unlink (&wanted->owner->wanted, &wanted->link);
  wanted->owner = NULL;
}

void
ovs_recordings_free (OvsRecordings *self)
{
  app_worker_close (&self->worker);
  while (self->wanted.head != NULL)
    leave (self->wanted.head->data);
  while (self->sending.head != NULL)
    ovs_sending_free (self->sending.head->data);
  g_free (self);
}
