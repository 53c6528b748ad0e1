/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* loadserver.c - a service that talks without end, at the least cost.
 *
 * One thread, one epoll. Every session gets a frame of 20 ms each 20 ms from a
 * message made once, in which only the stamp is new; sessions are spread over
 * the 20 ms. What arrives is counted, and the stamp of its last frame tells
 * how long it took.
 *
 * Prints its port. On stdin: "reset" begins a measurement, "report" prints it
 * as a line of JSON, "cut" cuts the first connection, the end of the stream
 * ends the server. */

#include "figures.h"
#include "wire.h"

#include <math.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define SLOTS 20 /* of 1 ms */
#define MAX_BACKLOG (256 * 1024)

#define TEXT(t) t, strlen (t)
#define SESSION_CREATED \
  "{\"type\":\"session.created\",\"event_id\":" \
  "\"event_1\",\"session\":{\"type\":\"realtime\",\"id\":\"sess_1\"}}"
#define SESSION_UPDATED \
  "{\"type\":\"session.updated\",\"event_id\":" \
  "\"event_2\",\"session\":{\"type\":\"realtime\",\"id\":\"sess_1\"," \
  "\"audio\":{\"input\":{\"format\":%s},\"output\":{\"format\":%s}}}}"
#define FORMAT_PCMU "{\"type\":\"audio/pcmu\"}"
#define FORMAT_PCM "{\"type\":\"audio/pcm\",\"rate\":24000}"
#define RESPONSE_CREATED \
  "{\"type\":\"response.created\",\"event_id\":" \
  "\"event_3\",\"response\":{\"id\":\"resp_1\",\"object\":" \
  "\"realtime.response\",\"status\":\"in_progress\",\"output\":[]}}"
#define ITEM_ADDED \
  "{\"type\":\"response.output_item.added\",\"event_id\":" \
  "\"event_4\",\"response_id\":\"resp_1\",\"output_index\":0,\"item\":" \
  "{\"id\":\"item_1\",\"object\":\"realtime.item\",\"type\":\"message\"," \
  "\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}}"
#define COMMITTED \
  "{\"type\":\"input_audio_buffer.committed\"," \
  "\"event_id\":\"event_5\",\"previous_item_id\":null,\"item_id\":" \
  "\"item_0\"}"
#define ITEM_DONE \
  "{\"type\":\"response.output_item.done\",\"event_id\":" \
  "\"event_6\",\"response_id\":\"resp_1\",\"output_index\":0,\"item\":" \
  "{\"id\":\"item_1\",\"object\":\"realtime.item\",\"type\":\"message\"," \
  "\"status\":\"completed\",\"role\":\"assistant\",\"content\":[]}}"
#define RESPONSE_DONE \
  "{\"type\":\"response.done\",\"event_id\":" \
  "\"event_7\",\"response\":{\"id\":\"resp_1\",\"object\":" \
  "\"realtime.response\",\"status\":\"completed\",\"output\":[]}}"
#define DELTA_BEGIN \
  "{\"type\":\"response.output_audio.delta\"," \
  "\"event_id\":\"event_Cz4kQ7mZr1tXw0aBcDeFg\",\"response_id\":" \
  "\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0," \
  "\"content_index\":0,\"delta\":\""
#define DELTA_END "\"}"
#define AUDIO_MARK "\"audio\":\""

typedef struct
{
  Wire *wire;
  gboolean upgraded;
  gboolean talks;
  guint slot;
  GList *link; /* in its slot */
  GList *all_link;
} Call;

static struct
{
  gint epoll, listener, timer;
  SSL_CTX *tls;
  gsize frame_bytes;
  guint slot;
  guint accepted;
  guint answer;        /* deltas at once when asked; 0 = talk on */
  guint slow;          /* connections per turn, 0 = all that wait */
  GQueue slots[SLOTS]; /* of Call that are talked to */
  GQueue all;          /* of Call */
  Call *first;         /* that was accepted, while it is there */

  gchar *updated;
  gchar *delta; /* the frame on the wire */
  gsize delta_size;
  gchar *delta_stamp; /* inside of it */

  Usage begin;
  guint calls, talking, most;
  guint64 messages, sent, skipped, bytes_in;
  gint64 first_accept, last_start, first_audio, last_first_audio;
  Delays up;
} server;

static void
watch (gint fd, guint32 events, gpointer data)
{
  struct epoll_event event = { events, { .ptr = data } };

  epoll_ctl (server.epoll, EPOLL_CTL_ADD, fd, &event);
}

