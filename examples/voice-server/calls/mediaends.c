/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mediaends.c - see mediaends.h. */

#include "mediaends.h"

#define PARTING "ovs-parting"

static GMutex ends_lock;
static GCond ends_changed;
static guint n_ends; /* pipelines that are being stopped */

void
ovs_media_count_ends (gint by)
{
  g_mutex_lock (&ends_lock);
  n_ends += by;
  g_cond_broadcast (&ends_changed);
  g_mutex_unlock (&ends_lock);
}

void
ovs_media_wait (guint ms)
{
  gint64 deadline = g_get_monotonic_time () + ms * G_GINT64_CONSTANT (1000);

  g_mutex_lock (&ends_lock);
  while (n_ends > 0 && g_cond_wait_until (&ends_changed, &ends_lock, deadline))
    continue;
  g_mutex_unlock (&ends_lock);
}

typedef struct
{
  void (*func) (gpointer data);
  gpointer data;
  GDestroyNotify free_data;
} Parting;

static void
parting_free (gpointer data)
{
  Parting *parting = data;

  parting->free_data (parting->data);
  g_free (parting);
}

void
ovs_media_set_parting (GstElement *pipeline, void (*func) (gpointer data),
    gpointer data, GDestroyNotify free_data)
{
  Parting *parting = g_new (Parting, 1);

  *parting = (Parting){ func, data, free_data };
  g_object_set_data_full (G_OBJECT (pipeline), PARTING, parting, parting_free);
}

/* A phone that ends in sinks goes first: while they pause they hold back who
 * pushes into them, and the model would wait for that one. */
void
ovs_media_part (GstElement *pipeline, GstElement *phone)
{
  Parting *parting = g_object_get_data (G_OBJECT (pipeline), PARTING);

  if (parting != NULL)
    parting->func (parting->data);
  if (parting != NULL && phone != NULL)
    gst_element_set_state (phone, GST_STATE_NULL);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
stop_alone (GstElement *pipeline, gpointer user_data)
{
  ovs_media_part (pipeline, NULL);
  gst_object_unref (pipeline);
  ovs_media_count_ends (-1);
}

void
ovs_media_stop_watching (GstElement *pipeline)
{
  GstBus *bus = gst_element_get_bus (pipeline);

  gst_bus_remove_watch (bus);
  gst_bus_set_flushing (bus, TRUE);
  gst_object_unref (bus);
}

void
ovs_media_stop (GstElement *pipeline)
{
  ovs_media_stop_watching (pipeline);
  ovs_media_count_ends (1);
  gst_element_call_async (pipeline, stop_alone, NULL, NULL);
}
