/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recordingtool.c - a recording of two voices that are tones.
 *
 *   recordingtool FOLDER CALL wav|opus MODE
 *
 *   tones    6 s as fast as they go in, then EOS
 *   live     20 ms at a time by the clock, each told as "at MS", without end
 *   full     until the recording has ended early, which is told; then EOS
 *   blocked  30 s while the file takes nothing; then it goes on, and EOS
 *   killed   as tones, but READY in place of EOS
 *   odd      6 s, then the caller has two channels; then 6 s more, and EOS
 *   none     6 s whose file cannot be made; then EOS
 *   hung     6 s while the file is being made; when it is, EOS
 *   unheard  no sound, READY in place of EOS
 *
 * At the end it prints the path of the file, or "none".
 *
 * The caller is G.711 at 8 kHz, 1 kHz from 1.0 s to 1.5 s of each 6 s. The
 * agent is PCM at 24 kHz, 500 Hz from 2.25 s to 3.0 s; then nothing comes of it
 * until 4.0 s, when it speaks again for half a second. Both begin at 100 s of
 * running time. */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "records/recording.h"

#include <gst/app/gstappsrc.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <signal.h>
#include <stdio.h>

#define PERIOD_MS 6000
#define FRAME_MS 20
#define START (100 * GST_SECOND)

static const gchar *const caps_texts[] = {
  "audio/x-mulaw,rate=8000,channels=1",
  "audio/x-raw,format=S16LE,rate=24000,channels=1,layout=interleaved",
};

typedef struct
{
  GstElement *pipeline;
  GstElement *recording;
  GstElement *sources[2];
} Call;

static gboolean
speaks (guint side, guint ms)
{
  ms %= PERIOD_MS;
  if (side == 0)
    return ms >= 1000 && ms < 1500;
  return (ms >= 2250 && ms < 3000) || (ms >= 4000 && ms < 4500);
}

/* Loud or silent, in two codes: µ-law's 0x80 and 0x00 are its ends. */
static GstBuffer *
new_frame (guint side, guint ms)
{
  guint rate = side == 0 ? 8000 : 24000, n = rate * FRAME_MS / 1000;
  guint size = side == 0 ? 1 : 2;
  guint half = side == 0 ? 4 : 24; /* of a square wave, in samples */
  guint8 *data = g_malloc (n * size);
  GstBuffer *buffer;

  for (guint i = 0; i < n; i++) {
    gboolean loud = speaks (side, ms + i * 1000 / rate);
    gboolean up = i / half % 2 == 0;

    if (side == 0)
      data[i] = !loud ? 0xff : up ? 0x90 : 0x10;
    else
      GST_WRITE_UINT16_LE (data + 2 * i, !loud ? 0 : up ? 12000 : -12000);
  }
  buffer = gst_buffer_new_wrapped (data, n * size);
  GST_BUFFER_PTS (buffer) = START + ms * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = FRAME_MS * GST_MSECOND;
  return buffer;
}

static void
push (Call *call, guint ms)
{
  for (guint i = 0; i < 2; i++)
    if (i == 0 || ms % PERIOD_MS < 3000 || ms % PERIOD_MS >= 4000)
      gst_app_src_push_buffer (GST_APP_SRC (call->sources[i]),
          new_frame (i, ms));
}

/* Until all of it is in the recording. */
static void
wait_until_in (Call *call)
{
  for (guint i = 0; i < 2; i++)
    while (gst_app_src_get_current_level_bytes (GST_APP_SRC (call->sources[i]))
        > 0)
      g_usleep (1000);
}

static void
push_all (Call *call, guint until_ms)
{
  for (guint ms = 0; ms < until_ms; ms += FRAME_MS) {
    push (call, ms);
    if (ms % 500 == 0)
      wait_until_in (call);
  }
  wait_until_in (call);
}

static void
end (Call *call)
{
  for (guint i = 0; i < 2; i++)
    gst_app_src_end_of_stream (GST_APP_SRC (call->sources[i]));
}

/* Until a message of one of these types comes. */
static gboolean
wait_for (Call *call, GstMessageType types)
{
  GstBus *bus = gst_element_get_bus (call->pipeline);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND,
      types | GST_MESSAGE_ERROR);
  gboolean ok = message != NULL
      && GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR;

  if (ok && gst_message_has_name (message, OVS_RECORDING_ENDED))
    printf ("%s\n",
        gst_structure_get_string (gst_message_get_structure (message),
            "sentence"));
  else
    printf ("%s\n",
        message != NULL ? GST_MESSAGE_TYPE_NAME (message) : "nothing");
  fflush (stdout);
  g_clear_pointer (&message, gst_message_unref);
  gst_object_unref (bus);
  return ok;
}

static void
run_tones (Call *call)
{
  push_all (call, PERIOD_MS);
  end (call);
  wait_for (call, GST_MESSAGE_EOS);
}

static void
run_killed (Call *call)
{
  push_all (call, PERIOD_MS);
}

static void
run_live (Call *call)
{
  gint64 begun = g_get_monotonic_time ();

  for (guint ms = 0;; ms += FRAME_MS) {
    push (call, ms);
    printf ("at %u\n", ms);
    fflush (stdout);
    while (g_get_monotonic_time () < begun + ms * 1000)
      g_usleep (1000);
  }
}

