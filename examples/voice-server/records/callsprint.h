/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callsprint.h - records as text: for a person, for a program, for a
 * spreadsheet. Pure. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  OVS_FORM_TABLE,
  OVS_FORM_JSON,
  OVS_FORM_CSV,
} OvsForm;

/* The words of the values, ended by NULL. */
extern const gchar *const ovs_form_words[];

/* What a reader answers: an array of calls, or one call. */
gchar *ovs_calls_to_text (JsonArray *calls, OvsForm form);
gchar *ovs_call_to_text (JsonObject *call, OvsForm form);

/* For a terminal: it shows what people said and does not obey it. */
gchar *ovs_text_for_terminal (const gchar *text);

G_END_DECLS