static void
drop_call (Call *call)
{
  if (call->link != NULL)
    g_queue_delete_link (&server.slots[call->slot], call->link);
  if (call == server.first)
    server.first = NULL;
  server.talking -= call->talks;
  server.calls--;
  g_queue_delete_link (&server.all, call->all_link);
  wire_free (call->wire);
  g_free (call);
}

/*** talking ***/

static void
make_updated (void)
{
  const gchar *format = server.frame_bytes == 160 ? FORMAT_PCMU : FORMAT_PCM;

  server.updated = g_strdup_printf (SESSION_UPDATED, format, format);
}

static guint8
encode_mulaw (gint sample)
{
  gint magnitude = MIN (ABS (sample) + 132, 32767), exponent = 7;

  while (exponent > 0 && (magnitude & (0x80 << exponent)) == 0)
    exponent--;
  return ~((sample < 0 ? 0x80 : 0) | exponent << 4
      | (magnitude >> (exponent + 3) & 0x0f));
}

/* A tone, since the element looks at what it gets: G.711 when a frame is as
 * short as that. */
static void
fill_tone (guint8 *audio)
{
  gboolean pcm = server.frame_bytes != 160;

  for (gsize i = 0; i < server.frame_bytes; i += pcm ? 2 : 1) {
    gint sample = 8000 * sin (i * (pcm ? 0.05 : 0.3));

    if (pcm)
      memcpy (audio + i, &(guint16){ GUINT16_TO_LE ((gint16) sample) }, 2);
    else
      audio[i] = encode_mulaw (sample);
  }
}

static void
make_delta (void)
{
  guint8 *audio = g_malloc (server.frame_bytes);
  gchar *base64, *text;
  gsize header;

  fill_tone (audio);
  stamp_put (audio, 0);
  base64 = g_base64_encode (audio, server.frame_bytes);
  text = g_strconcat (DELTA_BEGIN, base64, DELTA_END, NULL);
  server.delta = g_malloc (strlen (text) + 14);
  header = wire_put_header ((guint8 *) server.delta, strlen (text), FALSE);
  memcpy (server.delta + header, text, strlen (text));
  server.delta_size = header + strlen (text);
  server.delta_stamp = server.delta + header + strlen (DELTA_BEGIN);
  g_free (text);
  g_free (base64);
  g_free (audio);
}

/* A whole number of base64 groups, so that nothing else changes. */
static void
stamp_delta (void)
{
  guint8 stamp[STAMP_SIZE];
  gint state = 0, save = 0;

  stamp_put (stamp, stamp_now ());
  g_base64_encode_step (stamp, STAMP_SIZE, FALSE, server.delta_stamp, &state,
      &save);
}

static void
talk_in_slot (GQueue *slot)
{
  GList *l, *next;

  for (l = slot->head; l != NULL; l = next) {
    Call *call = l->data;

    next = l->next;
    if (wire_get_waiting (call->wire) > MAX_BACKLOG) {
      server.skipped++;
      continue;
    }
    stamp_delta ();
    server.sent++;
    /* Its end is met where it is read: an event of it may be under way. */
    if (!wire_write (call->wire, server.delta, server.delta_size))
      shutdown (wire_get_fd (call->wire), SHUT_RDWR);
  }
}

static void
on_tick (void)
{
  guint64 ticks = 0;

  if (read (server.timer, &ticks, sizeof (ticks)) < 0)
    return;
  /* Late ticks are made up for: a service would have sent by now, too. */
  for (; ticks > 0; ticks--) {
    server.slot = (server.slot + 1) % SLOTS;
    talk_in_slot (&server.slots[server.slot]);
  }
}

/*** listening ***/

static void
begin_talk (Call *call)
{
  wire_send (call->wire, TEXT (server.updated));
  if (call->talks || server.answer > 0)
    return;
  call->talks = TRUE;
  server.talking++;
  server.most = MAX (server.most, server.talking);
  server.last_start = stamp_now ();
  wire_send (call->wire, TEXT (RESPONSE_CREATED));
  wire_send (call->wire, TEXT (ITEM_ADDED));
  g_queue_push_tail (&server.slots[call->slot], call);
  call->link = server.slots[call->slot].tail;
}

/* To a recording: all of it at once. */
static void
answer (Call *call)
{
  wire_send (call->wire, TEXT (RESPONSE_CREATED));
  wire_send (call->wire, TEXT (ITEM_ADDED));
  stamp_delta ();
  for (guint i = 0; i < server.answer; i++)
    wire_write (call->wire, server.delta, server.delta_size);
  server.sent += server.answer;
  wire_send (call->wire, TEXT (ITEM_DONE));
  wire_send (call->wire, TEXT (RESPONSE_DONE));
}

