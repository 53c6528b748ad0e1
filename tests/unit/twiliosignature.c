/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* twiliosignature.c - who may call: signatures, and the paths that there are.
 */

#include "twilio/routes.h"
#include "twilio/signature.h"
#include "../support/testcase.h"

#define TOKEN "12345"
#define MEDIA "7PR3qMkpDyEJtMrVOY/LDyNq8J8="
#define WEBHOOK "GvWf1cFY/Q7PnoempGyD5oXAezc="
#define FORM \
  "Digits=1234&To=%2B18005551212&From=%2B14158675310" \
  "&Caller=%2B14158675310&CallSid=CA1234567890ABCDE"

static gboolean
check (const gchar *url, const gchar *form, const gchar *given)
{
  return oa_twilio_signature_check (TOKEN, url, form, given);
}

/* The documentation's own. */
TEST (vectors)
{
  g_assert_true (check ("wss://example.com/media", NULL, MEDIA));
  g_assert_true (
      check ("https://mycompany.com/myapp.php?foo=1&bar=2", FORM, WEBHOOK));
}

TEST (the_standard_port_may_be_there_or_not)
{
  g_assert_true (check ("wss://example.com:443/media", NULL, MEDIA));
  g_assert_false (check ("wss://example.com:8443/media", NULL, MEDIA));
}

TEST (what_differs_is_refused)
{
  g_assert_false (check ("https://example.com/media", NULL, MEDIA));
  g_assert_false (check ("wss://example.com/media/", NULL, MEDIA));
  g_assert_false (check ("wss://example.org/media", NULL, MEDIA));
  g_assert_false (check ("wss://example.com/media", "a=b", MEDIA));
  g_assert_false (check ("wss://example.com/media", NULL, NULL));
  g_assert_false (check ("wss://example.com/media", NULL, ""));
  g_assert_false (
      check ("wss://example.com/media", NULL, "7PR3qMkpDyEJtMrVOY/LDyNq8J8"));
  g_assert_false (
      check ("wss://example.com/media", NULL, "7pr3qMkpDyEJtMrVOY/LDyNq8J8="));
  g_assert_false (oa_twilio_signature_check ("12346", "wss://example.com/media",
      NULL, MEDIA));
}

TEST (forms_that_are_none)
{
  g_autoptr (GString) many = g_string_new ("a=b");
  guint i;

  for (i = 0; i < OA_TWILIO_MAX_FIELDS; i++)
    g_string_append (many, "&a=b");
  g_assert_false (check ("wss://example.com/media", "%00=x", MEDIA));
  g_assert_false (check ("wss://example.com/media", "%", MEDIA));
  g_assert_false (check ("wss://example.com/media", many->str, MEDIA));
  /* An empty one is none. */
  g_assert_true (check ("wss://example.com/media", "", MEDIA));
  g_assert_true (check ("wss://example.com/media", "&&", MEDIA));
}

/*** paths ***/

typedef struct
{
  OaTwilioSettings settings;
  OaHttpHead head;
  OaRefusal answer;
} Fixture;

static void
set_up (Fixture *f)
{
  oa_twilio_settings_init (&f->settings);
}

static void
tear_down (Fixture *f)
{
  oa_twilio_settings_clear (&f->settings);
  oa_http_head_clear (&f->head);
  g_free (f->answer.body);
}

static void
ask (Fixture *f, const gchar *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  oa_http_head_clear (&f->head);
  g_clear_pointer (&f->answer.body, g_free);
  f->answer = (OaRefusal){ NULL };
  f->head.is_request = TRUE;
  g_byte_array_append (bytes, (const guint8 *) text, strlen (text));
  g_assert_cmpint (oa_http_head_read (&f->head, bytes), >, 0);
}

static guint
plain (Fixture *f, const gchar *text, const gchar *body, gboolean busy)
{
  ask (f, text);
  return oa_twilio_routes_plain (&f->settings, busy, &f->head, body,
      &f->answer);
}

static guint
upgrade (Fixture *f, const gchar *text, gboolean busy)
{
  ask (f, text);
  return oa_twilio_routes_upgrade (&f->settings, busy, &f->head, &f->answer);
}

