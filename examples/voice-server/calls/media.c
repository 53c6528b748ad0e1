/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* media.c - see media.h.
 *
 * The model's end must not be the phone's: what comes of a model that has
 * failed is held back at both of its pads, from the moment at which it posts
 * its error on; its EOS comes behind that. */

#include "media.h"

#include "linesound.h"
#include "pipelineend.h"
#include "player.h"

#include <gst/audio/audio.h>
#include <string.h>

#define PLAYED "ovs-played"
#define FINISHED "ovs-finished"
#define SOUND "ovs-sound"

struct _OvsMedia
{
  GstElement *pipeline;
  GstElement *phone; /* NULL: its media are elsewhere */
  GstElement *model;
  GstElement *speaker; /* what the phone's sink pad is linked to */
  GstElement *player;  /* while a file is played */
  GstPad *phone_sink;
  gint model_is_gone; /* atomic */
  OvsLineSound *sound;
  gboolean told; /* that it is */
  const OvsMediaFuncs *funcs;
  gpointer user_data;

  OvsDoneFunc played;
  gpointer played_data;
};

/*** what a model that has failed leaves behind ***/

static gboolean
is_of_model (OvsMedia *self, GstMessage *message)
{
  GstObject *source = GST_MESSAGE_SRC (message);

  return source != NULL
      && (source == GST_OBJECT (self->model)
          || gst_object_has_as_ancestor (source, GST_OBJECT (self->model)));
}

/* On the thread that posts it, which pushes EOS behind it. */
static GstBusSyncReply
on_sync_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  OvsMedia *self = user_data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR
      && is_of_model (self, message))
    g_atomic_int_set (&self->model_is_gone, TRUE);
  return GST_BUS_PASS;
}

static void
post (OvsMedia *self, const gchar *name)
{
  gst_element_post_message (self->pipeline,
      gst_message_new_application (GST_OBJECT (self->pipeline),
          gst_structure_new_empty (name)));
}

static GstPadProbeReturn
on_to_model (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OvsMedia *self = user_data;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    ovs_line_sound_hear (self->sound, pad, GST_PAD_PROBE_INFO_BUFFER (info));
  return g_atomic_int_get (&self->model_is_gone) ? GST_PAD_PROBE_DROP
                                                 : GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_from_model (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OvsMedia *self = user_data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

  return GST_EVENT_TYPE (event) == GST_EVENT_EOS
          && g_atomic_int_get (&self->model_is_gone)
      ? GST_PAD_PROBE_DROP
      : GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_sound (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OvsMedia *self = user_data;

  if (ovs_line_sound_speak (self->sound, pad, GST_PAD_PROBE_INFO_BUFFER (info)))
    post (self, SOUND);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_to_phone (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OvsMedia *self = user_data;

  ovs_line_sound_give (self->sound, info);
  return GST_PAD_PROBE_OK;
}

static void
guard_model (OvsMedia *self)
{
  GstPad *sink = gst_element_get_static_pad (self->model, "sink");
  GstPad *src = gst_element_get_static_pad (self->model, "src");

  gst_pad_add_probe (sink,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_to_model,
      self, NULL);
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_from_model,
      self, NULL);
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BUFFER, on_sound, self, NULL);
  gst_object_unref (sink);
  gst_object_unref (src);
}

/*** a file ***/

static void
end_play (OvsMedia *self, const gchar *problem)
{
  OvsDoneFunc done = self->played;
  g_autoptr (GError) error = NULL;

  if (done == NULL)
    return;
  if (problem != NULL)
    error =
        g_error_new_literal (GST_CORE_ERROR, GST_CORE_ERROR_FAILED, problem);
  self->played = NULL;
  done (error, self->played_data);
}

/* The last buffer has gone into the phone; the end of its file is not that of
 * the call. */
static GstPadProbeReturn
on_from_player (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  OvsMedia *self = user_data;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS)
    return GST_PAD_PROBE_OK;
  post (self, PLAYED);
  return GST_PAD_PROBE_DROP;
}

/* A phone with a buffer far away tells when that is empty; others hear what is
 * given to them in time. */
static gboolean
has_marks (OvsMedia *self)
{
  return g_signal_lookup ("send-mark", G_OBJECT_TYPE (self->phone)) != 0;
}