/* Of the last frame in the message: it is what the message waited for. */
static void
note_audio (const gchar *text, gsize size)
{
  gsize frame = (server.frame_bytes + 2) / 3 * 4;
  gsize length = size - strlen (AUDIO_MARK) - strlen (DELTA_END);
  gsize last = MIN (length, frame + 4);
  guint8 audio[4096];
  gint state = 0;
  guint save = 0;
  gint64 stamp;
  gsize n;

  if (length < frame || last > sizeof (audio))
    return;
  text += strlen (AUDIO_MARK) + length - last;
  n = g_base64_decode_step (text, last, audio, &state, &save);
  if (n >= server.frame_bytes
      && stamp_get (audio + n - server.frame_bytes, &stamp))
    delays_add (&server.up, stamp_now () - stamp);
}

static void
note_first_audio (void)
{
  server.last_first_audio = stamp_now ();
  if (server.first_audio == 0)
    server.first_audio = server.last_first_audio;
}

static void
take_message (Call *call, const gchar *text, gsize size)
{
  const gchar *audio = g_strstr_len (text, MIN (size, 80), AUDIO_MARK);

  if (audio != NULL) {
    if (server.messages++ < server.calls)
      note_first_audio ();
    note_audio (audio, size - (audio - text));
  } else if (g_strstr_len (text, MIN (size, 80), "session.update") != NULL) {
    begin_talk (call);
  } else if (g_strstr_len (text, MIN (size, 80), "buffer.commit") != NULL) {
    wire_send (call->wire, TEXT (COMMITTED));
  } else if (g_strstr_len (text, MIN (size, 80), "response.create") != NULL) {
    answer (call);
  }
}

static gboolean
read_call (Call *call)
{
  WireFrame frame;

  if (!wire_fill (call->wire))
    return FALSE;
  if (!call->upgraded) {
    g_autofree gchar *head = wire_take_head (call->wire);
    g_autofree gchar *answer = head != NULL ? wire_make_answer (head) : NULL;

    if (answer != NULL) {
      call->upgraded = wire_write (call->wire, answer, strlen (answer))
          && wire_send (call->wire, TEXT (SESSION_CREATED));
    }
    return TRUE;
  }
  while (wire_take_frame (call->wire, &frame)) {
    server.bytes_in += frame.size;
    if (frame.opcode == 1)
      take_message (call, frame.text, frame.size);
    else if (frame.opcode == 9)
      wire_send_pong (call->wire, frame.text, frame.size);
    else if (frame.opcode == 8)
      return FALSE;
  }
  return TRUE;
}

static void
accept_calls (void)
{
  gint fd;

  while ((fd = accept (server.listener, NULL, NULL)) >= 0) {
    Call *call = g_new0 (Call, 1);
    SSL *ssl = NULL;

    wire_unblock (fd);
    if (server.tls != NULL) {
      ssl = SSL_new (server.tls);
      SSL_set_fd (ssl, fd);
      SSL_set_accept_state (ssl);
    }
    if (server.first_accept == 0)
      server.first_accept = stamp_now ();
    call->wire = wire_new (fd, ssl, FALSE);
    if (server.accepted == 0)
      server.first = call;
    call->slot = server.accepted++ % SLOTS;
    server.calls++;
    g_queue_push_tail (&server.all, call);
    call->all_link = server.all.tail;
    watch (fd, EPOLLIN, call);
    if (server.slow > 0 && server.accepted % server.slow == 0)
      return;
  }
}

/*** the one who measures ***/

static void
reset (void)
{
  delays_reset (&server.up);
  server.messages = server.sent = server.skipped = server.bytes_in = 0;
  usage_take (&server.begin);
}

static void
report (void)
{
  g_autoptr (GString) json = g_string_new (NULL);
  Usage now;

  usage_take (&now);
  g_string_append_printf (json,
      "{\"calls\": %u, \"talking\": %u, "
      "\"messages\": %" G_GUINT64_FORMAT ", \"deltas\": %" G_GUINT64_FORMAT
      ", \"skipped\": %" G_GUINT64_FORMAT ", \"bytes_in\": %" G_GUINT64_FORMAT
      ", \"first_accept\": %" G_GINT64_FORMAT
      ", \"last_start\": %" G_GINT64_FORMAT
      ", \"first_audio\": %" G_GINT64_FORMAT
      ", \"last_first_audio\": %" G_GINT64_FORMAT,
      server.calls, server.most, server.messages, server.sent, server.skipped,
      server.bytes_in, server.first_accept, server.last_start,
      server.first_audio, server.last_first_audio);
  usage_print (&server.begin, &now, server.most, json);
  delays_print (&server.up, json, "up");
  g_string_append (json, "}\n");
  fputs (json->str, stdout);
  fflush (stdout);
}

