/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pipelineend.c - see pipelineend.h. */

#include "pipelineend.h"

#define PARTING "ovs-parting"

typedef struct
{
  GstElement *phone;
  GDestroyNotify ended;
  gpointer data;
} End;

static GMutex ends_lock;
static GCond ends_changed;
static guint n_ends; /* pipelines that are being stopped */

static void
change_ends (gint by)
{
  g_mutex_lock (&ends_lock);
  n_ends += by;
  g_cond_broadcast (&ends_changed);
  g_mutex_unlock (&ends_lock);
}

void
ovs_pipelines_wait (guint ms)
{
  gint64 deadline = g_get_monotonic_time () + ms * G_GINT64_CONSTANT (1000);

  g_mutex_lock (&ends_lock);
  while (n_ends > 0 && g_cond_wait_until (&ends_changed, &ends_lock, deadline))
    continue;
  g_mutex_unlock (&ends_lock);
}

/*** what is done before ***/

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
ovs_pipeline_set_parting (GstElement *pipeline, void (*func) (gpointer data),
    gpointer data, GDestroyNotify free_data)
{
  Parting *parting = g_new (Parting, 1);

  *parting = (Parting){ func, data, free_data };
  g_object_set_data_full (G_OBJECT (pipeline), PARTING, parting, parting_free);
}

static void
part (GstElement *pipeline)
{
  Parting *parting = g_object_get_data (G_OBJECT (pipeline), PARTING);

  if (parting != NULL)
    parting->func (parting->data);
}

/*** the end ***/

/* Phone and model are a circle, which has no sink to begin with. A model that
 * were stopped first would wait for what it gives to a sink of the phone's. */
static void
stop_phone (GstElement *phone)
{
  if (phone == NULL || !GST_IS_BIN (phone))
    return;
  gst_element_set_locked_state (phone, TRUE);
  gst_element_set_state (phone, GST_STATE_NULL);
}

static void
stop (GstElement *pipeline, gpointer user_data)
{
  End *end = user_data;

  part (pipeline);
  stop_phone (end->phone);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  if (end->ended != NULL)
    end->ended (end->data);
  g_free (end);
  change_ends (-1);
}

void
ovs_pipeline_end (GstElement *pipeline, GstElement *phone, GDestroyNotify ended,
    gpointer data)
{
  GstBus *bus = gst_element_get_bus (pipeline);
  End *end = g_new (End, 1);

  gst_bus_remove_watch (bus);
  gst_bus_set_flushing (bus, TRUE);
  gst_object_unref (bus);
  *end = (End){ phone, ended, data };
  change_ends (1);
  gst_element_call_async (pipeline, stop, end, NULL);
}
