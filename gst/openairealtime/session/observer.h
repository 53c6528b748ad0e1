/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* observer.h - what a session tells, and asks of the application: its one
 * interface upwards. No text leaves without passing wording.h here; signals,
 * messages and threads of handlers are the implementation's.
 *
 * Reference counted. Every function may be called from any thread and never
 * blocks. */

#pragma once

#include "conversation/notice.h"
#include "session/censor.h"
#include "session/failure.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OaObserver OaObserver;

/* What a handler of the application returned; on a thread of the handlers. */
typedef void (*OaObserverReply) (const gchar *id, const gchar *answer,
    gpointer user_data);

/* As the functions below; what is told has been cleaned (wording.h). */
typedef struct
{
  void (*free) (OaObserver *self);
  void (*notice) (OaObserver *self, OaNotice *notice);
  void (*ask) (OaObserver *self, OaNotice *question, OaObserverReply reply,
      gpointer user_data, GDestroyNotify destroy);
  void (*ask_key) (OaObserver *self, OaObserverReply reply, gpointer user_data,
      GDestroyNotify destroy);
  void (*error) (OaObserver *self, OaFailure *failure);
  void (*warning) (OaObserver *self, OaFailure *failure);
  void (*progress) (OaObserver *self, GstProgressType type, const gchar *text);
  void (*notify) (OaObserver *self, const gchar *property);
  gboolean (*gives_key) (OaObserver *self);
  gboolean (*wants_event) (OaObserver *self, const gchar *type);
} OaObserverInterface;

/* An implementation begins with it. */
struct _OaObserver
{
  const OaObserverInterface *iface;
  gint ref_count;
  OaCensor *censor;
  gchar *name; /* for lines of a log */
};

#define OA_OBSERVER(object) ((OaObserver *) (object))

void oa_observer_init (OaObserver *self, const OaObserverInterface *iface,
    const gchar *name);
OaObserver *oa_observer_ref (OaObserver *self);
void oa_observer_unref (OaObserver *self);

/* All of these take what they are given. */
void oa_observer_notice (OaObserver *self, OaNotice *notice);
/* A function call or an approval: told in order like any notice, but its
 * handlers run beside, so that a slow one delays neither what follows nor
 * another question. @reply is called when one has an answer. */
void oa_observer_ask (OaObserver *self, OaNotice *question,
    OaObserverReply reply, gpointer user_data, GDestroyNotify destroy);
/* In the same way. @reply is called in any case: without an id, and with NULL
 * when no handler gives a key. */
void oa_observer_ask_key (OaObserver *self, OaObserverReply reply,
    gpointer user_data, GDestroyNotify destroy);
/* The end of the run: told once, further errors are dropped. */
void oa_observer_error (OaObserver *self, OaFailure *failure);
void oa_observer_warning (OaObserver *self, OaFailure *failure);

void oa_observer_progress (OaObserver *self, GstProgressType type,
    const gchar *text);
/* A property of the element changed. */
void oa_observer_notify (OaObserver *self, const gchar *property);

/* The application answers when it is asked for a key. */
gboolean oa_observer_gives_key (OaObserver *self);
/* The raw server event of this type is listened to. */
gboolean oa_observer_wants_event (OaObserver *self, const gchar *type);

/* A secret of this run, never to be told. */
void oa_observer_add_secret (OaObserver *self, const gchar *secret);
/* For a text that is read by other means: takes the secrets out. */
void oa_observer_censor (OaObserver *self, gchar **text);
/* For a failure that is told by other means: fit to be told. */
void oa_observer_clean (OaObserver *self, OaFailure *failure);
/* What the service or a library said, fit for a line of a log. */
gchar *oa_observer_quote (OaObserver *self, const gchar *text);

G_END_DECLS
