/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recording.c - see recording.h. */

#define _GNU_SOURCE /* dup3 */

#include "records/recording.h"

#include "records/trackmixer.h"
#include "records/wavsink.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#define MAX_ID 128
#define ID_CHARACTERS \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
/* Of both voices, bits/s. */
#define OPUS_BITRATE 48000

const gchar *const ovs_recording_formats[] = { "wav", "opus", NULL };
static const gchar *const suffixes[] = { "wav", "ogg" };

enum
{
  FILE_AWAITED, /* nothing was heard yet */
  FILE_THERE,   /* or being made */
  FILE_NONE,
};

typedef struct
{
  GstBin parent;

  GstElement *mixer;
  gint fd; /* of nothing until the file is there, under the same number */
  gchar *folder, *path;
  gint file;  /* atomic */
  gint ended; /* atomic: it was told */
} OvsRecording;

typedef struct
{
  GstBinClass parent_class;
} OvsRecordingClass;

GType ovs_recording_get_type (void);

G_DEFINE_TYPE (OvsRecording, ovs_recording, GST_TYPE_BIN)

/*** messages ***/

/* Once. */
static void
tell_end (OvsRecording *self, const gchar *sentence)
{
  if (g_atomic_int_compare_and_exchange (&self->ended, FALSE, TRUE))
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_element (GST_OBJECT (self),
            gst_structure_new (OVS_RECORDING_ENDED, "sentence", G_TYPE_STRING,
                sentence, "path", G_TYPE_STRING, self->path, NULL)));
}

static void
tell_failure (OvsRecording *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *sentence = NULL;

  gst_message_parse_error (message, &error, NULL);
  sentence = g_strdup_printf ("The recording %s ended before the call: %s%s%s",
      self->path, error->message,
      g_str_has_suffix (error->message, ".") ? "" : ".",
      error->domain == GST_RESOURCE_ERROR ? " Make room, or look at its disk."
                                          : "");
  tell_end (self, sentence);
}

/* An error would end the call. When a recording has failed, EOS comes to no
 * sink of its, and the call's end would wait for it. */
static void
handle_message (GstBin *bin, GstMessage *message)
{
  OvsRecording *self = (OvsRecording *) bin;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    tell_failure (self, message);
    ovs_track_mixer_fail (self->mixer);
    gst_message_unref (message);
  } else if (gst_message_has_name (message, OVS_TRACK_MIXER_OVER)) {
    gst_message_unref (message);
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_eos (GST_OBJECT (self)));
  } else {
    GST_BIN_CLASS (ovs_recording_parent_class)->handle_message (bin, message);
  }
}

/*** the file ***/

static gboolean
check_id (const gchar *call_id, GError **error)
{
  gsize length = strlen (call_id);

  if (length > 0 && length <= MAX_ID
      && strspn (call_id, ID_CHARACTERS) == length)
    return TRUE;
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
      "The call cannot be recorded: its id is no name for a file. It has "
      "letters, digits, - and _ only.");
  return FALSE;
}

static gboolean
open_nothing (OvsRecording *self, GError **error)
{
  gint saved;

  self->fd = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  if (self->fd >= 0)
    return TRUE;
  saved = errno;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved),
      "The call cannot be recorded: /dev/null: %s. Look at how many files this "
      "process may have open.",
      g_strerror (saved));
  return FALSE;
}

/* In the place of nothing. */
static gboolean
make_file (OvsRecording *self)
{
  gint fd = -1, saved;
  gboolean ok;

  if (g_mkdir_with_parents (self->folder, 0700) == 0)
    fd = open (self->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
        0600);
  ok = fd >= 0 && dup3 (fd, self->fd, O_CLOEXEC) >= 0;
  saved = errno;
  if (fd >= 0)
    close (fd);
  errno = saved;
  return ok;
}

static void
tell_no_file (OvsRecording *self)
{
  g_autofree gchar *sentence = g_strdup_printf (
      "The call cannot be recorded: %s cannot be made: %s. Check --recordings, "
      "and what this user may do there.",
      self->path, g_strerror (errno));

  tell_end (self, sentence);
}

/* On the mixer's own thread, which may wait for a disk. */
static GstPadProbeReturn
on_mixed (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OvsRecording *self = user_data;

  if (g_atomic_int_compare_and_exchange (&self->file, FILE_AWAITED, FILE_THERE)
      && !make_file (self)) {
    g_atomic_int_set (&self->file, FILE_NONE);
    tell_no_file (self);
    ovs_track_mixer_fail (self->mixer);
  }
  return g_atomic_int_get (&self->file) == FILE_THERE ? GST_PAD_PROBE_REMOVE
                                                      : GST_PAD_PROBE_DROP;
}

