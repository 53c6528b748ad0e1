/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* failuretransport.c - how a connection ended: refused, broken, closed. What
 * the service said before goes first. */

#include "session/failure.h"
#include "protocol/servicecause.h"

/* A web page with 401 or 403 is a gateway's on the way: the service answers in
 * JSON, and it has not seen the key. */
static gboolean
is_gateway (const OaTransportEnd *end)
{
  return end->is_web_page
      && (end->http_status == 401 || end->http_status == 403);
}

static GstResourceError
resource_code (const OaTransportEnd *end)
{
  switch (end->error->code) {
    case OA_TRANSPORT_ERROR_URI:
    case OA_TRANSPORT_ERROR_INSECURE:
    case OA_TRANSPORT_ERROR_HEADER:
    case OA_TRANSPORT_ERROR_REDIRECT:
      return GST_RESOURCE_ERROR_SETTINGS;
    case OA_TRANSPORT_ERROR_HTTP:
      if (is_gateway (end))
        return GST_RESOURCE_ERROR_OPEN_READ_WRITE;
      if (end->http_status == 401 || end->http_status == 403)
        return GST_RESOURCE_ERROR_NOT_AUTHORIZED;
      if (end->http_status == 404)
        return GST_RESOURCE_ERROR_NOT_FOUND;
      if (end->http_status == 429)
        return GST_RESOURCE_ERROR_BUSY;
      return GST_RESOURCE_ERROR_OPEN_READ_WRITE;
    case OA_TRANSPORT_ERROR_OVERFLOW:
      return GST_RESOURCE_ERROR_WRITE;
    default:
      return end->was_open ? GST_RESOURCE_ERROR_READ
                           : GST_RESOURCE_ERROR_OPEN_READ_WRITE;
  }
}

static OaFailureClass
status_class (guint status)
{
  if (status == 401 || status == 403)
    return OA_CLASS_AUTH;
  if (status == 429)
    return OA_CLASS_RATE;
  return status >= 500 ? OA_CLASS_SERVER : OA_CLASS_CONFIG;
}

static OaFailureClass
end_class (const OaTransportEnd *end)
{
  switch (end->error->code) {
    case OA_TRANSPORT_ERROR_URI:
    case OA_TRANSPORT_ERROR_INSECURE:
    case OA_TRANSPORT_ERROR_HEADER:
    case OA_TRANSPORT_ERROR_REDIRECT:
      return OA_CLASS_CONFIG;
    case OA_TRANSPORT_ERROR_TLS:
      return OA_CLASS_TLS;
    case OA_TRANSPORT_ERROR_HTTP:
      return is_gateway (end) ? OA_CLASS_NETWORK
                              : status_class (end->http_status);
    case OA_TRANSPORT_ERROR_CLOSED:
      return end->close_code == 1006 ? OA_CLASS_NETWORK : OA_CLASS_SERVER;
    case OA_TRANSPORT_ERROR_TOO_LARGE:
    case OA_TRANSPORT_ERROR_PROTOCOL:
      return OA_CLASS_PROTOCOL;
    default:
      return OA_CLASS_NETWORK;
  }
}

/* Codes by which a service says that it does not want this client. */
static gboolean
is_final_close (guint code)
{
  return code == 1008 || code >= 3000;
}

/* Whether the same settings may work a little later. */
static gboolean
may_retry (const OaTransportEnd *end)
{
  switch (end->error->code) {
    case OA_TRANSPORT_ERROR_HTTP:
      return end->http_status == 408 || end->http_status == 425
          || end->http_status == 429 || end->http_status >= 500;
    case OA_TRANSPORT_ERROR_TLS:
      /* A bad certificate stays one; a handshake may have been torn. */
      return end->tls_errors == 0;
    case OA_TRANSPORT_ERROR_CLOSED:
      return !is_final_close (end->close_code);
    default:
      return end_class (end) != OA_CLASS_CONFIG;
  }
}

/* Whether they may work within seconds: the service restarts, or something on
 * the way. What names a wrong address is told at once. */
static gboolean
may_pass (const OaTransportEnd *end)
{
  switch (end->error->code) {
    case OA_TRANSPORT_ERROR_HTTP:
    case OA_TRANSPORT_ERROR_CLOSED:
      return may_retry (end);
    case OA_TRANSPORT_ERROR_TIMEOUT:
    case OA_TRANSPORT_ERROR_FAILED:
      return TRUE;
    default:
      return FALSE;
  }
}

/* The service has said that it is the request, the key or the account that is
 * wrong: another try a little later says the same. */
static gboolean
is_refusal (const OaServiceError *told)
{
  static const gchar *const types[] = { "invalid_request_error",
    "authentication_error", "permission_error", NULL };

  return told != NULL && told->type != NULL
      && g_strv_contains (types, told->type);
}

/* A refused upgrade may say why, as an event before a close does; @refusal is
 * where. */
static const OaServiceError *
find_told (const OaTransportEnd *end, const OaServiceError *told,
    OaServiceError *refusal)
{
  if (told != NULL
      || (end->api_error_code == NULL && end->api_error_type == NULL
          && end->api_message == NULL))
    return told;
  refusal->code = end->api_error_code;
  refusal->type = end->api_error_type;
  refusal->message = end->api_message;
  return refusal;
}

/* @told has no sentence of its own, or is NULL. */
static OaFailure *
failure_of_end (const OaTransportEnd *end, const OaServiceError *told)
{
  OaFailure *failure = oa_failure_new (end_class (end), GST_RESOURCE_ERROR,
      resource_code (end), "%s", end->error->message);

  failure->retry = may_retry (end);
  /* The status of an upgrade says more than the kind of its error. */
  failure->passes = may_pass (end)
      && (end->error->code == OA_TRANSPORT_ERROR_HTTP || !is_refusal (told));
  if (told != NULL) {
    failure->debug = oa_failure_quote_service (told);
    oa_failure_add_service (failure, told);
  }
  return failure;
}

OaFailure *
oa_failure_from_end (const OaTransportEnd *end, const OaServiceError *told)
{
  OaServiceError refusal = { NULL };
  OaFailure *failure;

  told = find_told (end, told, &refusal);
  if (told != NULL && oa_failure_find_cause (told) != OA_SERVICE_CAUSE_OTHER)
    failure = oa_failure_from_service (told);
  else
    failure = failure_of_end (end, told);
  failure->retry_after = end->retry_after;
  oa_failure_add_number (failure, "http-status-code", end->http_status);
  oa_failure_add_number (failure, "close-code", end->close_code);
  oa_failure_add_text (failure, "close-reason", end->close_reason);
  if (end->retry_after > 0) {
    oa_failure_append (failure, "The service asks to wait for %d s.",
        end->retry_after);
    oa_failure_add_number (failure, "retry-after", end->retry_after);
  }
  return failure;
}

void
oa_failure_add_tries (OaFailure *failure, guint tries, gint64 us)
{
  guint s = (us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;
  gboolean minutes = s >= 120;

  oa_failure_append (failure, "It was tried %u times in %u %s.", tries,
      minutes ? (s + 30) / 60 : MAX (s, 1), minutes ? "min" : "s");
  oa_failure_add_number (failure, "attempts", tries);
}
