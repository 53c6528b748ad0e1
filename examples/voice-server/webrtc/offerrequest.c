/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* offerrequest.c - see offerrequest.h. */

#include "offerrequest.h"

#include "webrtc/iceservers.h"
#include "webrtc/network.h"

#include <string.h>

#define SDP_TYPE "application/sdp"

struct _OvsOfferRequest
{
  AppHttpRequest *request;
  gchar *link; /* or NULL */
  gchar *id;
};

gboolean
ovs_offer_request_answer (const gchar *sdp, const gchar *sentence,
    gpointer user_data)
{
  OvsOfferRequest *answer = user_data;
  gboolean is_there = !app_http_request_is_over (answer->request);

  if (sdp != NULL) {
    g_autofree gchar *location = g_strconcat ("/api/webrtc/", answer->id, NULL);

    app_http_request_set_header (answer->request, "Location", location);
    if (answer->link != NULL)
      app_http_request_set_header (answer->request, "Link", answer->link);
    app_http_request_answer (answer->request, 201, SDP_TYPE, sdp, -1);
  } else {
    app_http_request_fail (answer->request, 503, "%s", sentence);
  }
  app_http_request_unref (answer->request);
  g_free (answer->link);
  g_free (answer->id);
  g_free (answer);
  return is_there;
}

OvsOfferRequest *
ovs_offer_request_new (AppHttpRequest *request, const OvsSettings *settings,
    const gchar *id, gboolean is_guest)
{
  OvsOfferRequest *self = g_new (OvsOfferRequest, 1);
  const OvsIceUser user = { id, g_get_real_time () / G_USEC_PER_SEC, is_guest };

  *self = (OvsOfferRequest){ app_http_request_ref (request),
    ovs_ice_servers_make_link (settings, &user), g_strdup (id) };
  return self;
}

static void
answer_offer_error (AppHttpRequest *request, const GError *error)
{
  guint status =
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ? 400 : 422;

  app_http_request_fail (request, status, "%s", error->message);
}

static gboolean
is_sdp (AppHttpRequest *request)
{
  const gchar *type = app_http_request_get_header (request, "Content-Type");
  gsize length = strlen (SDP_TYPE);

  return type != NULL && g_ascii_strncasecmp (type, SDP_TYPE, length) == 0
      && (type[length] == '\0' || strchr ("; \t", type[length]) != NULL);
}

OvsOffer *
ovs_offer_request_read (AppHttpRequest *request, OvsCodec preferred)
{
  g_autoptr (GError) error = NULL;
  const gchar *missing = ovs_network_find_missing ();
  gsize length;
  const gchar *body = app_http_request_get_body (request, &length);
  OvsOffer *offer;

  if (!is_sdp (request)) {
    app_http_request_fail (request, 415,
        "The body must be an SDP offer. Send it with the header "
        "\"Content-Type: " SDP_TYPE "\".");
    return NULL;
  }
  if (missing != NULL) {
    app_http_request_fail (request, 501,
        "This server cannot speak WebRTC: install the package %s.", missing);
    return NULL;
  }
  offer = ovs_offer_read (body, length, preferred, &error);
  if (offer == NULL)
    answer_offer_error (request, error);
  return offer;
}
