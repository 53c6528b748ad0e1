/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* figures.c - see figures.h. */

#include "figures.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAGIC "OAB"

/*** delays ***/

void
delays_add (Delays *self, gint64 us)
{
  gint64 step = CLAMP (us / DELAY_STEP_US, 0, DELAY_STEPS - 1);
  gint64 max = __atomic_load_n (&self->max, __ATOMIC_RELAXED);

  __atomic_fetch_add (&self->counts[step], 1, __ATOMIC_RELAXED);
  while (us > max
      && !__atomic_compare_exchange_n (&self->max, &max, us, TRUE,
          __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
}

void
delays_reset (Delays *self)
{
  memset (self, 0, sizeof (*self));
}

static gint64
find_part (const Delays *self, guint64 n, guint permille)
{
  guint64 want = (n * permille + 999) / 1000, seen = 0;

  for (guint i = 0; i < DELAY_STEPS; i++) {
    seen += self->counts[i];
    if (seen >= want)
      return (i + 1) * DELAY_STEP_US;
  }
  return self->max;
}

void
delays_print (Delays *self, GString *json, const gchar *name)
{
  guint64 n = 0;

  for (guint i = 0; i < DELAY_STEPS; i++)
    n += self->counts[i];
  g_string_append_printf (json, ", \"%s\": {\"n\": %" G_GUINT64_FORMAT, name,
      n);
  if (n > 0)
    g_string_append_printf (json,
        ", \"p50\": %" G_GINT64_FORMAT ", \"p99\": %" G_GINT64_FORMAT
        ", \"max\": %" G_GINT64_FORMAT,
        find_part (self, n, 500), find_part (self, n, 990), self->max);
  g_string_append_c (json, '}');
}

/*** usage ***/

static gint64
timeval_us (const struct timeval *time)
{
  return time->tv_sec * G_USEC_PER_SEC + time->tv_usec;
}

static guint64
read_status (const gchar *status, const gchar *name)
{
  const gchar *line = strstr (status, name);

  return line != NULL ? g_ascii_strtoull (line + strlen (name), NULL, 10) : 0;
}

void
usage_take (Usage *self)
{
  struct rusage usage;
  gchar *status = NULL;

  memset (self, 0, sizeof (*self));
  getrusage (RUSAGE_SELF, &usage);
  self->time = g_get_monotonic_time ();
  self->cpu = timeval_us (&usage.ru_utime) + timeval_us (&usage.ru_stime);
  self->voluntary = usage.ru_nvcsw;
  self->involuntary = usage.ru_nivcsw;
  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return;
  self->rss = read_status (status, "\nVmRSS:\t") * 1024;
  self->threads = read_status (status, "\nThreads:\t");
  g_free (status);
}

/* JSON has points, whatever the locale has. */
static void
print_number (GString *json, const gchar *name, gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof (text), "%.3f", value);
  g_string_append_printf (json, ", \"%s\": %s", name, text);
}

void
usage_print (const Usage *from, const Usage *to, guint sessions, GString *json)
{
  gdouble seconds = (to->time - from->time) / 1e6;
  gdouble share = seconds * MAX (sessions, 1);

  print_number (json, "seconds", seconds);
  print_number (json, "cpu_ms", (to->cpu - from->cpu) / 1e3);
  print_number (json, "cpu_ms_per_session_s",
      (to->cpu - from->cpu) / 1e3 / share);
  print_number (json, "switches_per_session_s",
      (to->voluntary + to->involuntary - from->voluntary - from->involuntary)
          / share);
  print_number (json, "rss_mb", to->rss / 1e6);
  g_string_append_printf (json, ", \"threads\": %u", to->threads);
}

/*** stamps ***/

gint64
stamp_now (void)
{
  return g_get_monotonic_time ();
}

void
stamp_put (guint8 *audio, gint64 time)
{
  for (guint i = 0; i < 6; i++)
    audio[i] = time >> (8 * (5 - i));
  memcpy (audio + 6, MAGIC, 3);
}

gboolean
stamp_get (const guint8 *audio, gint64 *time)
{
  if (memcmp (audio + 6, MAGIC, 3) != 0)
    return FALSE;
  *time = 0;
  for (guint i = 0; i < 6; i++)
    *time = *time << 8 | audio[i];
  return TRUE;
}

void
say (const gchar *line)
{
  puts (line);
  fflush (stdout);
}

void
raise_limits (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}
