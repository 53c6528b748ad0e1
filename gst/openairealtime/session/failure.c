/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* failure.c - sentences, domains and details. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/failure.h"
#include "protocol/printabletext.h"

#include <string.h>

/* Of quoted words within a sentence, so that its end is read. */
#define MAX_FOREIGN_WORDS 500

static GstStructure *
ensure_details (OaFailure *failure)
{
  if (failure->details == NULL)
    failure->details = gst_structure_new_empty ("details");
  return failure->details;
}

static void
add_text (OaFailure *failure, const gchar *field, const gchar *text)
{
  if (text != NULL)
    gst_structure_set (ensure_details (failure), field, G_TYPE_STRING, text,
        NULL);
}

const gchar *
oa_failure_class_get_nick (OaFailureClass class)
{
  static const gchar *const nicks[] = {
    "auth", "quota", "model", "config", "rate", "network", "tls", "server",
    "content", "protocol",
  };

  return nicks[class];
}

static void
classify (OaFailure *failure, OaFailureClass class, gboolean retry)
{
  failure->class = class;
  failure->retry = retry;
  add_text (failure, "error-class", oa_failure_class_get_nick (class));
}

OaFailure *
oa_failure_new (GQuark domain, gint code, const gchar *message,
    const gchar *debug)
{
  OaFailure *failure = g_new0 (OaFailure, 1);

  failure->domain = domain;
  failure->code = code;
  failure->message = g_strdup (message);
  failure->debug = g_strdup (debug);
  failure->retry_after = -1;
  return failure;
}

void
oa_failure_free (OaFailure *failure)
{
  if (failure == NULL)
    return;
  g_free (failure->message);
  g_free (failure->debug);
  g_clear_pointer (&failure->details, gst_structure_free);
  g_free (failure);
}

OaFailure *
oa_failure_new_classified (OaFailureClass class, GQuark domain, gint code,
    const gchar *message)
{
  OaFailure *failure = oa_failure_new (domain, code, message, NULL);

  classify (failure, class, FALSE);
  return failure;
}

static OaFailure *
resource_failure (OaFailureClass class, GstResourceError code,
    const gchar *message, const gchar *debug)
{
  OaFailure *failure =
      oa_failure_new (GST_RESOURCE_ERROR, code, message, debug);

  classify (failure, class, FALSE);
  return failure;
}

static OaFailure *
stream_failure (OaFailureClass class, GstStreamError code,
    const gchar *message)
{
  OaFailure *failure = oa_failure_new (GST_STREAM_ERROR, code, message, NULL);

  classify (failure, class, FALSE);
  return failure;
}

static void
add_number (OaFailure *failure, const gchar *field, guint number)
{
  if (number != 0)
    gst_structure_set (ensure_details (failure), field, G_TYPE_UINT, number,
        NULL);
}

/*** what the service says ***/

typedef struct
{
  const gchar *code;
  OaFailureClass class;
  GstResourceError error;
  const gchar *sentence;
} Cause;

