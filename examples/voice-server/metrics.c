/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* metrics.c - see metrics.h. */

#include "metrics.h"

#define PREFIX "openai_voice_"

static const gdouble bounds[] = { 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5,
  10 };

typedef struct
{
  guint64 buckets[G_N_ELEMENTS (bounds)]; /* each by itself */
  guint64 count;
  gdouble sum;
} Histogram;

struct _OvsMetrics
{
  GHashTable *active; /* leg -> count */
  GHashTable *begun;  /* labels -> count */
  GHashTable *ended;
  gdouble seconds; /* of calls that ended */
  gdouble counts[OVS_N_COUNTS];
  guint64 tokens[OVS_N_TOKENS];
  Histogram times[OVS_N_TIMES];
};

static const struct
{
  const gchar *name;
  const gchar *help;
  const gchar *type; /* NULL: counter */
} count_names[OVS_N_COUNTS] = {
  { "interruptions_total", "Answers that callers interrupted." },
  { "underruns_total", "Times that speech was not there when it was due." },
  { "reconnects_total", "Connections to the service that were replaced." },
  { "turns_total", "Turns of callers." },
  { "tool_errors_total", "Function calls that failed." },
  { "cost_total", "Cost, in the currency of the price table." },
  { "calls_refused_total", "Calls that were not taken." },
  { "wrong_signatures_total", "Requests with a missing or wrong signature." },
  { "wrong_tokens_total", "Wrong tokens that were shown." },
  { "listeners", "Who listens in to calls by a browser.", "gauge" },
  { "event_streams", "Streams of events that are open.", "gauge" },
};

static const gchar *const token_labels[OVS_N_TOKENS] = {
  "direction=\"input\",kind=\"text\"",
  "direction=\"input\",kind=\"audio\"",
  "direction=\"cached\",kind=\"text\"",
  "direction=\"cached\",kind=\"audio\"",
  "direction=\"output\",kind=\"text\"",
  "direction=\"output\",kind=\"audio\"",
};

static const struct
{
  const gchar *name;
  const gchar *help;
} time_names[OVS_N_TIMES] = {
  { "first_sound_seconds",
      "From the end of the caller's speech to the first sound heard." },
  { "tool_seconds", "Duration of function calls." },
};

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

OvsMetrics *
ovs_metrics_new (void)
{
  OvsMetrics *self = g_new0 (OvsMetrics, 1);

  self->active = new_table ();
  self->begun = new_table ();
  self->ended = new_table ();
  return self;
}

void
ovs_metrics_free (OvsMetrics *self)
{
  g_hash_table_unref (self->active);
  g_hash_table_unref (self->begun);
  g_hash_table_unref (self->ended);
  g_free (self);
}

/* Takes @key. */
static void
change (GHashTable *table, gchar *key, gint by)
{
  gint value = GPOINTER_TO_INT (g_hash_table_lookup (table, key));

  g_hash_table_replace (table, key, GINT_TO_POINTER (value + by));
}

void
ovs_metrics_begin_call (OvsMetrics *self, const gchar *leg,
    const gchar *direction)
{
  change (self->active, g_strdup_printf ("leg=\"%s\"", leg), 1);
  change (self->begun,
      g_strdup_printf ("leg=\"%s\",direction=\"%s\"", leg, direction), 1);
}

void
ovs_metrics_end_call (OvsMetrics *self, const gchar *leg, const gchar *cause,
    gdouble seconds)
{
  change (self->active, g_strdup_printf ("leg=\"%s\"", leg), -1);
  change (self->ended, g_strdup_printf ("leg=\"%s\",cause=\"%s\"", leg, cause),
      1);
  self->seconds += seconds;
}

void
ovs_metrics_add (OvsMetrics *self, OvsCount count, gdouble amount)
{
  self->counts[count] += amount;
}

void
ovs_metrics_add_tokens (OvsMetrics *self, OvsTokenKind kind, guint64 amount)
{
  self->tokens[kind] += amount;
}

void
ovs_metrics_observe (OvsMetrics *self, OvsTime time, gdouble seconds)
{
  Histogram *histogram = &self->times[time];
  guint i = 0;

  while (i < G_N_ELEMENTS (bounds) && seconds > bounds[i])
    i++;
  if (i < G_N_ELEMENTS (bounds))
    histogram->buckets[i]++;
  histogram->count++;
  histogram->sum += seconds;
}

/*** text ***/

static void
append_number (GString *text, gdouble value)
{
  gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text,
      g_ascii_formatd (buffer, sizeof buffer, "%.10g", value));
  g_string_append_c (text, '\n');
}

static void
append_head (GString *text, const gchar *name, const gchar *type,
    const gchar *help)
{
  g_string_append_printf (text,
      "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n", name, help, name,
      type);
}

void
ovs_metrics_append (GString *text, const gchar *name, const gchar *type,
    const gchar *help, gdouble value)
{
  append_head (text, name, type, help);
  g_string_append_printf (text, PREFIX "%s ", name);
  append_number (text, value);
}

static void
append_table (GString *text, const gchar *name, const gchar *type,
    const gchar *help, GHashTable *table)
{
  GList *keys =
      g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) g_strcmp0);

  append_head (text, name, type, help);
  for (GList *l = keys; l != NULL; l = l->next) {
    g_string_append_printf (text, PREFIX "%s{%s} ", name, (gchar *) l->data);
    append_number (text,
        GPOINTER_TO_INT (g_hash_table_lookup (table, l->data)));
  }
  g_list_free (keys);
}

static void
append_histogram (GString *text, const gchar *name, const gchar *help,
    const Histogram *histogram)
{
  guint64 sum = 0;

  append_head (text, name, "histogram", help);
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++) {
    gchar bound[G_ASCII_DTOSTR_BUF_SIZE];

    sum += histogram->buckets[i];
    g_string_append_printf (text, PREFIX "%s_bucket{le=\"%s\"} ", name,
        g_ascii_formatd (bound, sizeof bound, "%g", bounds[i]));
    append_number (text, sum);
  }
  g_string_append_printf (text, PREFIX "%s_bucket{le=\"+Inf\"} ", name);
  append_number (text, histogram->count);
  g_string_append_printf (text, PREFIX "%s_sum ", name);
  append_number (text, histogram->sum);
  g_string_append_printf (text, PREFIX "%s_count ", name);
  append_number (text, histogram->count);
}

GString *
ovs_metrics_to_text (OvsMetrics *self)
{
  GString *text = g_string_new (NULL);

  append_table (text, "calls_active", "gauge", "Calls that run.", self->active);
  append_table (text, "calls_total", "counter", "Calls that began.",
      self->begun);
  append_table (text, "calls_ended_total", "counter",
      "Calls that ended, by their cause.", self->ended);
  ovs_metrics_append (text, "call_seconds_total", "counter",
      "Duration of the calls that ended.", self->seconds);
  for (guint i = 0; i < OVS_N_COUNTS; i++)
    ovs_metrics_append (text, count_names[i].name,
        count_names[i].type != NULL ? count_names[i].type : "counter",
        count_names[i].help, self->counts[i]);
  append_head (text, "tokens_total", "counter",
      "Tokens of the service; cached ones are input, too.");
  for (guint i = 0; i < OVS_N_TOKENS; i++) {
    g_string_append_printf (text, PREFIX "tokens_total{%s} ", token_labels[i]);
    append_number (text, self->tokens[i]);
  }
  for (guint i = 0; i < OVS_N_TIMES; i++)
    append_histogram (text, time_names[i].name, time_names[i].help,
        &self->times[i]);
  return text;
}
