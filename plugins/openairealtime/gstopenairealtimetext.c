/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimetext.c - the request pads of text, each with its own task.
 *
 * What is due when is decided by media/captions. The tasks wait for the
 * timeline, not for the clock: text keeps the pace of the voice, and a branch
 * of text that stands still never stops the voice. */

#include "gstopenairealtimetext.h"
#include "padevents.h"

#include <string.h>

#define GST_CAT_DEFAULT gst_openai_realtime_debug

#define TEXT_CAPS "text/x-raw, format=(string)utf8"

static GstStaticPadTemplate templates[OA_N_TEXTS] = {
  [OA_TEXT_OUTPUT] = GST_STATIC_PAD_TEMPLATE ("output_transcript", GST_PAD_SRC,
      GST_PAD_REQUEST, GST_STATIC_CAPS (TEXT_CAPS)),
  [OA_TEXT_INPUT] = GST_STATIC_PAD_TEMPLATE ("input_transcript", GST_PAD_SRC,
      GST_PAD_REQUEST, GST_STATIC_CAPS (TEXT_CAPS))
};

/* With the lock held. */
static OaCaptions *
get_captions (const OaText *text)
{
  return oa_media_get_captions (text->element->media, text->kind);
}

static void
begin_captions (OaText *text)
{
  oa_media_begin_captions (text->element->media, text->kind);
  text->serial++;
  text->started = FALSE;
}

static void
drop_captions (OaText *text)
{
  oa_media_end_captions (text->element->media, text->kind);
}

void
gst_openai_realtime_text_restart (GstOpenaiRealtime *self)
{
  guint i;

  for (i = 0; i < OA_N_TEXTS; i++) {
    if (self->texts[i].pad != NULL)
      begin_captions (&self->texts[i]);
  }
}

/*** one step of a task ***/

typedef struct
{
  gboolean start;
  GstClockTime position;
  OaCaption caption; /* text NULL = a gap */
  GstClockTime gap_end;
  guint serial; /* of the captions it is of */
} Step;

static void
push_start_events (OaText *text, GstClockTime position)
{
  GstOpenaiRealtime *self = text->element;
  OaPadStream stream = { GST_ELEMENT (self), GST_PAD_NAME (text->pad),
    GST_STREAM_FLAG_SPARSE, 0, 0 };
  GstCaps *caps = gst_pad_get_pad_template_caps (text->pad);

  oa_media_lock (self->media);
  stream.group_id = self->group_id;
  stream.seqnum = self->flush_seqnum;
  oa_media_unlock (self->media);
  oa_pad_open (text->pad, &stream, caps);
  /* Without it a sink of text would keep the whole pipeline waiting. */
  gst_pad_push_event (text->pad, gst_event_new_gap (position, 0));
  gst_caps_unref (caps);
}

static GstFlowReturn
push_caption (OaText *text, OaCaption *caption)
{
  gsize size = strlen (caption->text);
  GstBuffer *buffer =
      gst_buffer_new_wrapped (g_steal_pointer (&caption->text), size);
  GstFlowReturn ret;

  GST_BUFFER_PTS (buffer) = caption->pts;
  GST_BUFFER_DURATION (buffer) = caption->duration;
  ret = gst_pad_push (text->pad, buffer);
  /* A text pad without a peer is no reason to stop. */
  return ret == GST_FLOW_NOT_LINKED ? GST_FLOW_OK : ret;
}

static GstFlowReturn
do_step (OaText *text, Step *step)
{
  if (step->start) {
    push_start_events (text, step->position);
    return GST_FLOW_OK;
  }
  if (step->caption.text != NULL)
    return push_caption (text, &step->caption);
  gst_pad_push_event (text->pad,
      gst_event_new_gap (step->position, step->gap_end - step->position));
  return GST_FLOW_OK;
}

/* With the lock held; FALSE when there is nothing to do. */
static gboolean
find_step (OaText *text, Step *step)
{
  if (!text->started) {
    text->started = step->start = TRUE;
    step->position = oa_captions_get_position (get_captions (text));
    return TRUE;
  }
  return oa_captions_pop (get_captions (text), &step->caption)
      || oa_captions_pop_gap (get_captions (text), &step->position,
          &step->gap_end);
}

