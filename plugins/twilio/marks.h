/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* marks.h - what the far end has heard, by the marks that it sends back.
 *
 * A mark comes back when all audio before it was played, and also when it was
 * dropped by `clear`: what was out then tells nothing. One that never comes
 * back counts as heard some time after it should have been. Pure: the caller
 * says what time it is, in us. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OaTwilioMarks OaTwilioMarks;

/* A mark of the application's has come back; @played: it was not cleared. */
typedef void (
    *OaTwilioMarkFunc) (const gchar *name, gboolean played, gpointer user_data);

/* @timeout: us until one that is due counts as heard. @func: of marks with a
 * name of the application's; from inside the functions below. */
OaTwilioMarks *oa_twilio_marks_new (gint64 timeout, OaTwilioMarkFunc func,
    gpointer user_data);
void oa_twilio_marks_free (OaTwilioMarks *self);

/* Audio of @duration, up to running time @end, was sent at @now: the name of
 * the mark that goes behind it. (transfer full) */
gchar *oa_twilio_marks_add_audio (OaTwilioMarks *self, GstClockTime end,
    GstClockTime duration, gint64 now);
/* A mark of the application's goes behind all that was sent. */
void oa_twilio_marks_add_named (OaTwilioMarks *self, const gchar *name,
    gint64 now);

/* FALSE: nobody has sent it. */
gboolean oa_twilio_marks_echo (OaTwilioMarks *self, const gchar *name,
    gint64 now);
/* What is out is dropped there. */
void oa_twilio_marks_clear (OaTwilioMarks *self);

/* When to poll next; 0: not before something is added. */
gint64 oa_twilio_marks_get_deadline (const OaTwilioMarks *self);
void oa_twilio_marks_poll (OaTwilioMarks *self, gint64 now);

/* All that was sent was heard or cleared. */
gboolean oa_twilio_marks_is_empty (const OaTwilioMarks *self);
/* Running time up to which all was heard; NONE: nothing was. */
GstClockTime oa_twilio_marks_get_heard (const OaTwilioMarks *self);

G_END_DECLS