static void
run_full (Call *call)
{
  GstBus *bus = gst_element_get_bus (call->pipeline);
  guint ms = 0;

  while (!gst_bus_have_pending (bus) || ms == 0) {
    GstMessage *message;

    /* What waits in front of the file is bounded: no faster than it writes. */
    for (guint i = 0; i < 50; i++, ms += FRAME_MS)
      push (call, ms);
    wait_until_in (call);
    g_usleep (1000);
    while ((message = gst_bus_peek (bus)) != NULL
        && !gst_message_has_name (message, OVS_RECORDING_ENDED)
        && GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR) {
      gst_message_unref (message);
      gst_message_unref (gst_bus_pop (bus));
    }
    g_clear_pointer (&message, gst_message_unref);
  }
  gst_object_unref (bus);
  wait_for (call, GST_MESSAGE_ELEMENT);
  for (guint i = 0; i < 100; i++, ms += FRAME_MS)
    push (call, ms);
  end (call);
  wait_for (call, GST_MESSAGE_EOS);
}

static GstPadProbeReturn
block (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  return GST_PAD_PROBE_OK;
}

static void
run_blocked (Call *call)
{
  GstPad *inner =
      gst_element_get_static_pad (GST_BIN_CHILDREN (call->recording)->data,
          "sink");
  gulong probe = gst_pad_add_probe (inner, GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM,
      block, NULL, NULL);

  /* All of it goes in although nothing comes out. */
  push_all (call, 5 * PERIOD_MS);
  printf ("in\n");
  end (call);
  gst_pad_remove_probe (inner, probe);
  gst_object_unref (inner);
  wait_for (call, GST_MESSAGE_EOS);
}

static void
run_odd (Call *call)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string ("audio/x-raw,format=S16LE,"
                                                   "rate=8000,channels=2,"
                                                   "layout=interleaved");

  push_all (call, PERIOD_MS);
  gst_app_src_set_caps (GST_APP_SRC (call->sources[0]), caps);
  push_all (call, PERIOD_MS);
  wait_for (call, GST_MESSAGE_ELEMENT);
  end (call);
  wait_for (call, GST_MESSAGE_EOS);
}

static void
run_none (Call *call)
{
  push_all (call, PERIOD_MS);
  wait_for (call, GST_MESSAGE_ELEMENT);
  push_all (call, PERIOD_MS);
  end (call);
  wait_for (call, GST_MESSAGE_EOS);
}

/* In the place of the library's: new files are made when they may be. */
static gint files_wait;

int
open (const char *path, int flags, ...)
{
  static int (*real) (const char *path, int flags, ...);
  va_list args;
  mode_t mode;

  va_start (args, flags);
  mode = flags & O_CREAT ? va_arg (args, mode_t) : 0;
  va_end (args);
  if (real == NULL)
    real = (int (*) (const char *, int, ...)) dlsym (RTLD_NEXT, "open64");
  while (flags & O_EXCL && g_atomic_int_get (&files_wait))
    g_usleep (1000);
  return real (path, flags, mode);
}

static void
run_hung (Call *call)
{
  push_all (call, PERIOD_MS);
  printf ("in\n");
  g_atomic_int_set (&files_wait, FALSE);
  end (call);
  wait_for (call, GST_MESSAGE_EOS);
}

static void
run_unheard (Call *call)
{}

static const struct
{
  const gchar *name;
  void (*run) (Call *call);
} modes[] = {
  { "tones", run_tones },
  { "live", run_live },
  { "full", run_full },
  { "blocked", run_blocked },
  { "killed", run_killed },
  { "odd", run_odd },
  { "none", run_none },
  { "hung", run_hung },
  { "unheard", run_unheard },
};

static gboolean
build (Call *call, gchar **argv, GError **error)
{
  static const gchar *const pads[] = { "caller", "agent" };
  /* Opus: the rate is found. */
  g_autoptr (GstCaps) first = gst_caps_from_string (caps_texts[0]);
  gboolean opus = g_str_equal (argv[3], "opus");

  call->recording = ovs_recording_new (argv[1], argv[2],
      opus ? OVS_RECORDING_OPUS : OVS_RECORDING_WAV, opus ? NULL : first,
      error);
  if (call->recording == NULL)
    return FALSE;
  gst_object_ref_sink (call->recording);
  call->pipeline = gst_pipeline_new (NULL);
  gst_bin_add (GST_BIN (call->pipeline), call->recording);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GstCaps) caps = gst_caps_from_string (caps_texts[i]);

    call->sources[i] = gst_element_factory_make ("appsrc", NULL);
    g_object_set (call->sources[i], "caps", caps, "format", GST_FORMAT_TIME,
        "max-bytes", (guint64) 0, NULL);
    gst_bin_add (GST_BIN (call->pipeline), call->sources[i]);
    gst_element_link_pads (call->sources[i], "src", call->recording, pads[i]);
  }
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *path = NULL;
  Call call = { NULL };

  gst_init (NULL, NULL);
  /* A limit of the size of files is an error, not the end. */
  signal (SIGXFSZ, SIG_IGN);
  if (argc != 5 || !build (&call, argv, &error)) {
    fprintf (stderr, "%s\n", error != NULL ? error->message : "wrong use");
    return 1;
  }
  files_wait = g_str_equal (argv[4], "hung");
  gst_element_set_state (call.pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_str_equal (modes[i].name, argv[4]))
      modes[i].run (&call);
  path = ovs_recording_take_path (call.recording);
  printf ("%s\n", path != NULL ? path : "none");
  gst_object_unref (call.recording);
  gst_element_set_state (call.pipeline, GST_STATE_NULL);
  gst_object_unref (call.pipeline);
  return 0;
}
