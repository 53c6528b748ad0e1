/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* console.c - see console.h. */

#include "console.h"

#include "protocol/printabletext.h"

#include <sys/ioctl.h>
#include <unistd.h>

gboolean
app_console_draws (gint fd)
{
  return isatty (fd) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

gboolean
app_console_has_colours (gint fd)
{
  return app_console_draws (fd) && g_getenv ("NO_COLOR") == NULL;
}

guint
app_console_get_width (gint fd)
{
  struct winsize size;

  return ioctl (fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                               : 80;
}

void
app_console_print (FILE *file, const gchar *text)
{
  g_autofree gchar *safe = oa_text_make_printable (text, G_MAXSIZE);

  fprintf (file, "%s\n", safe);
  fflush (file);
}

void
app_console_append_bar (GString *line, guint cells, gdouble share)
{
  guint full = CLAMP (share, 0, 1) * cells;

  for (guint i = 0; i < cells; i++)
    g_string_append_c (line, i < full ? '#' : '.');
}
