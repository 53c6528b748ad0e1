/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callparts.c - see callparts.h. */

#include "callparts.h"

OvsAgent *
ovs_call_get_agent (OvsCall *self)
{
  return self->session.run != NULL ? ovs_agent_run_get_agent (self->session.run)
                                   : self->agent;
}

gboolean
ovs_call_has_agent (OvsCall *self, GError **error)
{
  if (self->session.run != NULL && !self->ending.ended)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
      "The call is not connected. Try again when its state is \"connected\".");
  return FALSE;
}

void
ovs_call_refuse (OvsDoneFunc done, gpointer done_data, const gchar *sentence)
{
  g_autoptr (GError) error =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, sentence);

  if (done != NULL)
    done (error, done_data);
}