/* FALSE at the end of stdin. */
static gboolean
read_command (void)
{
  gchar line[64];
  gssize n = read (STDIN_FILENO, line, sizeof (line) - 1);

  if (n <= 0)
    return FALSE;
  line[n] = '\0';
  if (strstr (line, "report") != NULL)
    report ();
  if (strstr (line, "reset") != NULL)
    reset ();
  if (strstr (line, "cut") != NULL && server.first != NULL)
    shutdown (wire_get_fd (server.first->wire), SHUT_RDWR);
  return TRUE;
}

static guint16
listen_here (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
    .sin_addr = { g_htonl (INADDR_LOOPBACK) } };
  socklen_t size = sizeof (address);

  server.listener =
      socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (bind (server.listener, (struct sockaddr *) &address, size) != 0
      || listen (server.listener, 2048) != 0)
    g_error ("no port to listen on");
  getsockname (server.listener, (struct sockaddr *) &address, &size);
  return g_ntohs (address.sin_port);
}

static void
start_ticks (void)
{
  struct itimerspec period = { { 0, 1000000 }, { 0, 1000000 } };

  server.timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  timerfd_settime (server.timer, 0, &period, NULL);
}

static void
load_certificate (const gchar *pem)
{
  server.tls = SSL_CTX_new (TLS_server_method ());
  SSL_CTX_set_mode (server.tls,
      SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
          | SSL_MODE_RELEASE_BUFFERS);
  if (SSL_CTX_use_certificate_chain_file (server.tls, pem) != 1
      || SSL_CTX_use_PrivateKey_file (server.tls, pem, SSL_FILETYPE_PEM) != 1)
    g_error ("%s cannot be used as a certificate with its key", pem);
}

static gboolean
handle (const struct epoll_event *event)
{
  Call *call = event->data.ptr;

  if (event->data.ptr == &server.listener)
    accept_calls ();
  else if (event->data.ptr == &server.timer)
    on_tick ();
  else if (event->data.ptr == NULL)
    return read_command ();
  else if (!read_call (call))
    drop_call (call);
  return TRUE;
}

static void
flush_all (void)
{
  GList *l, *next;

  for (l = server.all.head; l != NULL; l = next) {
    next = l->next;
    if (!wire_flush (((Call *) l->data)->wire))
      drop_call (l->data);
  }
}

static void
run (void)
{
  struct epoll_event events[256];
  guint turns = 0;

  for (;;) {
    gint n = epoll_wait (server.epoll, events, G_N_ELEMENTS (events), -1);

    for (gint i = 0; i < n; i++) {
      if (!handle (&events[i]))
        return;
    }
    /* Waiting bytes are rare, so nobody asks to be told of room for them. */
    if (++turns % 64 == 0 || server.answer > 0)
      flush_all ();
  }
}

gint
main (gint argc, gchar **argv)
{
  gchar *tls = NULL;
  gint frame_bytes = 160, answer_deltas = 0, slow = 0;
  GOptionEntry entries[] = { { "tls", 0, 0, G_OPTION_ARG_FILENAME, &tls,
                                 "certificate and key", "PEM" },
    { "frame-bytes", 0, 0, G_OPTION_ARG_INT, &frame_bytes,
        "bytes of 20 ms of audio", "N" },
    { "answer", 0, 0, G_OPTION_ARG_INT, &answer_deltas,
        "answer recordings with so many deltas", "N" },
    { "slow", 0, 0, G_OPTION_ARG_INT, &slow,
        "connections accepted per turn, 0 = all that wait", "N" },
    { NULL } };
  GOptionContext *options = g_option_context_new (NULL);

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, NULL))
    return 2;
  raise_limits ();
  signal (SIGPIPE, SIG_IGN);
  server.frame_bytes = frame_bytes;
  server.slow = slow;
  server.answer = answer_deltas;
  if (tls != NULL)
    load_certificate (tls);
  make_updated ();
  make_delta ();
  server.epoll = epoll_create1 (EPOLL_CLOEXEC);
  printf ("%u\n", listen_here ());
  fflush (stdout);
  start_ticks ();
  watch (server.listener, EPOLLIN, &server.listener);
  watch (server.timer, EPOLLIN, &server.timer);
  watch (STDIN_FILENO, EPOLLIN, NULL);
  reset ();
  run ();
  g_option_context_free (options);
  return 0;
}
