/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* phones.c - see phones.h. */

#include "phones.h"

#include "leg.h"
#include "log.h"

struct _OvsPhones
{
  OvsPhonesFunc func;
  gpointer user_data;
  GQueue waiting;
};

typedef struct
{
  OvsPhones *owner;
  GList link;
  GstElement *pipeline;
  GstElement *phone;
  gulong block; /* what is said meanwhile is kept */
  gchar *sid, *token;
  gboolean has_started, is_playing;
} Phone;

static void
stop (GstElement *pipeline, gpointer user_data)
{
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

/* From inside it, too: another one may follow at once. */
static void
stop_watching (Phone *self)
{
  GstBus *bus = gst_element_get_bus (self->pipeline);

  gst_bus_remove_watch (bus);
  gst_object_unref (bus);
}

/* Without its pipeline when that has been taken. */
static void
phone_free (Phone *self)
{
  if (self->pipeline != NULL) {
    stop_watching (self);
    gst_element_call_async (self->pipeline, stop, NULL, NULL);
  }
  gst_clear_object (&self->pipeline);
  g_queue_unlink (&self->owner->waiting, &self->link);
  g_free (self->sid);
  g_free (self->token);
  g_free (self);
}

static GstPadProbeReturn
on_blocked (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  return GST_PAD_PROBE_OK;
}

static void
hold_back (Phone *self)
{
  GstPad *src = gst_element_get_static_pad (self->phone, "src");

  self->block = gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM,
      on_blocked, NULL, NULL);
  gst_object_unref (src);
}

static void
let_go (GstElement *phone, gulong block)
{
  GstPad *src = gst_element_get_static_pad (phone, "src");

  gst_pad_remove_probe (src, block);
  gst_object_unref (src);
}

/* An element that is added while the pipeline begins to play would not learn
 * when that was. */
static void
hand_over (Phone *self)
{
  GstElement *phone = self->phone;

  if (!self->has_started || !self->is_playing)
    return;
  gst_object_ref (phone);
  stop_watching (self);
  if (self->owner->func (self->sid, self->token, self->pipeline, phone,
          self->owner->user_data)) {
    let_go (phone, self->block);
    self->pipeline = NULL;
  }
  gst_object_unref (phone);
  phone_free (self);
}

static void
take_start (Phone *self, const GstStructure *structure)
{
  const GValue *value = gst_structure_get_value (structure, "parameters");
  const GstStructure *parameters = value != NULL ? g_value_get_boxed (value)
                                                 : NULL;

  if (self->has_started)
    return;
  self->has_started = TRUE;
  self->sid = g_strdup (gst_structure_get_string (structure, "call-sid"));
  if (parameters != NULL)
    self->token = g_strdup (gst_structure_get_string (parameters, "token"));
  hand_over (self);
}

static void
take_state (Phone *self, GstMessage *message)
{
  GstState state;

  gst_message_parse_state_changed (message, NULL, &state, NULL);
  if (GST_MESSAGE_SRC (message) != GST_OBJECT (self->pipeline)
      || state != GST_STATE_PLAYING || self->is_playing)
    return;
  self->is_playing = TRUE;
  hand_over (self);
}

static void
give_up (Phone *self, const gchar *why)
{
  ovs_log (OVS_LOG_WARNING, NULL, "media-refused", "%s", why);
  phone_free (self);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  Phone *self = user_data;
  const GstStructure *structure = gst_message_get_structure (message);
  g_autoptr (GError) error = NULL;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      give_up (self, error->message);
      break;
    case GST_MESSAGE_EOS:
      give_up (self, "It ended before it told of its call.");
      break;
    case GST_MESSAGE_STATE_CHANGED:
      take_state (self, message);
      break;
    case GST_MESSAGE_ELEMENT:
      if (gst_structure_has_name (structure, "twiliostream/call-started"))
        take_start (self, structure);
      else if (gst_structure_has_name (structure, "twiliostream/call-ended"))
        give_up (self, "It ended before it told of its call.");
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

OvsPhones *
ovs_phones_new (OvsPhonesFunc func, gpointer user_data)
{
  OvsPhones *self = g_new0 (OvsPhones, 1);

  self->func = func;
  self->user_data = user_data;
  return self;
}

void
ovs_phones_free (OvsPhones *self)
{
  while (self->waiting.head != NULL)
    phone_free (self->waiting.head->data);
  g_free (self);
}

void
ovs_phones_add (OvsPhones *self, GIOStream *stream)
{
  GstElement *element = gst_element_factory_make ("twiliostream", NULL);
  Phone *phone;
  GstBus *bus;

  if (element == NULL) {
    ovs_log (OVS_LOG_ERROR, NULL, "media-refused",
        "GStreamer has no element twiliostream. Install its plugin, or set "
        "GST_PLUGIN_PATH.");
    g_object_unref (stream);
    return;
  }
  phone = g_new0 (Phone, 1);
  phone->owner = self;
  phone->link.data = phone;
  g_queue_push_tail_link (&self->waiting, &phone->link);
  phone->phone = element;
  g_object_set (element, "connection", stream, "io-delay", OVS_IO_DELAY, NULL);
  g_object_unref (stream);
  phone->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  gst_bin_add (GST_BIN (phone->pipeline), element);
  hold_back (phone);
  bus = gst_element_get_bus (phone->pipeline);
  gst_bus_add_watch (bus, on_message, phone);
  gst_object_unref (bus);
  if (gst_element_set_state (phone->pipeline, GST_STATE_PLAYING)
      == GST_STATE_CHANGE_FAILURE)
    give_up (phone, "Its stream cannot be started.");
}

guint
ovs_phones_count (OvsPhones *self)
{
  return self->waiting.length;
}
