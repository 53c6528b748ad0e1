/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voicetwilio.c - what is told to Twilio and believed of it: forms, signatures,
 * TwiML, tokens. */

#include "config.h"

#include "../support/testcase.h"
#include "twilio/form.h"
#include "twilio/line.h"
#include "twilio/signature.h"
#include "twilio/tokens.h"
#include "twilio/twiml.h"

#define TOKEN "12345"
#define FORM \
  "CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234" \
  "&From=%2B14158675310&To=%2B18005551212"

static GArray *
parse (const gchar *body)
{
  GArray *form = ovs_form_parse (body, strlen (body));

  g_assert_nonnull (form);
  return form;
}

TEST (a_form_is_sorted_and_decoded)
{
  g_autoptr (GArray) form = parse ("b=2&a=x+y&a=x%20y&a=a&c&=e&&d=%C3%A9");

  g_assert_cmpuint (form->len, ==, 6);
  g_assert_cmpstr (ovs_form_get (form, "a"), ==, "a");
  g_assert_cmpstr (g_array_index (form, OvsFormField, 2).value, ==, "x y");
  g_assert_cmpstr (ovs_form_get (form, "c"), ==, "");
  g_assert_cmpstr (ovs_form_get (form, "d"), ==, "é");
  g_assert_null (ovs_form_get (form, "e"));
}

TEST (a_form_is_bounded_text)
{
  GString *many = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (many, "n%u=1&", i);
  g_assert_null (ovs_form_parse (many->str, many->len));
  g_assert_null (ovs_form_parse ("a=%FF", 5));
  g_assert_null (ovs_form_parse ("a=%00", 5));
  g_assert_null (ovs_form_parse ("a=%zz", 5));
  g_assert_null (ovs_form_parse ("a\0b=1", 5));
  g_string_free (many, TRUE);
}

TEST (a_form_is_made)
{
  g_autofree gchar *body =
      ovs_form_make ("To", "+1 5&5", "None", NULL, "Empty", "", NULL);

  g_assert_cmpstr (body, ==, "To=%2B1%205%265&Empty=");
}

TEST (the_published_signatures)
{
  g_autoptr (GArray) form = parse (FORM);
  const gchar *url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  g_autofree gchar *of_form = ovs_twilio_sign (TOKEN, url, form);
  g_autofree gchar *of_socket =
      ovs_twilio_sign (TOKEN, "wss://example.com/media", NULL);

  g_assert_cmpstr (of_form, ==, "GvWf1cFY/Q7PnoempGyD5oXAezc=");
  g_assert_cmpstr (of_socket, ==, "7PR3qMkpDyEJtMrVOY/LDyNq8J8=");
}

TEST (a_signature_is_checked_over_the_public_address)
{
  g_autoptr (GArray) form = parse (FORM);
  const gchar *good = "GvWf1cFY/Q7PnoempGyD5oXAezc=";
  const gchar *target = "/myapp.php?foo=1&bar=2";
  const gchar *base = "https://mycompany.com";

  g_assert_true (
      ovs_twilio_signature_check (TOKEN, base, target, FALSE, form, good));
  g_assert_true (ovs_twilio_signature_check (TOKEN, "https://mycompany.com:443",
      target, FALSE, form, good));
  g_assert_false (ovs_twilio_signature_check (TOKEN,
      "https://mycompany.com:8443", target, FALSE, form, good));
  g_assert_false (
      ovs_twilio_signature_check ("12346", base, target, FALSE, form, good));
  g_assert_false (
      ovs_twilio_signature_check (TOKEN, base, target, FALSE, NULL, good));
  g_assert_false (ovs_twilio_signature_check (TOKEN, base, "/myapp.php", FALSE,
      form, good));
  g_assert_false (
      ovs_twilio_signature_check (TOKEN, base, target, FALSE, form, NULL));
  g_assert_false (
      ovs_twilio_signature_check (TOKEN, base, target, FALSE, form, ""));
}

static gboolean
is_good (const gchar *base, const gchar *target, const gchar *url)
{
  g_autofree gchar *given = ovs_twilio_sign (TOKEN, url, NULL);

  return ovs_twilio_signature_check (TOKEN, base, target, FALSE, NULL, given);
}

TEST (an_address_with_escapes_is_signed_as_it_is_written)
{
  const gchar *const bases[] = { "https://example.com/a%20b%2fc%7e",
    "https://example.com:8443/a%2Fb", "http://[::1]:8080/%c3%a4",
    "https://[::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (bases); i++) {
    g_autofree gchar *url = g_strconcat (bases[i], "/twilio/voice", NULL);

    g_assert_true (is_good (bases[i], "/twilio/voice", url));
  }
  g_assert_false (
      is_good ("https://example.com/a%20b", "/x", "https://example.com/a b/x"));
  /* Who serves the request has made its escapes capitals. */
  g_assert_true (is_good ("https://example.com/%aa", "/x?y=%2F%C3",
      "https://example.com/%aa/x?y=%2f%c3"));
  g_assert_false (
      is_good ("https://example.com", "/x?y=%2F", "https://example.com/x?y=/"));
  g_assert_false (
      is_good ("https://example.com", "/x?y=%", "https://example.com/x?y=%2"));
}

