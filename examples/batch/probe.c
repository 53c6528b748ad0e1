/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* probe.c - see probe.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "probe.h"

#include <gst/pbutils/pbutils.h>

/* A file tells at once, or something went wrong in GStreamer: aiffparse 1.22
 * gets stuck or loses its peer now and then. Another look helps, a longer one in
 * case the disk is slow. In s. */
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

static void
read_info (GstDiscovererInfo *info, OrbProbe *probe)
{
  GstClockTime duration = gst_discoverer_info_get_duration (info);
  GList *streams = gst_discoverer_info_get_audio_streams (info);

  if (GST_CLOCK_TIME_IS_VALID (duration))
    probe->duration = duration / (gdouble) GST_SECOND;
  if (streams != NULL)
    probe->channels = gst_discoverer_audio_info_get_channels (streams->data);
  gst_discoverer_stream_info_list_free (streams);
}

/* "text/html", say: the third word of what an installer is told. */
static gchar *
describe_missing (GstDiscovererInfo *info)
{
  const gchar **details =
      gst_discoverer_info_get_missing_elements_installer_details (info);
  g_auto (GStrv) parts = details != NULL && details[0] != NULL
      ? g_strsplit (details[0], "|", -1) : NULL;

  if (parts == NULL || g_strv_length (parts) < 4)
    return g_strdup ("It cannot be decoded: GStreamer lacks a plugin for it.");
  return g_strdup_printf ("It cannot be decoded: GStreamer has no %s.",
      parts[3]);
}

static gboolean
judge (GstDiscovererInfo *info, OrbProbe *probe, GError **error)
{
  g_autofree gchar *cause =
      error != NULL && *error != NULL ? g_strdup ((*error)->message) : NULL;
  g_autofree gchar *sentence = NULL;

  read_info (info, probe);
  /* A video that cannot be decoded does not matter, nor a missing plugin for
   * it, as long as there is audio. */
  if (probe->channels > 0) {
    g_clear_error (error);
    return TRUE;
  }
  switch (gst_discoverer_info_get_result (info)) {
    case GST_DISCOVERER_OK:
      return fail (error, "There is no audio in it.");
    case GST_DISCOVERER_TIMEOUT:
      return fail (error, "Reading its beginning takes too long.");
    case GST_DISCOVERER_MISSING_PLUGINS:
      sentence = describe_missing (info);
      return fail (error, sentence);
    default:
      sentence = g_strdup_printf ("It cannot be read as audio; it may be cut "
          "off, damaged, or something else. GStreamer says: %s",
          cause != NULL ? cause : "nothing.");
      return fail (error, sentence);
  }
}

/* Not found and not allowed are answers; the rest is a bad connection. */
static gboolean
is_lost (GstDiscovererInfo *info, const GError *error)
{
  if (info != NULL && gst_discoverer_info_get_result (info)
      == GST_DISCOVERER_TIMEOUT)
    return TRUE;
  return error != NULL && error->domain == GST_RESOURCE_ERROR
      && error->code != GST_RESOURCE_ERROR_NOT_FOUND
      && error->code != GST_RESOURCE_ERROR_NOT_AUTHORIZED;
}

static gboolean
look (GstDiscoverer *discoverer, const OrbInput *input, OrbProbe *probe,
    gboolean *lost, GError **error)
{
  GstDiscovererInfo *info =
      gst_discoverer_discover_uri (discoverer, input->uri, error);
  gboolean ok;

  *lost = is_lost (info, error != NULL ? *error : NULL);
  ok = info != NULL && judge (info, probe, error);
  g_clear_object (&info);
  return ok;
}

gboolean
orb_probe (const OrbInput *input, OrbProbe *probe, GError **error)
{
  const guint *limits = input->path != NULL ? file_limits : network_limits;
  guint looks = input->path != NULL ? G_N_ELEMENTS (file_limits)
      : G_N_ELEMENTS (network_limits);
  GstDiscoverer *discoverer;
  gboolean ok = FALSE, lost = FALSE;

  *probe = (OrbProbe) { 0, 0 };
  if (!check_file (input, error))
    return FALSE;
  discoverer = gst_discoverer_new (limits[0] * GST_SECOND, error);
  if (discoverer == NULL)
    return FALSE;
  for (guint i = 0; i < looks && !ok; i++) {
    g_clear_error (error);
    g_object_set (discoverer, "timeout", limits[i] * GST_SECOND, NULL);
    ok = look (discoverer, input, probe, &lost, error);
  }
  g_object_unref (discoverer);
  if (!ok && error != NULL && *error == NULL)
    fail (error, "It cannot be read.");
  if (!ok && error != NULL && input->path == NULL && lost)
    (*error)->domain = GST_RESOURCE_ERROR;
  return ok;
}
