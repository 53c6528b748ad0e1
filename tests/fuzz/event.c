/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* event.c - any bytes as a message of the service.
 *
 * Whatever the dialect, the fast path and the tree say the same; what an event
 * promises to have is there; texts are UTF-8; a refusal has a sentence. */

#include "fuzz.h"

#include "protocol/eventdecode.h"

#include <string.h>

const gchar fuzz_name[] = "event";
const guint fuzz_mutations = 20000;

void
fuzz_set_up (void)
{}

static void
check_text (const gchar *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
check_error (const OaServiceError *error)
{
  check_text (error->type);
  check_text (error->code);
  check_text (error->message);
  check_text (error->param);
  check_text (error->event_id);
}

static void
check_item (const OaItemInfo *item)
{
  OaItemInfo *copy = oa_item_info_copy (item);

  g_assert_cmpstr (copy->id, ==, item->id);
  g_assert_cmpstr (copy->text, ==, item->text);
  g_assert_nonnull (oa_role_get_nick (item->role));
  g_assert_nonnull (oa_item_kind_get_nick (item->kind));
  check_text (item->id);
  check_text (item->text);
  check_text (item->arguments);
  check_text (item->output);
  oa_item_info_free (copy);
}

static void
check_response (const OaResponseInfo *response)
{
  check_text (response->id);
  check_text (response->status);
  g_assert_nonnull (response->output);
  for (guint i = 0; i < response->output->len; i++)
    check_item (g_ptr_array_index (response->output, i));
  if (response->error != NULL)
    check_error (response->error);
}

/* As event.h has it. */
static gboolean
must_have_item (OaEventType type)
{
  return type == OA_EVENT_ITEM_ADDED || type == OA_EVENT_ITEM_DONE
      || type == OA_EVENT_ITEM_RETRIEVED || type == OA_EVENT_OUTPUT_ITEM_ADDED
      || type == OA_EVENT_OUTPUT_ITEM_DONE;
}

static void
check_promises (const OaEvent *event)
{
  OaEventType type = event->type;

  g_assert_true ((type == OA_EVENT_AUDIO_DELTA) == (event->audio != NULL));
  g_assert_true (
      (type == OA_EVENT_ERROR || type == OA_EVENT_INPUT_TRANSCRIPTION_FAILED)
      == (event->error != NULL));
  g_assert_true (
      (type == OA_EVENT_SESSION_CREATED || type == OA_EVENT_SESSION_UPDATED)
      == (event->session != NULL));
  g_assert_true (
      (type == OA_EVENT_RESPONSE_CREATED || type == OA_EVENT_RESPONSE_DONE)
      == (event->response != NULL));
  g_assert_true (must_have_item (type) == (event->item != NULL));
  g_assert_true (
      (type == OA_EVENT_RATE_LIMITS) == (event->rate_limits != NULL));
}

static void
check_event (const OaEvent *event)
{
  g_assert_nonnull (event->name);
  check_text (event->name);
  check_text (event->event_id);
  check_text (event->response_id);
  check_text (event->item_id);
  check_text (event->text);
  g_assert_cmpint (event->output_index, >=, -1);
  g_assert_cmpint (event->content_index, >=, -1);
  g_assert_cmpint (event->audio_start_ms, >=, -1);
  g_assert_cmpint (event->audio_end_ms, >=, -1);
  g_assert_cmpint (event->elapsed_ms, >=, -1);
  check_promises (event);
  if (event->error != NULL)
    check_error (event->error);
  if (event->item != NULL)
    check_item (event->item);
  if (event->response != NULL)
    check_response (event->response);
}

static void
check_same (const OaEvent *fast, const OaEvent *tree)
{
  g_assert_cmpint (fast->type, ==, tree->type);
  g_assert_cmpstr (fast->name, ==, tree->name);
  g_assert_cmpstr (fast->event_id, ==, tree->event_id);
  g_assert_cmpstr (fast->response_id, ==, tree->response_id);
  g_assert_cmpstr (fast->item_id, ==, tree->item_id);
  g_assert_cmpint (fast->output_index, ==, tree->output_index);
  g_assert_cmpint (fast->content_index, ==, tree->content_index);
  g_assert_cmpint (fast->elapsed_ms, ==, tree->elapsed_ms);
  g_assert_true ((fast->audio != NULL) == (tree->audio != NULL));
  if (fast->audio != NULL)
    g_assert_true (g_bytes_equal (fast->audio, tree->audio));
}

static void
check_refusal (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == OA_PROTOCOL_ERROR);
  check_text (error->message);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
decode (const OaDialect *dialect, GBytes *raw, const OaEvent *tree)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OaEvent) event = oa_event_decode (dialect, raw, &error);

  g_assert_true ((event != NULL) == (tree != NULL));
  if (event == NULL) {
    check_refusal (error);
    return;
  }
  g_assert_null (error);
  check_event (event);
  check_same (event, tree);
}

/* With a NUL beyond, as libsoup's have. */
static GBytes *
make_message (const guint8 *data, gsize size)
{
  gchar *text = g_malloc (size + 1);

  if (size > 0)
    memcpy (text, data, size);
  text[size] = '\0';
  return g_bytes_new_take (text, size);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) raw = make_message (data, size);
  g_autoptr (OaEvent) tree =
      oa_event_new_from_tree (&oa_event_table_realtime, raw, NULL);

  for (guint d = 0; d <= GST_OPENAI_REALTIME_DIALECT_BETA; d++)
    decode (oa_dialect_get (d, GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME), raw,
        tree);
  decode (oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
              GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION),
      raw, tree);
  decode (NULL, raw, tree);
}
