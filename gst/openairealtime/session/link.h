/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* link.h - one connection to the service, with the settings of the session on
 * it.
 *
 * Opens, decodes what comes, negotiates settings and knows what of the user's
 * audio has arrived. When to open one, and what is said over it, is its
 * owner's business. On the loop's thread only. */

#pragma once

#include "conversation/updates.h"
#include "protocol/sessionconfig.h"
#include "transport/connection.h"

G_BEGIN_DECLS

typedef struct _OaLink OaLink;

typedef enum
{
  OA_LINK_NEW, /* settings only */
  OA_LINK_CONNECTING,
  OA_LINK_OPEN, /* the service has not told its session yet */
  OA_LINK_CONFIGURING,
  OA_LINK_CONFIGURED, /* it may be used */
  OA_LINK_ENDED,      /* no callback comes any more */
} OaLinkPhase;

/* What happens to a link. In each of them it may be ended. */
typedef struct
{
  /* Around all others; FALSE: the owner takes nothing any more. */
  gboolean (*enter) (gpointer owner);
  void (*leave) (gpointer owner);
  void (*opened) (OaLink *link, gpointer owner);
  /* One that is not told twice. */
  void (*event) (OaLink *link, const OaEvent *event, gpointer owner);
  void (*unreadable) (OaLink *link, const GError *error, gpointer owner);
  /* As the connection's. */
  GBytes *(*next) (OaLink *link, gpointer owner);
  /* The service has the user's audio up to @ms. */
  void (*arrived) (OaLink *link, gint64 ms, gpointer owner);
  /* The connection is over: end the link. */
  void (*ended) (OaLink *link, const OaTransportEnd *end, gpointer owner);
} OaLinkHandlers;

/* @joins_call: another client has set the session up. */
OaLink *oa_link_new (const OaDialect *dialect, gboolean joins_call);
/* In place of one that never got configured. */
OaLink *oa_link_new_retry (const OaLink *failed);
/* To replace @current, which stays until oa_link_detach_predecessor(). */
OaLink *oa_link_new_replacement (const OaLink *current);
/* Ended, or never opened. */
void oa_link_unref (OaLink *self);

/* @limit: us in which it must be configured; 0 = none. Takes a reference to
 * @owner, which @unref gives back at the end. */
void oa_link_open (OaLink *self, OaLoop *loop, const OaConnectionConfig *config,
    gint64 limit, gint64 now, const OaLinkHandlers *handlers, gpointer owner,
    GDestroyNotify unref);
/* In order; `ended` tells when it is over. */
void oa_link_close (OaLink *self);
/* In order, and nothing is told any more. */
void oa_link_end (OaLink *self);

OaLinkPhase oa_link_get_phase (const OaLink *self);
/* There is a connection, or one is being made. */
gboolean oa_link_is_connected (const OaLink *self);
/* In its `next`: what is taken there goes to this connection. */
gboolean oa_link_is_asking (const OaLink *self);
/* When it should be configured; -1 = it is, or there is no limit. */
gint64 oa_link_get_deadline (const OaLink *self);
guint oa_link_get_limit_ms (const OaLink *self);
/* The limit has passed. A connection that is not open has the same one and
 * knows what it waits for: it gets a moment to tell. */
gboolean oa_link_is_late (OaLink *self, gint64 now);

/* As the service told; NULL, or 0 = not. */
const gchar *oa_link_get_id (const OaLink *self);
gint64 oa_link_get_expires_at (const OaLink *self);
/* The latest: before it closes, the reason why. */
const OaServiceError *oa_link_get_last_error (const OaLink *self);

/* Takes @text; without a connection it is dropped. */
void oa_link_send (OaLink *self, GBytes *text);
void oa_link_schedule_send (OaLink *self);
void oa_link_send_now (OaLink *self);

/* The user's audio up to @ms has been sent. */
void oa_link_audio_sent (OaLink *self, gint64 ms, gint64 now);
/* What was sent by then has arrived; 0 = not told. */
gint64 oa_link_get_arrival (const OaLink *self, gint64 now);

/*** settings ***/

OaSessionConfig *oa_link_get_config (OaLink *self);
/* What the service has, and what is wanted, allow it to be used: at first when
 * the formats are agreed; as a replacement when all is. TRUE when it has become
 * so now. */
gboolean oa_link_check_configured (OaLink *self, OaAudioFormat input,
    OaAudioFormat output);
/* The service knows of a session: from now on settings may be sent. FALSE: it
 * was told before. */
gboolean oa_link_begin_settings (OaLink *self);
/* session.updated came, as the answer to @kind. */
void oa_link_acknowledge (OaLink *self, OaUpdateKind kind, JsonObject *session);

typedef enum
{
  OA_LINK_REFUSAL_PASSES,  /* it goes on without what was refused */
  OA_LINK_REFUSAL_DROPPED, /* a field that the service does not know */
  OA_LINK_REFUSAL_FATAL,   /* nothing is left to ask for */
} OaLinkRefusal;

/* The settings under way were refused. @dropped: the field, for the user.
 * (transfer full) */
OaLinkRefusal oa_link_refuse (OaLink *self, const OaServiceError *error,
    gchar **dropped);
/* It is the current one now. */
void oa_link_detach_predecessor (OaLink *self);

/*** messages that are none of the protocol's ***/

typedef enum
{
  OA_LINK_UNREADABLE_IGNORE,
  OA_LINK_UNREADABLE_WARN,  /* the first, the tenth, … */
  OA_LINK_UNREADABLE_FATAL, /* too many in a row */
} OaLinkUnreadable;

/* @count: how many, for the user. */
OaLinkUnreadable oa_link_count_unreadable (OaLink *self, guint *count);

G_END_DECLS
