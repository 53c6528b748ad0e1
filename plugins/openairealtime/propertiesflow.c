/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* propertiesflow.c - properties of audio on its way: pacing, queues,
 * interruption. */

#include "properties.h"
#include "transport/loop.h"

const OaProperty oa_properties_flow[] = {
  /**
   * GstOpenaiRealtime:live:
   *
   * Whether output is paced by the clock; read when going to PAUSED. Default
   * auto.
   *
   * Since: 0.1
   */
  ENUM ("live", "Live", CONNECTING, flow.live,
      gst_openai_realtime_live_get_type),

  /**
   * GstOpenaiRealtime:frame-duration:
   *
   * Duration of an output buffer, in ms; takes effect at once. Default 20.
   *
   * Since: 0.1
   */
  UINT ("frame-duration", "Frame duration", NOW, flow.frame_duration, 5, 1000),

  /**
   * GstOpenaiRealtime:lookahead:
   *
   * How long before its time a frame leaves, live, in ms; takes effect at once.
   * Default 60.
   *
   * Since: 0.1
   */
  UINT ("lookahead", "Lookahead", NOW, flow.lookahead, 0, 2000),

  /**
   * GstOpenaiRealtime:chunk-duration:
   *
   * Audio per message to the service, in ms; 0 = automatic (40 live, 400 for
   * recordings); takes effect at once. Default 0.
   *
   * Since: 0.1
   */
  UINT ("chunk-duration", "Chunk duration", NOW, flow.chunk_duration, 0, 10000),

  /**
   * GstOpenaiRealtime:fill:
   *
   * What leaves while nobody speaks, live and between aligned answers; takes
   * effect at once. Default silence.
   *
   * Since: 0.1
   */
  ENUM ("fill", "Fill", NOW, flow.fill, gst_openai_realtime_fill_get_type),

  /**
   * GstOpenaiRealtime:max-input-queue:
   *
   * Audio that may wait to be sent, in ms; beyond it the oldest is dropped
   * (live) or upstream waits; takes effect at once. Default 30000.
   *
   * Since: 0.1
   */
  UINT ("max-input-queue", "Longest input queue", NOW, flow.max_input_queue,
      1000, 3600000),

  /**
   * GstOpenaiRealtime:prebuffer:
   *
   * Speech that must be there before a talkspurt begins, live, in ms; waited
   * for as long at most, or up to 240 ms where the service sends slowly; 0 =
   * not at all; takes effect at once. Default 60.
   *
   * Since: 0.1
   */
  UINT ("prebuffer", "Prebuffer", NOW, flow.prebuffer, 0, 5000),

  /**
   * GstOpenaiRealtime:interrupt-mode:
   *
   * How an answer is stopped when the user speaks, live; sent at once. Default
   * drop.
   *
   * Since: 0.1
   */
  ENUM ("interrupt-mode", "Interrupt mode", SENT, interrupt.mode,
      gst_openai_realtime_interrupt_mode_get_type),

  /**
   * GstOpenaiRealtime:interrupt-hold:
   *
   * How long the answer is held, in ms, until it is clear whether the user
   * means to interrupt; 0 = it is dropped at once; must be longer than
   * vad-silence-duration; sent at once. Default 0.
   *
   * Since: 0.1
   */
  UINT ("interrupt-hold", "Hold at interruption", SENT, interrupt.hold, 0,
      10000),

  /**
   * GstOpenaiRealtime:interrupt-min-duration:
   *
   * Utterances shorter than this are false starts, in ms; with interrupt-hold;
   * takes effect at once. Default 300.
   *
   * Since: 0.1
   */
  UINT ("interrupt-min-duration", "Shortest interruption", NOW,
      interrupt.min_duration, 0, 10000),

  /**
   * GstOpenaiRealtime:max-input-gap:
   *
   * Longest gap in live input that is filled with silence, in ms; a longer one
   * counts as this long; 0 = off; takes effect at once. Default 3000.
   *
   * Since: 0.1
   */
  UINT ("max-input-gap", "Longest input gap", NOW, input.max_input_gap, 0,
      60000),

  /**
   * GstOpenaiRealtime:half-duplex:
   *
   * Send silence for what comes in while the answer sounds, for loudspeakers
   * without echo cancellation; live; takes effect at once. Default false.
   *
   * Since: 0.1
   */
  BOOLEAN ("half-duplex", "Half duplex", NOW, input.half_duplex),

  /**
   * GstOpenaiRealtime:half-duplex-tail:
   *
   * How long input stays muted behind the last speech that sounded, in ms;
   * half-duplex; takes effect at once. Default 300.
   *
   * Since: 0.1
   */
  UINT ("half-duplex-tail", "Half duplex tail", NOW, input.half_duplex_tail, 0,
      10000),

  /**
   * GstOpenaiRealtime:push-to-talk:
   *
   * Input goes up only between the actions talk-start and talk-stop; live;
   * takes effect at once. Default false.
   *
   * Since: 0.1
   */
  BOOLEAN ("push-to-talk", "Push to talk", NOW, input.push_to_talk),

  /**
   * GstOpenaiRealtime:pre-roll:
   *
   * Input from before talk-start that goes up with it, in ms; push-to-talk;
   * takes effect at once. Default 300.
   *
   * Since: 0.1
   */
  UINT ("pre-roll", "Pre-roll", NOW, input.pre_roll, 0, 10000),

  /**
   * GstOpenaiRealtime:playout-delay:
   *
   * How much later than the pipeline's sink a remote ear hears, in ms; counts
   * for what was heard, and for when an answer is over; takes effect at once.
   * Default 0.
   *
   * Since: 0.1
   */
  UINT ("playout-delay", "Playout delay", NOW, flow.playout_delay, 0, 10000),

  /**
   * GstOpenaiRealtime:drain-timeout:
   *
   * How long an answer may give no sign of life, in ms, at EOS and in the
   * pauses of a recording; live it has 30 s at least; 0 = no limit; takes
   * effect at once. Default 30000.
   *
   * Since: 0.1
   */
  UINT ("drain-timeout", "Drain timeout", NOW, flow.drain_timeout, 0, 3600000),

  /**
   * GstOpenaiRealtime:io-delay:
   *
   * How long a message may wait, in ms, so that an I/O thread sends those of
   * many sessions at once; it waits so long at 100 sessions per thread, less at
   * fewer; of the sessions of a thread the smallest value counts; 0 = it does
   * not wait; read when connecting. Default 2.
   *
   * Since: 0.1
   */
  UINT ("io-delay", "I/O delay", CONNECTING, connection.io_delay, 0,
      OA_LOOP_MAX_DELAY),

  /**
   * GstOpenaiRealtime:shared-pacing:
   *
   * One thread pushes the output of all live elements that have this set, each
   * frame at its time and without lookahead; for pipelines without latency, and
   * elements behind this one that do not block; read when its output begins.
   * Default false.
   *
   * Since: 0.1
   */
  BOOLEAN ("shared-pacing", "Shared pacing", CONNECTING, flow.shared_pacing),

  /**
   * GstOpenaiRealtime:shared-pacing-from:
   *
   * Number of live elements in the process from which on a further one has
   * shared pacing, set or not; for pipelines without latency; 0 = never; read
   * when its output begins. Default 16.
   *
   * Since: 0.1
   */
  UINT ("shared-pacing-from", "Shared pacing from", CONNECTING,
      flow.shared_pacing_from, 0, G_MAXINT),

  /**
   * GstOpenaiRealtime:commit-interval:
   *
   * Longest piece of live input that is written down as one, in ms, in a
   * transcription without turn detection; a pause of vad-silence-duration ends
   * a piece earlier; 0 = only the action commit ends one; takes effect at once.
   * Default 15000.
   *
   * Since: 0.1
   */
  UINT ("commit-interval", "Commit interval", NOW, flow.commit_interval, 0,
      600000),

  /**
   * GstOpenaiRealtime:align-answers:
   *
   * Put each answer to a recording at the time of the turn it answers instead
   * of joining them; takes effect at once. Default false.
   *
   * Since: 0.1
   */
  BOOLEAN ("align-answers", "Align answers", NOW, flow.align_answers),

  { NULL }
};