TEST (a_websocket_is_signed_as_wss_with_the_port_or_without)
{
  const gchar *base = "https://example.com";
  g_autofree gchar *with =
      ovs_twilio_sign (TOKEN, "wss://example.com:443/media", NULL);
  g_autofree gchar *other =
      ovs_twilio_sign (TOKEN, "https://example.com/media", NULL);

  g_assert_true (ovs_twilio_signature_check (TOKEN, base, "/media", TRUE, NULL,
      "7PR3qMkpDyEJtMrVOY/LDyNq8J8="));
  g_assert_true (
      ovs_twilio_signature_check (TOKEN, base, "/media", TRUE, NULL, with));
  g_assert_false (
      ovs_twilio_signature_check (TOKEN, base, "/media", TRUE, NULL, other));
  g_assert_false (
      ovs_twilio_signature_check (TOKEN, base, "/media/", TRUE, NULL, with));
}

TEST (twiml_is_escaped)
{
  g_autofree gchar *connect =
      ovs_twiml_connect ("wss://a/b?\"<>&'", "https://a/\x01\x1b[0m", "\xff&");
  g_autofree gchar *dial = ovs_twiml_dial ("+15550100", "+1\"5");

  g_assert_nonnull (
      strstr (connect, "url=\"wss://a/b?&quot;&lt;&gt;&amp;&apos;\""));
  g_assert_nonnull (strstr (connect, "action=\"https://a/  [0m\""));
  g_assert_nonnull (strstr (connect, "value=\"\xef\xbf\xbd&amp;\""));
  g_assert_cmpstr (dial, ==,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>"
      "<Dial callerId=\"+1&quot;5\"><Number>+15550100</Number></Dial>"
      "</Response>\n");
}

TEST (numbers_are_of_the_telephone_or_sip)
{
  static const gchar *const good[][2] = {
    { "+15550100", "+15550100" }, { "911", "911" },
    { "+49 (8382) 555-01.00/1",
        "+4983825550100"
        "1" },
    { "tel:+15550100", "+15550100" },
    { "sip:desk@example.com", "sip:desk@example.com" },
    { "sip:1@10.0.0.1:5061;transport=tls", "sip:1@10.0.0.1:5061;transport=tls" }
  };
  static const gchar *const bad[] = { "", "+", "12", "+1555x", "++1555",
    "+1234567890123456", "sip:", "sip:a\"b", "sip:<a>", "tel:+1", "abc",
    "+1555\n0100", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autofree gchar *number = ovs_twiml_make_number (good[i][0]);

    g_assert_cmpstr (number, ==, good[i][1]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (ovs_twiml_make_number (bad[i]));
}

TEST (a_token_lets_its_call_in_once)
{
  OvsTokens *tokens = ovs_tokens_new ();
  g_autofree gchar *token = ovs_tokens_issue (tokens, "CA1", "call_1", 0, 100);
  g_autofree gchar *owner = NULL;

  g_assert_cmpuint (strlen (token), >=, 32);
  owner = ovs_tokens_take (tokens, token, "CA1", 99);
  g_assert_cmpstr (owner, ==, "call_1");
  g_assert_null (ovs_tokens_take (tokens, token, "CA1", 99));
  ovs_tokens_free (tokens);
}

TEST (a_token_is_of_one_call_and_expires)
{
  OvsTokens *tokens = ovs_tokens_new ();
  g_autofree gchar *other = ovs_tokens_issue (tokens, "CA1", "call_1", 0, 100);
  g_autofree gchar *late = ovs_tokens_issue (tokens, "CA1", "call_2", 0, 100);

  g_assert_cmpstr (other, !=, late);
  g_assert_cmpuint (ovs_tokens_count (tokens, 99), ==, 2);
  g_assert_null (ovs_tokens_take (tokens, other, "CA2", 99));
  g_assert_null (ovs_tokens_take (tokens, other, "CA1", 99));
  g_assert_null (ovs_tokens_take (tokens, late, "CA1", 100));
  g_assert_null (ovs_tokens_take (tokens, NULL, "CA1", 0));
  g_assert_null (ovs_tokens_take (tokens, "", NULL, 0));
  g_free (ovs_tokens_issue (tokens, "CA1", "call_1", 0, 100));
  g_assert_cmpuint (ovs_tokens_count (tokens, 100), ==, 0);
  ovs_tokens_free (tokens);
}

TEST (a_call_has_one_token_and_old_ones_are_not_kept)
{
  OvsTokens *tokens = ovs_tokens_new ();
  g_autofree gchar *first = ovs_tokens_issue (tokens, "CA1", "call_1", 0, 100);
  g_autofree gchar *again = ovs_tokens_issue (tokens, "CA1", "call_1", 0, 100);
  g_autofree gchar *owner = NULL;

  g_assert_cmpuint (ovs_tokens_count (tokens, 0), ==, 1);
  g_assert_null (ovs_tokens_take (tokens, first, "CA1", 0));
  owner = ovs_tokens_take (tokens, again, "CA1", 0);
  g_assert_cmpstr (owner, ==, "call_1");
  g_free (ovs_tokens_issue (tokens, "CA2", "call_2", 0, 100));
  g_free (ovs_tokens_issue (tokens, "CA3", "call_3", 100, 200));
  g_assert_cmpuint (ovs_tokens_count (tokens, 0), ==, 1);
  ovs_tokens_free (tokens);
}

TEST (sids_are_letters_and_digits)
{
  g_assert_true (ovs_twilio_is_sid ("CA0123456789abcdef0123456789abcdef"));
  g_assert_false (ovs_twilio_is_sid (""));
  g_assert_false (ovs_twilio_is_sid (NULL));
  g_assert_false (ovs_twilio_is_sid ("CA/../x"));
}

TEST_MAIN ()
