/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tools.c - any arguments of a model for a function whose parameters are a type
 * with every kind of property: there is one answer, and the function sees only
 * what is in the type's ranges. */

#include "fuzz.h"

#include "../unit/booking.h"
#include "../unit/fakemodel.h"

#include <gst/openairealtime/openairealtime.h>

const gchar fuzz_name[] = "tools";
const guint fuzz_mutations = 4000;

static GstOpenaiRealtimeTools *tools;

static gchar *
look (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  GObject *booking = gst_openai_realtime_tool_call_get_object (call);
  g_autofree gchar *date = NULL;
  guint64 card;
  gdouble share;
  gint nights;

  g_object_get (booking, "date", &date, "nights", &nights, "share", &share,
      "card", &card, NULL);
  g_assert_true (date != NULL && g_utf8_validate (date, -1, NULL));
  g_assert_true (nights >= 1 && nights <= 30);
  g_assert_true (share >= 0.0 && share <= 1.0);
  g_assert_true (card >= 5);
  return g_strdup ("seen");
}

void
fuzz_set_up (void)
{
  gst_init (NULL, NULL);
  tools = gst_openai_realtime_tools_new ();
  g_assert_true (
      gst_openai_realtime_tools_add_typed (tools, "book", NULL, TYPE_BOOKING,
          NULL, GST_OPENAI_REALTIME_TOOL_NONE, look, NULL, NULL, NULL));
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FakeModel *model = fake_model_new ();
  g_autofree gchar *arguments = g_strndup ((const gchar *) data, size);
  const gchar *answer;

  g_assert_true (
      gst_openai_realtime_tools_attach (tools, GST_ELEMENT (model), NULL));
  fake_model_call (model, "call_1", "book", arguments);
  answer = fake_model_get_answer (model, "call_1");
  g_assert_true (answer != NULL
      && (g_str_equal (answer, "seen")
          || g_str_has_prefix (answer, "{\"error\":")));
  gst_object_unref (model);
}
