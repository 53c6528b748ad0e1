/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* faults.h - whether the scenario of a session is to be carried out by now, and
 * the noise that some put before an event. What else a fault does is written
 * where it happens, and in misbehaviour.c. */

#pragma once

#include "scenario.h"

G_BEGIN_DECLS

typedef struct _OrsFaults OrsFaults;

/* Takes @scenario. */
OrsFaults *ors_faults_new (OrsScenario *scenario);
void ors_faults_free (OrsFaults *self);

const OrsScenario *ors_faults_get_scenario (OrsFaults *self);

/* FALSE while the scenario waits for its moment. */
gboolean ors_faults_has (OrsFaults *self, OrsFault fault);

/* An event of the client or one that is made: TRUE when the fault begins with
 * it. */
gboolean ors_faults_note (OrsFaults *self, const gchar *type);
/* An event that has left: the same. */
gboolean ors_faults_note_sent (OrsFaults *self, const gchar *type);

/* Text that is no proper event, before one of @type; NULL: none. @label: for
 * the log. */
gchar *ors_faults_dup_noise (OrsFaults *self, const gchar *type,
    const gchar **label);

G_END_DECLS
