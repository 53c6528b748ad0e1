/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* rows.c - see rows.h. docs/reliability.md has the same tables; the test
 * faults-docs compares them. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "rows.h"

const FaultRow fault_rows[] = {
  { "close-1011", "'fault':'close','close':1011",
      { "new new new new new - new new down",
          "new new new new new new new new down" } },
  { "close-1008", "'fault':'close','close':1008",
      { "server server server server server - server server down",
          "server server server server server server server server down" } },
  { "expired-1001",
      "'fault':'error-close','code':'session_expired',"
      "'message':'Your session hit the maximum duration.','close':1001",
      { "new new new new new - new new down",
          "new new new new new new new new down" } },
  { "wrong-key-3000",
      "'fault':'error-close','code':'invalid_api_key',"
      "'message':'Incorrect API key provided.','close':3000",
      { "auth auth auth auth auth - auth auth down",
          "auth auth auth auth auth auth auth auth down" } },
  { "no-quota-4004",
      "'fault':'error-close','code':'insufficient_quota',"
      "'message':'You exceeded your quota.','close':4004",
      { "quota quota quota quota quota - quota quota down",
          "quota quota quota quota quota quota quota quota down" } },
  { "reset", "'fault':'reset','after_audio_ms':0",
      { "new new new new new - new new down",
          "new new new new new new new new down" } },
  { "silent", "'fault':'silent'",
      { "new new warning warning warning - warning warning down",
          "new new warning warning warning warning warning warning "
          "down" } },
  { "slow-reader", "'fault':'slow-reader'",
      { "new warning warning warning warning - warning same down",
          "new warning warning warning warning warning warning same down" } },
  { "expires", "'fault':'expires','seconds':0",
      { "new new new new new - new new down",
          "new new new new new new new new down" } },
  { "http-401", "'fault':'http','status':401",
      { "auth auth auth auth auth - auth auth down",
          "auth auth auth auth auth auth auth auth down" } },
  { "http-503", "'fault':'http','status':503",
      { "same new new new new - new new down",
          "same new new new new new new new down" } },
  { "half-open", "'fault':'half-open'",
      { "same new new new new - new new down",
          "same new new new new new new new down" } },
  { "no-session-updated", "'fault':'no-session-updated'",
      { "new new same same same - same same down",
          "new new warning warning warning warning warning same down" } },
  { "refuse-update", "'fault':'refuse-update'",
      { "config config same same same - same same down",
          "config config same same same same same same down" } },
  { "stall-response", "'fault':'stall-response'",
      { "warning warning warning warning warning - warning warning down",
          "warning warning warning warning warning warning warning warning "
          "down" } },
  { "stall-mid-delta", "'fault':'stall-delta','after_audio_ms':400",
      { "warning warning warning warning warning - warning warning down",
          "warning warning warning warning warning warning warning warning "
          "down" } },
  { "no-response", "'fault':'no-response'",
      { "warning warning warning warning warning - warning same down",
          "warning warning warning warning warning warning warning same "
          "down" } },
  { "never-commits", "'fault':'never-commits'",
      { "fewer fewer fewer fewer same - same same down",
          "fewer fewer fewer fewer same same same same down" } },
  { "failed-response",
      "'fault':'failed-response','type':'insufficient_quota',"
      "'code':'credit_balance_exhausted',"
      "'message':'You exceeded your quota.'",
      { "quota quota quota quota quota - quota same down",
          "quota quota quota quota quota quota quota same down" } },
  { "failed-server-error",
      "'fault':'failed-response','type':'server_error',"
      "'code':'server_error','message':'The server had an error.'",
      { "failed failed failed failed failed - failed same down",
          "failed failed failed failed failed failed failed same down" } },
  { "malformed-json", "'fault':'malformed-json'",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "deep-json", "'fault':'deep-json','depth':100000",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "huge-message", "'fault':'huge-message','bytes':5000000",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "unknown-events", "'fault':'unknown-events'",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "huge-delta", "'fault':'huge-delta'",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "tiny-deltas", "'fault':'tiny-deltas'",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "fragmented", "'fault':'fragmented','bytes':100",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "duplicate-deltas", "'fault':'duplicate-deltas'",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "late-deltas", "'fault':'late-deltas','count':3",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "late-transcripts", "'fault':'late-transcripts','delay_ms':100",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "wrong-format", "'fault':'wrong-format','format':'pcmu'",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "other-formats", "'fault':'other-formats','input':'pcmu','output':'pcmu'",
      { "same same - - - - - - -", "same same - - - - - - -" } },
  { "error-storm", "'fault':'error-storm','count':200",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { "refuse-truncate", "'fault':'refuse-truncate','audio_ms':10",
      { "same same same same same - same same down",
          "same same same same same same same same down" } },
  { NULL }
};
