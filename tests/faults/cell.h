/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* cell.h - one cell of the fault matrix: a conversation in which a fault
 * begins in a given phase, and what came of it. */

#pragma once

#include <gst/gst.h>

typedef enum
{
  PHASE_CONNECTING,
  PHASE_CONFIGURING,
  PHASE_IDLE,
  PHASE_SPEAKING,
  PHASE_ANSWERING,
  PHASE_INTERRUPTED,
  PHASE_TOOL,
  PHASE_DRAINING,
  PHASE_CLOSING,
  N_PHASES
} Phase;

typedef struct
{
  const gchar *fault;    /* members of a scenario, in single quotes */
  const gchar *expected; /* a word of Outcome, NULL = whatever comes */
  Phase phase;
  gboolean live;
} Cell;

typedef struct
{
  /* "same": it went on in the same session; "new": in another one; "down": it
   * was shut down; "warning": an answer was given up; "failed": response-done
   * told that one failed; "fewer", "silent": there were fewer answers than
   * questions, or none, and nothing told so; else the class of the error. */
  gchar *word;
  guint lost_input_ms; /* speech that no session heard */
  gint lost_output_ms; /* speech sent that did not come out */
  guint sessions;
  guint n_errors;
  gboolean ended; /* EOS or an error came */
  gint64 stop_us; /* from PLAYING to NULL */
} Outcome;

const gchar *phase_get_name (Phase phase);

void cell_run (const Cell *cell, Outcome *outcome);
void outcome_clear (Outcome *outcome);
