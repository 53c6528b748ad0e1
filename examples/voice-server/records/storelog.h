/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* storelog.h - sentences of threads, told on one main context, in order. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OvsStoreLog OvsStoreLog;

/* A sentence for the log. */
typedef void (*OvsStoreLogFunc) (const gchar *sentence, gpointer user_data);

/* For the thread-default context. func NULL = nobody. */
OvsStoreLog *ovs_store_log_new (OvsStoreLogFunc func, gpointer user_data);
void ovs_store_log_unref (OvsStoreLog *self);

/* On that context: nothing is told any more. */
void ovs_store_log_mute (OvsStoreLog *self);

/* From any thread. */
void ovs_store_log_tell (OvsStoreLog *self, const gchar *sentence);

G_END_DECLS
