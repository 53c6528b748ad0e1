/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recording.h - a call as a file: the caller on the left, the agent on the
 * right, each where its running time says.
 *
 * A bin for the ends of two tees. It never blocks or fails the pipeline, nor
 * whoever makes it: a thread of its own makes the file and writes it. What the
 * disk does not take in time is silence, and a disk that takes no more ends the
 * recording, not the call. Killed, it leaves a file that can be played up to
 * the last second. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum
{
  OVS_RECORDING_WAV,
  OVS_RECORDING_OPUS, /* in Ogg */
} OvsRecordingFormat;

/* The words of the values, for an option; ended by NULL. */
extern const gchar *const ovs_recording_formats[];

/* Element message of the bin when it ends early, or no file can be made:
 * `sentence` and `path`. */
#define OVS_RECORDING_ENDED "ovs-recording-ended"

/* Sink pads `caller` and `agent`: S16LE, µ-law or A-law, one channel, whatever
 * the rate. They take any caps; with others the recording ends early. @caps: of
 * the call, for the rate of the file; NULL = that of the sound that comes
 * first. The file is CALL_ID.wav or CALL_ID.ogg in @folder, which is made when
 * it is not there, with the first sound; a file that is there is never written
 * over. Floating. EOS on both pads, or the state READY, ends the file. */
GstElement *ovs_recording_new (const gchar *folder, const gchar *call_id,
    OvsRecordingFormat format, const GstCaps *caps, GError **error);
/* Its file's (transfer full); NULL: there is none, and none will be made any
 * more. */
gchar *ovs_recording_take_path (GstElement *recording);

G_END_DECLS
