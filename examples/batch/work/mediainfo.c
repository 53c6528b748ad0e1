/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mediainfo.c - see mediainfo.h. */

#include "mediainfo.h"

#include <gst/pbutils/pbutils.h>

#include <string.h>

/* A file tells at once, or something went wrong in GStreamer: aiffparse 1.22
 * gets stuck or loses its peer now and then. Another look helps, a longer one
 * in case the disk is slow. In s. */
static const guint file_limits[] = { 1, 3, 10 };
static const guint network_limits[] = { 30 };

static gboolean
fail (GError **error, const gchar *sentence)
{
  g_clear_error (error);
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, sentence);
  return FALSE;
}

static gboolean
check_file (const OrbInput *input, GError **error)
{
  if (input->path == NULL)
    return TRUE;
  if (!g_file_test (input->path, G_FILE_TEST_EXISTS))
    return fail (error, "There is no such file.");
  if (input->size == 0)
    return fail (error, "The file is empty: 0 bytes.");
  return TRUE;
}

/* The name of the outermost container that is more than a tag; or of the sound
 * itself, when there is none. */
static gchar *
find_format (GstDiscovererInfo *info)
{
  GstDiscovererStreamInfo *stream = gst_discoverer_info_get_stream_info (info);
  gchar *name = NULL;

  while (stream != NULL) {
    GstCaps *caps = gst_discoverer_stream_info_get_caps (stream);
    GstDiscovererStreamInfo *next = gst_discoverer_stream_info_get_next (
        stream);

    g_free (name);
    name = caps != NULL && gst_caps_get_size (caps) > 0
        ? g_strdup (gst_structure_get_name (gst_caps_get_structure (caps, 0)))
        : NULL;
    g_clear_pointer (&caps, gst_caps_unref);
    gst_discoverer_stream_info_unref (stream);
    stream = g_strcmp0 (name, "application/x-id3") == 0
            || g_strcmp0 (name, "application/x-apetag") == 0
        ? next
        : NULL;
    if (stream == NULL && next != NULL)
      gst_discoverer_stream_info_unref (next);
  }
  return name;
}

/* These have stamps of their own; the others are counted. */
static gboolean
has_stamps (const gchar *format)
{
  static const gchar *const formats[] = { "video/", "application/",
    "audio/x-matroska", "audio/webm", "audio/ogg", "audio/x-m4a" };

  for (guint i = 0; format != NULL && i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_prefix (format, formats[i])
        && !g_str_equal (format, "video/x-msvideo"))
      return TRUE;
  return FALSE;
}

/* The length of these is told by their headers, not guessed from bytes. With
 * pictures, texts or other sound it may be that of those. */
static gboolean
tells_length (GstDiscovererInfo *info, const gchar *format)
{
  static const gchar *const formats[] = { "video/x-matroska",
    "audio/x-matroska", "video/webm", "audio/webm", "video/quicktime",
    "audio/x-m4a", "application/x-3gp", "audio/x-flac", "video/x-ms-asf",
    NULL };
  GList *streams = gst_discoverer_info_get_stream_list (info);
  gboolean only_one = g_list_length (streams) == 1;

  gst_discoverer_stream_info_list_free (streams);
  return only_one && format != NULL && g_strv_contains (formats, format);
}

static void
read_info (GstDiscovererInfo *info, OrbMediaInfo *media)
{
  GstClockTime duration = gst_discoverer_info_get_duration (info);
  GList *streams = gst_discoverer_info_get_audio_streams (info);
  g_autofree gchar *format = find_format (info);

  if (GST_CLOCK_TIME_IS_VALID (duration))
    media->duration = duration / (gdouble) GST_SECOND;
  if (streams != NULL)
    media->channels = gst_discoverer_audio_info_get_channels (streams->data);
  media->counts = !has_stamps (format);
  /* aiffparse 1.22 jumps in a file, and gets lost now and then. Of a part with
   * an odd number of bytes wavparse gives nothing. */
  media->in_order = g_strcmp0 (format, "audio/x-aiff") == 0
      || (g_strcmp0 (format, "audio/x-wav") == 0 && media->container.parts > 1);
  /* What is joined is longer than its first part. */
  if (media->container.parts > 1)
    media->duration = MAX (media->duration, media->container.promised);
  if (media->container.promised <= 0 && media->container.parts <= 1
      && tells_length (info, format)) {
    media->container.promised = media->duration;
    media->told_end = strstr (format, "matroska") != NULL
        || strstr (format, "webm") != NULL;
  }
  gst_discoverer_stream_info_list_free (streams);
}