void
ovs_media_play (OvsMedia *self, const gchar *path, OvsDoneFunc done,
    gpointer done_data)
{
  g_autoptr (GError) error = NULL;

  if (self->phone == NULL || self->player != NULL) {
    g_set_error_literal (&error, GST_CORE_ERROR, GST_CORE_ERROR_FAILED,
        "Nothing can be played on this call now.");
    done (error, done_data);
    return;
  }
  self->played = done;
  self->played_data = done_data;
  g_atomic_int_set (&self->model_is_gone, TRUE);
  self->player = ovs_player_start (self->pipeline, self->phone_sink, path,
      !has_marks (self), on_from_player, self, &error);
  if (self->player == NULL)
    end_play (self, error->message);
}

/*** the bus ***/

static gchar *
read_failure (GstMessage *message, guint *http_status)
{
  g_autoptr (GError) error = NULL;
  const GstStructure *details = NULL;

  *http_status = 0;
  gst_message_parse_error (message, &error, NULL);
  gst_message_parse_error_details (message, &details);
  if (details != NULL)
    gst_structure_get_uint (details, "http-status-code", http_status);
  return g_strdup (error->message);
}

static void
take_failure (OvsMedia *self, GstMessage *message)
{
  guint http_status;
  g_autofree gchar *sentence = read_failure (message, &http_status);
  GstObject *source = GST_MESSAGE_SRC (message);

  if (is_of_model (self, message)) {
    gboolean told = self->told;

    self->told = TRUE;
    if (!told)
      self->funcs->model_failed (sentence, http_status, self->user_data);
  } else if (self->player != NULL && source != NULL
      && gst_object_has_as_ancestor (source, GST_OBJECT (self->player))) {
    end_play (self, sentence);
  } else {
    self->funcs->failed (sentence, source, self->user_data);
  }
}

static void
take_element (OvsMedia *self, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);

  if (self->played != NULL
      && gst_structure_has_name (structure, "twiliostream/mark")
      && g_strcmp0 (gst_structure_get_string (structure, "name"), PLAYED) == 0)
    end_play (self, NULL);
  else
    self->funcs->message (message, self->user_data);
}

/* All of the file is with the phone; it is heard when the mark comes back. */
static void
take_application (OvsMedia *self, GstMessage *message)
{
  gboolean taken = FALSE;

  if (gst_message_has_name (message, FINISHED)) {
    self->funcs->ended (self->user_data);
    return;
  }
  if (gst_message_has_name (message, SOUND)) {
    self->funcs->sound (self->user_data);
    return;
  }
  if (has_marks (self))
    g_signal_emit_by_name (self->phone, "send-mark", PLAYED, &taken);
  if (!taken)
    end_play (self, NULL);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  OvsMedia *self = user_data;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      take_failure (self, message);
      break;
    case GST_MESSAGE_EOS:
      self->funcs->ended (self->user_data);
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (self->pipeline));
      break;
    case GST_MESSAGE_ELEMENT:
      take_element (self, message);
      break;
    case GST_MESSAGE_APPLICATION:
      take_application (self, message);
      break;
    default:
      self->funcs->message (message, self->user_data);
      break;
  }
  return G_SOURCE_CONTINUE;
}

/*** building ***/

static gboolean
fail (GError **error, const gchar *sentence)
{
  g_set_error_literal (error, GST_CORE_ERROR, GST_CORE_ERROR_FAILED, sentence);
  return FALSE;
}

/* What @from gives goes to @to, and to the recording. */
static gboolean
link_through (OvsMedia *self, GstElement *from, GstElement *to,
    GstElement *recording, const gchar *track, GstElement **last,
    GError **error)
{
  GstElement *tee;

  *last = from;
  if (recording == NULL)
    return gst_element_link_pads (from, "src", to, "sink")
        || fail (error, "The phone and the model do not fit together.");
  tee = gst_element_factory_make ("tee", NULL);
  if (tee == NULL)
    return fail (error,
        "GStreamer has no element tee. Install its core "
        "plugins.");
  gst_bin_add (GST_BIN (self->pipeline), tee);
  *last = tee;
  return (gst_element_link_pads (from, "src", tee, "sink")
             && gst_element_link_pads (tee, "src_%u", to, "sink")
             && gst_element_link_pads (tee, "src_%u", recording, track)
             && gst_element_sync_state_with_parent (tee))
      || fail (error, "The call and its recording do not fit together.");
}