/* No text will come. Only live it keeps the pace of the voice to its end: a
 * muxer of a recording must not wait for both. */
static gboolean
is_at_end (const OaText *text)
{
  GstOpenaiRealtime *self = text->element;

  return self->run->failed
      || (self->run->drained
          && (!oa_media_is_live (self->media) || text->kind == OA_TEXT_INPUT
              || oa_timeline_is_empty (oa_media_get_timeline (self->media))));
}

/* The end has come, so all text is due. */
static gboolean
find_last_step (OaText *text, Step *step)
{
  GstOpenaiRealtime *self = text->element;

  if (!is_at_end (text))
    return FALSE;
  oa_captions_finish (get_captions (text), oa_media_get_timeline (self->media),
      oa_media_is_live (self->media));
  return find_step (text, step);
}

/* Waits for what is to be pushed next. */
static GstFlowReturn
wait_for_step (OaText *text, Step *step)
{
  GstOpenaiRealtime *self = text->element;
  GstFlowReturn ret = GST_FLOW_OK;

  oa_media_lock (self->media);
  for (;;) {
    if (self->run->flushing || !text->active || get_captions (text) == NULL) {
      ret = GST_FLOW_FLUSHING;
      break;
    }
    if (find_step (text, step) || find_last_step (text, step))
      break;
    if (is_at_end (text)) {
      ret = self->run->failed || gst_openai_realtime_await_handlers (self)
          ? GST_FLOW_EOS
          : GST_FLOW_FLUSHING;
      break;
    }
    oa_media_wait (self->media);
  }
  step->serial = text->serial;
  oa_media_unlock (self->media);
  return ret;
}

static void
push_eos (OaText *text)
{
  GstEvent *eos = gst_event_new_eos ();

  oa_media_lock (text->element->media);
  if (text->element->eos_seqnum != GST_SEQNUM_INVALID)
    gst_event_set_seqnum (eos, text->element->eos_seqnum);
  oa_media_unlock (text->element->media);
  gst_pad_push_event (text->pad, eos);
}

static void
text_loop (gpointer user_data)
{
  OaText *text = user_data;
  Step step = { FALSE };
  GstFlowReturn ret = wait_for_step (text, &step);

  if (ret == GST_FLOW_OK)
    ret = do_step (text, &step);
  if (ret == GST_FLOW_OK)
    return;
  GST_DEBUG_OBJECT (text->pad, "task pauses: %s", gst_flow_get_name (ret));
  gst_pad_pause_task (text->pad);
  if (ret == GST_FLOW_EOS) {
    push_eos (text);
    return;
  }
  /* Downstream of this pad takes no more: captions are dropped, speech goes
   * on. */
  oa_media_lock (text->element->media);
  if (text->active && !text->element->run->flushing
      && text->serial == step.serial)
    drop_captions (text);
  oa_media_unlock (text->element->media);
}

/*** events and queries ***/

static gboolean
text_activate_mode (GstPad *pad, GstObject *parent, GstPadMode mode,
    gboolean active)
{
  OaText *text = gst_pad_get_element_private (pad);
  GstOpenaiRealtime *self = text->element;

  /* A pad that is requested while data flows has no parent yet. */
  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  oa_media_lock (self->media);
  text->active = active;
  oa_media_wake (self->media);
  oa_media_unlock (self->media);
  return active ? gst_pad_start_task (pad, text_loop, text, NULL)
                : gst_pad_stop_task (pad);
}

static gboolean
text_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_SEEK:
      gst_event_unref (event);
      return FALSE;
    case GST_EVENT_RECONFIGURE:
    case GST_EVENT_QOS:
      gst_event_unref (event);
      return TRUE;
    default:
      return gst_pad_event_default (pad, parent, event);
  }
}