TEST_F (twiml_leads_to_who_was_asked)
{
  g_assert_cmpuint (plain (f, "GET /twiml HTTP/1.1\r\nHost: a.b:1\r\n\r\n", "",
                        FALSE), ==, 200);
  g_assert_nonnull (
      strstr (f->answer.body, "<Stream url=\"wss://a.b:1/media\"/>"));
  g_assert_cmpuint (plain (f, "POST /twiml?x=y HTTP/1.1\r\nHost: a.b\r\n\r\n",
                        "", FALSE), ==, 200);
  g_assert_cmpuint (plain (f, "GET /twiml HTTP/1.1\r\nHost: <x>\r\n\r\n", "",
                        FALSE), ==, 400);
  g_assert_cmpuint (plain (f, "PUT /twiml HTTP/1.1\r\nHost: a\r\n\r\n", "",
                        FALSE), ==, 405);
  g_assert_cmpuint (plain (f, "GET /twiml2 HTTP/1.1\r\nHost: a\r\n\r\n", "",
                        FALSE), ==, 404);
}

TEST_F (twiml_leads_to_the_public_address)
{
  f->settings.public_url = g_strdup ("https://example.com/");
  g_assert_cmpuint (plain (f, "GET /twiml HTTP/1.1\r\nHost: a\r\n\r\n", "",
                        FALSE), ==, 200);
  g_assert_nonnull (
      strstr (f->answer.body, "<Stream url=\"wss://example.com/media\"/>"));
  g_assert_cmpuint (plain (f, "GET /twiml HTTP/1.1\r\nHost: a\r\n\r\n", "",
                        TRUE), ==, 200);
  g_assert_nonnull (strstr (f->answer.body, "<Reject reason=\"busy\"/>"));
}

TEST_F (the_media_are_at_their_path)
{
  g_assert_cmpuint (upgrade (f, "GET /media HTTP/1.1\r\nHost: a\r\n\r\n",
                        FALSE), ==, 0);
  g_assert_cmpuint (upgrade (f, "GET /media/ HTTP/1.1\r\nHost: a\r\n\r\n",
                        FALSE), ==, 404);
  g_assert_cmpuint (upgrade (f, "GET /media HTTP/1.1\r\nHost: a\r\n\r\n",
                        TRUE), ==, 503);
  g_assert_cmpuint (f->answer.retry_after, >, 0);
}

TEST_F (with_a_token_only_what_is_signed)
{
  f->settings.public_url = g_strdup ("https://example.com");
  oa_twilio_settings_set_token (&f->settings, TOKEN);
  g_assert_cmpuint (upgrade (f, "GET /media HTTP/1.1\r\nHost: a\r\n"
                                "x-twilio-signature: " MEDIA "\r\n\r\n",
                        FALSE), ==, 0);
  g_assert_cmpuint (upgrade (f, "GET /media HTTP/1.1\r\nHost: a\r\n\r\n",
                        FALSE), ==, 403);
  /* Whoever is not let in learns nothing of who is. */
  g_assert_cmpuint (upgrade (f, "GET /media HTTP/1.1\r\nHost: a\r\n\r\n",
                        TRUE), ==, 403);
  g_assert_cmpuint (plain (f, "GET /twiml HTTP/1.1\r\nHost: a\r\n"
                              "X-Twilio-Signature: " MEDIA "\r\n\r\n", "",
                        FALSE), ==, 403);
}

/*** settings ***/

TEST_F (settings_that_cannot_work)
{
  OaTwilioSettings *s = &f->settings;

  g_assert_null (oa_twilio_settings_check (s));
  oa_twilio_settings_set_token (s, TOKEN);
  g_assert_nonnull (oa_twilio_settings_check (s));
  s->public_url = g_strdup ("https://example.com");
  g_assert_null (oa_twilio_settings_check (s));
  g_free (s->public_url);
  s->public_url = g_strdup ("http://example.com");
  g_assert_nonnull (oa_twilio_settings_check (s));
  g_clear_pointer (&s->public_url, g_free);
  oa_twilio_settings_set_token (s, NULL);
  g_free (s->path);
  s->path = g_strdup ("media");
  g_assert_nonnull (oa_twilio_settings_check (s));
  g_free (s->path);
  s->path = g_strdup ("/media?x=1");
  g_assert_nonnull (oa_twilio_settings_check (s));
  g_free (s->path);
  s->path = g_strdup ("/twiml");
  g_assert_nonnull (oa_twilio_settings_check (s));
}

TEST_MAIN ()
