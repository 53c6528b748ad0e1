/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* media.c - any speech and any words on the way down, in any order, while the
 * pad changes its format and the user interrupts.
 *
 * Frames follow each other without a hole; no more is heard of an item than
 * came; sums of what waits are right; captions are plain UTF-8 whose times do
 * not go back. */

#include "fuzz.h"

#include "media/captions.h"
#include "media/speechdecoder.h"
#include "media/timeline.h"

#include <gst/gst.h>
#include <string.h>

const gchar fuzz_name[] = "media";
const guint fuzz_mutations = 600;

#define MAX_STEPS 200
#define FRAME (20 * GST_MSECOND)

static const gchar *items[] = { "a", "b", "c", NULL };

typedef struct
{
  OaSpeechDecoder *decoder;
  OaTimeline *timeline;
  OaCaptions *captions;
  GPtrArray *chunks;
  GstClockTime next; /* where the next frame begins */
  GstClockTime last_caption;
} Run;

void
fuzz_set_up (void)
{
  gst_init (NULL, NULL);
}

static OaAudioFormat
take_format (FuzzInput *input)
{
  static const OaAudioFormat formats[] = { OA_AUDIO_FORMAT_PCM,
    OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA };

  return formats[fuzz_take_number (input, G_N_ELEMENTS (formats))];
}

static const gchar *
take_item (FuzzInput *input)
{
  return items[fuzz_take_number (input, G_N_ELEMENTS (items))];
}

/*** in ***/

static void
play (Run *run)
{
  for (guint i = 0; i < run->chunks->len; i++) {
    const OaDecodedChunk *chunk = g_ptr_array_index (run->chunks, i);

    oa_timeline_add (run->timeline, chunk->format, chunk->response_id,
        chunk->item_id, chunk->audio, GST_CLOCK_TIME_NONE);
    oa_captions_add_audio (run->captions, chunk->response_id, chunk->item_id,
        chunk->format, chunk->audio);
  }
  g_ptr_array_set_size (run->chunks, 0);
}

static void
add_audio (Run *run, FuzzInput *input)
{
  const gchar *item = take_item (input);
  gsize size, repeat = 1 + fuzz_take_byte (input);
  const guint8 *data = fuzz_take_bytes (input, 64, &size);
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (GBytes) audio = NULL;

  while (repeat-- > 0)
    g_byte_array_append (bytes, data, size);
  audio = g_byte_array_free_to_bytes (bytes);
  oa_speech_decoder_add (run->decoder, "r", item, audio, run->chunks);
  play (run);
}

static void
add_text (Run *run, FuzzInput *input)
{
  const gchar *item = take_item (input);
  g_autofree gchar *text = fuzz_take_line (input);

  oa_captions_add_text (run->captions, "r", item, fuzz_take_byte (input) & 1,
      GST_CLOCK_TIME_NONE, text);
}

static void
end_item (Run *run, FuzzInput *input)
{
  const gchar *item = take_item (input);

  oa_speech_decoder_end_item (run->decoder, item, run->chunks);
  play (run);
  oa_timeline_end_item (run->timeline, item);
  oa_captions_end_audio (run->captions, item);
}

static void
end_response (Run *run)
{
  oa_speech_decoder_end_response (run->decoder, "r", run->chunks);
  play (run);
  oa_timeline_end_response (run->timeline, "r");
  oa_captions_end_response (run->captions, "r");
}

static void
interrupt (Run *run, FuzzInput *input)
{
  GPtrArray *truncated = oa_timeline_interrupt (run->timeline,
      run->next - MIN (run->next, fuzz_take_number (input, 200) * GST_MSECOND));

  for (guint i = 0; i < truncated->len; i++) {
    const OaTruncatedItem *item = g_ptr_array_index (truncated, i);

    g_assert_cmpint (item->heard_ms, >=, 0);
    g_assert_cmpint (item->heard_ms, <=, item->received_ms);
  }
  g_ptr_array_unref (truncated);
  oa_captions_interrupt (run->captions);
  g_assert_true (oa_timeline_is_empty (run->timeline));
  g_assert_cmpuint (oa_timeline_get_queued_bytes (run->timeline), ==, 0);
}

static void
turn (Run *run, FuzzInput *input)
{
  OaAudioFormat wanted = take_format (input);

  if (fuzz_take_byte (input) & 1)
    oa_speech_decoder_configure (run->decoder, wanted, take_format (input));
  else
    oa_timeline_configure (run->timeline, wanted, FRAME,
        fuzz_take_byte (input) & 1);
}

/*** out ***/

static void
check_caption (Run *run, const OaCaption *caption)
{
  g_assert_true (g_utf8_validate (caption->text, -1, NULL));
  g_assert_null (strstr (caption->text, "-->"));
  g_assert_null (strstr (caption->text, "</"));
  g_assert_cmpuint (caption->pts, >=, run->last_caption);
  run->last_caption = caption->pts;
}

static void
take_captions (Run *run)
{
  GstClockTime begin, end;
  OaCaption caption;

  while (oa_captions_pop (run->captions, &caption)) {
    check_caption (run, &caption);
    g_free (caption.text);
  }
  if (oa_captions_pop_gap (run->captions, &begin, &end))
    g_assert_cmpuint (begin, <=, end);
}

static void
pop (Run *run, FuzzInput *input)
{
  gboolean paced = fuzz_take_byte (input) & 1;
  OaFrame frame;
  gchar *item;

  if (paced)
    oa_timeline_pop_paced (run->timeline, &frame);
  else
    oa_timeline_pop_joined (run->timeline, &frame);
  if (frame.kind != OA_FRAME_NONE) {
    g_assert_cmpuint (frame.pts, ==, run->next);
    run->next = frame.pts + frame.duration;
  }
  oa_frame_clear (&frame);
  oa_captions_advance (run->captions, run->timeline, paced);
  take_captions (run);
  while ((item = oa_timeline_take_finished (run->timeline, run->next, NULL))
      != NULL)
    g_free (item);
}

static void
step (Run *run, FuzzInput *input)
{
  switch (fuzz_take_number (input, 10)) {
    case 0:
    case 1:
      add_audio (run, input);
      break;
    case 2:
      add_text (run, input);
      break;
    case 3:
      end_item (run, input);
      break;
    case 4:
      end_response (run);
      break;
    case 5:
      interrupt (run, input);
      break;
    case 6:
      turn (run, input);
      break;
    case 7:
      if (fuzz_take_byte (input) & 1)
        oa_timeline_hold (run->timeline);
      else
        oa_timeline_resume (run->timeline);
      break;
    default:
      pop (run, input);
      break;
  }
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  Run run = { oa_speech_decoder_new (), oa_timeline_new (), oa_captions_new (),
    oa_speech_decoder_new_chunks (), 0, 0 };

  oa_timeline_set_prebuffer (run.timeline,
      fuzz_take_byte (&input) * GST_MSECOND);
  for (guint n = 0; input.left > 0 && n < MAX_STEPS; n++)
    step (&run, &input);
  oa_captions_finish (run.captions, run.timeline, TRUE);
  take_captions (&run);
  g_ptr_array_unref (run.chunks);
  oa_captions_free (run.captions);
  oa_timeline_free (run.timeline);
  oa_speech_decoder_free (run.decoder);
}
