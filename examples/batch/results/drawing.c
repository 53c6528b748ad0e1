/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* drawing.c - see drawing.h. */

#include "drawing.h"

#include <math.h>
#include <string.h>

#define WIDTH 960.0
#define WAVE_HEIGHT 56.0
#define LANE_TOP 60.0
#define LANE_HEIGHT 10.0
#define AXIS 86.0
/* A turn must be seen, however long the recording. */
#define LEAST_WIDTH 1.5

#define BARS 36
#define PLOT_HEIGHT 120.0
#define PLOT_LEFT 8.0
/* Less is not measured, more is not waited for. */
#define LEAST_DECADE (-5)
#define LAST_DECADE 4

static void
append_number (GString *out, const gchar *name, gdouble value)
{
  gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, " %s=\"%s\"", name,
      g_ascii_formatd (buffer, sizeof (buffer), "%.1f", value));
}

static void
append_rect (GString *out, const gchar *class, gdouble x, gdouble y,
    gdouble width, gdouble height)
{
  g_string_append_printf (out, "<rect class=\"%s\"", class);
  append_number (out, "x", x);
  append_number (out, "y", y);
  append_number (out, "width", width);
  append_number (out, "height", height);
  g_string_append (out, " rx=\"1\"/>");
}

static void
append_label (GString *out, gdouble x, gdouble y, const gchar *anchor,
    const gchar *text)
{
  g_string_append (out, "<text");
  append_number (out, "x", x);
  append_number (out, "y", y);
  g_string_append_printf (out, " text-anchor=\"%s\">%s</text>", anchor, text);
}

gdouble
orb_draw_find_step (gdouble length, guint most)
{
  static const gdouble steps[] = { 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120,
    300, 600, 900, 1800, 3600 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (length / steps[i] <= most)
      return steps[i];
  return 3600 * ceil (length / 3600 / most);
}

static gchar *
format_tick (gdouble seconds, gdouble step)
{
  guint whole = seconds + 0.5;

  if (step < 1) {
    gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];

    return g_strdup_printf ("%s s",
        g_ascii_formatd (buffer, sizeof (buffer), "%.1f", seconds));
  }
  if (whole < 3600)
    return g_strdup_printf ("%u:%02u", whole / 60, whole % 60);
  return g_strdup_printf ("%u:%02u:%02u", whole / 3600, whole / 60 % 60,
      whole % 60);
}

/*** a wave ***/

static gdouble
get_number (JsonArray *turn, guint i)
{
  JsonNode *node = i < json_array_get_length (turn)
      ? json_array_get_element (turn, i)
      : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
      ? json_node_get_double (node)
      : 0;
}

/* The end of the picture: an answer may end behind the recording. */
static gdouble
find_end (JsonArray *turns, gdouble duration)
{
  for (guint i = 0; turns != NULL && i < json_array_get_length (turns); i++)
    duration =
        MAX (duration, get_number (json_array_get_array_element (turns, i), 3));
  return MAX (duration, 0.1);
}

static void
draw_turns (GString *out, JsonArray *turns, guint channel, gdouble scale)
{
  for (guint i = 0; turns != NULL && i < json_array_get_length (turns); i++) {
    JsonArray *turn = json_array_get_array_element (turns, i);
    gboolean user = get_number (turn, 0) > 0;
    gdouble x = get_number (turn, 2) * scale;
    gdouble width = MAX ((get_number (turn, 3) - get_number (turn, 2)) * scale,
        LEAST_WIDTH);

    if (channel != 0 && get_number (turn, 1) != channel)
      continue;
    if (user)
      append_rect (out, "turn", x, 0, width, WAVE_HEIGHT);
    else
      append_rect (out, "answer", x, LANE_TOP, width, LANE_HEIGHT);
  }
}

/* One shape, mirrored: quiet recordings are drawn as they are. */
static void
draw_shape (GString *out, const gchar *wave, gdouble width)
{
  guint n = strlen (wave) / 2;

  g_string_append (out, "<path class=\"voice\" d=\"M");
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++) {
      guint at = pass == 0 ? i : n - 1 - i;
      gdouble level = (g_ascii_xdigit_value (wave[2 * at]) * 16
                          + g_ascii_xdigit_value (wave[2 * at + 1]))
          / 255.0;
      /* The root shows quiet speech, too. */
      gdouble half = 0.5 + sqrt (MAX (level, 0)) * (WAVE_HEIGHT / 2 - 1);
      gchar x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (x, sizeof (x), "%.1f", (at + 0.5) * width / n);
      g_ascii_formatd (y, sizeof (y), "%.1f",
          WAVE_HEIGHT / 2 + (pass == 0 ? -half : half));
      g_string_append_printf (out, "%s%s %s", pass == 0 && i == 0 ? "" : "L", x,
          y);
    }
  g_string_append (out, "Z\"/>");
}

