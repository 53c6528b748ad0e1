/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* run.h - all recordings: so many at a time, within the service's limits and
 * the budget, until none is left. */

#pragma once

#include "console.h"
#include "results/journal.h"
#include "results/prices.h"
#include "results/settings.h"
#include "work/inputs.h"

G_BEGIN_DECLS

typedef struct _OrbRun OrbRun;

typedef enum
{
  ORB_EXIT_DONE = 0,
  ORB_EXIT_FAILED = 1,
  ORB_EXIT_USAGE = 2,
  ORB_EXIT_SERVICE = 3,
  ORB_EXIT_COST = 4,
  ORB_EXIT_DISK = 5,
  ORB_EXIT_INTERRUPTED = 130,
} OrbExit;

/* Nothing is owned by it. inputs: of OrbInput. */
OrbRun *orb_run_new (const OrbSettings *settings, AppFolder *folder,
    OrbJournal *journal, const AppPrices *prices, OrbConsole *console,
    GPtrArray *inputs);
void orb_run_free (OrbRun *self);

/* Until all is done, or a signal comes. */
OrbExit orb_run_all (OrbRun *self);

/* s since the beginning. */
gdouble orb_run_get_elapsed (OrbRun *self);

G_END_DECLS
