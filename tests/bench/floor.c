/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* floor.c - see floor.h. Prints "ready" when it measures, then a line of
 * JSON. */

#include "floor.h"

#include <string.h>

#define APPEND_BEGIN "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
#define APPEND_END "\"}"
#define DELTA_MARK "\"delta\":\""

void
floor_init (Floor *self, const FloorOptions *options)
{
  gsize bytes = options->frame_bytes * options->chunk;

  memset (self, 0, sizeof (*self));
  self->options = *options;
  self->audio = g_malloc (bytes);
  memset (self->audio, 0x5a, bytes);
  self->text = g_malloc (bytes * 2 + 128);
  usage_take (&self->empty);
}

const gchar *
floor_make_message (Floor *self, gsize *size)
{
  gsize bytes = self->options.frame_bytes * self->options.chunk;
  gint state = 0, save = 0;
  gchar *p = self->text;

  stamp_put (self->audio + bytes - self->options.frame_bytes, stamp_now ());
  p = g_stpcpy (p, APPEND_BEGIN);
  p += g_base64_encode_step (self->audio, bytes, FALSE, p, &state, &save);
  p += g_base64_encode_close (FALSE, p, &state, &save);
  p = g_stpcpy (p, APPEND_END);
  *size = p - self->text;
  return self->text;
}

void
floor_take_message (Floor *self, const gchar *text, gsize size)
{
  const gchar *base64 = g_strstr_len (text, size, DELTA_MARK);
  guint8 audio[32768];
  gint state = 0;
  guint save = 0;
  gint64 stamp;

  if (base64 == NULL)
    return;
  base64 += strlen (DELTA_MARK);
  size -= base64 - text;
  if (size > sizeof (audio))
    return;
  g_base64_decode_step (base64, size - 2, audio, &state, &save);
  self->received++;
  if (self->measuring && stamp_get (audio, &stamp))
    delays_add (&self->down, stamp_now () - stamp);
}

gboolean
floor_is_answered (Floor *self, const gchar *text, gsize size)
{
  floor_take_message (self, text, size);
  return g_strstr_len (text, MIN (size, 80), "response.done") != NULL;
}

void
floor_print_recording (Floor *self)
{
  g_autoptr (GString) json = g_string_new (NULL);
  Usage now;

  usage_take (&now);
  g_string_append_printf (json,
      "{\"minutes\": %u, \"received\": %" G_GUINT64_FORMAT,
      self->options.minutes, self->received);
  usage_print (&self->empty, &now, 1, json);
  say (g_string_append_c (json, '}')->str);
}

static void
print_report (Floor *self)
{
  g_autoptr (GString) json = g_string_new (NULL);
  Usage now;

  usage_take (&now);
  say ("measured");
  g_string_append_printf (json,
      "{\"sessions\": %u, \"received\": %" G_GUINT64_FORMAT
      ", \"rss_kb_per_session\": %" G_GINT64_FORMAT,
      self->options.sessions, self->received,
      (now.rss - self->empty.rss) / 1000 / self->options.sessions);
  usage_print (&self->begin, &now, self->options.sessions, json);
  delays_print (&self->down, json, "down");
  say (g_string_append_c (json, '}')->str);
}

gboolean
floor_advance (Floor *self, gint64 elapsed)
{
  gint64 settle = self->options.settle * 1000;

  if (!self->measuring && elapsed >= settle) {
    say ("ready");
    self->measuring = TRUE;
    self->received = 0;
    usage_take (&self->begin);
  }
  if (elapsed < settle + self->options.seconds * G_USEC_PER_SEC)
    return FALSE;
  print_report (self);
  return TRUE;
}

gint
main (gint argc, gchar **argv)
{
  static Floor self;
  FloorOptions o = { 0 };
  gint port = 0, sessions = 1, seconds = 5, frame_bytes = 160, chunk = 1;
  gint settle = 2000, minutes = 0;
  gboolean soup = FALSE, transport = FALSE;
  GOptionEntry entries[] = { { "port", 0, 0, G_OPTION_ARG_INT, &port,
                                 "of the load server", "N" },
    { "sessions", 0, 0, G_OPTION_ARG_INT, &sessions, "at once", "N" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "to measure", "N" },
    { "settle", 0, 0, G_OPTION_ARG_INT, &settle, "before that", "MS" },
    { "frame-bytes", 0, 0, G_OPTION_ARG_INT, &frame_bytes,
        "bytes of 20 ms of audio", "N" },
    { "chunk", 0, 0, G_OPTION_ARG_INT, &chunk, "frames per message", "N" },
    { "trust", 0, 0, G_OPTION_ARG_FILENAME, &o.trust,
        "TLS, with these authorities", "PEM" },
    { "minutes", 0, 0, G_OPTION_ARG_INT, &minutes,
        "of a recording instead of calls", "N" },
    { "soup", 0, 0, G_OPTION_ARG_NONE, &soup, "libsoup, not raw sockets",
        NULL },
    { "transport", 0, 0, G_OPTION_ARG_NONE, &transport,
        "the element's transport", NULL },
    { NULL } };
  GOptionContext *options = g_option_context_new (NULL);

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, NULL))
    return 2;
  raise_limits ();
  o.port = port;
  o.sessions = MAX (sessions, 1);
  o.seconds = seconds;
  o.settle = settle;
  o.minutes = minutes;
  o.frame_bytes = frame_bytes;
  o.chunk = MAX (chunk, 1);
  floor_init (&self, &o);
  g_option_context_free (options);
  if (transport)
    return floor_run_transport (&self);
  return soup ? floor_run_soup (&self) : floor_run_raw (&self);
}
