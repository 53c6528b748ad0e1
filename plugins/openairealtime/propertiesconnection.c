/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* propertiesconnection.c - properties of the connection: where to, with
 * which key, how long it is tried. */

#include "properties.h"
#include "session/censor.h"

const OaProperty oa_properties_connection[] = {
  /**
   * GstOpenaiRealtime:uri:
   *
   * Address of the service, ws:// or wss://; NULL = OPENAI_BASE_URL from the
   * environment, as ws or wss with /realtime added, else the official one; read
   * when connecting. Default NULL.
   *
   * Since: 0.1
   */
  SECRET ("uri", "Address", CONNECTING, connection.uri, oa_censor_address),

  /**
   * GstOpenaiRealtime:api-key-file:
   *
   * File whose only line is the key, read anew for each connection; goes before
   * api-key; NULL = none; read when connecting. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("api-key-file", "API key file", CONNECTING, connection.api_key_file),

  /**
   * GstOpenaiRealtime:auth:
   *
   * How the key is presented; read when connecting. Default bearer.
   *
   * Since: 0.1
   */
  ENUM ("auth", "Authentication", CONNECTING, connection.auth,
      gst_openai_realtime_auth_get_type),

  /**
   * GstOpenaiRealtime:dialect:
   *
   * Form of the protocol that is sent; read when connecting. Default ga.
   *
   * Since: 0.1
   */
  ENUM ("dialect", "Dialect", CONNECTING, connection.dialect,
      gst_openai_realtime_dialect_get_type),

  /**
   * GstOpenaiRealtime:model:
   *
   * Model of the session; read when connecting. Default gpt-realtime-2.1.
   *
   * Since: 0.1
   */
  STRING ("model", "Model", CONNECTING, connection.model),

  /**
   * GstOpenaiRealtime:call-id:
   *
   * Joins the WebRTC or SIP call of this id (rtc_…) instead of starting a
   * session; read when connecting. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("call-id", "Call", CONNECTING, connection.call_id),

  /**
   * GstOpenaiRealtime:organization:
   *
   * Header OpenAI-Organization; read when connecting. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("organization", "Organization", CONNECTING, connection.organization),

  /**
   * GstOpenaiRealtime:project:
   *
   * Header OpenAI-Project; read when connecting. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("project", "Project", CONNECTING, connection.project),

  /**
   * GstOpenaiRealtime:safety-identifier:
   *
   * Header OpenAI-Safety-Identifier, a stable hashed id of the end user; read
   * when connecting. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("safety-identifier", "Safety identifier", CONNECTING,
      connection.safety_identifier),

  /**
   * GstOpenaiRealtime:user-agent:
   *
   * Header User-Agent; NULL = name and version of this element; read when
   * connecting. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("user-agent", "User agent", CONNECTING, connection.user_agent),

  /**
   * GstOpenaiRealtime:proxy:
   *
   * URI of a proxy; NULL = as the system says, empty = none; read when
   * connecting. Default NULL.
   *
   * Since: 0.1
   */
  SECRET ("proxy", "Proxy", CONNECTING, connection.proxy, oa_censor_address),

  /**
   * GstOpenaiRealtime:tls-database:
   *
   * PEM file of trusted certificates; NULL = the system's; read when
   * connecting. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("tls-database", "Certificates", CONNECTING, connection.tls_database),

  /**
   * GstOpenaiRealtime:ssl-strict:
   *
   * Refuse certificates that cannot be verified; FALSE is for tests only; read
   * when connecting. Default true.
   *
   * Since: 0.1
   */
  BOOLEAN ("ssl-strict", "Strict TLS", CONNECTING, connection.ssl_strict),

  /**
   * GstOpenaiRealtime:allow-insecure:
   *
   * Let a key go over plain ws:// to a host that is not this one; read when
   * connecting. Default false.
   *
   * Since: 0.1
   */
  BOOLEAN ("allow-insecure", "Allow insecure", CONNECTING,
      connection.allow_insecure),

  /**
   * GstOpenaiRealtime:connect-timeout:
   *
   * Time until the session must be up, in ms, with all tries; 0 = no limit;
   * read when connecting. Default 15000.
   *
   * Since: 0.1
   */
  UINT ("connect-timeout", "Connect timeout", CONNECTING, retry.connect_timeout,
      0, 600000),

  /**
   * GstOpenaiRealtime:reconnect:
   *
   * Replace a connection that is lost, and tell the new one what was said; try
   * again where the first one fails for a cause that may pass; takes effect at
   * the next loss or failed try. Default true.
   *
   * Since: 0.1
   */
  BOOLEAN ("reconnect", "Reconnect", NOW, retry.reconnect),

  /**
   * GstOpenaiRealtime:max-reconnects:
   *
   * Tries in a row, further ones of the first connection included; an answered
   * turn, or a connection that lasts for a minute, begins the count anew; 0 =
   * no limit; takes effect at the next loss or failed try. Default 10.
   *
   * Since: 0.1
   */
  UINT ("max-reconnects", "Most reconnects", NOW, retry.max_reconnects, 0,
      1000),

  /**
   * GstOpenaiRealtime:renew-session:
   *
   * Age of a session, in s, from which on another one takes its place in the
   * next pause; the service's own limit comes first; 0 = never; takes effect
   * with the next session. Default 3300.
   *
   * Since: 0.1
   */
  UINT ("renew-session", "Renew session", NOW, retry.renew_session, 0, 86400),

  { NULL }
};