static void
watch_mixer (OvsRecording *self)
{
  GstPad *pad = gst_element_get_static_pad (self->mixer, "src");

  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_BUFFER, on_mixed,
      self, NULL);
  gst_object_unref (pad);
}

gchar *
ovs_recording_take_path (GstElement *recording)
{
  OvsRecording *self = (OvsRecording *) recording;

  g_atomic_int_compare_and_exchange (&self->file, FILE_AWAITED, FILE_NONE);
  return g_atomic_int_get (&self->file) == FILE_THERE ? g_strdup (self->path)
                                                      : NULL;
}

static guint
get_rate (const GstCaps *caps)
{
  gint rate = 0;

  if (caps != NULL && !gst_caps_is_any (caps) && !gst_caps_is_empty (caps))
    gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate);
  return MAX (rate, 0);
}

/*** the bin ***/

static GstElement *
add_element (OvsRecording *self, const gchar *factory, GError **error)
{
  GstElement *element = gst_element_factory_make (factory, NULL);

  if (element != NULL)
    gst_bin_add (GST_BIN (self), element);
  else
    g_set_error (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN,
        "The call cannot be recorded: GStreamer has no %s. Install its "
        "plugins-base, or record in another format.",
        factory);
  return element;
}

/* Its rates are five; others are made one of them. A page is written at least
 * twice a second. */
static gboolean
add_opus (OvsRecording *self, GError **error)
{
  static const gchar *const factories[] = { "audioresample", "opusenc",
    "oggmux", "fdsink" };
  GstElement *elements[G_N_ELEMENTS (factories)], *before = self->mixer;

  for (guint i = 0; i < G_N_ELEMENTS (factories); i++) {
    elements[i] = add_element (self, factories[i], error);
    if (elements[i] == NULL)
      return FALSE;
    gst_element_link (before, elements[i]);
    before = elements[i];
  }
  g_object_set (elements[1], "bitrate", OPUS_BITRATE, NULL);
  gst_util_set_object_arg (G_OBJECT (elements[1]), "audio-type", "voice");
  g_object_set (elements[2], "max-delay", (guint64) (GST_SECOND / 2),
      "max-page-delay", (guint64) (GST_SECOND / 2), NULL);
  g_object_set (elements[3], "fd", self->fd, "sync", FALSE, "async", FALSE,
      "enable-last-sample", FALSE, NULL);
  return TRUE;
}

static void
add_wav (OvsRecording *self)
{
  GstElement *sink = ovs_wav_sink_new (self->fd);

  gst_bin_add (GST_BIN (self), sink);
  gst_element_link (self->mixer, sink);
}

static void
add_pads (OvsRecording *self)
{
  static const gchar *const names[] = { "caller", "agent" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GstPad *inner = gst_element_get_static_pad (self->mixer, names[i]);

    gst_element_add_pad (GST_ELEMENT (self),
        gst_ghost_pad_new (names[i], inner));
    gst_object_unref (inner);
  }
}

static void
finalize (GObject *object)
{
  OvsRecording *self = (OvsRecording *) object;

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->folder);
  g_free (self->path);
  G_OBJECT_CLASS (ovs_recording_parent_class)->finalize (object);
}

static void
ovs_recording_class_init (OvsRecordingClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  GST_BIN_CLASS (class)->handle_message = handle_message;
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (class),
      "Call recording", "Sink/File/Audio", "Keeps both sides of a call",
      "The openairealtime developers");
}

static void
ovs_recording_init (OvsRecording *self)
{
  self->fd = -1;
}

GstElement *
ovs_recording_new (const gchar *folder, const gchar *call_id,
    OvsRecordingFormat format, const GstCaps *caps, GError **error)
{
  OvsRecording *self;
  gboolean ok;

  if (!check_id (call_id, error))
    return NULL;
  self = g_object_new (ovs_recording_get_type (), NULL);
  self->folder = g_strdup (folder);
  self->path = g_strdup_printf ("%s/%s.%s", folder, call_id, suffixes[format]);
  self->mixer = ovs_track_mixer_new (get_rate (caps));
  gst_bin_add (GST_BIN (self), self->mixer);
  add_pads (self);
  watch_mixer (self);
  ok = open_nothing (self, error);
  if (ok && format == OVS_RECORDING_WAV)
    add_wav (self);
  else if (ok)
    ok = add_opus (self, error);
  if (ok)
    return GST_ELEMENT (self);
  gst_object_unref (gst_object_ref_sink (self));
  return NULL;
}