static const Cause causes[] = {
  {"invalid_api_key", OA_CLASS_AUTH,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED,
      "The service refused the API key. Check the api-key property or the "
      "OPENAI_API_KEY environment variable."},
  {"account_deactivated", OA_CLASS_AUTH,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED,
      "The account of this API key is deactivated. Use another key."},
  {"beta_api_shape_disabled", OA_CLASS_CONFIG,
      GST_RESOURCE_ERROR_SETTINGS,
      "The service no longer speaks the beta dialect. Set dialect=ga."},
  {"missing_model", OA_CLASS_MODEL,
      GST_RESOURCE_ERROR_SETTINGS,
      "The service wants a model. Set the model property."},
  {"invalid_model", OA_CLASS_MODEL,
      GST_RESOURCE_ERROR_SETTINGS,
      "The service has no such realtime model. Set the model property to one "
      "that it offers."},
  {"model_not_found", OA_CLASS_MODEL,
      GST_RESOURCE_ERROR_SETTINGS,
      "The service does not know this model, or the key may not use it. Set "
      "the model property to one that it offers."},
  {"session_expired", OA_CLASS_SERVER,
      GST_RESOURCE_ERROR_READ,
      "The session reached the service's longest duration. Start a new one."},
  {"insufficient_quota", OA_CLASS_QUOTA,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT,
      "The account has no quota left. Check plan and billing at the service."},
  {"credit_balance_exhausted", OA_CLASS_QUOTA,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT,
      "The account's credit is used up. Add credit at the service."},
  {"organization_spend_limit_exceeded", OA_CLASS_QUOTA,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT,
      "The organization's spending limit is reached. Raise it at the "
      "service."},
  {"project_spend_limit_exceeded", OA_CLASS_QUOTA,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT,
      "The project's spending limit is reached. Raise it at the service."},
  {"organization_usage_limit_exceeded", OA_CLASS_QUOTA,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT,
      "The organization's usage limit is reached. Raise it at the service."},
  {"billing_hard_limit_reached", OA_CLASS_QUOTA,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT,
      "The account's billing limit is reached. Raise it at the service."},
};

static const Cause *
find_cause (const OaServiceError *error)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (causes); i++) {
    if (g_strcmp0 (error->code, causes[i].code) == 0)
      return &causes[i];
  }
  for (i = 0; i < G_N_ELEMENTS (causes); i++) {
    if (g_strcmp0 (error->type, causes[i].code) == 0)
      return &causes[i];
  }
  return NULL;
}

/* A service may quote the key it refused in its message; such a message is not
 * passed on. */
gchar *
oa_failure_quote_service (const OaServiceError *error)
{
  gchar *code = oa_text_make_printable (error->code != NULL ? error->code
      : "no code", MAX_FOREIGN_WORDS);
  gchar *words, *said;

  if (g_strcmp0 (error->code, "invalid_api_key") == 0
      || error->message == NULL) {
    words = g_strdup_printf ("error %s", code);
  } else {
    said = oa_text_make_printable (error->message, MAX_FOREIGN_WORDS);
    words = g_strdup_printf ("%s (%s)", said, code);
    g_free (said);
  }
  g_free (code);
  return words;
}

void
oa_failure_add_service (OaFailure *failure, const OaServiceError *error)
{
  add_text (failure, "api-error-code", error->code);
  add_text (failure, "api-error-type", error->type);
  add_text (failure, "api-error-param", error->param);
  add_text (failure, "event-id", error->event_id);
}

OaFailure *
oa_failure_from_service (const OaServiceError *error)
{
  const Cause *cause = find_cause (error);
  gchar *words = oa_failure_quote_service (error);
  gchar *message;
  OaFailure *failure;

  if (cause != NULL)
    message = g_strdup (cause->sentence);
  else
    message = g_strdup_printf ("The service ended the session: %s. Correct "
        "what it names, or try again later.", words);
  failure = resource_failure (cause != NULL ? cause->class : OA_CLASS_SERVER,
      cause != NULL ? cause->error : GST_RESOURCE_ERROR_FAILED, message,
      words);
  /* A session that reached its end of life is no reason against the next. */
  failure->retry = g_strcmp0 (error->code, "session_expired") == 0;
  failure->passes = failure->retry;
  oa_failure_add_service (failure, error);
  g_free (message);
  g_free (words);
  return failure;
}

/*** what the transport says ***/

/* It was not the service that did not want the key. */
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
    "authentication_error", "permission_error", NULL
  };

  return told != NULL && told->type != NULL
      && g_strv_contains (types, told->type);
}

/* A refused upgrade may say why, as an event before a close does; @refusal is
 * where. */
