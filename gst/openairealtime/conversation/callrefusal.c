/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callrefusal.c - the words for calls that are not carried out. */

#include "callrefusal.h"

#include "protocol/json.h"
#include "action.h"

#include <string.h>

/* A longer one is not told. */
#define MAX_NAME 128

void
oa_call_report_refusal (const OaItemInfo *item, const gchar *code,
    const gchar *sentence, GPtrArray *actions)
{
  OaServiceError error = { (gchar *) "function_call", (gchar *) code, };

  if (strlen (item->name) <= MAX_NAME)
    error.param = item->name;
  error.message = g_strdup_printf ("A call by the model was not carried out: "
      "%s", sentence);
  oa_actions_notify (actions, &(OaNotice) { OA_NOTICE_ERROR,
          .error = &error });
  g_free (error.message);
}

gchar *
oa_call_make_error (const gchar *sentence)
{
  JsonObject *object = json_object_new ();
  gchar *text;

  json_object_set_string_member (object, "error", sentence);
  text = oa_json_object_to_text (object);
  json_object_unref (object);
  return text;
}
