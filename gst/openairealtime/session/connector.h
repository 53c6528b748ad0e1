/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connector.h - when a session opens a connection: the first one and its
 * further tries, one in the place of a lost one, one that renews the session
 * before the service ends it; and when each needs a key.
 *
 * Decides, opens nothing. Pure: time (monotonic us) and chance are
 * arguments. */

#pragma once

#include "session/backoff.h"
#include "session/settings.h"

G_BEGIN_DECLS

typedef struct
{
  const OaElementSettings *settings; /* as they are now */
  OaBackoff backoff;
  gboolean ever_connected;       /* the session was up */
  gboolean link_wanted;          /* it waits for its key, or to be opened */
  gint64 open_at;                /* when one is wanted; 0 = not planned */
  gint64 renew_at;               /* when to renew the session; 0 = never */
  gboolean voice_change_pending; /* renew if this session cannot have
                                  * the voice that is wanted */

  /* The first connection. */
  gint64 started_at;
  gint64 connect_deadline; /* of all its tries; 0 = none, or it is up */
  guint first_tries;

  /* One key is for one connection. */
  gboolean key_from_app;
  gboolean key_fresh; /* for the next connection */
  gboolean key_requested;
  gint64 key_requested_at;
  gint64 key_deadline; /* 0 = none */
  gint64 key_time;     /* that keys for the first one have taken */
} OaConnector;

void oa_connector_init (OaConnector *self, const OaElementSettings *settings);
void oa_connector_start (OaConnector *self, gint64 now);

/* What the session's links are like. */
typedef struct
{
  gboolean connected; /* the one in use */
  gboolean configured;
  gboolean asking;      /* it is being asked for what to send */
  gboolean settled;     /* all that is wanted of it was answered */
  gboolean voice_waits; /* it cannot have the voice that is wanted */
  gint64 seconds_left;  /* until the service ends it */
  gboolean has_next;
  gboolean next_ready;
  gboolean quiet; /* nothing is under way */
} OaConnectorView;

typedef enum
{
  OA_CONNECTOR_WAIT, /* until then, or for what happens */
  OA_CONNECTOR_REQUEST_KEY,
  OA_CONNECTOR_OPEN,        /* the first link, or the next one */
  OA_CONNECTOR_SWITCH,      /* the next link takes over */
  OA_CONNECTOR_KEY_TIMEOUT, /* no key came: the connection has failed */
} OaConnectorStep;

/* What to do now; ask again when it is done. @until: -1 = not by time. */
OaConnectorStep oa_connector_poll (OaConnector *self, gint64 now,
    const OaConnectorView *view, gint64 *until);

/* How long the try that begins now may take to be configured, in us; 0 = as
 * long as it likes. */
gint64 oa_connector_get_try_limit (const OaConnector *self, gint64 now);
/* Keys come from the application or from a file. */
gboolean oa_connector_needs_keys (const OaConnector *self);
/* The key is there, or there is none. FALSE: nothing waits for it any more. */
gboolean oa_connector_key_arrived (OaConnector *self, gboolean found,
    gint64 now);

/* How a connection failed. */
typedef struct
{
  gboolean retry;        /* trying again may help */
  gboolean passes;       /* so soon that it may help a first one */
  gboolean unknown_call; /* the service does not know the call to join */
  gint retry_after;      /* s; -1 = not told */
} OaConnectorFailure;

/* Plans another try: in so many us; -1 = there will be none. */
gint64 oa_connector_first_failed (OaConnector *self,
    const OaConnectorFailure *failure, gdouble chance, gint64 now);
gint64 oa_connector_link_failed (OaConnector *self,
    const OaConnectorFailure *failure, gboolean live, gdouble chance,
    gint64 now);
/* The link in use still works. */
void oa_connector_renewal_failed (OaConnector *self, gint64 now);
/* Tries in vain, and how long they took, if there is anything to tell. */
guint oa_connector_get_tries (const OaConnector *self, gint64 now,
    gint64 *took);

/* The link is configured, for the first time or as one that took over. */
void oa_connector_link_up (OaConnector *self, gint64 seconds_left, gint64 now);
/* A connection did what it is for. */
void oa_connector_healthy (OaConnector *self);
/* No connection is needed any more, or one is again. */
void oa_connector_rest (OaConnector *self);
void oa_connector_reopen (OaConnector *self, gint64 now);
void oa_connector_change_voice (OaConnector *self);
/* The session is renewed now. @configured: there is one. */
void oa_connector_renew (OaConnector *self, gboolean configured, gint64 now);

G_END_DECLS