static gboolean
build_elsewhere (OvsMedia *self, GError **error)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  if (sink == NULL)
    return fail (error,
        "GStreamer has no element fakesink. Install its core "
        "plugins.");
  g_object_set (sink, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), self->model, sink, NULL);
  return gst_element_link_pads (self->model, "src", sink, "sink")
      || fail (error, "The model cannot be linked.");
}

/* What comes of the model is taken before anything is given to it. */
static gboolean
build_with_phone (OvsMedia *self, GstElement *recording, GError **error)
{
  GstElement *last;

  self->phone_sink = gst_element_get_static_pad (self->phone, "sink");
  gst_bin_add (GST_BIN (self->pipeline), self->model);
  if (recording != NULL)
    gst_bin_add (GST_BIN (self->pipeline), recording);
  gst_pad_add_probe (self->phone_sink, GST_PAD_PROBE_TYPE_BUFFER, on_to_phone,
      self, NULL);
  if (!link_through (self, self->model, self->phone, recording, "agent",
          &self->speaker, error))
    return FALSE;
  if (recording != NULL)
    gst_element_sync_state_with_parent (recording);
  gst_element_sync_state_with_parent (self->model);
  return link_through (self, self->phone, self->model, recording, "caller",
      &last, error);
}

static gboolean
build (OvsMedia *self, GstElement *recording, GError **error)
{
  gboolean ok;

  guard_model (self);
  if (self->phone == NULL)
    ok = build_elsewhere (self, error);
  else
    ok = build_with_phone (self, recording, error);
  if (ok
      && gst_element_set_state (self->pipeline, GST_STATE_PLAYING)
          == GST_STATE_CHANGE_FAILURE)
    ok = fail (error, "The call's pipeline cannot be started.");
  return ok;
}

OvsMedia *
ovs_media_new (GstElement *pipeline, GstElement *phone, GstElement *model,
    GstElement *recording, const OvsMediaFuncs *funcs, gpointer user_data,
    GError **error)
{
  OvsMedia *self = g_new0 (OvsMedia, 1);
  GstBus *bus;

  self->sound = ovs_line_sound_new ();
  self->pipeline = pipeline != NULL ? pipeline : gst_pipeline_new (NULL);
  if (pipeline == NULL)
    gst_object_ref_sink (self->pipeline);
  self->phone = phone;
  self->model = model;
  self->funcs = funcs;
  self->user_data = user_data;
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, on_sync_message, self, NULL);
  gst_bus_add_watch (bus, on_message, self);
  gst_object_unref (bus);
  if (!build (self, recording, error))
    g_clear_pointer (&self, ovs_media_free);
  return self;
}

/*** ends ***/

GstElement *
ovs_media_get_phone (OvsMedia *self)
{
  return self->phone;
}

OvsMeter *
ovs_media_get_meter (OvsMedia *self)
{
  return ovs_line_sound_get_meter (self->sound);
}

gboolean
ovs_media_sounds (OvsMedia *self)
{
  return ovs_line_sound_speaks (self->sound);
}

gboolean
ovs_media_sound_keys (OvsMedia *self, const gchar *digits)
{
  return self->phone != NULL
      && ovs_line_sound_add_keys (self->sound, self->phone_sink, digits);
}

void
ovs_media_finish (OvsMedia *self, gboolean at_once)
{
  gboolean taken = FALSE;

  if (!at_once && !g_atomic_int_get (&self->model_is_gone))
    g_signal_emit_by_name (self->model, "end-after-response", &taken);
  if (taken)
    return;
  if (self->phone == NULL) {
    post (self, FINISHED);
    return;
  }
  g_atomic_int_set (&self->model_is_gone, TRUE);
  ovs_player_unlink (self->phone_sink);
  gst_pad_send_event (self->phone_sink, gst_event_new_eos ());
}

/* Its threads may still be in a probe until it is stopped; files that it has
 * are closed before this, too. */
static void
on_stopped (gpointer user_data)
{
  OvsMedia *self = user_data;

  gst_clear_object (&self->phone_sink);
  ovs_line_sound_free (self->sound);
  g_free (self);
}

void
ovs_media_free (OvsMedia *self)
{
  end_play (self, "The call is over.");
  ovs_pipeline_end (self->pipeline, self->phone, on_stopped, self);
}
