/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* office.h - what all calls share. */

#pragma once

#include "agents/agentset.h"
#include "feed/feeds.h"
#include "metrics.h"
#include "records/store.h"
#include "settings.h"

G_BEGIN_DECLS

typedef struct
{
  const OvsSettings *settings;
  OvsAgentSet *agents; /* for new calls; a reload replaces it */
  const gchar *agent;  /* who answers when nobody is asked for, or NULL */
  OvsStore *store;
  OvsMetrics *metrics;
  OvsFeeds *feeds;
  const gchar *service_uri; /* NULL: as the environment says */
  const gchar *service_key;
  gchar *currency; /* of the price table, or NULL */
} OvsOffice;

G_END_DECLS
