/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* criticals.c - messages of GLib that end a fuzz target. */

#include "fuzz.h"

#include <stdlib.h>

static GLogWriterOutput
write_or_abort (GLogLevelFlags level, const GLogField *fields, gsize count,
    gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
      == 0)
    return G_LOG_WRITER_HANDLED;
  g_log_writer_standard_streams (level, fields, count, NULL);
  abort ();
}

static void
abort_on_message (const gchar *domain, GLogLevelFlags level,
    const gchar *message, gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
      == 0)
    return;
  g_printerr ("%s: %s\n", domain != NULL ? domain : "", message);
  abort ();
}

/* Structured messages go to the writer, those of g_log() to the handler. */
void
fuzz_abort_on_criticals (void)
{
  g_log_set_writer_func (write_or_abort, NULL, NULL);
  g_log_set_default_handler (abort_on_message, NULL);
}
