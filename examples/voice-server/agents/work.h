/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* work.h - what runs for a function and ends later: its end, once, by an
 * output, a failure, its time limit or the end of the call. On the main
 * context. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Either @output or @error is NULL. Called once, never from inside of what
 * began the work. */
typedef void (*OvsWorkDone) (const gchar *output, const GError *error,
    gpointer user_data);

/* Each kind of work begins with one. */
typedef struct _OvsWork OvsWork;

struct _OvsWork
{
  void (*abort) (OvsWork *self); /* it is given up; or NULL */
  void (*free) (OvsWork *self);
  guint ref_count;
  GCancellable *stop; /* of its own operations; cancelled at the end */
  GCancellable *cancellable;
  gulong cancelled;
  guint timer;
  const gchar *late;
  gchar *refusal;
  OvsWorkDone done; /* NULL: it was called */
  gpointer user_data;
};

/* One reference, which goes at its end. @cancellable: the call's, or NULL. */
void ovs_work_init (OvsWork *self, GCancellable *cancellable, OvsWorkDone done,
    gpointer user_data);
gpointer ovs_work_ref (gpointer work);
void ovs_work_unref (gpointer work);

/* It is under way. @late: what to say when it takes longer than @ms. */
void ovs_work_start (OvsWork *self, guint ms, const gchar *late);
/* It cannot begin; takes @sentence. */
void ovs_work_refuse (OvsWork *self, gchar *sentence);

void ovs_work_finish (OvsWork *self, const gchar *output);
void ovs_work_fail (OvsWork *self, gint code, const gchar *format, ...)
    G_GNUC_PRINTF (3, 4);

/* What came, as UTF-8 without space at its end. (transfer full) */
gchar *ovs_work_to_text (GByteArray *bytes);

G_END_DECLS
