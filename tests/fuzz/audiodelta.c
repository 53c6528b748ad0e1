/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audiodelta.c - the scan of audio events, and base64 both ways.
 *
 * What the scan takes, the tree takes, with the same members; all pieces lie
 * within the text; strict base64 is what GLib decodes to the same bytes, and
 * what is sent up is decoded to what was said. */

#include "fuzz.h"

#include "protocol/audiodelta.h"
#include "protocol/event.h"

#include <string.h>

const gchar fuzz_name[] = "audiodelta";
const guint fuzz_mutations = 40000;

void
fuzz_set_up (void)
{}

static void
check_within (const OaSpan *span, const gchar *text, gsize size)
{
  if (span->text == NULL)
    return;
  g_assert_true (span->text >= text);
  g_assert_true (span->text + span->length <= text + size);
}

static void
check_equal (const OaSpan *span, const gchar *text)
{
  g_assert_true ((span->text != NULL) == (text != NULL));
  if (text == NULL)
    return;
  g_assert_cmpuint (span->length, ==, strlen (text));
  g_assert_true (memcmp (span->text, text, span->length) == 0);
}

static void
check_against_tree (const OaAudioDelta *delta, const gchar *text, gsize size)
{
  g_autoptr (GBytes) raw = g_bytes_new_static (text, size);
  g_autoptr (GBytes) audio =
      oa_base64_decode (delta->delta.text, delta->delta.length);
  g_autoptr (OaEvent) tree =
      oa_event_new_from_tree (&oa_event_table_realtime, raw, NULL);

  /* Base64 that is none may be no UTF-8 either. */
  if (audio == NULL) {
    g_assert_null (tree);
    return;
  }
  g_assert_nonnull (tree);
  g_assert_cmpint (tree->type, ==, OA_EVENT_AUDIO_DELTA);
  check_equal (&delta->type, tree->name);
  check_equal (&delta->event_id, tree->event_id);
  check_equal (&delta->response_id, tree->response_id);
  check_equal (&delta->item_id, tree->item_id);
  g_assert_cmpint (delta->output_index, ==, tree->output_index);
  g_assert_cmpint (delta->content_index, ==, tree->content_index);
  g_assert_cmpint (delta->elapsed_ms, ==, tree->elapsed_ms);
  g_assert_true (g_bytes_equal (audio, tree->audio));
}

static void
check_scan (const gchar *text, gsize size)
{
  OaAudioDelta delta;

  if (!oa_audio_delta_scan (&oa_event_table_realtime, text, size, &delta))
    return;
  check_within (&delta.type, text, size);
  check_within (&delta.event_id, text, size);
  check_within (&delta.response_id, text, size);
  check_within (&delta.item_id, text, size);
  check_within (&delta.delta, text, size);
  check_against_tree (&delta, text, size);
}

static void
check_decode (const gchar *text, gsize size)
{
  g_autoptr (GBytes) audio = oa_base64_decode (text, size);
  g_autofree gchar *copy = g_strndup (text, size);
  g_autofree guchar *glib = NULL;
  gsize length;

  if (audio == NULL)
    return;
  g_assert_cmpuint (strlen (copy), ==, size);
  glib = g_base64_decode (copy, &length);
  g_assert_cmpmem (glib, length, g_bytes_get_data (audio, NULL),
      g_bytes_get_size (audio));
}

static void
check_encode (const guint8 *data, gsize size)
{
  const OaDialect *dialect = oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME);
  g_autoptr (GBytes) message = oa_audio_append_encode (dialect, data, size);
  g_autoptr (JsonObject) object =
      oa_json_parse_object (g_bytes_get_data (message, NULL),
          g_bytes_get_size (message), 0, "ours", NULL);
  const gchar *base64 = oa_json_get_string (object, "audio");
  g_autoptr (GBytes) audio = NULL;

  g_assert_nonnull (base64);
  audio = oa_base64_decode (base64, strlen (base64));
  g_assert_nonnull (audio);
  g_assert_cmpmem (g_bytes_get_data (audio, NULL), g_bytes_get_size (audio),
      data, size);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  /* Of exactly this size, so that a byte beyond is noticed. */
  g_autofree gchar *text =
      g_memdup2 (size > 0 ? data : (guint8 *) "", MAX (size, 1));

  check_scan (text, size);
  check_decode (text, size);
  check_encode (data, size);
}