static void
draw_axis (GString *out, gdouble length)
{
  gdouble step = orb_draw_find_step (length, 12);

  g_string_append_printf (out, "<path class=\"axis\" d=\"M0 %.0fH%.0f\"/>",
      AXIS - 12, WIDTH);
  for (guint i = 0; i * step <= length; i++) {
    gdouble x = i * step / length * WIDTH;
    g_autofree gchar *text = format_tick (i * step, step);

    /* The last would be cut off. */
    if (x > WIDTH - 40)
      break;
    append_label (out, x, AXIS, i == 0 ? "start" : "middle", text);
  }
}

void
orb_draw_wave (GString *out, const gchar *wave, JsonArray *turns, guint channel,
    gdouble duration)
{
  gdouble length = find_end (turns, duration);

  if (wave == NULL || strlen (wave) < 2)
    return;
  g_string_append_printf (out,
      "<svg viewBox=\"0 0 %.0f 90\" role=\"img\" "
      "aria-label=\"Waveform with turns\">",
      WIDTH);
  draw_turns (out, turns, channel, WIDTH / length);
  draw_shape (out, wave, WIDTH * MAX (duration, 0) / length);
  draw_axis (out, length);
  g_string_append (out, "</svg>\n");
}

/*** a histogram ***/

/* Whole decades around all values. */
typedef struct
{
  gint from;
  gint to;
} Decades;

static Decades
find_decades (const gdouble *values, guint n)
{
  gdouble least = G_MAXDOUBLE, most = 0;
  Decades decades;

  for (guint i = 0; i < n; i++) {
    least = MIN (least, values[i]);
    most = MAX (most, values[i]);
  }
  decades.from = least > 0
      ? CLAMP (floor (log10 (least)), LEAST_DECADE, LAST_DECADE - 1)
      : LEAST_DECADE;
  decades.to = most > 0
      ? CLAMP (ceil (log10 (most)), decades.from + 1, LAST_DECADE)
      : decades.from + 1;
  return decades;
}

static guint
bar_of (const Decades *decades, gdouble value)
{
  gdouble decade = value > 0 ? log10 (value) : decades->from;
  gdouble bar = (decade - decades->from) * BARS / (decades->to - decades->from);

  return CLAMP (bar, 0, BARS - 1);
}

static void
draw_decades (GString *out, const Decades *decades)
{
  static const gchar *const names[] = { "0.01 ms", "0.1 ms", "1 ms", "10 ms",
    "100 ms", "1 s", "10 s", "100 s", "1000 s", "10000 s" };
  gint n = decades->to - decades->from;

  for (gint i = 0; i <= n; i++) {
    gdouble x = PLOT_LEFT + (WIDTH - 2 * PLOT_LEFT) * i / n;

    g_string_append_printf (out, "<path class=\"axis\" d=\"M%.0f %.0fV%.0f\"/>",
        x, PLOT_HEIGHT, PLOT_HEIGHT + 5);
    append_label (out, x, PLOT_HEIGHT + 18,
        i == 0       ? "start"
            : i == n ? "end"
                     : "middle",
        names[decades->from + i - LEAST_DECADE]);
  }
}

static void
draw_bar (GString *out, guint bar, guint count, guint most)
{
  gdouble width = (WIDTH - 2 * PLOT_LEFT) / BARS;
  gdouble height = MAX ((PLOT_HEIGHT - 18) * count / most, 1);
  gdouble x = PLOT_LEFT + bar * width;
  g_autofree gchar *text = g_strdup_printf ("%u", count);

  append_rect (out, "voice", x + 1, PLOT_HEIGHT - height, width - 2, height);
  append_label (out, x + width / 2, PLOT_HEIGHT - height - 4, "middle", text);
}

void
orb_draw_histogram (GString *out, const gdouble *values, guint n)
{
  Decades decades = find_decades (values, n);
  guint count[BARS] = { 0 }, most = 0;

  for (guint i = 0; i < n; i++) {
    guint bar = bar_of (&decades, values[i]);

    count[bar]++;
    most = MAX (most, count[bar]);
  }
  g_string_append_printf (out,
      "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
      "aria-label=\"Distribution of latencies\">",
      WIDTH, PLOT_HEIGHT + 24);
  for (guint i = 0; i < BARS; i++)
    if (count[i] > 0)
      draw_bar (out, i, count[i], most);
  g_string_append_printf (out, "<path class=\"axis\" d=\"M%.0f %.0fH%.0f\"/>",
      PLOT_LEFT, PLOT_HEIGHT, WIDTH - PLOT_LEFT);
  draw_decades (out, &decades);
  g_string_append (out, "</svg>\n");
}