/* "text/html", say: the third word of what an installer is told. */
static gchar *
describe_missing (GstDiscovererInfo *info)
{
  const gchar **details =
      gst_discoverer_info_get_missing_elements_installer_details (info);
  g_auto (GStrv) parts = details != NULL && details[0] != NULL
      ? g_strsplit (details[0], "|", -1)
      : NULL;

  if (parts == NULL || g_strv_length (parts) < 4)
    return g_strdup ("It cannot be decoded: GStreamer lacks a plugin for it.");
  return g_strdup_printf ("It cannot be decoded: GStreamer has no %s.",
      parts[3]);
}

static gboolean
is_of_the_network (GstDiscovererInfo *info, const GError *error)
{
  return error != NULL && error->domain == GST_RESOURCE_ERROR
      && !g_str_has_prefix (gst_discoverer_info_get_uri (info), "file:");
}

static gboolean
judge (GstDiscovererInfo *info, OrbMediaInfo *media, GError **error)
{
  g_autofree gchar *cause =
      error != NULL && *error != NULL ? g_strdup ((*error)->message) : NULL;
  g_autofree gchar *sentence = NULL;

  read_info (info, media);
  /* A video that cannot be decoded does not matter, nor a missing plugin for
   * it, as long as there is audio. */
  if (media->channels > 0) {
    g_clear_error (error);
    return TRUE;
  }
  if (media->container.cut
      && gst_discoverer_info_get_result (info)
          != GST_DISCOVERER_MISSING_PLUGINS)
    return fail (error,
        "It is cut off, and what is left cannot be read: the "
        "file is shorter than its header says.");
  switch (gst_discoverer_info_get_result (info)) {
    case GST_DISCOVERER_OK:
      return fail (error, "There is no audio in it.");
    case GST_DISCOVERER_TIMEOUT:
      return fail (error, "Reading its beginning takes too long.");
    case GST_DISCOVERER_MISSING_PLUGINS:
      sentence = describe_missing (info);
      return fail (error, sentence);
    default:
      sentence = is_of_the_network (info, error != NULL ? *error : NULL)
          ? g_strdup_printf ("It did not come over the network. GStreamer "
                             "says: %s",
              cause)
          : g_strdup_printf (
              "It cannot be read as audio; it may be cut "
              "off, damaged, or something else. GStreamer says: %s",
              cause != NULL ? cause : "nothing.");
      return fail (error, sentence);
  }
}

/* Not found and not allowed are answers; the rest is a bad connection. */
static gboolean
is_lost (GstDiscovererInfo *info, const GError *error)
{
  if (info != NULL
      && gst_discoverer_info_get_result (info) == GST_DISCOVERER_TIMEOUT)
    return TRUE;
  return error != NULL && error->domain == GST_RESOURCE_ERROR
      && error->code != GST_RESOURCE_ERROR_NOT_FOUND
      && error->code != GST_RESOURCE_ERROR_NOT_AUTHORIZED;
}

static gboolean
look (GstDiscoverer *discoverer, const OrbInput *input, OrbMediaInfo *media,
    gboolean *lost, GError **error)
{
  GstDiscovererInfo *info =
      gst_discoverer_discover_uri (discoverer, input->uri, error);
  gboolean ok;

  *lost = is_lost (info, error != NULL ? *error : NULL);
  ok = info != NULL && judge (info, media, error);
  g_clear_object (&info);
  return ok;
}

void
orb_media_info_clear (OrbMediaInfo *media)
{
  orb_container_clear (&media->container);
  *media = (OrbMediaInfo){ 0 };
}

gboolean
orb_media_info_read (const OrbInput *input, OrbMediaInfo *media, GError **error)
{
  const guint *limits = input->path != NULL ? file_limits : network_limits;
  guint looks = input->path != NULL ? G_N_ELEMENTS (file_limits)
                                    : G_N_ELEMENTS (network_limits);
  GstDiscoverer *discoverer;
  gboolean ok = FALSE, lost = FALSE;

  orb_media_info_clear (media);
  if (!check_file (input, error))
    return FALSE;
  if (input->path != NULL)
    orb_container_look (input->path, &media->container);
  discoverer = gst_discoverer_new (limits[0] * GST_SECOND, error);
  if (discoverer == NULL)
    return FALSE;
  for (guint i = 0; i < looks && !ok; i++) {
    g_clear_error (error);
    g_object_set (discoverer, "timeout", limits[i] * GST_SECOND, NULL);
    ok = look (discoverer, input, media, &lost, error);
  }
  g_object_unref (discoverer);
  if (!ok && error != NULL && *error == NULL)
    fail (error, "It cannot be read.");
  if (!ok && error != NULL && input->path == NULL && lost)
    (*error)->domain = GST_RESOURCE_ERROR;
  return ok;
}
