/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* failureservice.c - what the service refuses, breaks off, leaves undone or
 * says otherwise than was asked for. */

#include "session/failure.h"
#include "protocol/printabletext.h"
#include "protocol/servicecause.h"

#include <string.h>

/* Of quoted words within a sentence, so that its end is read. */
#define MAX_FOREIGN_WORDS 500

typedef struct
{
  OaFailureClass class;
  GstResourceError error;
  const gchar *sentence;
} Cause;

#define AUTH OA_CLASS_AUTH, GST_RESOURCE_ERROR_NOT_AUTHORIZED
#define BETA OA_CLASS_CONFIG, GST_RESOURCE_ERROR_SETTINGS
#define MODEL OA_CLASS_MODEL, GST_RESOURCE_ERROR_SETTINGS
#define EXPIRED OA_CLASS_SERVER, GST_RESOURCE_ERROR_READ
#define QUOTA OA_CLASS_QUOTA, GST_RESOURCE_ERROR_NO_SPACE_LEFT

static const Cause causes[] = {
  [OA_SERVICE_CAUSE_BAD_KEY] = { AUTH,
      "The service refused the API key. Check "
      "the api-key property or the OPENAI_API_KEY environment variable." },
  [OA_SERVICE_CAUSE_ACCOUNT_DEACTIVATED] = { AUTH,
      "The account of this API "
      "key is deactivated. Use another key." },
  [OA_SERVICE_CAUSE_NO_BETA] = { BETA,
      "The service no longer speaks the beta "
      "dialect. Set dialect=ga." },
  [OA_SERVICE_CAUSE_MISSING_MODEL] = { MODEL,
      "The service wants a model. Set "
      "the model property." },
  [OA_SERVICE_CAUSE_BAD_MODEL] = { MODEL,
      "The service has no such realtime "
      "model. Set the model property to one that it offers." },
  [OA_SERVICE_CAUSE_UNKNOWN_MODEL] = { MODEL,
      "The service does not know this "
      "model, or the key may not use it. Set the model property to one "
      "that it offers." },
  [OA_SERVICE_CAUSE_SESSION_EXPIRED] = { EXPIRED,
      "The session reached the "
      "service's longest duration. Start a new one." },
  [OA_SERVICE_CAUSE_NO_QUOTA] = { QUOTA,
      "The account has no quota left. Check "
      "plan and billing at the service." },
  [OA_SERVICE_CAUSE_NO_CREDIT] = { QUOTA,
      "The account's credit is used up. "
      "Add credit at the service." },
  [OA_SERVICE_CAUSE_ORGANIZATION_SPENDING] = { QUOTA,
      "The organization's "
      "spending limit is reached. Raise it at the service." },
  [OA_SERVICE_CAUSE_PROJECT_SPENDING] = { QUOTA,
      "The project's spending limit "
      "is reached. Raise it at the service." },
  [OA_SERVICE_CAUSE_ORGANIZATION_USAGE] = { QUOTA,
      "The organization's usage "
      "limit is reached. Raise it at the service." },
  [OA_SERVICE_CAUSE_BILLING_LIMIT] = { QUOTA,
      "The account's billing limit is "
      "reached. Raise it at the service." },
};

OaServiceCause
oa_failure_find_cause (const OaServiceError *error)
{
  OaServiceCause cause = oa_service_cause_from_code (error->code);

  return cause != OA_SERVICE_CAUSE_OTHER
      ? cause
      : oa_service_cause_from_code (error->type);
}

/* A service may quote the key it refused in its message; such a message is not
 * passed on. */
gchar *
oa_failure_quote_service (const OaServiceError *error)
{
  gchar *code =
      oa_text_make_printable (error->code != NULL ? error->code : "no code",
          MAX_FOREIGN_WORDS);
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
  oa_failure_add_text (failure, "api-error-code", error->code);
  oa_failure_add_text (failure, "api-error-type", error->type);
  oa_failure_add_text (failure, "api-error-param", error->param);
  oa_failure_add_text (failure, "event-id", error->event_id);
}

OaFailure *
oa_failure_from_service (const OaServiceError *error)
{
  OaServiceCause found = oa_failure_find_cause (error);
  gchar *words = oa_failure_quote_service (error);
  OaFailure *failure;

  if (found != OA_SERVICE_CAUSE_OTHER)
    failure = oa_failure_new (causes[found].class, GST_RESOURCE_ERROR,
        causes[found].error, "%s", causes[found].sentence);
  else
    failure = oa_failure_new (OA_CLASS_SERVER, OA_RESOURCE (FAILED),
        "The "
        "service ended the session: %s. Correct what it names, or try again "
        "later.",
        words);
  failure->debug = words;
  /* A session that was as long as it may be: the next one begins anew. */
  failure->retry = g_strcmp0 (error->code, "session_expired") == 0;
  failure->passes = failure->retry;
  oa_failure_add_service (failure, error);
  return failure;
}

