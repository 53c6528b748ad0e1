/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* teller.h - tells users what happens, in order, off the I/O threads.
 *
 * Application code may take as long as it likes: it delays only what is told
 * after it. */

#pragma once

#include "news.h"

G_BEGIN_DECLS

typedef struct _OaTwilioTeller OaTwilioTeller;

/* On a thread where handlers may block. */
typedef void (
    *OaTwilioTellFunc) (GstElement *element, const OaTwilioNews *news);

/* Does not hold a reference to @element, but while it tells. */
OaTwilioTeller *oa_twilio_teller_new (GstElement *element,
    OaTwilioTellFunc func);
/* No one else may be using it. */
void oa_twilio_teller_free (OaTwilioTeller *self);

/* From any thread; never blocks. */
void oa_twilio_teller_tell (OaTwilioTeller *self, const OaTwilioNews *news);

G_END_DECLS
