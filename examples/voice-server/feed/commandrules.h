/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* commandrules.h - which commands a call takes from a page or a program, and
 * what may stand in them. Pure: what is sent is not trusted. */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A command has so many bytes at most, as text. */
#define OVS_COMMAND_MAX 16384

typedef enum
{
  OVS_COMMANDER_OPERATOR, /* over the call */
  OVS_COMMANDER_VISITOR,  /* in it */
} OvsCommander;

typedef enum
{
  OVS_COMMAND_TEXT,
  OVS_COMMAND_SAY,
  OVS_COMMAND_INTERRUPT,
  OVS_COMMAND_TALK,
  OVS_COMMAND_SETTINGS,
  OVS_COMMAND_DTMF,
  OVS_COMMAND_HANG_UP,
} OvsCommandType;

/* What @command says, as its type's rules have it; a member "ref" is its
 * sender's own. NULL: it is none, or none of @who's. (transfer full) */
JsonObject *ovs_call_command_check (JsonObject *command, OvsCommander who,
    OvsCommandType *type, GError **error);

G_END_DECLS
