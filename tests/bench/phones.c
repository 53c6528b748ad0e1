/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* phones.c - callers by Twilio Media Streams, at the least cost: one thread.
 *
 * Each speaks 20 ms each 20 ms and plays what comes, with a buffer of 40 ms
 * against jitter: a frame is missing when that has run dry. Marks go back when
 * what was before them has been played. Of the protocol there is what a load
 * needs; tests/support/phone.py has it to the letter.
 *
 * Reads a line for each call, the name of the call and its token. Prints
 * "ready" and "measured" around the measurement, then a line of JSON. */

#include "figures.h"
#include "wire.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define FRAME 160
#define FRAME_US 20000
#define BUFFER_US 40000
#define SLOTS 20 /* of 1 ms; calls are spread over them */
#define CONNECTED \
  "{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}"
#define START \
  "{\"event\":\"start\",\"sequenceNumber\":\"1\",\"streamSid\":\"%s\"," \
  "\"start\":{\"accountSid\":\"AC0123456789abcdef0123456789abcdef\"," \
  "\"streamSid\":\"%s\",\"callSid\":\"%s\",\"tracks\":[\"inbound\"]," \
  "\"mediaFormat\":{\"encoding\":\"audio/x-mulaw\",\"sampleRate\":8000," \
  "\"channels\":1},\"customParameters\":{\"token\":\"%s\"}}}"
#define MEDIA \
  "{\"event\":\"media\",\"sequenceNumber\":\"%u\",\"media\":{" \
  "\"track\":\"inbound\",\"chunk\":\"%u\",\"timestamp\":\"%u\"," \
  "\"payload\":\"%s\"},\"streamSid\":\"%s\"}"
#define PAYLOAD "\"payload\":\""
#define MARK "\"event\":\"mark\""

typedef struct
{
  gint64 due;
  GBytes *text; /* as it came */
} Mark;

typedef struct
{
  Wire *wire;
  gchar *sid; /* of its stream */
  guint chunk;
  gint64 end;   /* of what it has to play; 0 before the first */
  GQueue marks; /* of Mark */
} Phone;

static struct
{
  gint port, calls, seconds, settle;
  gchar *trust;
  gboolean silent;
  Phone *phones;
  gint epoll, timer;
  guint64 tick;
  gboolean measuring;
  guint64 received, late, missing;
  guint ended;
  Delays down;
} load;

