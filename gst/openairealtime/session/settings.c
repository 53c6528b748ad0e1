/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settings.c - defaults, copies and the environment. */

#include "session/settings.h"
#include "protocol/endpoint.h"
#include "transport/secret.h"
#include "transport/loop.h"

#include <string.h>

static const gsize strings[] = { G_STRUCT_OFFSET (OaElementSettings,
                                     connection.uri),
  G_STRUCT_OFFSET (OaElementSettings, connection.api_key),
  G_STRUCT_OFFSET (OaElementSettings, connection.model),
  G_STRUCT_OFFSET (OaElementSettings, connection.call_id),
  G_STRUCT_OFFSET (OaElementSettings, connection.organization),
  G_STRUCT_OFFSET (OaElementSettings, connection.project),
  G_STRUCT_OFFSET (OaElementSettings, connection.safety_identifier),
  G_STRUCT_OFFSET (OaElementSettings, connection.user_agent),
  G_STRUCT_OFFSET (OaElementSettings, connection.proxy),
  G_STRUCT_OFFSET (OaElementSettings, connection.tls_database),
  G_STRUCT_OFFSET (OaElementSettings, opening.greeting),
  G_STRUCT_OFFSET (OaElementSettings, opening.history),
  G_STRUCT_OFFSET (OaElementSettings, limits.price_table),
  G_STRUCT_OFFSET (OaElementSettings, limits.farewell),
  G_STRUCT_OFFSET (OaElementSettings, connection.api_key_file),
  G_STRUCT_OFFSET (OaElementSettings, functions.timeout_output),
  G_STRUCT_OFFSET (OaElementSettings, functions.filler) };

void
oa_element_settings_init (OaElementSettings *self)
{
  memset (self, 0, sizeof (*self));
  self->connection.model = g_strdup (OA_DEFAULT_MODEL);
  self->connection.ssl_strict = TRUE;
  self->retry.connect_timeout = OA_DEFAULT_CONNECT_TIMEOUT;
  self->retry.reconnect = TRUE;
  self->retry.max_reconnects = OA_DEFAULT_MAX_RECONNECTS;
  self->retry.renew_session = OA_DEFAULT_RENEW_SESSION;
  oa_settings_init (&self->session);
  self->functions.timeout = OA_DEFAULT_FUNCTION_TIMEOUT;
  self->functions.filler_delay = OA_DEFAULT_FUNCTION_FILLER_DELAY;
  self->functions.max_rounds = OA_DEFAULT_MAX_FUNCTION_ROUNDS;
  self->flow.frame_duration = OA_DEFAULT_FRAME_DURATION;
  self->flow.lookahead = OA_DEFAULT_LOOKAHEAD;
  self->flow.chunk_duration = OA_DEFAULT_CHUNK_DURATION;
  self->flow.max_input_queue = OA_DEFAULT_MAX_INPUT_QUEUE;
  self->flow.drain_timeout = OA_DEFAULT_DRAIN_TIMEOUT;
  self->flow.prebuffer = OA_DEFAULT_PREBUFFER;
  self->flow.commit_interval = OA_DEFAULT_COMMIT_INTERVAL;
  self->interrupt.min_duration = OA_DEFAULT_INTERRUPT_MIN_DURATION;
  self->input.max_input_gap = OA_DEFAULT_MAX_INPUT_GAP;
  self->input.half_duplex_tail = OA_DEFAULT_HALF_DUPLEX_TAIL;
  self->input.pre_roll = OA_DEFAULT_PRE_ROLL;
  self->connection.io_delay = OA_LOOP_DELAY;
  self->flow.shared_pacing_from = OA_DEFAULT_SHARED_PACING_FROM;
}

void
oa_element_settings_copy (OaElementSettings *self,
    const OaElementSettings *from)
{
  guint i;

  *self = *from;
  for (i = 0; i < G_N_ELEMENTS (strings); i++) {
    gchar **copy = G_STRUCT_MEMBER_P (self, strings[i]);

    *copy = g_strdup (*copy);
  }
  if (from->connection.extra_headers != NULL)
    self->connection.extra_headers = gst_structure_copy (
        from->connection.extra_headers);
  oa_settings_copy (&self->session, &from->session);
}

void
oa_element_settings_set_key (OaElementSettings *self, const gchar *key)
{
  gchar *old = self->connection.api_key;

  self->connection.api_key = g_strdup (key);
  oa_secret_free (old);
}

void
oa_element_settings_clear (OaElementSettings *self)
{
  guint i;

  oa_element_settings_set_key (self, NULL);
  for (i = 0; i < G_N_ELEMENTS (strings); i++)
    g_clear_pointer ((gchar **) G_STRUCT_MEMBER_P (self, strings[i]), g_free);
  g_clear_pointer (&self->connection.extra_headers, gst_structure_free);
  oa_settings_clear (&self->session);
}

static gboolean
is_set (const gchar *text)
{
  return text != NULL && *text != '\0';
}

const gchar *
oa_element_settings_get_key (const OaElementSettings *self)
{
  return is_set (self->connection.api_key) ? self->connection.api_key : NULL;
}

void
oa_element_settings_fill (OaElementSettings *self, const gchar *key,
    const gchar *base_url)
{
  if (!is_set (self->connection.api_key))
    oa_element_settings_set_key (self, is_set (key) ? key : NULL);
  self->connection.uri_is_ours = !is_set (self->connection.uri);
  if (!self->connection.uri_is_ours)
    return;
  g_free (self->connection.uri);
  self->connection.uri = oa_endpoint_default (base_url);
}

gboolean
oa_element_settings_is_sideband (const OaElementSettings *self)
{
  return self->connection.call_id != NULL && *self->connection.call_id != '\0';
}