static GstPad *
ref_pad (GstOpenaiRealtime *self, guint i)
{
  GstPad *pad;

  oa_media_lock (self->media);
  pad = self->texts[i].pad != NULL ? gst_object_ref (self->texts[i].pad) : NULL;
  oa_media_unlock (self->media);
  return pad;
}

void
gst_openai_realtime_text_flush_start (GstOpenaiRealtime *self, GstEvent *event)
{
  guint i;

  for (i = 0; i < OA_N_TEXTS; i++) {
    GstPad *pad = ref_pad (self, i);

    if (pad == NULL)
      continue;
    gst_pad_push_event (pad, gst_event_ref (event));
    gst_pad_pause_task (pad);
    gst_object_unref (pad);
  }
}

static gboolean
is_active (OaText *text)
{
  gboolean active;

  oa_media_lock (text->element->media);
  active = text->active;
  oa_media_unlock (text->element->media);
  return active;
}

/* Without a lock, as a task that starts posts a message; deactivation may come
 * in between. */
static void
start_task (OaText *text, GstPad *pad)
{
  if (is_active (text) && gst_pad_start_task (pad, text_loop, text, NULL)
      && !is_active (text))
    gst_pad_stop_task (pad);
}

void
gst_openai_realtime_text_flush_stop (GstOpenaiRealtime *self, GstEvent *event)
{
  guint i;

  for (i = 0; i < OA_N_TEXTS; i++) {
    GstPad *pad = ref_pad (self, i);

    if (pad == NULL)
      continue;
    gst_pad_push_event (pad, gst_event_ref (event));
    start_task (&self->texts[i], pad);
    gst_object_unref (pad);
  }
}

/*** pads that come and go ***/

static GstPad *
make_pad (OaText *text, GstPadTemplate *template)
{
  GstPad *pad = gst_pad_new_from_template (template,
      GST_PAD_TEMPLATE_NAME_TEMPLATE (template));

  gst_pad_set_element_private (pad, text);
  gst_pad_set_activatemode_function (pad,
      GST_DEBUG_FUNCPTR (text_activate_mode));
  gst_pad_set_event_function (pad, GST_DEBUG_FUNCPTR (text_event));
  gst_pad_set_query_function (pad,
      GST_DEBUG_FUNCPTR (gst_openai_realtime_src_query));
  gst_pad_use_fixed_caps (pad);
  return pad;
}

static GstPad *
request_new_pad (GstElement *element, GstPadTemplate *template,
    const gchar *name, const GstCaps *caps)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);
  OaTextKind kind = g_str_equal (GST_PAD_TEMPLATE_NAME_TEMPLATE (template),
                        "input_transcript")
      ? OA_TEXT_INPUT
      : OA_TEXT_OUTPUT;
  OaText *text = &self->texts[kind];
  GstPad *pad = make_pad (text, template);
  gboolean taken, running;

  oa_media_lock (self->media);
  taken = text->pad != NULL;
  running = self->running;
  if (!taken) {
    text->element = self;
    text->kind = kind;
    text->pad = pad;
    begin_captions (text);
  }
  oa_media_unlock (self->media);
  if (taken) {
    gst_object_unref (gst_object_ref_sink (pad));
    return NULL;
  }
  if (running)
    gst_pad_set_active (pad, TRUE);
  gst_element_add_pad (element, pad);
  return pad;
}

static void
release_pad (GstElement *element, GstPad *pad)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);
  OaText *text = gst_pad_get_element_private (pad);

  /* Wakes the task, and waits for it. */
  gst_pad_set_active (pad, FALSE);
  oa_media_lock (self->media);
  text->pad = NULL;
  drop_captions (text);
  oa_media_unlock (self->media);
  gst_element_remove_pad (element, pad);
}

void
gst_openai_realtime_install_text (GstElementClass *klass)
{
  guint i;

  for (i = 0; i < OA_N_TEXTS; i++)
    gst_element_class_add_static_pad_template (klass, &templates[i]);
  klass->request_new_pad = GST_DEBUG_FUNCPTR (request_new_pad);
  klass->release_pad = GST_DEBUG_FUNCPTR (release_pad);
}
