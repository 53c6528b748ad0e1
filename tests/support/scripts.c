/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scripts.h"

void
script_echo (Talk *talk)
{
  GBytes *payload;
  guint8 opcode;

  if (!peer_upgrade (talk))
    return;
  while ((payload = peer_read_frame (talk, &opcode)) != NULL) {
    gsize size;
    gconstpointer data = g_bytes_get_data (payload, &size);

    peer_write_frame (talk, TRUE, opcode, data, size);
    g_bytes_unref (payload);
    if (opcode == OPCODE_CLOSE)
      break;
  }
}

/* Data: the answer to the request, whatever it asks. */
void
script_answer (Talk *talk)
{
  peer_read_request (talk);
  peer_write_text (talk, talk->data);
  peer_drain (talk);
}

void
script_no_answer (Talk *talk)
{
  peer_read_request (talk);
  peer_drain (talk);
}

void
script_silent (Talk *talk)
{
  if (peer_upgrade (talk))
    peer_drain (talk);
}

void
script_never_reads (Talk *talk)
{
  if (peer_upgrade (talk))
    peer_wait_released (talk);
}

void
script_hang_up (Talk *talk)
{
  peer_read_request (talk);
}
