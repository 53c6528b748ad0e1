/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* failuremedia.c - input that cannot be taken, and output that cannot go. */

#include "session/failure.h"

OaFailure *
oa_failure_no_timestamps (const gchar *segment_format)
{
  OaFailure *failure = oa_failure_new (OA_CLASS_CONFIG, OA_STREAM (FORMAT),
      "The audio has no timestamps. Put decodebin, or for a WAV file "
      "wavparse, in front of this element, and audioconvert ! audioresample "
      "behind that.");

  failure->debug = g_strdup_printf ("segment format %s", segment_format);
  return failure;
}

OaFailure *
oa_failure_no_format (void)
{
  return oa_failure_new (OA_CLASS_CONFIG, OA_STREAM (FORMAT),
      "What follows "
      "this element takes none of its formats. Put audioconvert and "
      "audioresample, or mulawdec, behind it.");
}

OaFailure *
oa_failure_no_memory_map (void)
{
  return oa_failure_new (OA_CLASS_CONTENT, OA_RESOURCE (READ),
      "The audio's "
      "memory cannot be read. Put an element that copies, such as "
      "audioconvert, in front of this one.");
}

OaFailure *
oa_failure_no_caps (void)
{
  return oa_failure_new (OA_CLASS_CONFIG, OA_STREAM (FORMAT),
      "The audio came "
      "without a format. Put audioconvert and audioresample, or a caps "
      "filter, in front of this element; set caps on an appsrc.");
}

OaFailure *
oa_failure_other_caps (const gchar *caps)
{
  OaFailure *failure = oa_failure_new (OA_CLASS_CONFIG, OA_STREAM (FORMAT),
      "The audio that comes in is in none of this element's formats and is "
      "not taken. Put audioconvert and audioresample in front.");

  failure->debug = g_strdup (caps);
  return failure;
}

OaFailure *
oa_failure_after_end (void)
{
  return oa_failure_new (OA_CLASS_CONFIG, OA_STREAM (FAILED),
      "The input had "
      "ended; what comes after it is not taken. Flush, or go to READY, before "
      "another input.");
}

OaFailure *
oa_failure_queue_is_full (void)
{
  return oa_failure_new (OA_CLASS_NETWORK, OA_RESOURCE (NO_SPACE_LEFT),
      "The "
      "input could not be sent for longer than max-input-queue, and the "
      "oldest of it is dropped. Check the network, or raise "
      "max-input-queue.");
}

OaFailure *
oa_failure_too_much_speech (gsize bytes, guint items)
{
  return oa_failure_new (OA_CLASS_CONTENT, OA_RESOURCE (NO_SPACE_LEFT),
      "More "
      "speech waits to be played than is kept, which is %" G_GSIZE_FORMAT
      " MiB and %u items. Make the elements behind this one faster, or ask "
      "for shorter answers.",
      bytes >> 20, items);
}

OaFailure *
oa_failure_not_linked (void)
{
  OaFailure *failure = oa_failure_new (OA_CLASS_CONFIG, OA_STREAM (FAILED),
      "The speech has nowhere to go: the source pad of this element is not "
      "linked. Link it, or block it before it is unlinked.");

  failure->debug = g_strdup ("streaming stopped, reason not-linked (-1)");
  return failure;
}

OaFailure *
oa_failure_from_flow (GstFlowReturn ret)
{
  OaFailure *failure = oa_failure_new (OA_CLASS_CONTENT, OA_STREAM (FAILED),
      "Internal data stream error.");

  failure->debug = g_strdup_printf ("streaming stopped, reason %s (%d)",
      gst_flow_get_name (ret), ret);
  gst_structure_set (failure->details, "flow-return", G_TYPE_INT, ret, NULL);
  return failure;
}