static const OaServiceError *
find_told (const OaTransportEnd *end, const OaServiceError *told,
    OaServiceError *refusal)
{
  if (told != NULL || (end->api_error_code == NULL
          && end->api_error_type == NULL && end->api_message == NULL))
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
  gchar *words = told != NULL ? oa_failure_quote_service (told) : NULL;
  OaFailure *failure = resource_failure (end_class (end), resource_code (end),
      end->error->message, words);

  failure->retry = may_retry (end);
  /* The status of an upgrade says more than the kind of its error. */
  failure->passes = may_pass (end)
      && (end->error->code == OA_TRANSPORT_ERROR_HTTP || !is_refusal (told));
  if (told != NULL)
    oa_failure_add_service (failure, told);
  g_free (words);
  return failure;
}

static void
add_wait (OaFailure *failure, gint seconds)
{
  gchar *message = g_strdup_printf ("%s The service asks to wait for %d s.",
      failure->message, seconds);

  g_free (failure->message);
  failure->message = message;
  add_number (failure, "retry-after", seconds);
}

OaFailure *
oa_failure_from_end (const OaTransportEnd *end, const OaServiceError *told)
{
  OaServiceError refusal = { NULL, };
  OaFailure *failure;

  told = find_told (end, told, &refusal);
  if (told != NULL && find_cause (told) != NULL)
    failure = oa_failure_from_service (told);
  else
    failure = failure_of_end (end, told);
  failure->retry_after = end->retry_after;
  add_number (failure, "http-status-code", end->http_status);
  add_number (failure, "close-code", end->close_code);
  add_text (failure, "close-reason", end->close_reason);
  if (end->retry_after > 0)
    add_wait (failure, end->retry_after);
  return failure;
}

