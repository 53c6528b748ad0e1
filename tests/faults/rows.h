/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* rows.h - what is expected in each cell of the fault matrix. */

#pragma once

#include "cell.h"

typedef struct
{
  const gchar *name;
  const gchar *fault; /* members of a scenario, in single quotes */
  /* A word of cell.h for each phase, in their order; "-" = no such case. The
   * first is of recordings, the second live. */
  const gchar *expected[2];
} FaultRow;

/* NULL's name ends it. */
extern const FaultRow fault_rows[];
