/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* failure.h - from causes to what users are told: errors and warnings.
 *
 * Every way in which a session can end badly, with GStreamer's domain and
 * code, a sentence that names cause and next step, and details for machines.
 * No sentence carries a secret. */

#pragma once

#include "conversation/conversation.h"
#include "protocol/event.h"
#include "protocol/servicecause.h"
#include "transport/connection.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* What kind of cause it is; the nick is the field error-class of the
 * details. */
typedef enum
{
  OA_CLASS_AUTH,   /* key, account */
  OA_CLASS_QUOTA,  /* credit, spending limits */
  OA_CLASS_MODEL,  /* no such model, or not for this key */
  OA_CLASS_CONFIG, /* settings */
  OA_CLASS_RATE,   /* too many requests */
  OA_CLASS_NETWORK,
  OA_CLASS_TLS,
  OA_CLASS_SERVER,   /* the service's own trouble, and its limits */
  OA_CLASS_CONTENT,  /* one answer */
  OA_CLASS_PROTOCOL, /* not what the Realtime API says */
} OaFailureClass;

typedef struct
{
  OaFailureClass class;
  gboolean retry;   /* trying again may help */
  gboolean passes;  /* soon: a first connection is tried again, too */
  gint retry_after; /* s; -1 = not told */
  GQuark domain;
  gint code;
  gchar *message; /* for a person */
  gchar *debug;   /* for a developer */
  GstStructure *details;
} OaFailure;

const gchar *oa_failure_class_get_nick (OaFailureClass class);

/*** making one (failure.c) ***/

/* Domain and code, as GST_ELEMENT_ERROR() has them. */
#define OA_RESOURCE(code) GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_##code
#define OA_STREAM(code) GST_STREAM_ERROR, GST_STREAM_ERROR_##code

OaFailure *oa_failure_new (OaFailureClass class, GQuark domain, gint code,
    const gchar *format, ...) G_GNUC_PRINTF (4, 5);
void oa_failure_free (OaFailure *failure);

/* Fields of the details; none for NULL or 0. */
void oa_failure_add_text (OaFailure *failure, const gchar *field,
    const gchar *text);
void oa_failure_add_number (OaFailure *failure, const gchar *field,
    guint number);
/* One more sentence. */
void oa_failure_append (OaFailure *failure, const gchar *format, ...)
    G_GNUC_PRINTF (2, 3);

/*** by the service (failureservice.c) ***/

OaFailure *oa_failure_from_service (const OaServiceError *error);
/* @count: so many messages that could not be read, so far or in a row. */
OaFailure *oa_failure_from_protocol (const GError *error, guint count);
OaFailure *oa_failure_not_confirmed (guint timeout_ms);
/* @direction: "input" or "output"; the rest: nicks of formats. */
OaFailure *oa_failure_other_format (const gchar *direction, const gchar *asked,
    const gchar *confirmed);
OaFailure *oa_failure_other_content (const gchar *said, const gchar *sent);
/* A warning: no turn came of a recording with speech in it. */
OaFailure *oa_failure_not_heard (void);
OaFailure *oa_failure_no_answer (guint timeout_ms);
OaFailure *oa_failure_not_received (guint timeout_ms);
/* @error: or NULL. */
OaFailure *oa_failure_failed_answer (const OaServiceError *error);
OaFailure *oa_failure_from_conversation (OaConversationWarning warning,
    guint number);

/* For the other files: what ends a session, by code or else by type; what the
 * service said, fit for a sentence (transfer full); the same as details. */
OaServiceCause oa_failure_find_cause (const OaServiceError *error);
gchar *oa_failure_quote_service (const OaServiceError *error);
void oa_failure_add_service (OaFailure *failure, const OaServiceError *error);

/*** by the connection (failuretransport.c) ***/

/* @told: what the service said just before, or NULL. */
OaFailure *oa_failure_from_end (const OaTransportEnd *end,
    const OaServiceError *told);
/* It was tried so often, within @us. */
void oa_failure_add_tries (OaFailure *failure, guint tries, gint64 us);

/*** by users and the application (failuresettings.c) ***/

OaFailure *oa_failure_from_settings (const GError *error);
/* @error may begin with the property's name; @next_step: a sentence. */
OaFailure *oa_failure_from_property (const gchar *property, const GError *error,
    const gchar *next_step);
OaFailure *oa_failure_from_rule (const gchar *sentence);
OaFailure *oa_failure_no_key (void);
/* @handler: the application was asked; else it is a file. */
OaFailure *oa_failure_no_key_in_time (gboolean handler, guint timeout_ms);
OaFailure *oa_failure_bad_key (void);
OaFailure *oa_failure_bad_base_url (const gchar *shown);
/* @from: where it comes from beside extra-headers. */
OaFailure *oa_failure_header_twice (const gchar *name, const gchar *from);
OaFailure *oa_failure_no_output (guint timeout_ms);
/* The service does not want what is set. */
OaFailure *oa_failure_refused_session (const OaServiceError *error);
OaFailure *oa_failure_unknown_field (const gchar *path);

/*** by the pads (failuremedia.c) ***/

OaFailure *oa_failure_no_timestamps (const gchar *segment_format);
OaFailure *oa_failure_no_format (void);
OaFailure *oa_failure_no_memory_map (void);
OaFailure *oa_failure_no_caps (void);
/* Warnings: input that is not taken, or not sent. */
OaFailure *oa_failure_queue_is_full (void);
OaFailure *oa_failure_other_caps (const gchar *caps);
OaFailure *oa_failure_after_end (void);
OaFailure *oa_failure_too_much_speech (gsize bytes, guint items);
OaFailure *oa_failure_not_linked (void);
/* As GST_ELEMENT_FLOW_ERROR() says it. */
OaFailure *oa_failure_from_flow (GstFlowReturn ret);

G_END_DECLS
