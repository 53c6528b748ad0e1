/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* packets.c - see packets.h. */

#include "packets.h"
#include "recipe.h"

#define HEADER 12

void
packet_read (Tape *tape, GBytes *bytes, guint n, Packet *packet)
{
  const guint8 *p = g_bytes_get_data (bytes, NULL);
  TapeEntry entry;

  tape_get (tape, n, &entry);
  p += entry.offset;
  g_assert_cmpuint (entry.size, >=, HEADER);
  g_assert_cmpuint (p[0], ==, 0x80);
  packet->marker = (p[1] & 0x80) != 0;
  packet->payload = p[1] & 0x7f;
  packet->number = GST_READ_UINT16_BE (p + 2);
  packet->time = GST_READ_UINT32_BE (p + 4);
  packet->data = p + HEADER;
  packet->size = entry.size - HEADER;
}

guint
udp_port (GstElement *pipeline, const gchar *name)
{
  g_autoptr (GstElement) udp = gst_bin_get_by_name (GST_BIN (pipeline), name);
  gint port;

  g_object_get (udp, "port", &port, NULL);
  return port;
}

GstElement *
receiver_new (void)
{
  GstElement *receiver = pipeline_new (
      "udpsrc name=in address=127.0.0.1 "
      "port=0 caps=application/x-rtp ! fakesink name=out sync=false");

  pipeline_play (receiver);
  return receiver;
}

static void
check_answers (const GByteArray *got, OrsServer *server, guint answers)
{
  g_autoptr (GBytes) sent = ors_server_dup_sent_audio (server, 1);
  gsize size = g_bytes_get_size (sent) / answers;
  const guint8 *rest = got->data;

  g_assert_cmpuint (size, >, 8000);
  for (guint i = 0; i < answers; i++) {
    g_autoptr (GBytes) answer = g_bytes_new_from_bytes (sent, i * size, size);
    gssize at = find_audio (rest, got->data + got->len - rest, answer, 1);

    g_assert_cmpint (at, >=, 0);
    rest += at + size;
  }
}

static void
check_packet (const Packet *packet, const Packet *last, gboolean holes)
{
  gboolean hole = packet->time - last->time != FRAME_SAMPLES;

  g_assert_cmpuint ((guint16) (packet->number - last->number), ==, 1);
  g_assert_true (holes || !hole);
  g_assert_true (packet->marker == hole);
}

void
check_talk (Tape *tape, OrsServer *server, guint8 payload, guint answers,
    gboolean holes)
{
  g_autoptr (GBytes) bytes = tape_dup_bytes (tape);
  g_autoptr (GByteArray) got = g_byte_array_new ();
  guint n, count = tape_count (tape);
  Packet packet, last;

  for (n = 0; n < count; n++) {
    packet_read (tape, bytes, n, &packet);
    g_assert_cmpuint (packet.payload, ==, payload);
    g_assert_cmpuint (packet.size, ==, FRAME_SAMPLES);
    g_assert_true (n > 0 || packet.marker);
    if (n > 0)
      check_packet (&packet, &last, holes);
    g_byte_array_append (got, packet.data, packet.size);
    last = packet;
  }
  check_answers (got, server, answers);
}
