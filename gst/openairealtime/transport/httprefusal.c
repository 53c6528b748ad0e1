/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A status tells little: 429 is haste or an empty purse, 403 the key or the
 * model or a proxy on the way. The body tells which, where there is one. */

#include "httprefusal.h"

#include "address.h"

static const struct
{
  const gchar *code; /* or type, of an API */
  const gchar *advice;
} causes[] = {
  { "insufficient_quota",
      "The account has no quota left. Check plan and billing." },
  { "billing_hard_limit_reached",
      "The account's billing limit is reached. Raise it at the service." },
  { "rate_limit_exceeded", "Too many requests. Wait, and try again." },
  { "model_not_found",
      "The service does not know this model, or the key may not use it. Check "
      "the model." },
  { "invalid_api_key", "The key was not accepted. Check the key." },
};

static const gchar *
find_advice (const gchar *code)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (causes); i++) {
    if (g_strcmp0 (code, causes[i].code) == 0)
      return causes[i].advice;
  }
  return NULL;
}

static gboolean
is_from_api (const OaTransportEnd *end)
{
  return end->api_error_code != NULL || end->api_error_type != NULL
      || end->api_message != NULL;
}

/* The body is an error of the API: so the refusal is not a proxy's. */
static const gchar *
api_advice (guint status)
{
  switch (status) {
    case SOUP_STATUS_UNAUTHORIZED:
      return "The key was not accepted. Check the key.";
    case SOUP_STATUS_FORBIDDEN:
      return "The key has no access to this. Check the key, its project and its "
             "region.";
    case 429: /* too many requests */
      return "Too many requests. Wait, and try again.";
    default:
      return NULL;
  }
}

static const gchar *
status_advice (guint status)
{
  switch (status) {
    case SOUP_STATUS_UNAUTHORIZED:
      return "The key was not accepted, by the service or by a proxy on the "
             "way. Check the key.";
    case SOUP_STATUS_FORBIDDEN:
      return "The key has no access to this, or a proxy on the way forbids it. "
             "Check the key, its project and its region.";
    case SOUP_STATUS_NOT_FOUND:
      return "There is nothing at this address. Check the address and the "
             "model.";
    case SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED:
      return "The proxy wants a user name and password. Put them into the "
             "proxy's address.";
    case SOUP_STATUS_REQUEST_TIMEOUT:
      return "The service did not wait for the request. Try again.";
    case 426: /* upgrade required */
      return "The service wants another protocol. Check the address.";
    case 429: /* too many requests */
      return "Too many requests, or the quota is used up. Wait, or check plan "
             "and billing.";
    default:
      return status >= 500
          ? "The service, or a proxy before it, is in trouble. Try again later."
          : "Check the address, the model and the key.";
  }
}

static const gchar *
choose_advice (guint status, const OaTransportEnd *end)
{
  const gchar *advice = find_advice (end->api_error_code);

  if (advice == NULL)
    advice = find_advice (end->api_error_type);
  if (advice == NULL && is_from_api (end))
    advice = api_advice (status);
  if (advice == NULL && end->is_web_page && status < 500)
    advice = "The answer is a web page, no API's: a proxy or gateway on the "
             "way refused it, or the address is not that of the service. Check "
             "both.";
  return advice != NULL ? advice : status_advice (status);
}

static GError *
status_error (guint status, const gchar *host, const OaTransportEnd *end)
{
  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_HTTP,
      "%s refused the connection with HTTP status %u. %s", host, status,
      choose_advice (status, end));
}

static GError *
proxy_error (guint status, const gchar *host)
{
  gboolean wants_password = status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED;

  return g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_PROXY,
      "The proxy refused the connection to %s with HTTP status %u. %s", host,
      status,
      wants_password
          ? status_advice (status)
          : "Check the proxy's address, and that it lets connections to this host "
            "through.");
}

/* Where to, without a query that may hold a secret; NULL when not told. */
static gchar *
describe_location (const OaHttpHead *head, GUri *uri)
{
  const gchar *location =
      soup_message_headers_get_one (head->headers, "Location");
  GUri *target;
  gchar *text;

  if (location == NULL)
    return NULL;
  target = g_uri_parse_relative (uri, location, SOUP_HTTP_URI_FLAGS, NULL);
  if (target == NULL)
    return NULL;
  text = oa_address_describe (target);
  g_uri_unref (target);
  return text;
}

static GError *
redirect_error (const OaHttpHead *head, GUri *uri)
{
  gchar *location = describe_location (head, uri);
  GError *error = g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_REDIRECT,
      "%s points to another address%s%s (HTTP status %u). It is not followed, "
      "to keep the key. If the new address can be trusted, set it as uri.",
      g_uri_get_host (uri), location != NULL ? ", " : "",
      location != NULL ? location : "", head->status);

  g_free (location);
  return error;
}

static GDateTime *
get_date (const OaHttpHead *head, const gchar *name)
{
  const gchar *text = soup_message_headers_get_one (head->headers, name);

  return text != NULL ? soup_date_time_new_from_http_string (text) : NULL;
}

/* A date is compared with the service's own clock where it tells the time. */
static gint
seconds_until_retry_date (const OaHttpHead *head)
{
  GDateTime *then = get_date (head, "Retry-After");
  GDateTime *now;
  gint64 seconds;

  if (then == NULL)
    return -1;
  now = get_date (head, "Date");
  if (now == NULL)
    now = g_date_time_new_now_utc ();
  seconds = g_date_time_difference (then, now) / G_TIME_SPAN_SECOND;
  g_date_time_unref (now);
  g_date_time_unref (then);
  return CLAMP (seconds, 0, G_MAXINT);
}

static gint
read_retry_after (const OaHttpHead *head)
{
  const gchar *text =
      soup_message_headers_get_one (head->headers, "Retry-After");
  guint64 seconds;

  if (text == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &seconds, NULL))
    return seconds;
  return seconds_until_retry_date (head);
}

void
oa_http_refusal_read (const OaHttpHead *head, GUri *uri, gboolean by_proxy,
    OaTransportEnd *end)
{
  const gchar *host = g_uri_get_host (uri);
  guint status = head->status;

  end->http_status = status;
  end->retry_after = read_retry_after (head);
  if (by_proxy || status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED)
    end->error = proxy_error (status, host);
  else if (SOUP_STATUS_IS_REDIRECTION (status))
    end->error = redirect_error (head, uri);
  else
    end->error = status_error (status, host, end);
}
