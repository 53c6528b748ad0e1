/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* watch.c - see watch.h. */

#include "watch.h"

struct _Watch
{
  GstBus *bus;
  GstElement *element;
  GMutex lock;
  GCond cond;
  GPtrArray *messages; /* of GstStructure */
};

/* Posted on a thread of the element's own. */
static GstBusSyncReply
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Watch *watch = data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT) {
    g_mutex_lock (&watch->lock);
    g_ptr_array_add (watch->messages,
        gst_structure_copy (gst_message_get_structure (message)));
    g_cond_broadcast (&watch->cond);
    g_mutex_unlock (&watch->lock);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* When the bus has gone, and with it who is still in the handler. */
static void
watch_destroy (gpointer data)
{
  Watch *watch = data;

  g_ptr_array_unref (watch->messages);
  g_mutex_clear (&watch->lock);
  g_cond_clear (&watch->cond);
  g_free (watch);
}

#define EARLY "watch-early"

void
watch_early (GstElement *element)
{
  g_autoptr (GstBus) bus = gst_bus_new ();

  g_object_set_data (G_OBJECT (bus), EARLY, bus);
  gst_element_set_bus (element, bus);
}

/* The bus on which messages are kept already, or a new one. */
static GstBus *
take_bus (GstElement *element)
{
  GstBus *bus = gst_element_get_bus (element);

  if (bus != NULL && g_object_get_data (G_OBJECT (bus), EARLY) != NULL)
    return bus;
  g_clear_pointer (&bus, gst_object_unref);
  bus = gst_bus_new ();
  gst_element_set_bus (element, bus);
  return bus;
}

Watch *
watch_new (GstElement *element)
{
  Watch *watch = g_new0 (Watch, 1);
  GstMessage *message;

  g_mutex_init (&watch->lock);
  g_cond_init (&watch->cond);
  watch->messages = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_structure_free);
  watch->element = gst_object_ref (element);
  watch->bus = take_bus (element);
  gst_bus_set_sync_handler (watch->bus, on_message, watch, watch_destroy);
  while ((message = gst_bus_pop (watch->bus)) != NULL)
    on_message (watch->bus, message, watch);
  return watch;
}

void
watch_free (Watch *watch)
{
  g_autoptr (GstBus) bus = watch->bus;

  gst_element_set_bus (watch->element, NULL);
  gst_object_unref (watch->element);
}

/* With the lock held. */
static const GstStructure *
find_nth (Watch *watch, const gchar *name, guint n)
{
  for (guint i = 0; i < watch->messages->len; i++) {
    const GstStructure *s = g_ptr_array_index (watch->messages, i);

    if (gst_structure_has_name (s, name) && --n == 0)
      return s;
  }
  return NULL;
}

const GstStructure *
watch_wait (Watch *watch, const gchar *name, guint n)
{
  const GstStructure *found;

  g_mutex_lock (&watch->lock);
  while ((found = find_nth (watch, name, n)) == NULL)
    g_cond_wait (&watch->cond, &watch->lock);
  g_mutex_unlock (&watch->lock);
  return found;
}

guint
watch_count (Watch *watch, const gchar *name)
{
  guint n = 0;

  g_mutex_lock (&watch->lock);
  while (find_nth (watch, name, n + 1) != NULL)
    n++;
  g_mutex_unlock (&watch->lock);
  return n;
}

guint64
watch_get_uint64 (const GstStructure *message, const gchar *field)
{
  guint64 value = 0;

  g_assert_true (gst_structure_get_uint64 (message, field, &value));
  return value;
}
