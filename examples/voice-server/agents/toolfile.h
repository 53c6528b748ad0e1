/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolfile.h - the functions of an agent file, checked and made ready. Pure. */

#pragma once

#include "agentprivate.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is wrong in a place of the file. */
typedef struct
{
  const gchar *name;
  const gchar *text;
  GError **error;
} OvsFileCheck;

/* Always FALSE. */
gboolean ovs_file_check_fail (const OvsFileCheck *check, const gchar *path,
    const gchar *format, ...) G_GNUC_PRINTF (3, 4);

/* A template of the member at @path; NULL with the error, when @text is no
 * good. */
OvsTemplate *ovs_file_check_template (const OvsFileCheck *check,
    const gchar *path, const gchar *text);

/* Letters, digits, "_" and "-". */
gboolean ovs_file_check_name (const OvsFileCheck *check, const gchar *path,
    const gchar *name);
/* A phone number, or a sip:, sips: or tel: address. */
gboolean ovs_file_check_number (const OvsFileCheck *check, const gchar *path,
    const gchar *number);

/* "tools" and "facts" into @agent's tools. */
gboolean ovs_tools_parse (OvsAgent *agent, const OvsFileCheck *check);
/* A command, of a function or of the context. */
gboolean ovs_command_check (const OvsFileCheck *check, const gchar *path,
    JsonObject *command);

G_END_DECLS
