/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* marks.c - marks that are out, in the order in which they were sent. */

#include "marks.h"

#include <stdio.h>
#include <string.h>

/* Names of our own: prefix, generation, number. */
#define PREFIX "oa:"
/* Of the application's that were cleared and have not come back. */
#define MAX_CLEARED 1000

typedef struct
{
  guint64 number;
  GstClockTime end; /* NONE: of the application's */
  gint64 due;       /* when it should have been heard */
  gchar *name;      /* the application's, or NULL */
} Mark;

struct _OaTwilioMarks
{
  gint64 timeout;
  OaTwilioMarkFunc func;
  gpointer user_data;

  GQueue out;     /* of Mark */
  GQueue cleared; /* of names of the application's */
  guint64 generation;
  guint64 number;
  gint64 due;  /* of the last one */
  gint64 late; /* by so much they come */
  GstClockTime heard;
};

OaTwilioMarks *
oa_twilio_marks_new (gint64 timeout, OaTwilioMarkFunc func, gpointer user_data)
{
  OaTwilioMarks *self = g_new0 (OaTwilioMarks, 1);

  self->timeout = timeout;
  self->func = func;
  self->user_data = user_data;
  self->heard = GST_CLOCK_TIME_NONE;
  g_queue_init (&self->out);
  g_queue_init (&self->cleared);
  return self;
}

static void
mark_free (gpointer data)
{
  Mark *mark = data;

  g_free (mark->name);
  g_free (mark);
}

void
oa_twilio_marks_free (OaTwilioMarks *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->out, mark_free);
  g_queue_clear_full (&self->cleared, g_free);
  g_free (self);
}

/*** sent ***/

static Mark *
add (OaTwilioMarks *self, GstClockTime duration, gint64 now)
{
  Mark *mark = g_new0 (Mark, 1);

  if (g_queue_is_empty (&self->out)) {
    self->due = now;
    self->late = 0;
  }
  self->due = MAX (self->due + self->late, now) - self->late
      + (gint64) (duration / GST_USECOND);
  mark->number = ++self->number;
  mark->due = self->due;
  mark->end = GST_CLOCK_TIME_NONE;
  g_queue_push_tail (&self->out, mark);
  return mark;
}

gchar *
oa_twilio_marks_add_audio (OaTwilioMarks *self, GstClockTime end,
    GstClockTime duration, gint64 now)
{
  Mark *mark = add (self, duration, now);

  mark->end = end;
  return g_strdup_printf (PREFIX "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
      self->generation, mark->number);
}

void
oa_twilio_marks_add_named (OaTwilioMarks *self, const gchar *name, gint64 now)
{
  add (self, 0, now)->name = g_strdup (name);
}

/*** heard ***/

static void
tell (OaTwilioMarks *self, const gchar *name, gboolean played)
{
  if (self->func != NULL)
    self->func (name, played, self->user_data);
}

/* All up to this one was heard. */
static void
take_until (OaTwilioMarks *self, const Mark *last)
{
  Mark *mark;
  gboolean is_last;

  do {
    mark = g_queue_pop_head (&self->out);
    is_last = mark == last;
    if (GST_CLOCK_TIME_IS_VALID (mark->end))
      self->heard = mark->end;
    if (mark->name != NULL)
      tell (self, mark->name, TRUE);
    mark_free (mark);
  } while (!is_last);
}

static Mark *
find (OaTwilioMarks *self, guint64 number, const gchar *name)
{
  GList *l;

  for (l = self->out.head; l != NULL; l = l->next) {
    Mark *mark = l->data;

    if (name != NULL ? g_strcmp0 (mark->name, name) == 0
                     : mark->number == number)
      return mark;
    /* They are in order. */
    if (name == NULL && mark->number > number)
      return NULL;
  }
  return NULL;
}

static gboolean
echo_cleared (OaTwilioMarks *self, const gchar *name)
{
  GList *l = g_queue_find_custom (&self->cleared, name, (GCompareFunc) strcmp);
  gchar *found;

  if (l == NULL)
    return FALSE;
  found = l->data;
  g_queue_delete_link (&self->cleared, l);
  tell (self, found, FALSE);
  g_free (found);
  return TRUE;
}

static gboolean
echo_found (OaTwilioMarks *self, Mark *mark, gint64 now)
{
  if (mark == NULL)
    return FALSE;
  self->late = MAX (now - mark->due, 0);
  take_until (self, mark);
  return TRUE;
}

/* Of our own, by its generation and its number. */
static gboolean
read_own (const gchar *name, guint64 *generation, guint64 *number)
{
  gchar *end;

  if (!g_str_has_prefix (name, PREFIX))
    return FALSE;
  name += strlen (PREFIX);
  if (!g_ascii_isdigit (*name))
    return FALSE;
  *generation = g_ascii_strtoull (name, &end, 10);
  if (*end != ':' || !g_ascii_isdigit (end[1]))
    return FALSE;
  *number = g_ascii_strtoull (end + 1, &end, 10);
  return *end == '\0';
}

gboolean
oa_twilio_marks_echo (OaTwilioMarks *self, const gchar *name, gint64 now)
{
  guint64 generation, number;

  if (!read_own (name, &generation, &number))
    return echo_found (self, find (self, 0, name), now)
        || echo_cleared (self, name);
  if (generation < self->generation)
    return TRUE;
  return generation == self->generation
      && echo_found (self, find (self, number, NULL), now);
}

void
oa_twilio_marks_clear (OaTwilioMarks *self)
{
  Mark *mark;

  self->generation++;
  while ((mark = g_queue_pop_head (&self->out)) != NULL) {
    if (mark->name != NULL)
      g_queue_push_tail (&self->cleared, g_steal_pointer (&mark->name));
    mark_free (mark);
  }
  while (self->cleared.length > MAX_CLEARED)
    g_free (g_queue_pop_head (&self->cleared));
}

gint64
oa_twilio_marks_get_deadline (const OaTwilioMarks *self)
{
  const Mark *first = g_queue_peek_head ((GQueue *) &self->out);

  return first != NULL ? first->due + self->late + self->timeout : 0;
}

void
oa_twilio_marks_poll (OaTwilioMarks *self, gint64 now)
{
  while (!g_queue_is_empty (&self->out)
      && now >= oa_twilio_marks_get_deadline (self))
    take_until (self, g_queue_peek_head (&self->out));
}

gboolean
oa_twilio_marks_is_empty (const OaTwilioMarks *self)
{
  return g_queue_is_empty ((GQueue *) &self->out);
}

GstClockTime
oa_twilio_marks_get_heard (const OaTwilioMarks *self)
{
  return self->heard;
}