void
oa_failure_add_tries (OaFailure *failure, guint tries, gint64 us)
{
  gint64 s = (us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;
  gchar *message = s < 120 ? g_strdup_printf ("%s It was tried %u times in "
      "%" G_GINT64_FORMAT " s.", failure->message, tries, MAX (s, 1))
      : g_strdup_printf ("%s It was tried %u times in %" G_GINT64_FORMAT
      " min.", failure->message, tries, (s + 30) / 60);

  g_free (failure->message);
  failure->message = message;
  add_number (failure, "attempts", tries);
}

/*** telling ***/

void
oa_failure_post (const OaFailure *failure, GstElement *element,
    GstMessageType type)
{
  GstStructure *details = failure->details != NULL
      ? gst_structure_copy (failure->details) : NULL;

  gst_element_message_full_with_details (element, type, failure->domain,
      failure->code, g_strdup (failure->message), g_strdup (failure->debug),
      __FILE__, GST_FUNCTION, __LINE__, details);
}

/*** our own ***/

OaFailure *
oa_failure_from_protocol (const GError *error, guint count)
{
  gchar *which = count == 1 ? g_strdup ("a message that is")
      : g_strdup_printf ("%u messages that are", count);
  gchar *cause = oa_text_make_printable (error->message, MAX_FOREIGN_WORDS);
  gchar *message = g_strdup_printf ("The service sent %s not of the Realtime "
      "protocol: %s Check that the uri property is the address of a Realtime "
      "service.", which, cause);
  OaFailure *failure = stream_failure (OA_CLASS_PROTOCOL,
      GST_STREAM_ERROR_DECODE, message);

  g_free (which);
  g_free (cause);
  g_free (message);
  return failure;
}

OaFailure *
oa_failure_no_timestamps (const gchar *segment_format)
{
  OaFailure *failure = stream_failure (OA_CLASS_CONFIG,
      GST_STREAM_ERROR_FORMAT, "The audio has no timestamps. Put decodebin, or "
      "for a WAV file wavparse, in front of this element, and audioconvert ! "
      "audioresample behind that.");

  failure->debug = g_strdup_printf ("segment format %s", segment_format);
  return failure;
}

OaFailure *
oa_failure_no_format (void)
{
  return stream_failure (OA_CLASS_CONFIG, GST_STREAM_ERROR_FORMAT, "What "
      "follows this element takes none of its formats. Put audioconvert and "
      "audioresample, or mulawdec, behind it.");
}

OaFailure *
oa_failure_no_memory_map (void)
{
  return resource_failure (OA_CLASS_CONTENT, GST_RESOURCE_ERROR_READ, "The "
      "audio's memory cannot be read. Put an element that copies, such as "
      "audioconvert, in front of this one.", NULL);
}

OaFailure *
oa_failure_no_caps (void)
{
  return stream_failure (OA_CLASS_CONFIG, GST_STREAM_ERROR_FORMAT, "The audio "
      "came without a format. Put audioconvert and audioresample, or a caps "
      "filter, in front of this element; set caps on an appsrc.");
}

OaFailure *
oa_failure_other_caps (const gchar *caps)
{
  OaFailure *failure = stream_failure (OA_CLASS_CONFIG,
      GST_STREAM_ERROR_FORMAT, "The audio that comes in is in none of this "
      "element's formats and is not taken. Put audioconvert and audioresample "
      "in front.");

  failure->debug = g_strdup (caps);
  return failure;
}

OaFailure *
oa_failure_after_end (void)
{
  return stream_failure (OA_CLASS_CONFIG, GST_STREAM_ERROR_FAILED, "The input "
      "had ended; what comes after it is not taken. Flush, or go to READY, "
      "before another input.");
}

OaFailure *
oa_failure_queue_is_full (void)
{
  return resource_failure (OA_CLASS_NETWORK, GST_RESOURCE_ERROR_NO_SPACE_LEFT,
      "The input could not be sent for longer than max-input-queue, and the "
      "oldest of it is dropped. Check the network, or raise max-input-queue.",
      NULL);
}

OaFailure *
oa_failure_not_heard (void)
{
  return stream_failure (OA_CLASS_CONTENT, GST_STREAM_ERROR_FAILED, "The "
      "service heard no speech in the input, though there is some. Make it "
      "louder, lower vad-threshold, or set turn-detection=none.");
}

OaFailure *
oa_failure_not_confirmed (guint timeout_ms)
{
  gchar *message = g_strdup_printf ("The service accepted the connection but "
      "did not set up the session within %u ms. Check that the uri property "
      "is the address of a Realtime service, or raise connect-timeout.",
      timeout_ms);
  OaFailure *failure = resource_failure (OA_CLASS_SERVER,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, message, NULL);

  failure->retry = failure->passes = TRUE;
  g_free (message);
  return failure;
}

OaFailure *
oa_failure_no_key_in_time (gboolean handler, guint timeout_ms)
{
  gchar *message = handler ? g_strdup_printf ("The application did not give "
      "a key within %u ms. Let its handler of request-api-key return sooner, "
      "or raise connect-timeout.", timeout_ms)
      : g_strdup_printf ("The file of api-key-file could not be read within "
      "%u ms. Check the disk or network share that it is on.", timeout_ms);
  OaFailure *failure = resource_failure (OA_CLASS_AUTH,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED, message, NULL);

  failure->retry = TRUE;
  g_free (message);
  return failure;
}

OaFailure *
oa_failure_other_format (const gchar *direction, const gchar *asked,
    const gchar *confirmed)
{
  gboolean known = strcmp (confirmed, "unknown") != 0;
  gchar *message = g_strdup_printf ("The service confirmed %s audio as %s "
      "although %s was asked for. It is %s; check that the model and the "
      "service speak %s, or give this element's %s pad what they speak.",
      direction, known ? confirmed : "something that this element does not "
      "know", asked, known ? "converted" : "taken for what was asked for",
      asked, strcmp (direction, "input") == 0 ? "sink" : "source");
  OaFailure *failure = stream_failure (OA_CLASS_PROTOCOL,
      GST_STREAM_ERROR_FORMAT, message);

  g_free (message);
  return failure;
}

OaFailure *
oa_failure_other_content (const gchar *said, const gchar *sent)
{
  gchar *message = g_strdup_printf ("The service sends output audio as %s "
      "although it says that this is %s. It is taken for %s; check that the "
      "model and the service speak %s, or ask for %s.", sent, said, sent,
      said, sent);
  OaFailure *failure = stream_failure (OA_CLASS_PROTOCOL,
      GST_STREAM_ERROR_FORMAT, message);

  g_free (message);
  return failure;
}

OaFailure *
oa_failure_no_answer (guint timeout_ms)
{
  gchar *message = g_strdup_printf ("The service did not finish its answer: "
      "it said nothing for %u ms. The output is without the rest; raise "
      "drain-timeout to wait longer.", timeout_ms);
  OaFailure *failure = resource_failure (OA_CLASS_CONTENT,
      GST_RESOURCE_ERROR_READ, message, NULL);

  g_free (message);
  return failure;
}

static gchar *
describe_warning (OaConversationWarning warning, guint number)
{
  switch (warning) {
    case OA_WARNING_NO_RESPONSE:
      return g_strdup_printf ("The service did not answer a request for a "
          "response within %u s. It is taken for lost, and the next one goes "
          "out.", number);
    case OA_WARNING_STALLED_RESPONSE:
      return g_strdup_printf ("The service sent nothing of its response for "
          "%u s and did not end it. It is cancelled, and the conversation goes "
          "on without the rest.", number);
    case OA_WARNING_FUNCTION_ROUNDS:
      return g_strdup_printf ("The model called functions in %u answers in a "
          "row. The last calls are answered, but no further answer is asked "
          "for before the user's next turn. Raise max-function-rounds, or tell "
          "the model in its instructions when to stop.", number);
  }
  return NULL;
}

OaFailure *
oa_failure_from_conversation (OaConversationWarning warning, guint number)
{
  gchar *message = describe_warning (warning, number);
  OaFailure *failure = resource_failure (OA_CLASS_CONTENT,
      GST_RESOURCE_ERROR_READ, message, NULL);

  g_free (message);
  return failure;
}

OaFailure *
oa_failure_not_received (guint timeout_ms)
{
  gchar *message = g_strdup_printf ("The service did not confirm for %u ms "
      "that it had got what was sent. What it may still say of that is not "
      "waited for; check the network, or raise drain-timeout to wait longer.",
      timeout_ms);
  OaFailure *failure = resource_failure (OA_CLASS_CONTENT,
      GST_RESOURCE_ERROR_READ, message, NULL);

  g_free (message);
  return failure;
}

OaFailure *
oa_failure_failed_answer (const OaServiceError *error)
{
  gchar *words = error != NULL ? oa_failure_quote_service (error)
      : g_strdup ("it does not say why");
  gchar *message = g_strdup_printf ("The service failed to answer: %s. Correct "
      "what it names, or try again later.", words);
  OaFailure *failure = resource_failure (OA_CLASS_CONTENT,
      GST_RESOURCE_ERROR_FAILED, message, words);

  if (error != NULL)
    oa_failure_add_service (failure, error);
  g_free (message);
  g_free (words);
  return failure;
}

OaFailure *
oa_failure_no_output (guint timeout_ms)
{
  gchar *message = g_strdup_printf ("A function call was not answered for %u "
      "ms, and the stream goes on without it. Answer it by the signal "
      "function-call or the action send-function-output, lower "
      "function-timeout, or raise drain-timeout.", timeout_ms);
  OaFailure *failure = resource_failure (OA_CLASS_CONTENT,
      GST_RESOURCE_ERROR_READ, message, NULL);

  g_free (message);
  return failure;
}

OaFailure *
oa_failure_too_much_speech (gsize bytes, guint items)
{
  gchar *message = g_strdup_printf ("More speech waits to be played than is "
      "kept, which is %" G_GSIZE_FORMAT " MiB and %u items. Make the elements "
      "behind this one faster, or ask for shorter answers.", bytes >> 20,
      items);
  OaFailure *failure = resource_failure (OA_CLASS_CONTENT,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT, message, NULL);

  g_free (message);
  return failure;
}
