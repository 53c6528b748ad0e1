/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agenthost.h - what a call's agent asks of the call around it, and tells it.
 */

#pragma once

#include <json-glib/json-glib.h>

#include "records/types.h"

G_BEGIN_DECLS

/* error NULL = well. Called once, later or from inside. */
typedef void (*OvsDoneFunc) (const GError *error, gpointer done_data);

/* Each may be NULL. What a leg cannot do the model is told. After
 * ovs_agent_run_free() none is called, and a done that comes then does
 * nothing. */
typedef struct
{
  /* What the call's leg can do. Transfer: at once, what was to be said before
   * has been heard. Hang up: when what is being said and asked for has been
   * heard (the element's end-after-response). Play: an audio file; done when
   * it was heard. */
  void (*transfer) (const gchar *number, OvsDoneFunc done, gpointer done_data,
      gpointer user_data);
  void (*hang_up) (gpointer user_data);
  void (*send_dtmf) (const gchar *digits, OvsDoneFunc done, gpointer done_data,
      gpointer user_data);
  void (*send_sms) (const gchar *to, const gchar *text, OvsDoneFunc done,
      gpointer done_data, gpointer user_data);
  void (*play_file) (const gchar *path, OvsDoneFunc done, gpointer done_data,
      gpointer user_data);

  /* What records and logs want to know. */
  /* @tool_id: the model's id of the function call. */
  void (*tool_begun) (const gchar *tool_id, const gchar *name,
      const gchar *arguments, gpointer user_data);
  void (*tool_called) (const gchar *tool_id, const OvsToolRecord *tool,
      gpointer user_data);
  void (*fact) (const gchar *name, const gchar *value, gpointer user_data);
  /* take_message, schedule_callback: "kind" and what was asked for. */
  void (*message_taken) (JsonObject *message, gpointer user_data);
  void (*agent_changed) (const gchar *name, gpointer user_data);
  /* A sentence for the log: a guard rail, a limit, ... */
  void (*note) (const gchar *sentence, gpointer user_data);
} OvsAgentHost;

G_END_DECLS
