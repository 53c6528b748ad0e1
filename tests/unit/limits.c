/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* limits.c - what comes from outside is refused before memory is taken for it.
 *
 * GLib ends the process when there is no memory, so that no failure of an
 * allocation can be told; what can be is that no text from outside leads to a
 * large one. Each case runs in a process of its own that has only a little more
 * memory than it had with its input: to take it all would end it. */

#include "conversation/conversation.h"
#include "media/segmenter.h"
#include "media/uploadqueue.h"
#include "protocol/base64.h"
#include "protocol/eventdecode.h"
#include "protocol/settingscheck.h"
#include "../support/testcase.h"

#include <gst/gst.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MIB (1024 * 1024)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SHADOW 1
#else
#define HAS_SHADOW 0
#endif

/* From here on there is only so much more. */
static void
limit_memory (gsize more)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  struct rlimit limit;
  gulong pages;

  g_assert_nonnull (file);
  g_assert_cmpint (fscanf (file, "%lu", &pages), ==, 1);
  fclose (file);
  limit.rlim_cur = limit.rlim_max = pages * sysconf (_SC_PAGESIZE) + more;
  g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
}

static GBytes *
fill (const gchar *begin, gchar byte, gsize size, const gchar *end)
{
  gsize before = strlen (begin), after = strlen (end);
  gchar *text = g_malloc (size + 1);

  memset (text, byte, size);
  memcpy (text, begin, before);
  memcpy (text + size - after, end, after);
  text[size] = '\0';
  return g_bytes_new_take (text, size);
}

/* Even the fast path would need three quarters of it. */
static void
test_message (void)
{
  g_autoptr (GBytes) raw =
      fill ("{\"type\":\"response.output_audio.delta\",\"delta\":\"", 'A',
          OA_EVENT_MAX_SIZE + 4, "\"}");
  g_autoptr (GError) error = NULL;

  limit_memory (4 * MIB);
  g_assert_null (oa_event_decode (NULL, raw, &error));
  g_assert_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_TOO_LARGE);
}

/* A tree of so many arrays would take gigabytes, and its parser the stack. */
static void
test_depth (void)
{
  g_autoptr (GBytes) raw = fill ("", '[', OA_EVENT_MAX_SIZE, "");
  g_autoptr (GError) error = NULL;

  limit_memory (4 * MIB);
  g_assert_null (oa_event_decode (NULL, raw, &error));
  g_assert_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_TOO_DEEP);
}

static void
test_broken_at_the_end (void)
{
  g_autoptr (GBytes) raw = fill ("{\"type\":\"", 'x', OA_EVENT_MAX_SIZE, "");
  g_autoptr (GError) error = NULL;

  limit_memory (4 * MIB);
  g_assert_null (oa_event_decode (NULL, raw, &error));
  g_assert_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SYNTAX);
}

static void
test_tools (void)
{
  g_autoptr (GBytes) tools = fill ("[\"", 'x', 32 * MIB, "\"]");
  g_auto (OaSettings) settings = { 0 };
  g_autoptr (GError) error = NULL;

  oa_settings_init (&settings);
  settings.tools = g_strdup (g_bytes_get_data (tools, NULL));
  limit_memory (4 * MIB);
  g_assert_false (oa_settings_check (&settings, &error));
  g_assert_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_TOO_LARGE);
}

static void
test_base64 (void)
{
  g_autoptr (GBytes) text = fill ("", 'A', 32 * MIB + 1, "");

  limit_memory (4 * MIB);
  g_assert_null (oa_base64_decode (g_bytes_get_data (text, NULL),
      g_bytes_get_size (text)));
}

/* An hour of input that is not taken, of which the newest second stays. */
static void
test_upload_queue (void)
{
  OaUploadQueue *queue = oa_upload_queue_new ();
  guint8 *second = g_malloc0 (48000);
  GstClockTime dropped = 0;

  oa_upload_queue_configure (queue, OA_AUDIO_FORMAT_PCM, 40 * GST_MSECOND,
      GST_SECOND);
  limit_memory (8 * MIB);
  for (guint i = 0; i < 3600; i++)
    dropped +=
        oa_upload_queue_push (queue, second, 48000, i * 2 * GST_SECOND, TRUE);
  g_assert_cmpuint (oa_upload_queue_get_end (queue)
      - oa_upload_queue_get_position (queue), ==, 48000);
  g_assert_cmpuint (dropped, ==, 3599 * GST_SECOND);
  oa_upload_queue_free (queue);
  g_free (second);
}

static void
handle (OaConversation *conversation, gchar *text)
{
  g_autoptr (GBytes) raw = g_bytes_new_take (text, strlen (text));
  g_autoptr (GPtrArray) actions = oa_actions_new ();
  g_autoptr (OaEvent) event = oa_event_decode (NULL, raw, NULL);

  g_assert_nonnull (event);
  oa_conversation_handle (conversation, event, 0, actions);
}

/* 16 MiB of text for one item. */
static void
test_text (void)
{
  OaConversation *conversation = oa_conversation_new ();
  g_autoptr (GBytes) text = fill ("", 'x', 64 * 1024, "");

  limit_memory (8 * MIB);
  for (guint i = 0; i < 256; i++)
    handle (conversation,
        g_strdup_printf (
            "{\"type\":\"response."
            "output_text.delta\",\"item_id\":\"i\",\"delta\":\"%s\"}",
            (const gchar *) g_bytes_get_data (text, NULL)));
  oa_conversation_free (conversation);
}

/* Responses, turns and items, each by an id of its own. */
static void
test_ids (void)
{
  OaConversation *conversation = oa_conversation_new ();

  oa_conversation_get_rules (conversation)->service_creates = FALSE;
  oa_conversation_get_rules (conversation)->transcribes = TRUE;
  limit_memory (16 * MIB);
  for (guint i = 0; i < 40000; i++) {
    handle (conversation,
        g_strdup_printf (
            "{\"type\":"
            "\"input_audio_buffer.committed\",\"item_id\":\"i%u\"}",
            i));
    handle (conversation,
        g_strdup_printf (
            "{\"type\":\"response.done\","
            "\"response\":{\"id\":\"r%u\",\"status\":\"cancelled\"}}",
            i));
    handle (conversation,
        g_strdup_printf (
            "{\"type\":\"response."
            "output_text.delta\",\"item_id\":\"i%u\",\"delta\":\"x\"}",
            i));
  }
  oa_conversation_free (conversation);
}

typedef struct
{
  const gchar *name;
  void (*run) (void);
} Case;

static const Case cases[] = {
  { "message", test_message },
  { "depth", test_depth },
  { "broken-at-the-end", test_broken_at_the_end },
  { "tools", test_tools },
  { "base64", test_base64 },
  { "uploadqueue", test_upload_queue },
  { "text-of-an-item", test_text },
  { "ids", test_ids },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;

  /* Both keep books of the memory in memory. */
  if (HAS_SHADOW || g_getenv ("OA_VALGRIND_LEAKS") != NULL) {
    g_test_skip ("needs an address space of its own");
    return;
  }
  if (g_test_subprocess ()) {
    test->run ();
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

TEST_MAIN (gst_init (NULL, NULL); TEST_ROWS (case, cases))
