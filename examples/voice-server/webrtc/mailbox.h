/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mailbox.h - letters from any thread to one function on the thread of the main
 * context in which the mailbox was made; in order. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OvsMailbox OvsMailbox;

/* @text: of the letter, or NULL. */
typedef void (
    *OvsMailboxFunc) (gint kind, const gchar *text, gpointer user_data);

OvsMailbox *ovs_mailbox_new (OvsMailboxFunc func, gpointer user_data);
/* Any thread. */
OvsMailbox *ovs_mailbox_ref (OvsMailbox *self);
void ovs_mailbox_unref (OvsMailbox *self);

/* Any thread. @text: transfer full. FALSE: @room letters wait, or it is closed;
 * the letter is lost. */
gboolean ovs_mailbox_post (OvsMailbox *self, gint kind, gchar *text,
    guint room);
/* Nothing comes any more; on the thread of the function, also from inside
 * it. */
void ovs_mailbox_close (OvsMailbox *self);

G_END_DECLS
