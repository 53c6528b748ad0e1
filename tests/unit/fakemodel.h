/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fakemodel.h - what a registry of functions needs of an element, without a
 * service: the test is the model. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define TYPE_FAKE_MODEL (fake_model_get_type ())
G_DECLARE_FINAL_TYPE (FakeModel, fake_model, FAKE, MODEL, GstElement)

FakeModel *fake_model_new (void);

/* Emits function-call. What a handler returned counts as the answer. */
void fake_model_call (FakeModel *self, const gchar *id, const gchar *name,
    const gchar *arguments);

/* The answer to a call, when it is there: borrowed, or NULL. Second answers are
 * refused, and counted. */
const gchar *fake_model_get_answer (FakeModel *self, const gchar *id);
const gchar *fake_model_wait_answer (FakeModel *self, const gchar *id);
guint fake_model_count_answers (FakeModel *self);
guint fake_model_count_refused (FakeModel *self);

/* How often `tools` was set, and switch-agent emitted. */
guint fake_model_count_tools (FakeModel *self);
guint fake_model_count_agents (FakeModel *self);

G_END_DECLS