static SSL *
make_tls (gint fd)
{
  static SSL_CTX *context;
  SSL *ssl;

  if (load.trust == NULL)
    return NULL;
  if (context == NULL) {
    context = SSL_CTX_new (TLS_client_method ());
    SSL_CTX_set_mode (context,
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
            | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
    if (SSL_CTX_load_verify_file (context, load.trust) != 1)
      g_error ("%s cannot be read", load.trust);
  }
  ssl = SSL_new (context);
  SSL_set_fd (ssl, fd);
  SSL_set1_host (ssl, "localhost");
  SSL_set_connect_state (ssl);
  return ssl;
}

static void
dial (Phone *phone, const gchar *call, const gchar *token)
{
  struct epoll_event event = { EPOLLIN, { .ptr = phone } };
  gint fd = wire_connect (load.port);
  g_autofree gchar *start = NULL;

  if (fd < 0)
    g_error ("no voice server at port %d", load.port);
  phone->sid = g_strdup_printf ("MZ%s", call + 2);
  start = g_strdup_printf (START, phone->sid, phone->sid, call, token);
  phone->wire = wire_new (fd, make_tls (fd), TRUE);
  if (!wire_upgrade (phone->wire, "localhost", "/twilio/media")
      || !wire_send (phone->wire, CONNECTED, strlen (CONNECTED))
      || !wire_send (phone->wire, start, strlen (start)))
    g_error ("the voice server does not take a call");
  epoll_ctl (load.epoll, EPOLL_CTL_ADD, fd, &event);
}

static void
dial_all (void)
{
  gchar line[256], call[80], token[160];

  load.phones = g_new0 (Phone, load.calls);
  for (gint i = 0; i < load.calls; i++) {
    if (fgets (line, sizeof (line), stdin) == NULL
        || sscanf (line, "CA%77s %159s", call + 2, token) != 2)
      g_error ("a line is a call and its token");
    memcpy (call, "CA", 2);
    dial (&load.phones[i], call, token);
  }
}

/*** speaking ***/

static void
speak (Phone *phone)
{
  guint8 audio[FRAME];
  gchar text[1024];
  g_autofree gchar *base64 = NULL;
  gint size;

  memset (audio, load.silent ? 0xff : 0x5a, FRAME);
  if (!load.silent)
    stamp_put (audio, stamp_now ());
  base64 = g_base64_encode (audio, FRAME);
  phone->chunk++;
  size = g_snprintf (text, sizeof (text), MEDIA, phone->chunk + 1, phone->chunk,
      (phone->chunk - 1) * 20, base64, phone->sid);
  wire_send (phone->wire, text, size);
}

static void
keep_mark (Phone *phone, const gchar *text, gsize size)
{
  Mark *mark = g_new (Mark, 1);

  mark->due = phone->end;
  mark->text = g_bytes_new (text, size);
  g_queue_push_tail (&phone->marks, mark);
}

static void
return_marks (Phone *phone, gint64 now)
{
  Mark *mark;

  while (
      (mark = g_queue_peek_head (&phone->marks)) != NULL && mark->due <= now) {
    gsize size;
    const gchar *text = g_bytes_get_data (mark->text, &size);

    wire_send (phone->wire, text, size);
    g_bytes_unref (mark->text);
    g_free (g_queue_pop_head (&phone->marks));
  }
}

static void
speak_due (void)
{
  guint64 ticks = 0;

  if (read (load.timer, &ticks, sizeof (ticks)) < 0)
    return;
  for (; ticks > 0; ticks--) {
    load.tick++;
    for (gint i = load.tick % SLOTS; i < load.calls; i += SLOTS) {
      if (load.phones[i].wire == NULL)
        continue;
      return_marks (&load.phones[i], stamp_now ());
      speak (&load.phones[i]);
    }
  }
}

/*** playing ***/

/* Silence was played since the buffer ran dry. */
static void
play_until (Phone *phone, gint64 now)
{
  if (phone->end == 0 || phone->end >= now)
    return;
  load.late++;
  load.missing += (now - phone->end + FRAME_US - 1) / FRAME_US;
  phone->end = 0;
}

static void
hear (Phone *phone, const guint8 *audio, gsize size)
{
  gint64 now = stamp_now (), stamp;

  play_until (phone, now);
  if (phone->end == 0)
    phone->end = now + BUFFER_US;
  phone->end += size / FRAME * FRAME_US;
  load.received += size / FRAME;
  if (load.measuring && size >= FRAME && stamp_get (audio, &stamp))
    delays_add (&load.down, now - stamp);
}

static void
take_message (Phone *phone, const gchar *text, gsize size)
{
  const gchar *base64 = g_strstr_len (text, size, PAYLOAD);
  const gchar *end;
  guint8 audio[32768];
  gint state = 0;
  guint save = 0;

  if (base64 == NULL) {
    if (g_strstr_len (text, size, MARK) != NULL)
      keep_mark (phone, text, size);
    return;
  }
  base64 += strlen (PAYLOAD);
  end = memchr (base64, '"', text + size - base64);
  if (end == NULL || (gsize) (end - base64) > sizeof (audio))
    g_error ("media as no phone company takes them");
  hear (phone, audio,
      g_base64_decode_step (base64, end - base64, audio, &state, &save));
}

static void
listen_to (Phone *phone)
{
  WireFrame frame;

  if (!wire_fill (phone->wire)) {
    load.ended++;
    g_clear_pointer (&phone->wire, wire_free);
    return;
  }
  while (wire_take_frame (phone->wire, &frame)) {
    if (frame.opcode == 1)
      take_message (phone, frame.text, frame.size);
    else if (frame.opcode == 9)
      wire_send_pong (phone->wire, frame.text, frame.size);
  }
}

/*** measuring ***/

static void
begin (void)
{
  load.measuring = TRUE;
  load.received = load.late = load.missing = 0;
  say ("ready");
}

static void
report (void)
{
  g_autoptr (GString) json = g_string_new (NULL);

  for (gint i = 0; i < load.calls; i++)
    play_until (&load.phones[i], stamp_now ());
  g_string_append_printf (json,
      "{\"received\": %" G_GUINT64_FORMAT ", \"late\": %" G_GUINT64_FORMAT
      ", \"missing\": %" G_GUINT64_FORMAT ", \"ended\": %u",
      load.received, load.late, load.missing, load.ended);
  delays_print (&load.down, json, "down");
  say ("measured");
  say (g_string_append_c (json, '}')->str);
}

static void
run (void)
{
  struct itimerspec period = { { 0, 1000000 }, { 0, 1000000 } };
  struct epoll_event events[256], event = { EPOLLIN, { .ptr = NULL } };
  gint64 settled, over;

  load.epoll = epoll_create1 (EPOLL_CLOEXEC);
  load.timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  dial_all ();
  epoll_ctl (load.epoll, EPOLL_CTL_ADD, load.timer, &event);
  timerfd_settime (load.timer, 0, &period, NULL);
  settled = stamp_now () + load.settle * G_GINT64_CONSTANT (1000);
  over = settled + load.seconds * G_USEC_PER_SEC;
  while (stamp_now () < over) {
    gint n = epoll_wait (load.epoll, events, G_N_ELEMENTS (events), -1);

    for (gint i = 0; i < n; i++) {
      if (events[i].data.ptr == NULL)
        speak_due ();
      else
        listen_to (events[i].data.ptr);
    }
    if (!load.measuring && stamp_now () >= settled)
      begin ();
  }
  report ();
}

/* Until the one who measures has looked at the voice server. */
static void
wait_for_end (void)
{
  gchar line[16];

  while (fgets (line, sizeof (line), stdin) != NULL)
    ;
}

gint
main (gint argc, gchar **argv)
{
  GOptionEntry entries[] = { { "port", 0, 0, G_OPTION_ARG_INT, &load.port,
                                 "of the voice server", "N" },
    { "calls", 0, 0, G_OPTION_ARG_INT, &load.calls, "at once", "N" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &load.seconds, "to measure", "N" },
    { "settle", 0, 0, G_OPTION_ARG_INT, &load.settle, "before that", "MS" },
    { "trust", 0, 0, G_OPTION_ARG_FILENAME, &load.trust,
        "TLS, with these authorities", "PEM" },
    { "silent", 0, 0, G_OPTION_ARG_NONE, &load.silent,
        "the callers say nothing", NULL },
    { NULL } };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    g_error ("%s", error->message);
  raise_limits ();
  run ();
  wait_for_end ();
  return 0;
}
