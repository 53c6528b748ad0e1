/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* propertiescalls.c - properties of function calls and of limits. */

#include "properties.h"

const OaProperty oa_properties_calls[] = {
  /**
   * GstOpenaiRealtime:validate-arguments:
   *
   * Answer a call whose arguments do not fit the schema in tools with an error
   * instead of telling it; for calls from now on. Default false.
   *
   * Since: 0.1
   */
  BOOLEAN ("validate-arguments", "Validate arguments", NOW,
      functions.validate_arguments),

  /**
   * GstOpenaiRealtime:function-timeout:
   *
   * How long the output of a function call is waited for, in ms; 0 = no limit;
   * for calls from now on. Default 60000.
   *
   * Since: 0.1
   */
  UINT ("function-timeout", "Function timeout", NOW, functions.timeout, 0,
      3600000),

  /**
   * GstOpenaiRealtime:function-timeout-output:
   *
   * What the model gets as output of a call at its timeout; NULL = an error;
   * takes effect at once. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("function-timeout-output", "Function timeout output", NOW,
      functions.timeout_output),

  /**
   * GstOpenaiRealtime:function-late-output:
   *
   * Give the model an output that comes after the timeout as a system message,
   * and ask for an answer; FALSE = refuse it; takes effect at once. Default
   * false.
   *
   * Since: 0.1
   */
  BOOLEAN ("function-late-output", "Late output", NOW, functions.late_output),

  /**
   * GstOpenaiRealtime:function-filler:
   *
   * What the model says while a function call takes long; NULL = nothing; for
   * calls from now on. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("function-filler", "Function filler", NOW, functions.filler),

  /**
   * GstOpenaiRealtime:function-filler-delay:
   *
   * How long a function call takes until function-filler is said, in ms; for
   * calls from now on. Default 2000.
   *
   * Since: 0.1
   */
  UINT ("function-filler-delay", "Function filler delay", NOW,
      functions.filler_delay, 0, 600000),

  /**
   * GstOpenaiRealtime:max-function-rounds:
   *
   * Answers to outputs of functions that are asked for by themselves, per turn
   * of the user; 0 = no limit; takes effect at once. Default 16.
   *
   * Since: 0.1
   */
  UINT ("max-function-rounds", "Most function rounds", NOW,
      functions.max_rounds, 0, 10000),

  /**
   * GstOpenaiRealtime:farewell:
   *
   * What the model says when a limit ends the conversation; NULL = nothing;
   * takes effect at once. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("farewell", "Farewell", NOW, limits.farewell),

  /**
   * GstOpenaiRealtime:max-session-duration:
   *
   * Time after which the conversation ends, in s; 0 = no limit; takes effect at
   * once. Default 0.
   *
   * Since: 0.1
   */
  UINT ("max-session-duration", "Longest session", NOW,
      limits.max_session_duration, 0, 604800),

  /**
   * GstOpenaiRealtime:max-idle:
   *
   * Time without a voice of either side after which the conversation ends, in
   * s; 0 = no limit; takes effect at once. Default 0.
   *
   * Since: 0.1
   */
  UINT ("max-idle", "Longest silence", NOW, limits.max_idle, 0, 86400),

  /**
   * GstOpenaiRealtime:price-table:
   *
   * JSON file of prices per million tokens, by model; NULL = none; read when
   * connecting. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("price-table", "Price table", CONNECTING, limits.price_table),

  /**
   * GstOpenaiRealtime:max-cost:
   *
   * Cost at which the conversation ends, in the currency of price-table; 0 = no
   * limit; takes effect at once. Default 0.
   *
   * Since: 0.1
   */
  DOUBLE ("max-cost", "Highest cost", NOW, limits.max_cost, 0, 1000000),

  { NULL }
};
