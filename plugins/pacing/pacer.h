/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pacer.h - one thread that takes steps for many elements when they are due.
 *
 * A step should not block. One that does disturbs the others once, for some
 * 20 ms: then another thread goes on with them, and the blocked one stays with
 * its member. A member that takes some milliseconds again and again has a
 * thread of its own soon. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OaPacerMember OaPacerMember;

/* Takes a step; returns when the next is due, in monotonic us, or -1 for none
 * until oa_pacer_resume(). */
typedef gint64 (*OaPacerStep) (gpointer user_data);

/* How many elements push live, with a thread of their own or a shared one: one
 * more, or one less. Returns their number then. */
guint oa_pacer_count (gint change);

/* Joins at rest; NULL when there is no thread to be had. */
OaPacerMember *oa_pacer_join (OaPacerStep step, gpointer user_data);
/* Returns when no step is under way; not from inside a step. Frees @member. */
void oa_pacer_leave (OaPacerMember *member);

/* The next step is due now. */
void oa_pacer_resume (OaPacerMember *member);
/* None is due; the one under way is not waited for. Also from inside it. */
void oa_pacer_pause (OaPacerMember *member);

G_END_DECLS