OaFailure *
oa_failure_from_protocol (const GError *error, guint count)
{
  gchar *which = count == 1 ? g_strdup ("a message that is")
                            : g_strdup_printf ("%u messages that are", count);
  gchar *cause = oa_text_make_printable (error->message, MAX_FOREIGN_WORDS);
  OaFailure *failure = oa_failure_new (OA_CLASS_PROTOCOL, OA_STREAM (DECODE),
      "The service sent %s not of the Realtime protocol: %s Check that the "
      "uri property is the address of a Realtime service.",
      which, cause);

  g_free (which);
  g_free (cause);
  return failure;
}

OaFailure *
oa_failure_not_confirmed (guint timeout_ms)
{
  OaFailure *failure = oa_failure_new (OA_CLASS_SERVER,
      OA_RESOURCE (OPEN_READ_WRITE),
      "The service accepted the connection but "
      "did not set up the session within %u ms. Check that the uri property "
      "is the address of a Realtime service, or raise connect-timeout.",
      timeout_ms);

  failure->retry = failure->passes = TRUE;
  return failure;
}

OaFailure *
oa_failure_other_format (const gchar *direction, const gchar *asked,
    const gchar *confirmed)
{
  gboolean known = strcmp (confirmed, "unknown") != 0;

  return oa_failure_new (OA_CLASS_PROTOCOL, OA_STREAM (FORMAT),
      "The service "
      "confirmed %s audio as %s although %s was asked for. It is %s; check "
      "that the model and the service speak %s, or give this element's %s pad "
      "what they speak.",
      direction,
      known ? confirmed
            : "something that this "
              "element does not know",
      asked,
      known ? "converted"
            : "taken for what "
              "was asked for",
      asked, strcmp (direction, "input") == 0 ? "sink" : "source");
}

OaFailure *
oa_failure_other_content (const gchar *said, const gchar *sent)
{
  return oa_failure_new (OA_CLASS_PROTOCOL, OA_STREAM (FORMAT),
      "The service "
      "sends output audio as %s although it says that this is %s. It is taken "
      "for %s; check that the model and the service speak %s, or ask for %s.",
      sent, said, sent, said, sent);
}

OaFailure *
oa_failure_not_heard (void)
{
  return oa_failure_new (OA_CLASS_CONTENT, OA_STREAM (FAILED),
      "The service "
      "heard no speech in the input, though there is some. Make it louder, "
      "lower vad-threshold, or set turn-detection=none.");
}

OaFailure *
oa_failure_no_answer (guint timeout_ms)
{
  return oa_failure_new (OA_CLASS_CONTENT, OA_RESOURCE (READ),
      "The service "
      "did not finish its answer: it said nothing for %u ms. The output is "
      "without the rest; raise drain-timeout to wait longer.",
      timeout_ms);
}

OaFailure *
oa_failure_not_received (guint timeout_ms)
{
  return oa_failure_new (OA_CLASS_CONTENT, OA_RESOURCE (READ),
      "The service "
      "did not confirm for %u ms that it had got what was sent. What it may "
      "still say of that is not waited for; check the network, or raise "
      "drain-timeout to wait longer.",
      timeout_ms);
}

OaFailure *
oa_failure_failed_answer (const OaServiceError *error)
{
  gchar *words = error != NULL ? oa_failure_quote_service (error)
                               : g_strdup ("it does not say why");
  OaFailure *failure = oa_failure_new (OA_CLASS_CONTENT, OA_RESOURCE (FAILED),
      "The service failed to answer: %s. Correct what it names, or try again "
      "later.",
      words);

  failure->debug = words;
  if (error != NULL)
    oa_failure_add_service (failure, error);
  return failure;
}

OaFailure *
oa_failure_from_conversation (OaConversationWarning warning, guint number)
{
  switch (warning) {
    case OA_WARNING_NO_RESPONSE:
      return oa_failure_new (OA_CLASS_CONTENT, OA_RESOURCE (READ),
          "The "
          "service did not answer a request for a response within %u s. It "
          "is taken for lost, and the next one goes out.",
          number);
    case OA_WARNING_STALLED_RESPONSE:
      return oa_failure_new (OA_CLASS_CONTENT, OA_RESOURCE (READ),
          "The "
          "service sent nothing of its response for %u s and did not end it. "
          "It is cancelled, and the conversation goes on without the rest.",
          number);
    case OA_WARNING_FUNCTION_ROUNDS:
      break;
  }
  return oa_failure_new (OA_CLASS_CONTENT, OA_RESOURCE (READ),
      "The model "
      "called functions in %u answers in a row. The last calls are answered, "
      "but no further answer is asked for before the user's next turn. Raise "
      "max-function-rounds, or tell the model in its instructions when to "
      "stop.",
      number);
}
