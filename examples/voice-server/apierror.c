/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* apierror.c - see apierror.h. */

#include "apierror.h"

void
ovs_api_answer_error (AppHttpRequest *request, const GError *error)
{
  guint status = 502;

  if (error->domain == G_IO_ERROR)
    switch (error->code) {
      case G_IO_ERROR_NOT_FOUND:
        status = 404;
        break;
      case G_IO_ERROR_INVALID_ARGUMENT:
      case G_IO_ERROR_INVALID_DATA:
        status = 400;
        break;
      case G_IO_ERROR_NOT_CONNECTED:
      case G_IO_ERROR_NOT_SUPPORTED:
        status = 409;
        break;
      case G_IO_ERROR_CANCELLED:
        status = 410;
        break;
      case G_IO_ERROR_BUSY:
        status = 503;
        break;
      default:
        break;
    }
  else
    status = 400;
  app_http_request_fail (request, status, "%s", error->message);
}
