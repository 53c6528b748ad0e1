/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionfields.c - services that do not know a field of ours: it is left out,
 * and the user is told once. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"
#include "protocol/sessionpath.h"

/* TRUE when the session goes on without what @error refuses. */
gboolean
oa_session_drop_field (OaSession *self, const OaServiceError *error)
{
  gchar *path = oa_session_path_from_error (error);
  gboolean dropped = path != NULL
      && oa_session_config_drop (self->config, path);

  if (dropped) {
    oa_reporter_warning (self->reporter, oa_failure_unknown_field (path));
    oa_session_configure_session (self);
    /* Nothing is left to be asked for: the service's own session will do. */
    if (!oa_session_config_is_updating (self->config)
        && !oa_session_config_is_acknowledged (self->config))
      oa_session_config_acknowledge (self->config, NULL);
  }
  g_free (path);
  return dropped;
}
