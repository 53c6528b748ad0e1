/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* terminal.h - what talk shows: lines that stay, and below them one that does
 * not, with meters and what is being said. Without a terminal there are only
 * the lines. One per process, as there is one terminal. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  METER_USER,
  METER_MODEL,
  N_METERS
} Meter;

/* Keys come one by one and unseen, Ctrl-C stays a signal. */
void terminal_open (void);
void terminal_close (void);

/* @who may be empty. All texts may come from outside. */
void terminal_print (const gchar *who, const gchar *text);

void terminal_set_level (Meter meter, gdouble decibels);

/* Whether what the user says is sent. */
void terminal_set_listening (gboolean listening);

void terminal_add_words (const gchar *text);
void terminal_clear_words (void);

G_END_DECLS
