/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* format.c - see format.h. */

#include "format.h"

/* What is longer is no recording. */
#define LONGEST 1e9

gchar *
orb_format_time (gdouble seconds)
{
  guint whole = CLAMP (seconds, 0, LONGEST);

  if (seconds < 60)
    return g_strdup_printf ("%.1f s", MAX (seconds, 0));
  if (whole < 3600)
    return g_strdup_printf ("%u:%02u min", whole / 60, whole % 60);
  return g_strdup_printf ("%u:%02u:%02u h", whole / 3600, whole / 60 % 60,
      whole % 60);
}

gchar *
orb_format_factor (gdouble duration, gdouble wall)
{
  gdouble factor = wall > 0 && duration > 0 ? MIN (duration / wall, LONGEST)
                                            : 0;

  return g_strdup_printf (factor >= 9.95 ? "%.0f" : "%.1f", factor);
}

gchar *
orb_format_count (gdouble n, const gchar *word)
{
  return g_strdup_printf ("%.0f %s%s", MAX (n, 0), word, n == 1 ? "" : "s");
}

gchar *
orb_format_cost (gdouble cost, const gchar *currency)
{
  return g_strdup_printf (cost < 0.1 ? "%.4f %s" : "%.2f %s", cost,
      currency != NULL ? currency : "");
}
