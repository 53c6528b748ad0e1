/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* log.c - see log.h. */

#include "log.h"

#include "common/linewriter.h"
#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <unistd.h>

#define MAX_LINE 4096
/* That wait for whoever reads them. */
#define MAX_WAITING (1024 * 1024)
#define FLUSH_MS 1000

static gboolean as_json, private_too;
static AppLineWriter *writer;

static const gchar *const level_names[] = { "info", "warning", "error" };

const gchar *
ovs_log_private (const gchar *text)
{
  return text == NULL ? "unknown" : private_too ? text : "…";
}

static gchar *
make_json (OvsLogLevel level, const gchar *call_id, const gchar *event,
    const gchar *time, const gchar *text)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "time", time);
  json_object_set_string_member (object, "level", level_names[level]);
  oa_json_set_string (object, "call", call_id);
  json_object_set_string_member (object, "event", event);
  json_object_set_string_member (object, "text", text);
  return oa_json_object_to_text (object);
}

static gchar *
make_line (OvsLogLevel level, const gchar *call_id, const gchar *event,
    const gchar *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree gchar *seconds = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S");
  g_autofree gchar *time = g_strdup_printf ("%s.%03dZ", seconds,
      g_date_time_get_microsecond (now) / 1000);

  if (as_json)
    return make_json (level, call_id, event, time, text);
  return g_strdup_printf ("%s %s %s %s: %s", time, level_names[level],
      call_id != NULL ? call_id : "-", event, text);
}

static gchar *
make_lost_line (guint64 n)
{
  g_autofree gchar *text =
      g_strdup_printf ("%" G_GUINT64_FORMAT
                       " lines of this log are lost here: what reads it "
                       "stood still.",
          n);

  return make_line (OVS_LOG_WARNING, NULL, "log-lost", text);
}

void
ovs_log_init (gboolean json, gboolean tells_private)
{
  as_json = json;
  private_too = tells_private;
  writer = app_line_writer_new (STDERR_FILENO, MAX_WAITING, make_lost_line);
}

void
ovs_log_flush (void)
{
  app_line_writer_flush (writer, FLUSH_MS);
}

void
ovs_log (OvsLogLevel level, const gchar *call_id, const gchar *event,
    const gchar *format, ...)
{
  g_autofree gchar *raw = NULL;
  g_autofree gchar *text = NULL;
  g_autofree gchar *line = NULL;
  va_list args;

  va_start (args, format);
  raw = g_strdup_vprintf (format, args);
  va_end (args);
  text = oa_text_make_printable (raw, MAX_LINE);
  line = make_line (level, call_id, event, text);
  if (writer != NULL)
    app_line_writer_write (writer, line);
  else
    g_printerr ("%s\n", line);
}
